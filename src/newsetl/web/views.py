"""What the templates are given: texts in pieces, marked or not; what is markup is the templates' word alone."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from newsetl.index.documents import Document
from newsetl.names.gazetteer import Gazetteer
from newsetl.search.highlight import Snippet
from newsetl.search.planner import Plan
from newsetl.search.service import Answer, Found
from newsetl.web import wording
from newsetl.web.question import MAX_HITS, PAGE_SIZE, Question
from newsetl.web.wording import Both


@dataclass(frozen=True)
class Piece:
    """A piece of text; ``note`` says what a marked one stands for."""

    text: str
    marked: bool = False
    note: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Chip:
    """Something that was understood or that narrows, with the address that takes it away (or leads to it)."""

    label: Both
    kind: Both = ("", "")
    link: str = ""


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet: its link narrows to it, or takes it away again where it is ``chosen``."""

    label: Both
    count: int
    link: str
    chosen: bool


@dataclass(frozen=True)
class HitView:
    """One hit as the page shows it."""

    found: Found
    title: list[Piece]
    snippets: list[list[Piece]]
    evidence: str
    about: list[Chip]
    story: str
    """The address of all reports of its story, empty where it is in none or these are shown already."""
    external: str
    """The outlet's address where it may be a link, else empty."""


@dataclass(frozen=True)
class EntityView:
    """An entity of an article."""

    id: str
    label: Both
    kind: Both
    link: str


def understood(plan: Plan, gazetteer: Gazetteer) -> list[Chip]:
    """The entities and dates that were recognised, then the words that must all be there, or of which a guess was made:
    then either will do.
    """
    kinds = {entity_id: _kind(gazetteer, entity_id) for entity_id in plan.entities}
    kinds |= {guess: (f"{kinds[guess][0]}، تخمين", f"{kinds[guess][1]}, a guess") for guess in plan.guessed}
    chips = [Chip(_names(gazetteer, entity_id), kind) for entity_id, kind in kinds.items()]
    chips += [Chip((day, ""), ("تاريخ", "date")) for day in plan.dates]
    chips += [Chip((words, ""), ("أو كلمات" if plan.guessed else "كلمات", "words")) for words in plan.words]
    return chips + [Chip((words, ""), ("مستبعد", "without")) for words in plan.unwanted]


def narrowings(question: Question, story: str = "") -> list[Chip]:
    """All that narrows the question, each with the address that takes it away; ``story`` is the wanted one's title."""
    chips = [
        Chip(wording.value(name, value), wording.FACETS[name], question.without_term(name))
        for name, value in question.terms.items()
    ]
    if question.since:
        chips.append(Chip((question.since.isoformat(), ""), ("من", "from"), question.address(since=None)))
    if question.until:
        chips.append(Chip((question.until.isoformat(), ""), ("إلى", "to"), question.address(until=None)))
    if question.story:
        chips.append(Chip((story, ""), ("قصة", "story"), question.address(story="")))
    return chips


def facets(answer: Answer, question: Question) -> list[tuple[Both, list[FacetValue]]]:
    """Facets that have values; the chosen one stays though it counts nothing, so that it can be taken away."""
    shown = []
    for name, title in wording.FACETS.items():
        chosen = question.terms.get(name)
        counts = dict(answer.facets.get(name, []))
        if chosen is not None:
            counts = {chosen: counts.get(chosen, 0)} | counts
        values = [
            FacetValue(
                wording.value(name, raw),
                count,
                question.without_term(name) if raw == chosen else question.with_term(name, raw),
                raw == chosen,
            )
            for raw, count in counts.items()
        ]
        if values:
            shown.append((title, values))
    return shown


def hit_view(found: Found, question: Question) -> HitView:
    """A hit with its highlights in pieces; evidence only of what was searched, where no snippet shows it already."""
    title = next((pieces(s) for s in found.highlights if s.field == "title"), [Piece(found.title)])
    body = [snippet for snippet in found.highlights if snippet.field == "body"]
    matched = {s.text[start:end] for s in found.highlights for start, end in s.spans}
    evidence = next(
        (
            sentence
            for sentence in found.evidence
            if sentence != found.title
            and (not matched or any(text in sentence for text in matched))
            and not _shown(_flat(sentence), body)
        ),
        "",
    )
    about = [
        Chip((entity.name, ""), link=question.with_term("about", entity.name))
        for entity in found.entities
        if entity.level == "about"
    ]
    story = Question(story=found.story.id).address() if found.story and found.story.id != question.story else ""
    snippets = [pieces(snippet) for snippet in body]
    return HitView(found, title, snippets, evidence, about[:6], story, safe_link(found.url))


