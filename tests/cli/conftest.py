"""The command line, run inside the test's process."""

import signal
import sys

import pytest

from newsetl.cli import main
from newsetl.settings import get_settings


@pytest.fixture(autouse=True, scope="session")
def ctrl_c():
    """What a shell starts in the background ignores Ctrl-C, and so would every command the tests start."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def newsetl_(settings, monkeypatch, capsys):
    """Run one command line: (exit code, stdout, stderr)."""
    monkeypatch.setenv("NEWSETL_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(settings.data_dir.parent)

    def run(*words, **environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, str(value))
        get_settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["newsetl", *map(str, words)])
        with pytest.raises(SystemExit) as exit_:
            main()
        said = capsys.readouterr()
        return exit_.value.code or 0, said.out, said.err

    yield run
    get_settings.cache_clear()
