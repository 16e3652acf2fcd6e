"""What queries are understood as: the share of queries for a known thing that ask for it, without any report.

    python bench/meant.py [tests/quality/meant/queries.tsv] [--misses] [--output bench/results/meant.json]

Each line has the entity that its author meant (``-``: a subject and no one thing), how it asks (by the usual name, by
another, by a description, in Latin script) and the query. ``alone`` counts queries understood as the thing and nothing
else, ``among`` those in which it is one of several that must be there or will do, ``guessed`` those of both that are a
guess, ``other`` those understood as other things without it; of subjects, ``guessed`` are things that nobody asked for.
"""

import argparse
from collections import Counter
from pathlib import Path

from measuring import print_table, report
from newsetl.names.linker import Linker
from newsetl.names.loading import load_gazetteer
from newsetl.search.planner import Plan, plan

_RIGHT = ("alone", "among")
QUERIES = Path(__file__).parent.parent / "tests" / "quality" / "meant" / "queries.tsv"


def understood(entity_id: str, planned: Plan) -> str:
    """In which way a query is understood as an entity."""
    if entity_id not in planned.entities:
        return "other" if planned.entities else "words"
    return "alone" if planned.entities == [entity_id] and (planned.guessed or not planned.words) else "among"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("queries", type=Path, nargs="?", default=QUERIES)
    parser.add_argument("--misses", action="store_true", help="print the queries that are not understood")
    parser.add_argument("--output", type=Path)
    args = parser.parse_args()
    linker = Linker(load_gazetteer())
    counts: dict[str, Counter[str]] = {}
    for line in args.queries.read_text(encoding="utf-8").splitlines():
        entity_id, way, query = line.split("\t")
        planned = plan(query, linker)
        found = understood(entity_id, planned)
        counted = counts.setdefault(way, Counter())
        counted.update(["queries", found])
        if planned.guessed and (found in _RIGHT or way == "subject"):
            counted["guessed"] += 1
        if args.misses and way != "subject" and found not in _RIGHT:
            print(f"{way} {entity_id}: {query} -> {', '.join(planned.entities) or 'words'}")
    columns = ("queries", "alone", "among", "guessed", "other", "words")
    rows = [{"way": way} | {name: counted[name] for name in columns} for way, counted in counts.items()]
    print_table(f"{sum(counted['queries'] for counted in counts.values()):,} queries", rows)
    report({"meant": rows}, args.output)


if __name__ == "__main__":
    main()
