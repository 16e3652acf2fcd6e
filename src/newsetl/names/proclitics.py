"""Letters that may be attached to the first word of a name, and what they make of its article."""

from collections.abc import Iterable

ARTICLE = "ال"
BEFORE_WORD = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك")
BEFORE_ARTICLE = ("", "و", "ف", "ب", "ك", "ل", "وب", "وك", "فب", "فك", "ه", "ع", "وه", "وع")
"""Before «ال»; «ه» and «ع» are spoken: «هالمخيم», «عالحدود». «ل» there is a slip for «لل»."""
BEFORE_LAM = ("ل", "ول", "فل")
"""Before the article's lam when it has lost its alef: ل + الحسكة → للحسكة."""
SHORT_WORD = ("", "و", "ب", "ل", "وب", "ول")
"""Before a short name of a place, or one that needs a reason: with «ك» or «ف» that is nearly always another word
(«كبيرة», «فكرة»).
"""
MIN_WORD = 3
"""Letters; shorter words with a letter before them are nearly always other words: لـ + «بن» is milk."""
LONG_WORD = 5
WHOLE_WORDS = frozenset(
    [
        *("باكرا", "كورونا", "بلاتر", "بلومي", "باردو", "فصيله", "سفينه", "كبيرا", "باكيتا", "لصالح", "ولصالح"),
        *("لازمت", "ولازمت", "باسكوا", "بينك", "وبينك", "لينك", "ولينك", "وينك", "بانكسي"),
    ]
)
"""Normalised words of their own that look like a letter before a name: Accra, Verona, Latur, Lomé, Ordu, Akita, Barham
Salih, Izmit; the parties YNK («بينك وبين الناس») and ENKS (Banksy).
"""


def attached(word: str, letters: Iterable[str]) -> list[str]:
    """The word behind each of ``letters``, and behind «لل» where it begins with the article."""
    forms = [before + word for before in letters]
    if word.startswith(ARTICLE):
        lam = word[1:]
        forms += [before + lam for before in BEFORE_LAM]
        if lam.startswith("لل"):
            forms += [before + lam[1:] for before in BEFORE_LAM]  # للجنة: three lams are written as two
    return forms
