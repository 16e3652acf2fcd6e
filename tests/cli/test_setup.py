"""``newsetl setup`` and ``newsetl kibana``, as the containers of the distributed set-up call them."""

import socket
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]


def test_the_saved_objects_that_are_shipped_are_those_that_are_built(newsetl_, tmp_path):
    code, out, _ = newsetl_("kibana", "build", tmp_path / "new" / "x.ndjson")
    assert (code, out.startswith("wrote ")) == (0, True)
    assert (tmp_path / "new/x.ndjson").read_bytes() == (REPO / "deploy/kibana/newsetl.ndjson").read_bytes()


def test_certificates_are_made_then_kept(newsetl_, tmp_path):
    words = ("setup", "certificates", "--ca-folder", tmp_path / "ca", "--folder", tmp_path / "certs", "--name", "es")
    said = [newsetl_(*words) for _ in range(2)]
    assert [code for code, _, _ in said] == [0, 0]
    assert [": made in" in out for _, out, _ in said] == [True, False]
    assert (tmp_path / "certs/elasticsearch.key").exists()


def test_without_the_password_it_is_said_how_to_get_one(newsetl_, tmp_path, monkeypatch):
    monkeypatch.delenv("ELASTIC_PASSWORD", raising=False)
    for words in (["elasticsearch", "--keys", tmp_path], ["kibana", "--url", "http://x", "--file", __file__]):
        code, out, err = newsetl_("setup", *words)
        assert (code, out) == (2, "")
        assert "make env" in err


def test_passwords_never_go_to_elasticsearch_over_plain_http(newsetl_, tmp_path):
    code, _, err = newsetl_(
        *("setup", "elasticsearch", "--keys", tmp_path),
        ELASTIC_PASSWORD="pässwort",
        NEWSETL_INDEX_URL="http://127.0.0.1:9200",
    )
    assert code == 2
    assert "https alone" in err
    assert list(tmp_path.glob("*/newsetl_index_api_key")) == []


def test_a_kibana_that_does_not_come_is_one_clear_line(newsetl_):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        code, out, err = newsetl_(
            "setup", "kibana", "--url", url, "--file", __file__, "--wait", 0, ELASTIC_PASSWORD="x"
        )
    assert (code, out) == (3, "")
    assert err.count("\n") == 1
    assert f"Kibana at {url} was not ready" in err
