"""How much of each report an extractor brings, and what else: newsetl beside the libraries that others build on.

``python bench/extraction.py FOLDER… [--output results.json] [--only newsetl] [--faults]``

Each folder holds ``pages.jsonl`` (a line a page: file, url, charset, site, time_zone, seen_at, kind, title, published,
body, others) beside the pages. Measures, all over the pages that hold a report unless said otherwise:

- body F1: of the words, counted as often as they stand there, in the form for matching; mean over pages;
- leaked: pages in whose text a headline of another story stands;
- title right: equal but for white space and invisible characters;
- date right: the same instant, or the same day by the outlet's clock where the gold tells only the day;
- kind right (all pages): a report where there is one, none on listings, paywall stubs and consent pages;
- pages/s: on one core, the page's bytes in and the fields out, without loading the library.

The libraries get what they ask for: decoded text and the address. newspaper4k and news-please are asked where they
can be imported (``--with-python PATH`` names an interpreter that has them; newsetl's lock does not).
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from newsetl.arabic.forms import to_line, to_norm
from newsetl.times import parse_moment

REPORTS = frozenset(["article", "liveblog", "gallery"])
Found = dict[str, Any]
"""title, body, date (ISO 8601, with offset; only the day where no more is known) as an extractor found them."""
Extractor = Callable[[bytes, dict[str, Any]], Found | None]


def by_newsetl(html: bytes, page: dict[str, Any]) -> Found | None:
    """What the stage would make an article of, None where it would quarantine the page."""
    from newsetl.normalise.extract import NoArticle, extract_page

    seen_at = datetime.fromisoformat(page["seen_at"]) if page.get("seen_at") else None
    hints = {"time_zone": page["time_zone"]} if page.get("time_zone") else {}
    try:
        found = extract_page(html, page["url"], charset=page.get("charset"), hints=hints, seen_at=seen_at)
    except NoArticle as error:
        return {"none": str(error)}
    if not found.body:
        return {"none": "no text"}
    at = found.published_at
    date = None if at is None else at.date().isoformat() if found.published_precision == "day" else at.isoformat()
    return {"title": found.title, "body": found.body, "date": date, "provenance": found.provenance}


def by_trafilatura(html: bytes, page: dict[str, Any]) -> Found | None:
    """trafilatura with its metadata, the date by htmldate as it does."""
    from trafilatura import bare_extraction

    found = bare_extraction(html, url=page["url"], include_comments=False, with_metadata=True)
    return found and {"title": found.title, "body": found.text, "date": found.date}


@dataclass
class Score:
    """What one extractor did on one page; None where the page holds no report."""

    file: str
    kind_right: bool
    f1: float | None = None
    leaked: list[str] | None = None
    title_right: bool | None = None
    date_right: bool | None = None
    found: Found | None = None


def score(found: Found | None, page: dict[str, Any]) -> Score:
    """One page's score."""
    body = (found or {}).get("body") or ""
    report = page["kind"] in REPORTS
    result = Score(page["file"], bool(body) == report, found=found)
    if report:
        gold = page["body"]
        result.f1 = f1(words(body), words("\n".join(gold) if isinstance(gold, list) else gold))
        text = f" {' '.join(words(body))} "
        result.leaked = [other for other in page.get("others", []) if f" {' '.join(words(other))} " in text]
        result.title_right = to_line((found or {}).get("title") or "") == to_line(page["title"])
        if page.get("published"):
            result.date_right = same_time((found or {}).get("date"), page["published"], page.get("time_zone") or "UTC")
    return result


def words(text: str) -> list[str]:
    """The words of a text in the form for matching."""
    return "".join(char if char.isalnum() else " " for char in to_norm(text)).split()


def f1(found: Iterable[str], gold: Iterable[str]) -> float:
    """F1 of two bags of words."""
    one, other = Counter(found), Counter(gold)
    both = (one & other).total()
    return 2 * both / (one.total() + other.total()) if both else 0.0


def same_time(found: str | None, gold: str, time_zone: str) -> bool:
    """Whether a found date says what the gold does, as exactly as that."""
    one, other = parse_moment(found or ""), parse_moment(gold)
    if one is None or other is None:
        return False
    zone = ZoneInfo(time_zone)
    at = one.at.replace(tzinfo=zone).astimezone(UTC) if not one.offset_stated and one.precision == "second" else one.at
    if other.precision == "day":
        return (at.date() if one.precision == "day" else at.astimezone(zone).date()) == other.at.date()
    return one.precision == "second" and at == other.at


def read_pages(folders: Iterable[Path]) -> list[tuple[bytes, dict[str, Any]]]:
    """Each page's bytes with its gold."""
    return [
        ((folder / page["file"]).read_bytes(), page | {"file": f"{folder.name}/{page['file']}"})
        for folder in folders
        for page in map(json.loads, (folder / "pages.jsonl").read_text("utf-8").splitlines())
    ]


