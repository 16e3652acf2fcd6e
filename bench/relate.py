"""How well near-duplicates are told from other reports, and how fast reports are related.

    python bench/relate.py [articles.jsonl.gz] --output result.json

Near-duplicates: precision, recall and F1 on the labelled pairs in ``tests/relate/near_duplicates.jsonl``, each half by
itself (thresholds were chosen on «seen» alone) and by kind of pair. With a file of articles (keys id, source, title,
body, published): reports related in a second of processor time at their own density, and as if the same reports came at
ten times that density; how many stand in groups and stories, and how many equal bodies within three days were left
ungrouped. Entities are left out here: linking them is the linker's time.
"""

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from measuring import print_table, report
from newsetl.relate.duplicates import WINDOW, components, pairs, prepare
from newsetl.relate.stories import StoryWindow, tell

PAIRS = Path(__file__).parents[1] / "tests" / "relate" / "near_duplicates.jsonl"
START = datetime(2022, 1, 20, tzinfo=UTC)


def judge_pairs(path: Path = PAIRS) -> dict[str, dict[str, Any]]:
    """Half → its measures, the wrong pairs by id, and right of all by kind."""
    halves: dict[str, list[tuple[dict[str, Any], bool]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        one = prepare("one", START, pair["one"], pair["outlets"][0])
        other = prepare("other", START + timedelta(hours=pair["hours"]), pair["other"], pair["outlets"][1])
        halves[pair["half"]].append((pair, any(pairs([one, other]))))
    return {half: _measures(judged) for half, judged in halves.items()}


def _measures(judged: Sequence[tuple[dict[str, Any], bool]]) -> dict[str, Any]:
    told = Counter((pair["copy"], found) for pair, found in judged)
    right, spurious, missed = told[True, True], told[False, True], told[True, False]
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for pair, found in judged:
        kinds[pair["kind"]][0] += pair["copy"] == found
        kinds[pair["kind"]][1] += 1
    return {
        "pairs": len(judged),
        "precision": right / max(1, right + spurious),
        "recall": right / max(1, right + missed),
        "f1": 2 * right / max(1, 2 * right + spurious + missed),
        "wrong": [pair["id"] for pair, found in judged if pair["copy"] != found],
        "kinds": {kind: f"{good} of {all_}" for kind, (good, all_) in sorted(kinds.items())},
    }


def read_articles(path: Path) -> list[dict[str, Any]]:
    """Articles with a date, in order of time."""
    articles = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if article.get("published"):
                when = datetime.fromisoformat(article["published"])
                article["when"] = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
                articles.append(article)
    return sorted(articles, key=lambda article: (article["when"], article["id"]))


def relate_articles(articles: Sequence[dict[str, Any]], squeeze: int = 1) -> dict[str, Any]:
    """Both passes of relate over articles whose times are drawn ``squeeze`` times together."""
    begin = articles[0]["when"]
    times = {article["id"]: begin + (article["when"] - begin) / squeeze for article in articles}
    started = time.process_time()
    texts = (prepare(a["id"], times[a["id"]], a["body"], a["source"]) for a in articles)
    groups = components(times, [(one.article_id, other.article_id) for one, other in pairs(texts)])
    middle = time.process_time()
    firsts = dict(_stories(articles, times, groups))
    ended = time.process_time()
    in_groups, in_stories = Counter(groups.values()), Counter(firsts.values())
    return {
        "reports": len(articles),
        "near-duplicates per second": len(articles) / (middle - started),
        "stories per second": len(articles) / (ended - middle),
        "both per second": len(articles) / (ended - started),
        "in groups": sum(size for size in in_groups.values() if size > 1),
        "in stories": sum(size for size in in_stories.values() if size > 1),
        "stories": sum(size > 1 for size in in_stories.values()),
        "biggest story": max(in_stories.values()),
        "equal bodies apart": _equal_apart(articles, times, groups),
    }


def _stories(
    articles: Sequence[dict[str, Any]], times: dict[str, datetime], groups: dict[str, str]
) -> Iterator[tuple[str, str]]:
    window, seen = StoryWindow(), set()
    for article in articles:
        name = article["id"]
        if groups[name] not in seen:
            seen.add(groups[name])
            yield name, window.add(tell(name, times[name], article["title"], article["body"], (), ()))


def _equal_apart(articles: Sequence[dict[str, Any]], times: dict[str, datetime], groups: dict[str, str]) -> int:
    last: dict[str, str] = {}
    apart = 0
    for article in articles:
        body, name = " ".join(article["body"].split()), article["id"]
        before = last.get(body)
        apart += bool(before and times[name] - times[before] <= WINDOW and groups[name] != groups[before])
        last[body] = name
    return apart


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=Path, help="articles as JSON Lines, gzipped")
    parser.add_argument("--json", action="store_true", help="print the result as JSON instead of a table")
    parser.add_argument("--output", type=Path, help="write the result into this file")
    arguments = parser.parse_args()
    result: dict[str, Any] = {"near_duplicate_pairs": judge_pairs()}
    if arguments.articles:
        articles = read_articles(arguments.articles)
        result["speed"] = {f"density x{squeeze}": relate_articles(articles, squeeze) for squeeze in (1, 10)}
    report(result, arguments.output, as_json=arguments.json)
    if not arguments.json:
        halves = result["near_duplicate_pairs"]
        names = ("pairs", "precision", "recall", "f1")
        print_table(
            "Near-duplicate pairs",
            [{"half": half, **{name: found[name] for name in names}} for half, found in halves.items()],
        )
        for half, found in halves.items():
            print(f"{half}: wrong {', '.join(found['wrong']) or 'none'}")
        if "speed" in result:
            print_table("Relating", [{"": name, **found} for name, found in result["speed"].items()])


if __name__ == "__main__":
    main()
