"""The language of a report: what was declared if the text bears it out, else py3langid."""

import unicodedata
from collections import Counter
from functools import lru_cache

import py3langid

_SAMPLE = 400
# As ``unicodedata.name`` begins; a language that stands nowhere is written in Latin letters.
_SCRIPTS = {
    "ARABIC": frozenset(["ar", "fa", "ckb", "ku", "ur", "ps", "ug", "sd", "az"]),
    "HEBREW": frozenset(["he", "yi"]),
    "CYRILLIC": frozenset(["ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "tt", "uz", "az"]),
    "GREEK": frozenset(["el"]),
    "ARMENIAN": frozenset(["hy"]),
    "GEORGIAN": frozenset(["ka"]),
    "SYRIAC": frozenset(["syr", "aii", "arc"]),
    "ETHIOPIC": frozenset(["am", "ti"]),
    "DEVANAGARI": frozenset(["hi", "mr", "ne"]),
    "THAI": frozenset(["th"]),
    "HANGUL": frozenset(["ko"]),
    "CJK": frozenset(["zh", "ja"]),
    "HIRAGANA": frozenset(["ja"]),
    "KATAKANA": frozenset(["ja"]),
}
_ALSO_LATIN = frozenset(["az", "ku", "sr", "uz"])
_ELSEWHERE = frozenset[str]().union(*_SCRIPTS.values()) - _ALSO_LATIN

# Letters that Sorani writes and Arabic does not. ە alone also stands in badly typed Arabic, for ة and ه; in Kurdish it
# is a vowel, and far more frequent than those.
_SORANI, _AE = frozenset("ۆێڕڵڤ"), "ە"
_UYGHUR = frozenset("ڭۈۋې")
_URDU, _PASHTO = frozenset("ٹڈڑںہے"), frozenset("ټډړږښڼځڅ")
_FOREIGN = frozenset("پچژگ") | _SORANI | _UYGHUR | _URDU | _PASHTO
"""Letters that Arabic does not write; without those that a Persian keyboard has in their place (ی ک)."""
_ARABIC_ALONE = frozenset("ةأإ")
"""Hardly written by others; Persian has them in a few loans."""
_REQUIRED = {"ug": _UYGHUR, "ur": _URDU, "ps": _PASHTO}
_SOME, _MANY, _VOWEL = 0.01, 0.03, 0.12

_UNLIKELY = 0.5
"""A declared language that py3langid holds for so much less likely (natural logarithm, a character) is a template's."""
_JUDGED = 12
"""Characters from which on py3langid is asked about what was declared."""
_ALIASES = {
    "sdh": "ckb",
    "kmr": "ku",
    "iw": "he",
    "hbo": "he",
    "pes": "fa",
    "prs": "fa",
    "azb": "az",
    **dict.fromkeys(["arb", "arz", "apc", "ajp", "acm", "ary", "arq", "aeb", "afb", "ayl"], "ar"),
}


def language_of(text: str, declared: list[str]) -> tuple[str, str]:
    """ISO 639 code and how it was found; ``und`` for a text without letters."""
    letters = Counter(char for char in text[: 4 * _SAMPLE] if char.isalpha())
    if not letters:
        return "und", "no letters"
    script = _script(letters)
    if script == "ARABIC" and _is_sorani(letters):
        return "ckb", "Kurdish letters"
    sample = text[:_SAMPLE]
    for tag in declared:
        code = tag.replace("_", "-").partition("-")[0].strip().lower()
        code = _ALIASES.get(code, code)
        if not (code.isascii() and code.isalpha() and 2 <= len(code) <= 3):
            continue
        if _is_written_in(code, script) and _has_its_letters(code, script, letters) and _is_likely(code, sample):
            return code, "declared"
    found = max(_scores(sample).items(), key=lambda item: item[1])[0]
    return _ALIASES.get(found, found), "py3langid"


def _script(letters: Counter[str]) -> str:
    scripts: Counter[str] = Counter()
    for char, count in letters.items():
        scripts[unicodedata.name(char, "UNKNOWN").split()[0]] += count
    return max(scripts.items(), key=lambda item: item[1])[0]


def _is_sorani(letters: Counter[str]) -> bool:
    if _share(_UYGHUR, letters) >= _SOME:
        return False
    sorani, ae = _share(_SORANI, letters), _share(frozenset(_AE), letters)
    return ae > _VOWEL or (sorani >= _SOME and sorani + ae > _MANY)


def _is_written_in(code: str, script: str) -> bool:
    if script == "LATIN":
        return code not in _ELSEWHERE
    return code in _SCRIPTS[script] if script in _SCRIPTS else code not in _ELSEWHERE


def _has_its_letters(code: str, script: str, letters: Counter[str]) -> bool:
    """Whether a text in Arabic letters has those of the declared language (Sorani is recognised before)."""
    if script != "ARABIC":
        return True
    if code in _REQUIRED:
        return _share(_REQUIRED[code], letters) >= _SOME
    if code == "ar":
        return _share(_FOREIGN, letters) <= 2 * _SOME
    return code not in ("ckb", "ku") and _share(_ARABIC_ALONE, letters) <= 2 * _SOME


def _share(wanted: frozenset[str], letters: Counter[str]) -> float:
    return sum(letters[char] for char in wanted) / letters.total()


def _is_likely(code: str, sample: str) -> bool:
    scores = _scores(sample)
    if code not in scores:
        return code in _ELSEWHERE  # no other code is a language's
    return len(sample) < _JUDGED or max(scores.values()) - scores[code] < _UNLIKELY * len(sample)


@lru_cache(1024)
def _scores(sample: str) -> dict[str, float]:
    """Language → logarithm of its likelihood."""
    return {_ALIASES.get(code, code): float(score) for code, score in reversed(py3langid.rank(sample))}
