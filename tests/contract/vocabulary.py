"""Words and sentences in bulk, for tests that hold both executors of the analysis chain against each other.

Without more they are made here, always the same. ``NEWSETL_TEST_WORDS_FROM`` names a file of real articles to take them
from instead: JSON Lines, may be gzipped, with ``title`` and ``body``.
"""

import gzip
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import chain, cycle, islice, product
from pathlib import Path

import newsetl
from newsetl.arabic.function_words import FUNCTION_WORDS

WORDS_FROM = "NEWSETL_TEST_WORDS_FROM"
SENTENCES = 2000
COLLECTION = Path(newsetl.__file__).parent / "sample" / "judged" / "collection.jsonl"

# Sound, hollow, weak, doubled and hamzated roots; many begin or end with what also is a clitic.
ROOTS = """
كتب علم درس عمل خرج دخل حكم سجن هجم قتل سلم صنع زرع نشر طلب فتح حرب شرك جمع وزر
وصل وعد ولد وقع بلد بدل بحث كلب كشف لعب لبن لقي فكر فجر سير سبب قول قوم نوم بيع سأل
قرأ رأس أمن أكل مدد شدد حلل رمي دعو نهي يسر هرب نفذ تجر ترك كفل فلس بنك سكن
"""
# 1, 2 and 3 stand for the letters of the root.
PATTERNS = """
123 1ا23 12ا3 12و3 12ي3 م123 م12و3 م1ا23 م12ا3 ت12ي3 ت1ا23 ا12ا3 ا1ت23 ان123 است123 است12ا3 ي123 ن123 ت123 أ123 مست123
1وا23 م1ا2ي3 12123
"""
PROCLITICS = "و ف ب ل ك س ال وال فال بال كال لل ول فل وب وبال ولل وس فس أ أو"
SUFFIXES = "ة ه ي ا ت ات ان ون ين ها هم هن نا كم ية يه يات وا تم تها اتهم ونه ينا يين"
# Coprime to the numbers of clitics and patterns, so that each meets each.
STRIDE = 11
# Every string of one to four of these: where a rule asks for a length, some stand on either side of it.
SHORT_OF = "الوبكفية"
KNOWN_HARD = """
وزير الوزير والوزير وزارة الوزارة لبنان بلبنان واشنطن لكشف الكشف للكشف كتاب كلب ولد والد والدة بلد بيت بيروت بكين باريس
فلسطين فرنسا كابول كوريا كردستان لندن ليبيا سوريا سوري السوريين على علي إلى مستشفى مستشفي القاهرة القاهره الله لله والله
داعش قسد الهول بالهول غويران بغويران وبغويران الصناعة والصناعة وزيرة وزراء هاجم الألمانية ألمانيا اليابان إيران هيئة
"""
LATIN = "ISIS covid Ghwayran Élysée SDF Łódź M4 naïve Straße x Al-Hol"
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+|\n+")


def words() -> list[str]:
    """At least 50,000 different words, or every different one of the file that ``NEWSETL_TEST_WORDS_FROM`` names."""
    if path := os.environ.get(WORDS_FROM):
        return list(dict.fromkeys(chain.from_iterable(text.split() for text in _texts(Path(path)))))
    return list(_made())


def sentences() -> list[str]:
    """2,000 sentences, spread evenly over the file or, without one, those of the bundled sample and composed ones."""
    if path := os.environ.get(WORDS_FROM):
        found = list(dict.fromkeys(_sentences(Path(path))))
        return found[:: max(1, len(found) // SENTENCES)][:SENTENCES]
    return list(islice(dict.fromkeys(chain(_sentences(COLLECTION), _composed())), SENTENCES))


def _texts(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            yield article["title"]
            yield article["body"]


def _sentences(path: Path) -> Iterator[str]:
    return (part.strip() for text in _texts(path) for part in _SENTENCE_END.split(text) if part.strip())


@cache
def _made() -> tuple[str, ...]:
    short = ("".join(letters) for length in range(1, 5) for letters in product(SHORT_OF, repeat=length))
    inflected = [f"{before}{stem}{after}" for stem, before, after in _inflections()]
    odd = chain.from_iterable(_oddities(word) for word in chain(KNOWN_HARD.split(), inflected[::40]))
    return tuple(dict.fromkeys(chain(KNOWN_HARD.split(), sorted(FUNCTION_WORDS), LATIN.split(), short, inflected, odd)))


def _inflections() -> Iterator[tuple[str, str, str]]:
    """Every eleventh of the stems with each proclitic and each suffix, whether or not Arabic would join them."""
    stems = [_stem(root, pattern) for root in ROOTS.split() for pattern in PATTERNS.split()]
    before, after = ["", *PROCLITICS.split()], ["", *SUFFIXES.split()]
    return islice(product(stems, before, after), 0, None, STRIDE)


def _stem(root: str, pattern: str) -> str:
    return "".join(root[int(char) - 1] if char in "123" else char for char in pattern)


def _oddities(word: str) -> Iterator[str]:
    """The word as keyboards, old files, poets and hurried editors write it."""
    middle = len(word) // 2
    yield "\u0640".join(word)
    yield f"{word[:middle]}\u0640\u0640\u0640{word[middle:]}"
    yield "".join(letter + mark for letter, mark in zip(word, cycle("\u064e\u0652\u0650\u0651\u064f\u064b\u0670")))
    yield _shaped(word)
    yield word.translate(str.maketrans("يكه", "یکە"))
    yield f"{word}\u06c0"
    yield f"{word[:middle]}\u200c{word[middle:]}"
    yield f"\u200f{word}\u200e"
    yield f"{word}2022"
    yield f"ال{middle}{word}"
    yield f"{word}٢٠٢٢"
    yield f"covid{word}"
    yield f"{word}É-{word}"
    yield f"«{word}»،"
    yield f"{word}_{word}"
    yield f"{word}.و{word}"
    yield f"#{word}"


@cache
def _forms() -> dict[tuple[str, str], str]:
    """(kind, letter) → presentation form, from Unicode's own table."""
    forms: dict[tuple[str, str], str] = {}
    for code in range(0xFE80, 0xFEFD):
        kind, *letters = unicodedata.decomposition(chr(code)).split()
        forms[kind, "".join(chr(int(letter, 16)) for letter in letters)] = chr(code)
    return forms


def _shaped(word: str) -> str:
    """The word in presentation forms, as files for screens without shaping hold it; lam-alef is one character there."""
    forms, shaped, joined, at = _forms(), "", False, 0
    while at < len(word):
        unit = word[at : at + 2] if ("<isolated>", word[at : at + 2]) in forms else word[at]
        at += len(unit)
        joins_next = at < len(word) and ("<initial>", unit) in forms and ("<final>", word[at]) in forms
        kind = ("<medial>" if joined else "<initial>") if joins_next else "<final>" if joined else "<isolated>"
        shaped += forms.get((kind, unit), unit)
        joined = joins_next
    return shaped


def _composed() -> Iterator[str]:
    """Sentences of three to twelve words of the vocabulary, with what stands between words."""
    every = iter(_made()[::9])
    between = cycle([" ", " ", "، ", " ", " - ", " ", ": «", "» ", " ", "\u00a0", " (", ") ", " ", "/", "... "])
    for length in cycle(range(3, 13)):
        taken = list(islice(every, length))
        if len(taken) < length:
            return
        yield "".join(chain.from_iterable(zip(taken, between, strict=False))).strip() + "."
