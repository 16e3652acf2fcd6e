"""How fast text is prepared: our folding beside the camel-tools functions it was made from, and the analysis chain.

    python bench/text.py [--data articles.jsonl.gz]

Without ``--data`` it reads the bundled judged sample. Each figure is the median of several passes over the same text
on one core, characters or words a second. Cold: every cache of words emptied before each pass; warm: the words were met
in the pass before. Folding by camel-tools is normalize_unicode, alef, alef maksura, ta marbuta, then dediac; `to_norm`
also folds digits, punctuation, tatweel, invisible characters, Persian and Kurdish letters and Latin capitals.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from camel_tools.utils.dediac import dediac_ar
from camel_tools.utils.normalize import (
    normalize_alef_ar,
    normalize_alef_maksura_ar,
    normalize_teh_marbuta_ar,
    normalize_unicode,
)

import newsetl
from known_item import read_texts
from measuring import print_table, report
from newsetl.arabic import analysis, tokens
from newsetl.arabic.forms import to_norm, to_text
from newsetl.arabic.tokens import words

SAMPLE = Path(newsetl.__file__).parent / "sample" / "judged" / "collection.jsonl"
PASSES = 9
ARTICLES = 500
"""How many articles of a larger file are read."""
Preparing = Callable[[str], object]


def camel(text: str) -> str:
    """The camel-tools functions in the order of their documentation."""
    folded = normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(normalize_unicode(text))))
    return str(dediac_ar(folded))


def forget_words() -> None:
    """Empty the caches of the modules that analyse; an analyzer has its own."""
    for held in (analysis, tokens):
        for value in vars(held).values():
            if clear := getattr(value, "cache_clear", None):
                clear()


def seconds(prepare: Preparing, texts: list[str], *, cold: str = "") -> float:
    """Median of the passes; the first pass, which warms up, is not counted.

    ``cold``: a method of the analyzer to call instead, on one that is new in every pass.
    """
    taken = []
    for _ in range(PASSES + 1):
        if cold:
            forget_words()
            prepare = getattr(analysis.Analyzer(), cold)
        started = time.perf_counter()
        for text in texts:
            prepare(text)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken[1:])


def measure(texts: list[str]) -> list[dict[str, Any]]:
    """A row a function: what was counted, and how many of them a second."""
    characters, found = sum(map(len, texts)), sum(len(words(text)) for text in texts)
    rows = []
    for name, prepare in {"to_norm": to_norm, "camel-tools": camel}.items():
        rows.append({"function": name, "unit": "characters", "per_second": round(characters / seconds(prepare, texts))})
    for name in ("analyse", "analyse_exact"):
        for state, cold in (("cold", name), ("warm", "")):
            rate = round(found / seconds(getattr(analysis.DEFAULT, name), texts, cold=cold))
            rows.append({"function": f"{name}, {state}", "unit": "words", "per_second": rate})
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SAMPLE, help=f"articles; the first {ARTICLES:,} are read")
    parser.add_argument("--json", action="store_true", help="print the result as JSON instead of a table")
    parser.add_argument("--output", type=Path, help="write the result into this file")
    arguments = parser.parse_args()
    articles = islice(read_texts(arguments.data).values(), ARTICLES)
    texts = [to_text(f"{one['title']}\n{one['body']}") for one in articles]
    rows = measure(texts)
    times = round(rows[0]["per_second"] / rows[1]["per_second"], 2)
    size = {"texts": len(texts), "characters": sum(map(len, texts)), "words": sum(len(words(text)) for text in texts)}
    result = {**size, "passes": PASSES, "to_norm_times_camel_tools": times, "functions": rows}
    report(result, arguments.output, as_json=arguments.json)
    if not arguments.json:
        print_table(f"Preparing text: {size['texts']:,} texts, {size['words']:,} words, one core", rows)
        print(f"to_norm is {times} times as fast as camel-tools")


if __name__ == "__main__":
    main()
