"""Lemmas and segments from a database of a few words: right, remembered, and never in the way where it is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsetl.arabic import morphology as module
from newsetl.arabic.morphology import CACHE_FILE, open_morphology, tier
from newsetl.arabic.morphology_database import MorphologyError
from tests.arabic.morphology_db import install


@pytest.fixture
def with_database(settings, tmp_path):
    install(tmp_path / "camel")
    return settings.model_copy(update={"camel_data": tmp_path / "camel"})


@pytest.fixture
def forget(monkeypatch):
    """What a new process would know: nothing."""

    def forget() -> None:
        module._opened.cache_clear()
        module._database.cache_clear()

    forget()
    yield forget
    forget()


@pytest.mark.parametrize(
    ("word", "lemma", "segments"),
    [
        ("سجن", "سجن", "سجن"),
        ("السجون", "سجن", "ال+ سجون"),
        ("وَبِسِجْنِهِم", "سجن", "و+ ب+ سجن +هم"),
        ("والقوات", "والقوات", "والقوات"),  # the database lets و stand before ال nowhere
        ("قـــوات", "قوة", "قوات"),
        ("وهاجم", "هاجم", "و+ هاجم"),
        ("على", "على", "على"),
        ("علي", "علي", "علي"),
        ("لغويرانَ", "لغويران", "لغويران"),
        ("Reuters", "reuters", "reuters"),
        ("٢٦", "26", "26"),
    ],
)
def test_words(with_database, forget, word, lemma, segments):
    opened = open_morphology(with_database)
    assert (opened.lemma(word), opened.segments(word)) == (lemma, segments)


def test_a_text_is_its_words_in_order(with_database, forget):
    assert open_morphology(with_database).of_text("هاجم السجون", "«بسجن»، قوات") == (
        "هاجم سجن سجن قوة",
        "هاجم ال+ سجون ب+ سجن قوات",
    )


def test_without_a_database_there_is_nothing_to_open(settings, tmp_path):
    nowhere = settings.model_copy(update={"camel_data": tmp_path / "nowhere"})
    assert open_morphology(nowhere) is None
    assert (tier(nowhere).active, tier(nowhere).wording[:5]) == (False, "none:")


def test_the_users_own_database_is_honoured_unless_a_folder_is_set(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("CAMELTOOLS_DATA", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    path = install(tmp_path / ".camel_tools")
    assert tier(settings.model_copy(update={"camel_data": None})).path == path
    assert not tier(settings.model_copy(update={"camel_data": tmp_path / "nowhere"})).active


def test_other_content_is_another_tier(with_database):
    before = tier(with_database)
    install(with_database.camel_path, extra="كتاب")
    assert tier(with_database).database != before.database
    assert before.database.startswith("calima-msa-r13 ")


def test_words_once_seen_need_no_database(with_database, forget, monkeypatch):
    open_morphology(with_database).lemma("السجون")
    forget()
    monkeypatch.setattr(module, "open_database", lambda path: pytest.fail("the database was loaded"))
    assert open_morphology(with_database).segments("السجون") == "ال+ سجون"


def test_what_another_database_said_is_not_believed(with_database, forget):
    assert open_morphology(with_database).segments("بكتاب") == "بكتاب"
    install(with_database.camel_path, extra="كتاب")
    forget()
    assert open_morphology(with_database).segments("بكتاب") == "ب+ كتاب"


def test_a_broken_cache_is_made_anew(with_database, forget, monkeypatch):
    cache = with_database.data_path / CACHE_FILE
    cache.parent.mkdir(parents=True)
    cache.write_bytes(b"no database at all" * 500)
    assert open_morphology(with_database).lemma("السجون") == "سجن"
    forget()
    monkeypatch.setattr(module, "open_database", lambda path: pytest.fail("the database was loaded"))
    assert open_morphology(with_database).lemma("السجون") == "سجن"


def test_a_cache_that_cannot_be_written_is_gone_without(with_database, forget):
    (with_database.data_path / CACHE_FILE).mkdir(parents=True)
    assert open_morphology(with_database).lemma("السجون") == "سجن"


def test_what_is_no_database_is_said_to_be_none(with_database, forget):
    tier(with_database).path.write_text("###DEFINES###\nnonsense\n")
    with pytest.raises(MorphologyError, match=r"morphology\.db is no database of camel-tools 1\.6"):
        open_morphology(with_database).lemma("السجون")


_OFFLINE = """
import socket, sys
def refuse(*args, **kwargs):
    raise AssertionError("asked the network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from pathlib import Path
from newsetl.arabic.morphology_database import open_database
print(open_database(Path(sys.argv[1]))("السجون").lemma == "سجن")
"""


@pytest.mark.parametrize("home", ["writable", "unwritable"])
def test_a_fresh_process_needs_neither_network_nor_home(tmp_path, home):
    path = install(tmp_path / "camel")
    # a file is no folder, not even to root
    (tmp_path / "unwritable").write_text("")
    (tmp_path / "writable").mkdir()
    environment = {k: v for k, v in os.environ.items() if k != "CAMELTOOLS_DATA"} | {"HOME": str(tmp_path / home)}
    done = subprocess.run(
        [sys.executable, "-c", _OFFLINE, path], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("True\n", 0), done.stderr
    assert sorted(p.name for p in Path(tmp_path / "camel").iterdir()) == ["data"]  # no stub is left
