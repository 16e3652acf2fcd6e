"""What is wrong with the system is told in one line that says what to do, soon, and without secrets."""

import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from newsetl.index.documents import Document
from newsetl.index.engine import Engine, IndexAway, IndexUnusable
from newsetl.index.factory import open_engine
from newsetl.index.query import Everything
from newsetl.names.gazetteer import Gazetteer
from newsetl.settings import Settings, SettingsError
from tests.server import client_of

Make = Callable[..., Document]
Place = Any


@pytest.fixture
def on_server(place: Place) -> Iterator[Elasticsearch]:
    """A client of the test server."""
    with client_of(place.settings.index_url) as client:
        yield client


def settings_for(url: str) -> Settings:
    return Settings(index_url=url, _env_file=None)


@pytest.mark.parametrize("answers", [False, True], ids=["refuses", "silent"])
def test_an_unreachable_server_is_told_within_seconds(gazetteer: Gazetteer, make: Make, answers: bool) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if answers:
            listener.listen()  # takes connections and never says anything
        port = listener.getsockname()[1]
        engine = open_engine(settings_for(f"http://reader:s3cret@127.0.0.1:{port}"), gazetteer)
        started = time.monotonic()
        with pytest.raises(IndexAway) as caught:
            engine.prepare()
        assert time.monotonic() - started < 10
    message = str(caught.value)
    assert f"http://127.0.0.1:{port}" in message
    assert "NEWSETL_INDEX_URL" in message
    assert "s3cret" not in message
    assert "\n" not in message
    assert caught.value.__suppress_context__


def test_an_unwritable_folder_is_told(gazetteer: Gazetteer, tmp_path: Any) -> None:
    (tmp_path / "file").write_text("")
    engine = open_engine(settings_for((tmp_path / "file" / "index").as_uri()), gazetteer)
    with pytest.raises(IndexUnusable, match="permissions"):
        engine.prepare()


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("ftp://u:s3cret@host/x", "file:///folder or https://"),
        ("somewhere", "file:///folder or https://"),
        ("https://u:s3cret@host", "needs host and port"),
        ("https://u:s3cret@host:port", "needs host and port"),
        ("file://folder/index", "three slashes"),
    ],
)
def test_other_urls_are_refused(gazetteer: Gazetteer, url: str, hint: str) -> None:
    with pytest.raises(SettingsError, match=hint) as caught:
        open_engine(settings_for(url), gazetteer)
    assert "s3cret" not in str(caught.value)


def test_an_index_of_the_aliass_name_is_told(
    place: Place, unprepared: Engine, on_server: Elasticsearch, make: Make
) -> None:
    on_server.indices.create(index=place.settings.index_alias)
    with pytest.raises(IndexUnusable, match="an index of its own, not an alias"):
        unprepared.prepare()
    with pytest.raises(IndexUnusable, match="no index"):
        unprepared.write([make("a")])


def test_a_lost_alias_is_told_and_nothing_is_created(
    place: Place, engine: Engine, on_server: Elasticsearch, make: Make
) -> None:
    alias = place.settings.index_alias
    on_server.indices.delete_alias(index=f"{alias}-000001", name=alias)
    with pytest.raises(IndexUnusable, match=f"alias {alias} is missing, but there is index {alias}-000001"):
        engine.prepare()
    with pytest.raises(IndexUnusable, match="no index"):
        engine.write([make("a")])
    assert not on_server.indices.exists(index=alias)


def test_a_blocked_index_is_the_systems_fault(
    place: Place, engine: Engine, on_server: Elasticsearch, make: Make
) -> None:
    on_server.indices.add_block(index=place.settings.index_alias, block="write")
    with pytest.raises(IndexUnusable, match=r"takes no writes now .*newsetl reindex"):
        engine.write([make("a")])
    with pytest.raises(IndexUnusable, match="takes no writes now"):
        engine.delete(["a"])
    with engine.successor():
        pass
    assert [one.outcome for one in engine.write([make("a")])] == ["created"]
    assert engine.matched_ids(Everything()) == {"a"}


def test_a_field_that_the_mapping_lacks_is_the_systems_fault(
    place: Place, engine: Engine, on_server: Elasticsearch, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsetl.index.elasticsearch_write.DIGEST_FIELD", "unmapped")
    with pytest.raises(IndexUnusable, match="lacks a field"):
        engine.write([make("a")])