def pieces(snippet: Snippet) -> list[Piece]:
    """A snippet cut at its spans."""
    return cut(snippet.text, [(start, end, "", "") for start, end in snippet.spans])


def cut(text: str, spans: list[tuple[int, int, str, str]]) -> list[Piece]:
    """Text cut at (start, end, note, kind); spans out of range or within an earlier one are left unmarked."""
    found, at = [], 0
    for start, end, note, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if at <= start < end <= len(text):
            found += [Piece(text[at:start]), Piece(text[start:end], True, note, kind)]
            at = end
    return [piece for piece in (*found, Piece(text[at:])) if piece.text]


def title_pieces(document: Document, gazetteer: Gazetteer) -> list[Piece]:
    """The title with its mentions marked."""
    return cut(document.title, _mention_spans(document, "title", gazetteer))


def paragraphs(document: Document, gazetteer: Gazetteer) -> list[list[Piece]]:
    """The body's paragraphs with their mentions marked."""
    spans = _mention_spans(document, "body", gazetteer)
    shown, at = [], 0
    for paragraph in document.body.split("\n"):
        end = at + len(paragraph)
        inside = [(a - at, b - at, note, kind) for a, b, note, kind in spans if at <= a and b <= end]
        if paragraph.strip():
            shown.append(cut(paragraph, inside))
        at = end + 1
    return shown


def entities(document: Document, gazetteer: Gazetteer) -> list[tuple[Both, list[EntityView]]]:
    """The article's entities by salience, each leading to the reports that are about it."""
    groups = []
    for level, title in wording.LEVELS.items():
        ids, names = getattr(document, f"{level}_ids"), getattr(document, level)
        views = [
            EntityView(
                entity_id,
                (name, _names(gazetteer, entity_id)[1]),
                _kind(gazetteer, entity_id),
                Question().with_term("about", name),
            )
            for entity_id, name in zip(ids, names, strict=True)
        ]
        if views:
            groups.append((title, views))
    return groups


def pages(question: Question, total: int) -> list[tuple[int, str]]:
    """Numbers of the pages worth a link with their addresses: first, last, and those around this one."""
    last = -(-min(total, MAX_HITS) // PAGE_SIZE)
    numbers = sorted({1, last, *range(max(1, question.page - 2), min(last, question.page + 2) + 1)})
    return [(number, question.address(page=number)) for number in numbers if number >= 1]


def safe_link(url: str) -> str:
    """The address if a browser may follow it (http or https, with a host), else empty."""
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def _mention_spans(document: Document, field: str, gazetteer: Gazetteer) -> list[tuple[int, int, str, str]]:
    return [
        (m.start, m.end, gazetteer.label(m.entity_id), _kind_id(gazetteer, m.entity_id))
        for m in document.mentions
        if m.field == field
    ]


def _names(gazetteer: Gazetteer, entity_id: str) -> Both:
    entry = gazetteer.entries.get(entity_id)
    return (entry.ar, entry.en) if entry else (entity_id, "")


def _kind_id(gazetteer: Gazetteer, entity_id: str) -> str:
    entry = gazetteer.entries.get(entity_id)
    return entry.kind if entry and entry.kind in wording.KINDS else ""


def _kind(gazetteer: Gazetteer, entity_id: str) -> Both:
    return wording.KINDS.get(_kind_id(gazetteer, entity_id), ("", ""))


def _shown(sentence: str, snippets: list[Snippet]) -> bool:
    """Whether a snippet shows (much of) the sentence: one of the two holds the other's middle."""
    return any(_middle(sentence) in snippet.text or _middle(snippet.text) in sentence for snippet in snippets)


def _middle(text: str) -> str:
    return text[max(0, len(text) // 2 - 15) : len(text) // 2 + 15]


def _flat(text: str) -> str:
    return text.replace("\n", " ")
