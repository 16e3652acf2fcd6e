"""The language of a report: what was declared if the script bears it out, else py3langid."""

from functools import lru_cache

import py3langid

_SAMPLE = 400
_ARABIC_SCRIPT = frozenset({"ar", "fa", "ckb", "ku", "ur", "ps", "ug", "sd", "az", "arz", "apc", "acm", "ary"})
# Letters that Sorani writes and Arabic does not; ە alone also stands in badly typed Arabic.
_SORANI = frozenset("ۆێڕڵەڤ")
_PERSIAN = frozenset("پچژگ")
_ALIASES = {"sdh": "ckb", "arz": "ar", "apc": "ar", "acm": "ar", "ary": "ar"}


def language_of(text: str, declared: list[str]) -> tuple[str, str]:
    """ISO 639 code and how it was found; ``und`` for a text without letters."""
    sample = text[: 4 * _SAMPLE]
    letters = [char for char in sample if char.isalpha()]
    if not letters:
        return "und", "no letters"
    arabic_script = (
        sum("\u0600" <= char <= "\u06ff" or "\ufb50" <= char <= "\ufefc" for char in letters) > len(letters) / 2
    )
    if arabic_script and sum(char in _SORANI for char in letters) > 0.03 * len(letters):
        return "ckb", "Kurdish letters"
    foreign = arabic_script and sum(char in _PERSIAN for char in letters) > 0.02 * len(letters)
    for tag in declared:
        code = tag.replace("_", "-").partition("-")[0].strip().lower()
        if code.isalpha() and 2 <= len(code) <= 3 and not foreign and (code in _ARABIC_SCRIPT) == arabic_script:
            return _ALIASES.get(code, code), "declared"
    found = _classify(text[:_SAMPLE])
    return _ALIASES.get(found, found), "py3langid"


@lru_cache(1024)
def _classify(text: str) -> str:
    return str(py3langid.classify(text)[0])
