"""How well the linker finds places of the world's news: LOC of the ANERcorp test split, exact spans.

    python bench/anercorp.py ANERCorp_CamelLab_test.txt [--misses] [--output bench/results/anercorp.json]

ANERcorp (Benajiba and Rosso 2008) in the split of Obeid et al. (LREC 2020): a token and its tag (B-LOC, I-LOC …) a
line, sentences parted by blank lines; it is not part of newsetl. Each sentence is linked by itself with every shipped
pack, tokens between single spaces. Predicted are believed mentions of kind place, but for adjectives of belonging (rule
``demonym``), and in a second row those of kind facility too. A mention is right when its tokens are those of a LOC.
What is tuned is tuned on the train split: --misses is for that one.
"""

import argparse
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from measuring import print_table, report
from newsetl.names.linker import Linker
from newsetl.names.loading import load_gazetteer
from newsetl.names.matching import POSSIBLE
from newsetl.search.mention_scores import DEMONYM
from newsetl.search.rates import Rate, f1

LOC = "LOC"
SHOWN = 60
KINDS = {"place": ("place",), "place and facility": ("place", "facility")}


class Sentence(NamedTuple):
    """Tokens, and [first, end) of the tokens of each LOC."""

    tokens: list[str]
    places: set[tuple[int, int]]


def read_sentences(path: Path) -> Iterator[Sentence]:
    """The sentences of a file. Raises ValueError naming a line that is no token with a tag."""
    tokens: list[str] = []
    tags: list[str] = []
    for number, line in enumerate([*path.read_text("utf-8").split("\n"), ""], 1):
        if not line.strip():
            if tokens:
                yield Sentence(tokens, set(_spans(tags)))
            tokens, tags = [], []
            continue
        token, _, tag = line.strip().rpartition(" ")
        if not token:
            raise ValueError(f"{path} line {number}: expected a token and a tag, got {line!r}")
        tokens.append(token)
        tags.append(tag)


def _spans(tags: Sequence[str]) -> Iterator[tuple[int, int]]:
    first = None
    for at, tag in enumerate([*tags, "O"]):
        if first is not None and tag != f"I-{LOC}":
            yield first, at
            first = None
        if tag == f"B-{LOC}":
            first = at


def predicted(linker: Linker, tokens: Sequence[str], kinds: Collection[str]) -> set[tuple[int, int]]:
    """[first, end) of the tokens that each believed mention of these kinds touches."""
    starts, at = [], 0
    for token in tokens:
        starts.append(at)
        at += len(token) + 1
    found = set()
    for mention in linker.link("", " ".join(tokens)):
        adjective = mention.rule.split(":", 1)[0] == DEMONYM
        if mention.kind in kinds and mention.confidence > POSSIBLE and not adjective:
            inside = [
                i for i, start in enumerate(starts) if start < mention.end and mention.start < start + len(tokens[i])
            ]
            found.add((inside[0], inside[-1] + 1))
    return found


def measure(
    linker: Linker, sentences: Sequence[Sentence], kinds: Collection[str]
) -> tuple[dict[str, Any], Counter[str]]:
    """Rates over all sentences, and what was missed (−) and wrong (+), by how often."""
    right = claimed = marked = 0
    faults: Counter[str] = Counter()
    for sentence in sentences:
        found = predicted(linker, sentence.tokens, kinds)
        right += len(found & sentence.places)
        claimed += len(found)
        marked += len(sentence.places)
        for sign, spans in (("−", sentence.places - found), ("+", found - sentence.places)):
            faults.update(f"{sign} {' '.join(sentence.tokens[first:end])}" for first, end in spans)
    precision, recall = Rate(right, claimed), Rate(right, marked)
    return {
        "precision": precision.as_json(),
        "recall": recall.as_json(),
        "f1": round(f1(precision.value, recall.value), 4),
    }, faults


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="tokens and tags")
    parser.add_argument("--misses", action="store_true", help=f"the {SHOWN} commonest missed (−) and wrong (+) spans")
    parser.add_argument("--json", action="store_true", help="print the result as JSON instead of a table")
    parser.add_argument("--output", type=Path, help="write the result into this file")
    arguments = parser.parse_args()
    gazetteer = load_gazetteer()
    linker, sentences = Linker(gazetteer), list(read_sentences(arguments.file))
    measured = {name: measure(linker, sentences, kinds) for name, kinds in KINDS.items()}
    result = {"entries": len(gazetteer.entries), "gazetteer": gazetteer.fingerprint, "sentences": len(sentences)}
    report(
        result | {"kinds": {name: row for name, (row, _) in measured.items()}}, arguments.output, as_json=arguments.json
    )
    if arguments.json:
        return
    rows = [
        {
            "kinds": name,
            **{rate: row[rate]["value"] for rate in ("precision", "recall")},
            "F1": row["f1"],
            "right": row["recall"]["found"],
            "claimed": row["precision"]["of"],
            "marked": row["recall"]["of"],
        }
        for name, (row, _) in measured.items()
    ]
    print_table(f"LOC of {len(sentences):,} sentences, exact spans, {len(gazetteer.entries):,} entries", rows)
    if arguments.misses:
        for span, count in measured["place"][1].most_common(SHOWN):
            print(f"{count:>4} {span}")


if __name__ == "__main__":
    main()
