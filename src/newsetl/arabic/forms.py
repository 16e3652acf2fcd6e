"""Three forms of a text: raw as received, ``text`` shown to people, ``norm`` for matching only.

``text`` is NFKC without invisible and bidirectional controls; letters and marks stay as the outlet wrote them, and
all offsets in the project refer to it. ``norm`` changes lengths: never compute offsets on it.

camel-tools decides the foldings it gets right (alef, alef maqsura and ta marbuta forms, vowel marks, compatibility
forms); ours are added where it leaves a letter unfolded or would split a word (tatweel, digits, Persian and Kurdish
letters, zero-width joiners). Both are baked into one translation table.
"""

import re
import unicodedata

import regex
from camel_tools.utils.dediac import dediac_ar
from camel_tools.utils.normalize import (
    normalize_alef_ar,
    normalize_alef_maksura_ar,
    normalize_teh_marbuta_ar,
    normalize_unicode,
)

# Bidi and zero-width controls, soft hyphen, BOM, variation selectors: seen by nobody, they only break matching.
INVISIBLE = frozenset(
    chr(code)
    for code in (
        *(0x00AD, 0x034F, 0x061C, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
    )
)
TATWEEL = "\u0640"
# Quranic signs and combining marks beyond the vowel marks that camel-tools strips.
_MARK_RANGES = (
    *((0x0610, 0x061B), (0x064B, 0x0660), (0x06D6, 0x06DD), (0x06DF, 0x06E5)),
    *((0x06E7, 0x06E9), (0x06EA, 0x06EE), (0x08CA, 0x08E2), (0x08E3, 0x0900)),
)
MARKS = frozenset(chr(code) for first, end in _MARK_RANGES for code in range(first, end)) | {"\u0670"}

# Letters of Persian, Urdu and Kurdish keyboards inside Arabic words, and the letter each stands for there.
_LETTERS = {
    "ی": "ي",
    "ې": "ي",
    "ێ": "ي",
    "ے": "ي",
    "ۍ": "ي",
    "ک": "ك",
    "ڪ": "ك",
    "گ": "ك",
    "ہ": "ه",
    "ھ": "ه",
    "ە": "ه",
    "ۀ": "ه",
    "ۂ": "ه",
    "ۃ": "ه",
    "ۆ": "و",
    "ۇ": "و",
    "ۋ": "و",
    "ڵ": "ل",
    "ڕ": "ر",
    "ڤ": "ف",
    "ڥ": "ف",
    "پ": "ب",
    "چ": "ج",
    "ژ": "ز",
    "ٲ": "ا",
    "ٳ": "ا",
    "ٵ": "ا",
}
_PUNCTUATION = {
    **dict.fromkeys("“”„‟«»″‹›", '"'),
    **dict.fromkeys("‘’‚‛′ʼ`", "'"),
    **dict.fromkeys("–—‒―‐‑−", "-"),
    "،": ",",
    "؛": ";",
    "؟": "?",
    "٪": "%",
    "٫": ".",
    "٬": ",",
    "۔": ".",
}
# NFKC of these two is a whole phrase with the wrong spacing, or none at all.
_LIGATURES = str.maketrans({"\ufdfc": "ريال", "\ufdfd": "بسم الله الرحمن الرحيم"})
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\s*\n\s*")
# Besides INVISIBLE all that Unicode calls ignorable: fillers, tags that can hide a second text, annotation marks.
_UNSEEN = regex.compile(
    r"[[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}\ufff9-\ufffb]--[\n\t\u200c\u200d]]+", regex.VERSION1
)
# Joiners shape Persian and Kurdish words on screen, so ``text`` keeps them; elsewhere they join nothing.
_LOOSE_JOINERS = regex.compile(r"(?<![\p{L}\p{M}])[\u200c\u200d]+|[\u200c\u200d]++(?!\p{L})")


def _camel(char: str) -> str:
    folded: str = dediac_ar(normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(char))))
    return folded


def _fold_table() -> dict[int, str]:
    table = {char: folded for code in range(0x0600, 0x0700) if (folded := _camel(char := chr(code))) != char}
    table |= _LETTERS | _PUNCTUATION
    table |= dict.fromkeys(INVISIBLE | MARKS | {TATWEEL}, "")
    table |= {chr(0x0660 + n): str(n) for n in range(10)} | {chr(0x06F0 + n): str(n) for n in range(10)}
    return {ord(char): folded for char, folded in table.items()}


FOLD = _fold_table()
"""Code point → replacement, for ``str.translate`` on NFKC text."""


def _latin_table() -> dict[int, str]:
    """Latin letters to ASCII; other scripts keep theirs, for й and ؤ are letters of their own."""
    table = dict.fromkeys(range(0x0300, 0x0370), "")
    for code in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code)).rstrip("".join(map(chr, range(0x0300, 0x0370))))
        if base.isascii():
            table[code] = base
    # Letters that Unicode does not decompose; the half rings stand for hamza and ain.
    plain = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "đ": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t"}
    plain |= {"ı": "i", "ŋ": "n", "ə": "a", "ĸ": "k", "ɛ": "e", "ʿ": "", "ʾ": ""}
    table |= {ord(form): to for char, to in plain.items() for form in {char, char.upper()} if len(form) == 1}
    return {code: folded for code, folded in table.items() if chr(code) != folded}


LATIN = _latin_table()
"""Code point of a Latin letter with a diacritic → ASCII, for words; ``norm`` of whole texts keeps them."""
# ``str.translate`` is far slower on a character that its table lacks.
_FOLD_QUICK = {code: code for code in range(0x0700)} | FOLD


def to_text(raw: str) -> str:
    """The form shown to people: one line per paragraph, separated by a blank line where the raw text broke lines."""
    visible = _UNSEEN.sub("", _LINE_ENDS.sub("\n", raw).translate(_LIGATURES))
    composed: str = normalize_unicode(visible)  # composition must see the letters that will stand together
    if "\u200c" in composed or "\u200d" in composed:
        composed = normalize_unicode(_LOOSE_JOINERS.sub("", composed))
    return _BLANK_LINES.sub("\n\n", _BLANKS.sub(" ", composed)).strip()


def without_surrogates(text: str) -> str:
    """Text that every file format can hold: a lone surrogate (broken JSON escape) becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def to_line(raw: str) -> str:
    """``to_text`` for one-line fields such as titles: line breaks become spaces."""
    return to_text(" ".join(raw.split()))


def to_norm(text: str) -> str:
    """The form for matching: letters, digits and punctuation folded, marks and tatweel gone, Latin in lower case."""
    folded = _fold(text)
    # what stood between a letter and its accent is gone now
    return folded if unicodedata.is_normalized("NFKC", folded) else _fold(folded)


def _fold(text: str) -> str:
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text.translate(_LIGATURES))
    return text.translate(_FOLD_QUICK).lower()
