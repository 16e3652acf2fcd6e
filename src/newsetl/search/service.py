"""One search as a reader makes it: plan, ask the engine, widen once if nothing is found, explain each hit."""

from newsetl.index.engine import Engine
from newsetl.names.linker import Linker
from newsetl.records import Record, UtcDatetime
from newsetl.search.collapse import Copies, Story, collapse, copies_of, find_stories
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
    copies: Copies | None
    """The near-duplicates that stand behind this hit; None without any, or where each is shown."""
    story: Story | None
    highlights: list[Snippet]
    evidence: list[str]
    """Sentences that show what the report is about, as it wrote them."""
    entities: list[FoundEntity]


class Answer(Record):
    """What a search found. ``widened``: nothing held every word, so these hold some.

    ``total`` counts every report that matches, copies too; ``distinct`` the hits there are to page through.
    """

    query: str
    understood: str
    widened: bool
    total: int
    distinct: int
    hits: list[Found]
    facets: dict[str, list[tuple[str, int]]]


def search(
    engine: Engine,
    linker: Linker,
    text: str,
    *,
    limit: int = 10,
    offset: int = 0,
    filters: Filters = NO_FILTERS,
    every_copy: bool = False,
) -> Answer:
    """Answer one search; copies of one report are one hit, or with ``every_copy`` a hit each.

    Raises the engine's IndexUnusable when the index cannot be asked.
    """
    planned = plan(text, linker, filters)
    for query in (planned.query, *planned.wider):
        matched = engine.search(query, limit=0, facets=FACETS)
        if matched.total:
            break
    page = engine.search(query if every_copy else collapse(engine, query), limit=limit, offset=offset)
    documents = [hit.document for hit in page.hits]
    copies = {} if every_copy else copies_of(engine, documents)
    stories = find_stories(engine, (story_id for document in documents if (story_id := document.story_id)))
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
                copies=copies.get(document.article_id),
                story=stories.get(document.story_id or ""),
                score=round(hit.score, 4),
                highlights=highlight(document, planned, linker.gazetteer),
                entities=entities,
            )
        )
    understood = describe(planned, linker.gazetteer)
    return Answer(
        query=text,
        understood=understood,
        widened=query is not planned.query and matched.total > 0,
        total=matched.total,
        distinct=page.total,
        hits=hits,
        facets=matched.facets,
    )


_SHARED = frozenset(
    (
        *("external_id", "url", "title", "source", "outlet", "affiliation", "lang"),
        *("published_at", "timeline_at", "date_quality", "duplicate_of", "evidence"),
    )
)
