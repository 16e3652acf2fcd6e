"""One search as a reader makes it: plan, ask the engine, widen once if nothing is found, explain each hit."""

from newsetl.index.engine import Engine
from newsetl.names.linker import Linker
from newsetl.records import Record, UtcDatetime
from newsetl.search.highlight import Snippet, highlight
from newsetl.search.planner import NO_FILTERS, Filters, describe, plan

FACETS = ("about", "outlet", "affiliation", "lang")


class FoundEntity(Record):
    """An entity of a hit: id, readable name, and what it is to the report."""

    id: str
    name: str
    level: str


class Found(Record):
    """One hit."""

    id: str
    external_id: str | None
    url: str
    title: str
    source: str
    outlet: str
    affiliation: str
    lang: str
    published_at: UtcDatetime | None
    timeline_at: UtcDatetime
    date_quality: str
    score: float
    duplicate_of: str | None
    highlights: list[Snippet]
    evidence: list[str]
    """Sentences that show what the report is about, as it wrote them."""
    entities: list[FoundEntity]


class Answer(Record):
    """What a search found. ``widened``: nothing held every word, so these hold some."""

    query: str
    understood: str
    widened: bool
    total: int
    hits: list[Found]
    facets: dict[str, list[tuple[str, int]]]


def search(
    engine: Engine, linker: Linker, text: str, *, limit: int = 10, offset: int = 0, filters: Filters = NO_FILTERS
) -> Answer:
    """Answer one search. Raises the engine's IndexUnusable when the index cannot be asked."""
    planned = plan(text, linker, filters)
    page = engine.search(planned.query, limit=limit, offset=offset, facets=FACETS)
    strict = page.total > 0
    for query in planned.wider:
        if page.total == 0:
            page = engine.search(query, limit=limit, offset=offset, facets=FACETS)
    hits = []
    for hit in page.hits:
        document = hit.document
        entities = [
            FoundEntity(id=entity_id, name=name, level=level)
            for level in ("about", "mentioned", "possible")
            for entity_id, name in zip(getattr(document, f"{level}_ids"), getattr(document, level), strict=True)
        ]
        hits.append(
            Found(
                id=document.article_id,
                **{name: getattr(document, name) for name in Found.model_fields if name in _SHARED},
                score=round(hit.score, 4),
                highlights=highlight(document, planned, linker.gazetteer),
                entities=entities,
            )
        )
    understood = describe(planned, linker.gazetteer)
    return Answer(
        query=text,
        understood=understood,
        widened=not strict and page.total > 0,
        total=page.total,
        hits=hits,
        facets=page.facets,
    )


_SHARED = frozenset(
    (
        *("external_id", "url", "title", "source", "outlet", "affiliation", "lang"),
        *("published_at", "timeline_at", "date_quality", "duplicate_of", "evidence"),
    )
)
