"""What people see of the command line: plain text and styles, never markup spliced into a text from outside."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn, TextIO

from rich.console import Console
from rich.text import Text

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


class _Output(Console):
    def on_broken_pipe(self) -> NoReturn:
        """Leave the rest to ``newsetl.cli.main``."""
        raise BrokenPipeError


class _Asides(Console):
    def on_broken_pipe(self) -> None:
        """Go on without a reader: progress is not what the command is run for."""
        self.quiet = True


out = _Output(soft_wrap=True, highlight=False, markup=False, emoji=False)
err = _Asides(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)


def plain(text: str) -> str:
    """A text of others, fit for a terminal: a control character, which could drive it, becomes U+FFFD."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def line(*parts: str | tuple[str, str]) -> Text:
    """Pieces of text, a styled one with its style, as one line."""
    pairs = [(part, "") if isinstance(part, str) else part for part in parts]
    return Text.assemble(*((plain(text.replace("\n", " ")), style) for text, style in pairs))


def tell_trouble(message: str) -> None:
    """One line on standard error, however many the message has."""
    err.print(line(("newsetl:", "red"), " ", " ".join(message.split())))


def print_json(value: Mapping[str, Any] | list[Any], stream: TextIO | None = None) -> None:
    """One JSON value alone on its line, of standard output unless another stream is named."""
    (stream or sys.stdout).write(json.dumps(value, ensure_ascii=False) + "\n")


def readable_url(url: str) -> str:
    """An address with its Arabic (or other) letters instead of %D8…; what would not be seen stays encoded."""

    def letters(match: re.Match[str]) -> str:
        try:
            text = bytes.fromhex(match[0].replace("%", "")).decode()
        except UnicodeDecodeError:
            return match[0]
        return text if text.isprintable() else match[0]

    return _ENCODED.sub(letters, url)


@contextmanager
def without_reader() -> Iterator[None]:
    """Print the outcome of finished work: a closed pipe does not change what the command answers."""
    try:
        yield
    except BrokenPipeError:
        out.quiet = True
