"""Every setting, once. Each is an environment variable ``NEWSETL_NAME`` and may stand in a ``.env`` file.

In the folder that NEWSETL_SECRETS_DIR names, each may be a file ``newsetl_name`` (where there is no such variable).
"""

import json
import os
import re
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings import SettingsError as UnusableSource

_ENV_PREFIX = "NEWSETL_"


class SettingsError(ValueError):
    """A setting that cannot work; the message says which and what to do."""


def _machine_name() -> str:
    for path in (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")):
        try:
            if name := path.read_text().strip():
                return name
        except OSError:
            continue
    return f"node-{uuid.getnode():012x}"


class Settings(BaseSettings):
    """Defaults run everything embedded, in one folder, without any server."""

    model_config = SettingsConfigDict(env_prefix=_ENV_PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore")

    data_dir: Path = Field(Path("~/.local/share/newsetl"), description="Folder for everything newsetl keeps")
    index_url: str = Field(
        "", description="file:///folder, or https://[user:password@]host:9200; default: DATA_DIR/index"
    )
    index_api_key: SecretStr | None = Field(None, description="Elasticsearch API key (encoded)")
    index_ca_certs: Path | None = Field(None, description="CA certificate file for Elasticsearch")
    index_alias: str = Field("news", description="Alias that readers search")
    index_timeout: float = Field(30.0, gt=0, description="Seconds before an index request is given up")
    lake_url: str = Field("", description="file:///folder; default: DATA_DIR/lake")
    machine: str = Field(default_factory=_machine_name, description="Name of this machine, guards a file:// lake")
    sources: Path | None = Field(None, description="Folder of source packs; default: DATA_DIR/sources, else the sample")
    gazetteer: Path | None = Field(None, description="Folder of further gazetteer packs; default: DATA_DIR/gazetteer")
    packs: Annotated[list[str], NoDecode] = Field(
        [], description="Shipped gazetteer packs to use (core-syria-places,world,...); default: all of them"
    )
    camel_data: Path | None = Field(
        None,
        description="camel-tools' data folder, no other is looked at; default: DATA_DIR/camel_tools, then your own",
    )
    allow_hosts: Annotated[list[str], NoDecode] = Field(
        [], description="Hosts (host,host:port or a JSON list) that may be fetched though not public"
    )
    contact: str = Field("", description="Address or page named in the User-Agent, so that outlets can reach you")
    fetch_timeout: float = Field(20.0, gt=0, description="Seconds per request")
    fetch_retries: int = Field(3, ge=0, description="Further tries after a network error, 429 or 5xx")
    fetch_interval: float = Field(1.0, ge=0, description="Seconds between two requests to one host")
    fetch_tries: int = Field(5, ge=1, description="Runs in which a page that fails is tried; then only by refetch")
    fetch_recheck: float = Field(
        6.0, ge=0, description="Hours after which a feed is asked for whole, whatever its server says of changes"
    )
    fetch_budget: float | None = Field(
        None, gt=0, description="Seconds after which a run leaves a source's other pages to the next; default: no end"
    )
    fetch_workers: int = Field(8, ge=1, description="Sources that one run reads at a time")
    fetch_state_url: SecretStr | None = Field(
        None,
        description="postgresql://user:password@host/database, where several machines fetch; "
        "default: DATA_DIR/fetch.sqlite",
    )
    revisit: bool = Field(
        True, description="Fetch a page again 1, 6, 24 and 72 hours after it was first seen, while a feed lists it"
    )
    max_body_bytes: int = Field(10_000_000, gt=0, description="A page, item or line larger than this is quarantined")
    expectations: bool = Field(
        True, description="Hold each interval against Great Expectations (takes some 10 seconds)"
    )
    expectations_load_from: int = Field(
        1000, ge=1, description="Files given to `load` are held against them from this many reports a file or folder"
    )
    lock_timeout: float = Field(600.0, description="Seconds to wait for another writer of the index")

    @field_validator("allow_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if not value.lstrip().startswith("["):
            return [host.strip() for host in value.split(",") if host.strip()]
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError('no JSON list of hosts; write host,host:port or ["host","host:port"]') from None

    @field_validator("packs", mode="before")
    @classmethod
    def _split_packs(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return [name for pack in value.split(",") if (name := pack.strip().removesuffix(".jsonl"))]

    @field_validator("gazetteer")
    @classmethod
    def _existing_folder(cls, value: Path | None) -> Path | None:
        if value is None:
            return None
        folder = value.expanduser()
        if not folder.is_dir():
            raise ValueError("there is no such folder")
        return folder

    @property
    def data_path(self) -> Path:
        """The data folder, absolute."""
        return self.data_dir.expanduser().absolute()

    @property
    def index_location(self) -> str:
        """The index URL, defaulted."""
        return self.index_url or (self.data_path / "index").as_uri()

    @property
    def lake_location(self) -> str:
        """The lake URL, defaulted."""
        return self.lake_url or (self.data_path / "lake").as_uri()

    @property
    def data_docs_path(self) -> Path:
        """Folder of the Data Docs, pages on what the expectations found; made when the first are."""
        return self.data_path / "data_docs"

    @property
    def camel_path(self) -> Path:
        """Folder into which the morphological database is installed; need not exist."""
        return self.camel_data.expanduser().absolute() if self.camel_data else self.data_path / "camel_tools"

    @property
    def gazetteer_path(self) -> Path:
        """Folder of the operator's own gazetteer packs; need not exist."""
        return self.gazetteer or self.data_path / "gazetteer"

    @property
    def snapshots_path(self) -> Path:
        """Folder of the gazetteers as they were (``names.snapshots``); made when the first report is linked."""
        return self.data_path / "gazetteers"


@lru_cache(1)
def get_settings() -> Settings:
    """The process's settings, read once. Raises SettingsError naming every variable that cannot be used."""
    try:
        return Settings(_secrets_dir=os.environ.get("NEWSETL_SECRETS_DIR") or None)
    except ValidationError as error:
        raise SettingsError("; ".join(_fault(fault) for fault in error.errors(include_url=False))) from None
    except UnusableSource as error:
        raise SettingsError(f"NEWSETL_SECRETS_DIR: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f".env in this folder cannot be read: {error}") from None


def _fault(fault: Any) -> str:
    """One variable with its value and what is wrong with it."""
    name = _ENV_PREFIX + str(fault["loc"][0]).upper()
    value = location_without_credentials(str(fault["input"]))
    return f"{name}={value}: {fault['msg'].removeprefix('Value error, ')}"


def location_without_credentials(url: str) -> str:
    """A location as it may be printed: without anything before its last ``@`` and without its query.

    Stricter than ``newsetl.urls.without_credentials`` is with an outlet's address: a storage key may hold a slash.
    """
    scheme = re.match(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*://)?", url)
    shown = url.rpartition("@")[2].partition("?")[0]
    return scheme[0] + shown.removeprefix(scheme[0]) if scheme else shown


def file_url_path(url: str) -> Path | None:
    """The local folder of a ``file://`` URL, None for any other scheme. Raises SettingsError for no URL at all."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        shown = location_without_credentials(url)
        raise SettingsError(f"{shown} is no URL: {error}: correct NEWSETL_INDEX_URL or NEWSETL_LAKE_URL") from None
    if parts.scheme != "file":
        return None
    if parts.netloc not in ("", "localhost"):
        shown = location_without_credentials(url)
        raise SettingsError(f"{shown}: a file URL has three slashes, e.g. file:///srv/newsetl")
    return Path(unquote(parts.path))
