"""Write ``names/common_words.txt``: words that stand in one of two hundred reports at least, and are no names.

    python tools/common_words.py articles.jsonl.gz

The file holds reports (keys title and body), one JSON object a line: those of the ANT corpus 2.0 for the table here.
A word that is a strong name of a shipped pack is left out, and told on standard error: look at each, for a name that
the news uses as a word must become weak in its pack first (``newsetl gazetteer check`` finds it once it is here).
"""

import gzip
import json
import re
import sys
import textwrap
from collections import Counter
from pathlib import Path

from newsetl.arabic.tokens import norms_of
from newsetl.names.loading import packs, read_packs

TABLE = Path(__file__).parent.parent / "src" / "newsetl" / "names" / "common_words.txt"
SHARE = 0.005
SHORTEST = 2
WIDTH = 118
HEADER = (
    "# Normalised words that stand in at least one of two hundred of {reports:,} Arabic news reports "
    "(ANT corpus 2.0, mostly 2018),\n"
    "# in any use, but for those that are one-word names of the shipped packs and were found to be nothing else. "
    "Counted, not\n"
    "# copied: a name made of one such word alone would be found where nobody means it.\n"
)


def counted(path: Path) -> tuple[int, Counter[str]]:
    """Number of reports, and of reports that hold each normalised word."""
    reports, holding = 0, Counter[str]()
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for reports, raw in enumerate(lines, 1):  # noqa: B007
            report = json.loads(raw)
            holding.update(set(norms_of(f"{report['title']}\n{report['body']}")))
    return reports, holding


def strong_names() -> set[str]:
    """Normalised names of one word that the shipped packs believe without context."""
    names = set()
    for line in read_packs(packs(None))[0]:
        weak = {alias.alias for alias in line.entry.weak_aliases}
        spelled = [norms_of(name) for name in line.entry.names if name not in weak]
        names |= {name[0] for name in spelled if len(name) == 1}
    return names


def main() -> None:
    """Count, tell what is left out, write."""
    reports, holding = counted(Path(sys.argv[1]))
    common = {
        word
        for word, count in holding.items()
        if count >= reports * SHARE and len(word) >= SHORTEST and re.search("[\u0600-\u06ff]", word)
    }
    names = common & strong_names()
    for word in sorted(names, key=lambda word: -holding[word]):
        print(f"left out as a name: {word} ({holding[word]} reports)", file=sys.stderr)
    rows = textwrap.wrap(" ".join(sorted(common - names)), WIDTH, break_long_words=False, break_on_hyphens=False)
    TABLE.write_text(HEADER.format(reports=reports) + "\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(rows)} lines, {len(common - names)} words")


if __name__ == "__main__":
    main()