def run(extract: Extractor, pages: list[tuple[bytes, dict[str, Any]]]) -> tuple[list[Score], float]:
    """The scores, and pages a second (the second of two runs: libraries load lazily)."""
    for html, page in pages[:3]:
        _guarded(extract, html, page)
    start = time.process_time()
    found = [_guarded(extract, html, page) for html, page in pages]
    seconds = time.process_time() - start
    return [score(one, page) for one, (_, page) in zip(found, pages, strict=True)], len(pages) / seconds


def _guarded(extract: Extractor, html: bytes, page: dict[str, Any]) -> Found | None:
    try:
        return extract(html, page)
    except Exception as error:  # noqa: BLE001 -- a library that fails on a page has found nothing there
        return {"none": f"{type(error).__name__}: {error}"}


def summary(scores: list[Score], speed: float) -> dict[str, Any]:
    """The figures of one row."""
    reports = [one for one in scores if one.f1 is not None]
    dated = [one for one in reports if one.date_right is not None]
    return {
        "pages": len(scores),
        "reports": len(reports),
        "body_f1": round(sum(one.f1 or 0 for one in reports) / max(len(reports), 1), 4),
        "leaked_pages": sum(bool(one.leaked) for one in reports),
        "clean_pages": sum(not one.leaked and bool(one.f1) for one in reports),
        "title_right": sum(bool(one.title_right) for one in reports),
        "dated": len(dated),
        "date_right": sum(bool(one.date_right) for one in dated),
        "kind_right": sum(one.kind_right for one in scores),
        "pages_per_second": round(speed, 1),
    }


def by_interpreter(python: Path, name: str, pages: list[tuple[bytes, dict[str, Any]]]) -> tuple[list[Score], float]:
    """A library's scores from another interpreter, which runs ``extraction_others.py``."""
    script = Path(__file__).with_name("extraction_others.py")
    lines = "".join(json.dumps({"html": html.hex(), "url": page["url"]}) + "\n" for html, page in pages)
    done = subprocess.run([python, script, name], input=lines, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["no answer"])[-1])
    answer = json.loads(done.stdout.splitlines()[-1])
    scores = [score(one, page) for one, (_, page) in zip(answer["found"], pages, strict=True)]
    return scores, len(pages) / answer["seconds"]


def faults(scores: list[Score], pages: list[tuple[bytes, dict[str, Any]]]) -> Iterable[str]:
    """A line for each page on which something is wrong."""
    for one, (_, page) in zip(scores, pages, strict=True):
        found = one.found or {}
        if not one.kind_right:
            yield f"{one.file} kind {page['kind']}: {found.get('none', 'taken for a report')}"
        if one.f1 is not None and one.f1 < 1:
            yield f"{one.file} F1 {one.f1:.3f}"
            got, gold = Counter(words(found.get("body") or "")), Counter(words("\n".join(page["body"])))
            yield f"    lost {' '.join((gold - got).elements())[:300]}"
            yield f"    extra {' '.join((got - gold).elements())[:300]}"
        if one.leaked:
            yield f"{one.file} leaked: {one.leaked}"
        if one.title_right is False:
            yield f"{one.file} title {found.get('title')!r} for {page['title']!r}"
        if one.date_right is False:
            how = found.get("provenance", {}).get("published_at")
            yield f"{one.file} date {found.get('date')} for {page['published']} ({how})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--output", type=Path, help="write the figures and each page's score as JSON")
    parser.add_argument("--only", action="append", help="a row's name; may be repeated")
    parser.add_argument("--with-python", type=Path, help="an interpreter that has newspaper4k and news-please")
    parser.add_argument("--faults", action="store_true", help="name what newsetl got wrong, page by page")
    given = parser.parse_args()
    pages = read_pages(given.folders)
    rows: dict[str, Any] = {
        "newsetl": by_newsetl,
        "trafilatura": by_trafilatura,
        "newspaper4k": None,
        "news-please": None,
    }
    table: dict[str, Any] = {}
    detail: dict[str, Any] = {}
    for name, extract in rows.items():
        if given.only and name not in given.only:
            continue
        try:
            if extract:
                scores, speed = run(extract, pages)
            else:
                scores, speed = by_interpreter(given.with_python or Path(sys.executable), name, pages)
        except RuntimeError as error:
            print(f"{name}: not measured ({error})", file=sys.stderr)
            continue
        table[name] = summary(scores, speed)
        detail[name] = {one.file: {"f1": one.f1, "leaked": one.leaked, "kind_right": one.kind_right} for one in scores}
        if given.faults and name == "newsetl":
            print("\n".join(faults(scores, pages)))
    print(f"{'':12} {'body F1':>8} {'leaked':>7} {'title':>9} {'date':>9} {'kind':>9} {'pages/s':>8}")
    for name, row in table.items():
        print(
            f"{name:12} {row['body_f1']:8.4f} {row['leaked_pages']:7} {row['title_right']:4}/{row['reports']:<4}"
            f" {row['date_right']:4}/{row['dated']:<4} {row['kind_right']:4}/{row['pages']:<4}"
            f" {row['pages_per_second']:8.1f}"
        )
    if given.output:
        text = json.dumps({"rows": table, "pages": detail}, ensure_ascii=False, indent=1) + "\n"
        given.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
