"""The steps of ``newsetl setup`` on a running Elasticsearch; each may be repeated and then changes nothing."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from elasticsearch import Elasticsearch
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from newsetl.index.elasticsearch_client import clear_errors, connect, parse_server
from newsetl.index.engine import IndexUnusable
from newsetl.index.factory import open_engine
from newsetl.names.loading import load_gazetteer
from newsetl.settings import Settings, SettingsError
from newsetl.setup.security import ensure_key, ensure_reader, privileges, set_kibana_password


class Passwords(BaseSettings):
    """What ``make env`` generated; from the environment alone, under the names of ``.env``."""

    model_config = SettingsConfigDict(extra="ignore")

    elastic_password: SecretStr = Field(description="Of the superuser «elastic»: only the set-up job knows it")
    kibana_password: SecretStr | None = Field(None, description="By which Kibana logs in to Elasticsearch")
    reader_password: SecretStr | None = Field(None, description="By which people log in to Kibana")


def set_up(settings: Settings, passwords: Passwords, keys: Path) -> Iterator[str]:
    """Do all steps, saying after each what was done. Keys go to ``keys/NAME/newsetl_index_api_key``.

    Raises IndexUnusable or SettingsError.
    """
    server = parse_server(settings.index_location)
    if not server.address.startswith("https:"):
        raise SettingsError("NEWSETL_INDEX_URL: passwords and keys are set up over https alone")
    superuser = as_superuser(settings, passwords)
    admin = connect(parse_server(superuser.index_url), superuser)
    with admin, _bodies_unlogged(), clear_errors(server.address, settings.index_alias):
        yield from _users(admin, settings.index_alias, passwords)
        yield _index(superuser)
        for name in privileges():
            folder = keys / name
            made = ensure_key(admin, server.address, settings.index_ca_certs, settings.index_alias, name, folder)
            yield f"key {name}: {'made' if made else 'kept'} in {folder}"


@contextmanager
def _bodies_unlogged() -> Iterator[None]:
    """At level DEBUG the client logs what it sends and receives: here passwords and keys."""
    logger = logging.getLogger("elastic_transport.node")
    before = logger.level
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.setLevel(before)


def as_superuser(settings: Settings, passwords: Passwords) -> Settings:
    """The same settings with the superuser's login."""
    server = parse_server(settings.index_location)
    password = quote(passwords.elastic_password.get_secret_value(), safe="")
    url = server.address.replace("://", f"://elastic:{password}@", 1)
    return settings.model_copy(update={"index_url": url, "index_api_key": None})


def _users(admin: Elasticsearch, alias: str, passwords: Passwords) -> Iterator[str]:
    if passwords.kibana_password:
        set_kibana_password(admin, passwords.kibana_password.get_secret_value())
        yield "user kibana_system: password set"
    if passwords.reader_password:
        ensure_reader(admin, alias, passwords.reader_password.get_secret_value())
        yield "user newsetl_reader: may search in Kibana"


def _index(superuser: Settings) -> str:
    engine = open_engine(superuser, load_gazetteer(superuser.gazetteer_path, superuser.packs))
    try:
        engine.prepare()
    except IndexUnusable as error:
        try:
            engine.describe()
        except IndexUnusable:
            raise error from None
        # Readers can go on, and Kibana may start; writers say the same until it is done.
        return f"index: {error}"
    return f"index {engine.describe()['index']}: ready"
