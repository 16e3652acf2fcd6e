"""Latin spellings of Arabic and Kurdish names: one key for all that differ in vowels, doubled letters and digraphs.

Ghweran, Ghuwayran, Gweiran and Xiwêran are one name, and «Xiwêranê» is its Kurdish oblique case. Arabic vowels have no
fixed Latin letter, so the key is the consonants alone; that is too little for short names, which must be listed.
"""

import re
from collections.abc import Sequence

ARTICLES = frozenset(["al", "el", "as", "ash", "ad", "adh", "ar", "az", "at", "an", "the"])
ALONE, HEADED = 5, 3
"""Consonants that a whole name needs, alone and beside a head noun: with fewer, too many other names share the key."""
_DIGRAPHS = (
    (re.compile("sh|sch|ch"), "s"),
    (re.compile("kh|gh|x|g"), "g"),
    (re.compile("th"), "t"),
    (re.compile("dh|dj"), "d"),
    (re.compile("ph"), "f"),
    (re.compile("[qc]"), "k"),
    (re.compile("v"), "w"),
    (re.compile("(?<=.)h"), ""),
    (re.compile("[aeiouy]"), ""),
)
_DOUBLED = re.compile(r"(.)\1+")


def skeleton(norm: str) -> str:
    """The consonants of a normalised Latin word, each sound by one letter: ghuwayran → gwrn."""
    for pattern, letter in _DIGRAPHS:
        norm = pattern.sub(letter, norm)
    return _DOUBLED.sub(r"\1", norm)


def key(norms: Sequence[str]) -> tuple[str, ...]:
    """Skeletons of a name's words without its articles; empty where a word has no consonant."""
    parts = tuple(skeleton(norm) for norm in norms if norm not in ARTICLES)
    return parts if all(parts) else ()


def says_enough(parts: Sequence[str], least: int) -> bool:
    """Whether a key has at least so many consonants."""
    return sum(map(len, parts)) >= least
