"""Why a report matched, shown in its own words: snippets with the matching characters by offset.

Nothing is trusted as markup: a snippet is plain text and a list of spans, and whoever shows it escapes and marks it.
"""

from newsetl.arabic.analysis import analyse
from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.arabic.tokens import words
from newsetl.index.documents import Document
from newsetl.names.gazetteer import Gazetteer
from newsetl.records import Record
from newsetl.search.planner import Plan

SNIPPET_CHARS = 180
MAX_SNIPPETS = 3


class Snippet(Record):
    """A piece of one field; ``spans`` are [start, end) within ``text``."""

    field: str
    text: str
    spans: list[tuple[int, int]]


def highlight(document: Document, plan: Plan, gazetteer: Gazetteer) -> list[Snippet]:
    """The title if it matches, and up to MAX_SNIPPETS pieces of the body: of those that hold most matches, in order."""
    asked = [word for text in plan.words for word in words(text)]
    content = [word.norm for word in asked if word.norm not in FUNCTION_WORDS] or [word.norm for word in asked]
    terms = {token.term for word in content for token in analyse(word)}
    spans: dict[str, list[tuple[int, int]]] = {"title": [], "body": []}
    wanted = set(plan.entities)
    for mention in document.mentions:
        # a report on a quarter is a report on its city
        if wanted.intersection((mention.entity_id, *gazetteer.containing(mention.entity_id))):
            spans[mention.field].append((mention.start, mention.end))
    if terms:
        for name in spans:
            spans[name] += [(t.start, t.end) for t in analyse(getattr(document, name)) if t.term in terms]
    snippets = []
    if spans["title"]:
        snippets.append(Snippet(field="title", text=document.title, spans=_merge(spans["title"])))
    if spans["body"]:
        snippets += _body_snippets(document.body, _merge(spans["body"]))
    return snippets or [Snippet(field="body", text=_cut(document.body, 0, SNIPPET_CHARS), spans=[])]


def marked(snippet: Snippet, before: str, after: str) -> str:
    """The snippet with every span between ``before`` and ``after`` (for terminals; text is taken as it is)."""
    pieces, at = [], 0
    for start, end in snippet.spans:
        pieces += [snippet.text[at:start], before, snippet.text[start:end], after]
        at = end
    return "".join([*pieces, snippet.text[at:]])


def _body_snippets(body: str, spans: list[tuple[int, int]]) -> list[Snippet]:
    windows: list[list[tuple[int, int]]] = []
    for span in spans:
        if windows and span[1] - windows[-1][0][0] <= SNIPPET_CHARS:
            windows[-1].append(span)
        else:
            windows.append([span])
    best = sorted(sorted(windows, key=lambda window: -len(window))[:MAX_SNIPPETS])
    return [_snippet(body, window) for window in best]


def _snippet(body: str, window: list[tuple[int, int]]) -> Snippet:
    """A piece of the body around the window, cut at blanks and within its paragraphs where that is near."""
    spare = max(0, SNIPPET_CHARS - (window[-1][1] - window[0][0])) // 2
    start = max(0, window[0][0] - spare)
    end = min(len(body), window[-1][1] + spare)
    paragraph = body.rfind("\n", start, window[0][0])
    if paragraph >= 0:
        start = paragraph + 1
    elif start:
        blank = body.find(" ", start, window[0][0])
        start = blank + 1 if blank >= 0 else start
    paragraph = body.find("\n", window[-1][1], end)
    if paragraph >= 0:
        end = paragraph
    elif end < len(body):
        blank = body.rfind(" ", window[-1][1], end)
        end = blank if blank >= 0 else end
    spans = [(first - start, last - start) for first, last in window]
    return Snippet(field="body", text=body[start:end].replace("\n", " "), spans=spans)


def _cut(text: str, start: int, length: int) -> str:
    if len(text) - start <= length:
        return text[start:].replace("\n", " ")
    end = text.rfind(" ", start, start + length)
    return text[start : end if end > start else start + length].replace("\n", " ")


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted, overlapping ones joined."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
