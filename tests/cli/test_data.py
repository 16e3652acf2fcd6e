"""``newsetl data``, and that doctor says the same."""

import json

from tests.arabic.morphology_db import write_database


def test_what_can_be_installed_is_listed_installed_and_told(newsetl_, tmp_path):
    _, out, _ = newsetl_("data")
    assert "possible morphology: none" in out
    assert "newsetl data install morphology (GPL v2, 40 MB)" in out

    database = write_database(tmp_path / "morphology.db")
    code, out, err = newsetl_("data", "install", "morphology", "--from", database)
    assert (code, "morphology: installed, lemmas and segments by calima-msa-r13" in out) == (0, True)
    assert "GPL v2" in err
    code, out, _ = newsetl_("data", "install", "morphology", "--from", database)
    assert (code, "is there already" in out) == (0, True)

    [listed] = json.loads(newsetl_("data", "--json")[1])
    assert listed["state"] == "installed"
    [finding] = [one for one in json.loads(newsetl_("doctor", "--json")[1]) if one["what"] == "Arabic morphology"]
    assert finding["found"].startswith(listed["found"])


def test_a_file_that_is_none_is_one_line(newsetl_, tmp_path):
    code, out, err = newsetl_("data", "install", "morphology", "--from", tmp_path / "nothing.db")
    assert (code, out) == (1, "")
    assert "nothing.db: there is no such file or folder" in err
