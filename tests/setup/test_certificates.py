"""The certificates are made once, fit for TLS, and made anew when they no longer serve."""

import socket
import ssl
import stat
import threading
from pathlib import Path

import pytest

from newsetl.setup.certificates import make_certificates

NAMES = ["elasticsearch", "localhost", "127.0.0.1"]


def make(folder: Path, names: list[str] | None = None) -> bool:
    return make_certificates(folder / "ca", folder / "certs", "node", names or NAMES)


def test_keys_are_for_the_owner_alone_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    assert make(tmp_path)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*/*")}
    assert modes == {"ca.key": 0o600, "node.key": 0o600, "ca.crt": 0o644, "node.crt": 0o644}
    assert not (tmp_path / "certs" / "ca.key").exists(), "the server has no use for the authority's key"
    before = {path: path.read_bytes() for path in tmp_path.glob("*/*")}
    assert not make(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.glob("*/*")} == before


@pytest.mark.parametrize("lost", [True, False])
@pytest.mark.parametrize("spoilt", ["certs/node.key", "certs/node.crt", "ca/ca.key", "ca/ca.crt"])
def test_what_is_lost_or_spoilt_is_made_anew(tmp_path: Path, spoilt: str, lost: bool) -> None:
    make(tmp_path)
    (tmp_path / spoilt).unlink() if lost else (tmp_path / spoilt).write_bytes(b"")
    assert make(tmp_path)
    assert not make(tmp_path)


def test_another_name_is_another_certificate(tmp_path: Path) -> None:
    make(tmp_path)
    assert make(tmp_path, ["other"])


@pytest.mark.parametrize(("name", "good"), [("localhost", True), ("127.0.0.1", True), ("elsewhere.example", False)])
def test_a_client_that_trusts_the_authority_connects(tmp_path: Path, name: str, good: bool) -> None:
    make(tmp_path)
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(tmp_path / "certs" / "node.crt", tmp_path / "certs" / "node.key")
    trusting = ssl.create_default_context(cafile=str(tmp_path / "certs" / "ca.crt"))
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            with serving.wrap_socket(theirs, server_side=True) as server:
                server.recv(1)
        except OSError:
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        if good:
            trusting.wrap_socket(ours, server_hostname=name).close()
        else:
            with pytest.raises(ssl.SSLCertVerificationError):
                trusting.wrap_socket(ours, server_hostname=name)
    finally:
        ours.close()
        thread.join()
