"""Words that are no names: too common in news to stand for a thing by themselves."""

from functools import cache
from importlib.resources import files


@cache
def common_words() -> frozenset[str]:
    """Normalised words that are no names and stand in at least one of two hundred reports."""
    text = files("newsetl.names").joinpath("common_words.txt").read_text(encoding="utf-8")
    return frozenset(word for row in text.splitlines() if not row.startswith("#") for word in row.split())
