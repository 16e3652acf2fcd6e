"""Names by their consonants: one key for the spellings that no list can hold.

Arabic and Kurdish names have no fixed Latin spelling (Ghweran, Ghuwayran, Gweiran, Xiwêran; «Xiwêranê» is its oblique
case), and foreign names no fixed Arabic one (بيدرسن, بيدرسون, بيدرسين; غير, جير). What differs is vowels, doubled
letters and a few sounds; the consonants are too little for short names, which must be listed.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

ARTICLES = frozenset(["al", "el", "as", "ash", "ad", "adh", "ar", "az", "at", "an", "the"])
ALONE, HEADED, SURNAME = 5, 3, 4
"""Consonants that a name needs alone, beside a head noun, and as a surname that asks for context."""
ARABIC_FULL_NAME, ARABIC_SURNAME = 7, 5
"""The same in Arabic script, where most words have three: fewer make «من الظهور» of أيمن الظواهري."""
_LATIN = (
    (re.compile("sch|sh|ch"), "s"),
    (re.compile("kh|gh|x|g"), "g"),
    (re.compile("th"), "t"),
    (re.compile("dh|dj"), "d"),
    (re.compile("ph"), "f"),
    (re.compile("[qc]"), "k"),
    (re.compile("v"), "w"),
    (re.compile("(?<=.)h"), ""),
    (re.compile("[aeiouy]"), ""),
)
_ARABIC = str.maketrans(
    {
        **dict.fromkeys("اويءئؤ", ""),
        # g is written with any of these
        **dict.fromkeys("جغق", "ك"),
        "ط": "ت",
        "ث": "ت",
        "ص": "س",
        "ض": "د",
        "ظ": "ز",
        "ذ": "ز",
    }
)
_DOUBLED = re.compile(r"(.)\1+")
_LONG_ENOUGH = 4


@lru_cache(100_000)
def skeleton(norm: str) -> str:
    """The consonants of a normalised word, each sound by one letter: ghuwayran → gwrn, بيدرسون → بدرسن."""
    if norm[0].isascii():
        for pattern, letter in _LATIN:
            norm = pattern.sub(letter, norm)
    else:
        if len(norm) > _LONG_ENOUGH:
            norm = norm.removeprefix("ال")  # its lam is no sound of the name: الشرع is as short as شرع
        norm = norm.removesuffix("ه").translate(_ARABIC)
    return _DOUBLED.sub(r"\1", norm)


def key(norms: Sequence[str]) -> tuple[str, ...]:
    """Skeletons of a name's words without Latin articles; empty where a word has no consonant."""
    parts = tuple(skeleton(norm) for norm in norms if norm not in ARTICLES)
    return parts if all(parts) else ()


def consonants(parts: Sequence[str]) -> int:
    """How many a key has."""
    return sum(map(len, parts))
