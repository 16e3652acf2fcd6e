"""The set-up job for real, on an Elasticsearch with TLS and logins; then each key is tried."""

import os
import stat
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from elasticsearch import AuthenticationException, AuthorizationException, Elasticsearch

from newsetl.index.engine import IndexUnusable
from newsetl.index.factory import open_engine
from newsetl.names.loading import load_gazetteer
from newsetl.pipeline import Pipeline
from newsetl.records import Route
from newsetl.search.service import search
from newsetl.settings import Settings, SettingsError
from newsetl.setup.job import Passwords, as_superuser, set_up
from newsetl.setup.security import KEY_FILE, READER
from tests.contract.copying import rebuild
from tests.server import named_server

pytestmark = [pytest.mark.es, pytest.mark.secure]
KIBANA, PEOPLE = "kibana-s3cret-of-the-test", "reader-s3cret-of-the-test"
SINCE, UNTIL = datetime(2022, 1, 20, tzinfo=UTC), datetime(2022, 2, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def address() -> str:
    return named_server(
        "NEWSETL_TEST_ES_SECURE_URL", "the set-up job is NOT tried (make test-es starts a server for it)"
    )


@pytest.fixture(scope="module")
def passwords(address: str) -> Passwords:
    return Passwords(
        elastic_password=os.environ["NEWSETL_TEST_ES_PASSWORD"], kibana_password=KIBANA, reader_password=PEOPLE
    )


@pytest.fixture(scope="module")
def nobody(address: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings without any login."""
    return Settings(
        _env_file=None,
        data_dir=tmp_path_factory.mktemp("data"),
        machine="test",
        index_url=address,
        index_alias=f"test-{uuid.uuid4().hex[:12]}",
        index_ca_certs=Path(os.environ["NEWSETL_TEST_ES_CA_CERTS"]),
    )


@pytest.fixture(scope="module")
def keys(nobody: Settings, passwords: Passwords, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of keys after the first run of the job."""
    folder = tmp_path_factory.mktemp("keys")
    said = list(set_up(nobody, passwords, folder))
    assert len([line for line in said if line.endswith(f"made in {line.rsplit(' ', 1)[1]}")]) == 3
    yield folder
    owner = as_superuser(nobody, passwords)
    open_engine(owner, load_gazetteer(owner.gazetteer_path, owner.packs)).drop()


@pytest.fixture
def with_key(nobody: Settings, keys: Path):  # type: ignore[no-untyped-def]
    """Settings as a service has them: its key from its folder of secrets, nothing else."""

    def make(name: str) -> Settings:
        found = Settings(_env_file=None, _secrets_dir=keys / name)
        assert found.index_api_key
        return nobody.model_copy(update={"index_api_key": found.index_api_key})

    return make


def client(settings: Settings) -> Elasticsearch:
    assert settings.index_api_key
    return Elasticsearch(
        settings.index_url,
        api_key=settings.index_api_key.get_secret_value(),
        ca_certs=str(settings.index_ca_certs),
    )


def test_secrets_are_in_files_of_their_owner_alone_and_nowhere_said(
    nobody: Settings,
    passwords: Passwords,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("DEBUG")
    settings = nobody.model_copy(update={"index_alias": f"{nobody.index_alias}b"})
    said = "\n".join(set_up(settings, passwords, tmp_path))
    out = said + caplog.text + "".join(capfd.readouterr())
    files = sorted(tmp_path.rglob(KEY_FILE))
    assert [path.parent.name for path in files] == ["page", "pipeline", "rebuild"]
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_text() not in out
    for secret in (passwords.elastic_password, passwords.kibana_password, passwords.reader_password):
        assert secret
        assert secret.get_secret_value() not in out
    owner = as_superuser(settings, passwords)
    open_engine(owner, load_gazetteer(owner.gazetteer_path, owner.packs)).drop()


def test_a_second_run_keeps_everything(nobody: Settings, passwords: Passwords, keys: Path) -> None:
    before = {path: path.read_bytes() for path in keys.rglob(KEY_FILE)}
    said = list(set_up(nobody, passwords, keys))
    assert {path: path.read_bytes() for path in keys.rglob(KEY_FILE)} == before
    assert sum("kept" in line for line in said) == 3
    assert f"index {nobody.index_alias}-000001: ready" in said


def test_a_lost_key_is_replaced_and_the_old_one_is_worth_nothing(
    nobody: Settings, passwords: Passwords, keys: Path
) -> None:
    file = keys / "page" / KEY_FILE
    old = file.read_text()
    file.unlink()
    list(set_up(nobody, passwords, keys))
    assert file.read_text() != old
    with (
        Elasticsearch(nobody.index_url, api_key=old, ca_certs=str(nobody.index_ca_certs)) as lost,
        pytest.raises(AuthenticationException),
    ):
        lost.search(index=nobody.index_alias)


def test_the_pipelines_key_writes_but_deletes_closes_and_creates_no_index(with_key) -> None:  # type: ignore[no-untyped-def]
    settings = with_key("pipeline")
    alias, index = settings.index_alias, f"{settings.index_alias}-000001"
    with client(settings) as pipeline:
        for forbidden in (
            lambda: pipeline.indices.delete(index=index),
            lambda: pipeline.indices.create(index=f"{alias}-000099"),
            lambda: pipeline.indices.close(index=index),
            lambda: pipeline.index(index="somebody-elses", document={}),
            lambda: pipeline.search(index="somebody-elses"),
            lambda: pipeline.security.create_api_key(name="more"),
            lambda: pipeline.cluster.health(),
        ):
            with pytest.raises(AuthorizationException):
                forbidden()


def test_the_pipeline_runs_with_its_key_and_the_search_with_the_pages(with_key) -> None:  # type: ignore[no-untyped-def]
    pipeline = Pipeline.from_settings(with_key("pipeline"))
    for _ in range(2):
        assert pipeline.run(pipeline.plan(Route.RANGE, SINCE, UNTIL)).ok
    page = Pipeline.from_settings(with_key("page"))
    answer = search(page.reader, page.linker, "سجن غويران", limit=10)
    assert answer.hits
    assert page.engine.count() == pipeline.engine.count() > 30
    assert len(list(page.engine.scan())) == page.engine.count()
    assert page.engine.describe()["index"].endswith("-000001")


def test_the_pages_key_writes_and_deletes_nothing(with_key) -> None:  # type: ignore[no-untyped-def]
    settings = with_key("page")
    engine = open_engine(settings, load_gazetteer(settings.gazetteer_path, settings.packs))
    document = next(iter(engine.scan()))
    with pytest.raises(IndexUnusable, match=r"no permission|unauthorized"):
        engine.write([document.model_copy(update={"version": document.version + 1})])
    with pytest.raises(IndexUnusable, match=r"no permission|unauthorized"):
        engine.delete([document.article_id])
    with client(settings) as page:
        for forbidden in (
            lambda: page.index(index=settings.index_alias, document={"title": "x"}),
            lambda: page.indices.delete(index=f"{settings.index_alias}-000001"),
            lambda: page.indices.refresh(index=settings.index_alias),
        ):
            with pytest.raises(AuthorizationException):
                forbidden()


def test_the_rebuild_key_rebuilds_and_the_pipeline_goes_on(with_key) -> None:  # type: ignore[no-untyped-def]
    settings = with_key("rebuild")
    engine = open_engine(settings, load_gazetteer(settings.gazetteer_path, settings.packs))
    assert rebuild(engine) == f"{settings.index_alias}-000002"
    assert engine.rollback() == f"{settings.index_alias}-000001"
    assert rebuild(engine) == f"{settings.index_alias}-000002"
    pipeline = Pipeline.from_settings(with_key("pipeline"))
    assert pipeline.run(pipeline.plan(Route.RANGE, SINCE, UNTIL)).ok
    assert pipeline.engine.describe()["index"].endswith("-000002")


def test_people_and_kibana_log_in(nobody: Settings, keys: Path) -> None:
    ca = str(nobody.index_ca_certs)
    with Elasticsearch(nobody.index_url, basic_auth=("kibana_system", KIBANA), ca_certs=ca) as kibana:
        assert kibana.security.authenticate()["username"] == "kibana_system"
    with Elasticsearch(nobody.index_url, basic_auth=(READER, PEOPLE), ca_certs=ca) as reader:
        assert reader.search(index=nobody.index_alias)["hits"]["total"]["value"] >= 0
        with pytest.raises(AuthorizationException):
            reader.index(index=nobody.index_alias, document={"title": "x"})


def test_a_wrong_password_and_plain_http_are_told_without_them(nobody: Settings, tmp_path: Path) -> None:
    wrong = Passwords(elastic_password="wr0ng-s3cret")
    with pytest.raises(IndexUnusable, match="login refused") as caught:
        list(set_up(nobody, wrong, tmp_path))
    assert "wr0ng" not in str(caught.value)
    plain = nobody.model_copy(update={"index_url": nobody.index_url.replace("https", "http", 1)})
    with pytest.raises(SettingsError, match="https alone"):
        list(set_up(plain, wrong, tmp_path))
