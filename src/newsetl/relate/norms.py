"""The words of a text as both passes of relate compare them."""

from functools import lru_cache

from newsetl.arabic.tokens import norms_of


@lru_cache(8192)
def norms(text: str) -> tuple[str, ...]:
    """Normalised words in order; remembered, as the second pass asks for the texts of the first again."""
    return tuple(norms_of(text))
