"""Every setting, once. Each is an environment variable ``NEWSETL_NAME`` and may stand in a ``.env`` file.

In the folder that NEWSETL_SECRETS_DIR names, each may be a file ``newsetl_name`` (where there is no such variable).
"""

import os
import uuid
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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

    model_config = SettingsConfigDict(env_prefix="NEWSETL_", env_file=".env", extra="ignore")

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
    allow_hosts: list[str] = Field([], description="Hosts (JSON list) that may be fetched though not public")
    contact: str = Field("", description="Address or page named in the User-Agent, so that outlets can reach you")
    fetch_timeout: float = Field(20.0, gt=0, description="Seconds per request")
    fetch_retries: int = Field(3, ge=0, description="Further tries after a network error, 429 or 5xx")
    fetch_interval: float = Field(1.0, ge=0, description="Seconds between two requests to one host")
    max_body_bytes: int = Field(10_000_000, gt=0, description="A page, item or line larger than this is quarantined")
    lock_timeout: float = Field(600.0, description="Seconds to wait for another writer of the index")

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
    def gazetteer_path(self) -> Path:
        """Folder of the operator's own gazetteer packs; need not exist."""
        return self.gazetteer or self.data_path / "gazetteer"


@lru_cache(1)
def get_settings() -> Settings:
    """The process's settings, read once."""
    return Settings(_secrets_dir=os.environ.get("NEWSETL_SECRETS_DIR") or None)


def file_url_path(url: str) -> Path | None:
    """The local folder of a ``file://`` URL, None for any other scheme."""
    parts = urlsplit(url)
    if parts.scheme != "file":
        return None
    if parts.netloc not in ("", "localhost"):
        raise SettingsError(f"{url}: a file URL has three slashes, e.g. file:///srv/newsetl")
    return Path(unquote(parts.path))
