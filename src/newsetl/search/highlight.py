"""Why a report matched, shown in its own words: snippets with the matching characters by offset.

Nothing is trusted as markup: a snippet is plain text and a list of spans, and whoever shows it escapes and marks it.
"""

from newsetl.arabic.analysis import Analyzer, Token
from newsetl.arabic.forms import to_norm
from newsetl.arabic.numbers import ways_to_write
from newsetl.index.documents import Document, DocumentMention
from newsetl.index.query import FUZZY_LENGTH
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.slips import is_slip
from newsetl.records import Record
from newsetl.search.counts import SMALLEST, read_number
from newsetl.search.meaning import ways_of
from newsetl.search.planner import Plan, content_words

SNIPPET_CHARS = 180
MAX_SNIPPETS = 3
ELLIPSIS = "…"


class Snippet(Record):
    """A piece of one field; ``spans`` are [start, end) within ``text``."""

    field: str
    text: str
    spans: list[tuple[int, int]]


def highlight(document: Document, plan: Plan, gazetteer: Gazetteer) -> list[Snippet]:
    """The title if it matches, and up to MAX_SNIPPETS pieces of the body: of those that hold most matches, in order."""
    analyzer = gazetteer.analyzer
    content = content_words(plan.words, analyzer)
    alone = len(content) == 1 and not plan.entities
    ways = [to_norm(way) for word in content for way in ways_of(word, alone=alone) if " " not in way]
    terms = {term for word in (*content, *ways) for term in analyzer.terms(word)} | _counted(content, analyzer)
    spans: dict[str, list[tuple[int, int]]] = {"title": [], "body": []}
    wanted = set(plan.entities)
    # a report on a quarter is a report on its city
    found = [m for m in document.mentions if wanted.intersection((m.entity_id, *gazetteer.containing(m.entity_id)))]
    # an event may be told by any word: it is shown where nothing else is
    named = [m for m in found if m.entity_id in wanted or not m.entity_id.startswith("event:")]
    for mention in named or found or _in_regions(document, plan, gazetteer):
        spans[mention.field].append((mention.start, mention.end))
    if terms:
        for name in spans:
            spans[name] += [(t.start, t.end) for t in analyzer.analyse(getattr(document, name)) if t.term in terms]
    if terms and not any(spans.values()):
        for name in spans:
            spans[name] = _similar(analyzer.analyse_exact(getattr(document, name)), content)
    snippets = []
    if spans["title"]:
        snippets.append(Snippet(field="title", text=document.title, spans=_merge(spans["title"])))
    if spans["body"]:
        snippets += _body_snippets(document.body, _merge(spans["body"]))
    return snippets or [_beginning(document.body)]


def _in_regions(document: Document, plan: Plan, gazetteer: Gazetteer) -> list[DocumentMention]:
    """Mentions of the governorates that are called like the towns asked for."""
    regions = {region for entity in plan.entities for region in gazetteer.regions_called_like(entity)}
    return [mention for mention in document.mentions if mention.entity_id in regions]


def _counted(norms: list[str], analyzer: Analyzer) -> set[str]:
    """Numbers among the words, in every way that is one word."""
    found = [number.value for at in range(len(norms)) if (number := read_number(norms[at:]))]
    ways = [way for n in found if n >= SMALLEST for way in ways_to_write(n)]
    return {analyzer.terms(to_norm(way))[0] for way in ways if " " not in way}


def _similar(tokens: list[Token], asked: list[str]) -> list[tuple[int, int]]:
    """Where words stand that one slip of the keyboard parts from those asked for: why a widened search found them."""
    long = [word for word in asked if len(word) >= FUZZY_LENGTH]
    return [
        (token.start, token.end) for token in tokens if any(is_slip(token.term, word, swapped=True) for word in long)
    ]


def _body_snippets(body: str, spans: list[tuple[int, int]]) -> list[Snippet]:
    windows: list[list[tuple[int, int]]] = []
    for span in spans:
        if windows and span[1] - windows[-1][0][0] <= SNIPPET_CHARS:
            windows[-1].append(span)
        else:
            windows.append([span])
    best = sorted(sorted(windows, key=lambda window: -len(window))[:MAX_SNIPPETS])
    snippets, at = [], 0
    for window, following in zip(best, [*best[1:], None], strict=True):
        start, at = _around(body, window, at, following[0][0] if following else len(body))
        snippets.append(_snippet(body, start, at, spans))
    return snippets


def _around(body: str, window: list[tuple[int, int]], floor: int, ceiling: int) -> tuple[int, int]:
    """Where a piece of the body around the window begins and ends: at blanks, in its paragraph, in [floor, ceiling]."""
    spare = max(0, SNIPPET_CHARS - (window[-1][1] - window[0][0])) // 2
    start, end = max(floor, window[0][0] - spare), min(ceiling, window[-1][1] + spare)
    paragraph = body.rfind("\n", start, window[0][0])
    if paragraph >= 0:
        start = paragraph + 1
    elif start > floor:
        blank = body.find(" ", start, window[0][0])
        start = (
            blank + 1 if blank >= 0 else max(floor, body.rfind(" ", floor, start) + 1, body.rfind("\n", 0, start) + 1)
        )
    paragraph = body.find("\n", window[-1][1], end)
    if paragraph >= 0:
        end = paragraph
    elif end < len(body):
        blank = body.rfind(" ", window[-1][1], end)
        end = blank if blank >= 0 else min(ceiling, _next_blank(body, end))
    return start, end


def _next_blank(body: str, at: int) -> int:
    """The end of the word at ``at``."""
    while at < len(body) and not body[at].isspace():
        at += 1
    return at


def _snippet(body: str, start: int, end: int, spans: list[tuple[int, int]]) -> Snippet:
    """``body[start:end]`` on one line with the spans in it, and an ellipsis where its paragraph goes on."""
    before = ELLIPSIS + " " if start and body[start - 1] != "\n" else ""
    behind = " " + ELLIPSIS if end < len(body) and body[end] != "\n" else ""
    text, places = _one_line(body[start:end])
    inside = [
        (len(before) + places[first - start], len(before) + places[last - start])
        for first, last in spans
        if start <= first and last <= end
    ]
    return Snippet(field="body", text=before + text.rstrip() + behind, spans=inside)


def _one_line(text: str) -> tuple[str, list[int]]:
    """The text with every run of white space as one blank, and for each offset of the old one that in the new."""
    kept: list[str] = []
    places: list[int] = []
    for char in text:
        if char.isspace() and (not kept or kept[-1] == " "):
            places.append(len(kept))
            continue
        places.append(len(kept))
        kept.append(" " if char.isspace() else char)
    return "".join(kept), [*places, len(kept)]


def _beginning(body: str) -> Snippet:
    """How a report begins, where nothing in its text matched."""
    end = min(len(body), SNIPPET_CHARS)
    blank = body.rfind(" ", 0, end)
    return _snippet(body, 0, blank if end < len(body) and blank > 0 else end, [])


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted, overlapping ones joined."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
