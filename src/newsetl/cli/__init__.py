"""Entry of the command line: what must hold whatever the command does. The commands are in ``commands``.

Nothing that takes time is imported before ``main`` runs, so that Ctrl-C in the first second is one line too.
"""

import io
import os
import sys

STOPPED = 130
"""Exit code after Ctrl-C."""


def main() -> None:
    """Run the command line; never a traceback for Ctrl-C, a closed pipe or a full disk."""
    code: int | str | None = 0
    try:
        # a stream that the caller closed is None
        sys.stdout = sys.stdout or _nowhere()
        sys.stderr = sys.stderr or _nowhere()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # a terminal that has no Arabic, or a lone surrogate in JSON: \uXXXX, which JSON reads back
                stream.reconfigure(errors="backslashreplace")
        try:
            from newsetl.cli.commands import app

            app()
        except SystemExit as end:
            # typer and rich answer a closed pipe with exit code 1
            code = 0 if isinstance(end.__context__, BrokenPipeError) else end.code
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = STOPPED
    except BrokenPipeError:
        pass
    except OSError as error:
        code = 1
        _say(f"newsetl: {error}")
    if code == STOPPED:
        _say("stopped; run the same command again to go on")
    _leave_no_unwritten_output()
    sys.exit(code)


def _nowhere() -> io.TextIOWrapper:
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _say(message: str) -> None:
    try:
        print(message, file=sys.stderr)
    except OSError:
        pass


def _leave_no_unwritten_output() -> None:
    """What was not taken would be tried, and complained about, once more when Python ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
