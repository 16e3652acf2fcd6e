"""Data Docs: one page an interval, as Great Expectations renders it, and an index; a folder any browser opens.

What it renders loads scripts, styles and a counted picture from eight foreign hosts; its index shows nothing without
them. The pages here stand alone: no script, a style of their own, and a policy that forbids the browser all else.
"""

import html
from pathlib import Path

import lxml.html
from filelock import FileLock

from newsetl.files import write_whole
from newsetl.records import Record

INDEX = "index.html"
KEPT = 500
"""Pages kept; the oldest written go first, so that half-hourly runs do not fill the disk."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
td, th { border: 1px solid #8885; padding: .3rem .6rem; text-align: start; vertical-align: top;
  overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h4 { font-size: 1.2rem; margin-bottom: 0; } h5 { font-size: 1.15rem; margin: 1.5rem 0 .3rem; }
h6 { font-size: 1rem; margin: 0; display: inline; } ol, ul { padding-inline-start: 1.2rem; }
.badge { border: 1px solid #8888; border-radius: .3rem; padding: 0 .3rem; font-size: .85em; }
.fa-check-circle::before, .met::before { content: "✓"; color: #188038; font-weight: bold; }
.fa-times::before, .failed::before { content: "✗"; color: #c5221f; font-weight: bold; }
.fa-exclamation-triangle::before, .warned::before { content: "▲"; color: #b06000; }
.ge-section { border-top: 1px solid #8884; }
"""
_UNWANTED = (
    "//script | //link | //style | //img | //meta | //title | //footer | //button | //*[@data-toggle='collapse']"
    " | //nav[contains(@class, 'navbar')] | //div[contains(@class, 'card-header')]/parent::div"
    " | //a[contains(@href, 'greatexpectations.io')]/ancestor::*[self::footer or self::p][1]"
)


class Summary(Record):
    """One line of the index."""

    name: str
    """The interval, which also names the page."""
    sources: int
    reports: int
    expectations: int
    failed: list[str]
    """Names of the expectations that were not met."""
    held: int
    """Reports that went to quarantine."""


def publish(folder: Path, summary: Summary, page: str) -> Path:
    """Write the interval's page, in the place of an earlier one, and the index anew; returns the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{summary.name}.html"
    with FileLock(folder / ".lock", timeout=60):
        _write(path, _alone(page, summary.name))
        _write(path.with_suffix(".json"), summary.model_dump_json())
        kept = sorted(folder.glob("*.json"), key=lambda found: (found.stat().st_mtime_ns, found.name), reverse=True)
        for old in kept[KEPT:]:
            old.with_suffix(".html").unlink(missing_ok=True)
            old.unlink()
        _write(folder / INDEX, _index([Summary.model_validate_json(found.read_text()) for found in kept[:KEPT]]))
    return path


def _alone(page: str, name: str) -> str:
    """The rendered page without anything from elsewhere."""
    root = lxml.html.document_fromstring(page)
    for element in root.xpath(_UNWANTED):
        if element.getparent() is not None:
            element.drop_tree()
    for link in root.xpath("//a[not(starts-with(@href, '#'))]"):
        link.drop_tag()
    for element in root.iter():
        for attribute in [key for key in element.attrib if key.startswith("on") or key == "style"]:
            del element.attrib[attribute]
    body = "".join(lxml.html.tostring(child, encoding="unicode") for child in root.body)
    return _document(name, f'<p><a href="{INDEX}">All intervals</a></p>\n<h1>{html.escape(name)}</h1>\n{body}')


def _index(summaries: list[Summary]) -> str:
    rows = []
    for summary in summaries:
        sign = "failed" if summary.held else "warned" if summary.failed else "met"
        name = html.escape(summary.name)
        cells = (
            f'<span class="{sign}"></span> <a href="{name}.html">{name}</a>',
            summary.sources,
            summary.reports,
            f"{summary.expectations - len(summary.failed)} of {summary.expectations}",
            html.escape(", ".join(summary.failed)),
            summary.held,
        )
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    heads = ("interval", "sources", "reports", "expectations met", "not met", "quarantined")
    head = "".join(f"<th>{name}</th>" for name in heads)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>\n" + "\n".join(rows) + "\n</tbody></table>"
    said = "Newest first. ✗ reports went to quarantine, ▲ a warning that cost no report, ✓ all expectations met."
    return _document("Data Docs", f"<h1>newsetl: Data Docs</h1>\n<p>{said}</p>\n{table}")


def _document(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _write(path: Path, text: str) -> None:
    write_whole(path, lambda beside: beside.write_text(text, encoding="utf-8"))
