"""Which names a query holds and what is made of them, for people who wonder why it finds what it finds."""

from newsetl.index.synonyms import synonym_graph
from newsetl.names.gazetteer import concept_token
from newsetl.names.linker import Linker
from newsetl.records import Record
from newsetl.search.planner import describe, plan


class Meant(Record):
    """An entity, with its readable name and the token that stands for it in the index."""

    entity_id: str
    name: str
    concept: str


class BarName(Record):
    """``query[start:end]`` as Kibana's search bar takes it: any spelling of it, or a concept token of its entities.

    A number in digits or words is one too, without entities.
    """

    written: str
    start: int
    end: int
    entities: list[Meant]
    spellings: list[str]
    """In terms of the index, this one first."""


class PageName(Record):
    """``query[start:end]`` as the page, the API and the command line take it: reports that hold one of the entities."""

    written: str
    start: int
    end: int
    entities: list[Meant]
    certain: bool
    """False where the word may mean something else too: then reports that hold the word are found as well."""
    guessed: bool
    """Whether that is only what the words fit best."""


class ExplainedQuery(Record):
    """A whole query: its names, and one line that says what the planner understood."""

    bar: list[BarName]
    page: list[PageName]
    understood: str


def explain_query(query: str, linker: Linker) -> ExplainedQuery:
    """Take the query apart as both ways of searching do. Never raises on any text; offsets are in code points."""
    return ExplainedQuery(
        bar=_bar_names(query, linker),
        page=[
            PageName(
                written=query[name.start : name.end],
                start=name.start,
                end=name.end,
                entities=[_meant(entity_id, linker) for entity_id in name.entity_ids],
                certain=name.certain,
                guessed=name.guessed,
            )
            for name in linker.link_query(query)
        ],
        understood=describe(plan(query, linker), linker.gazetteer),
    )


def _bar_names(query: str, linker: Linker) -> list[BarName]:
    gazetteer = linker.gazetteer
    graph = synonym_graph(gazetteer)
    entities = {concept_token(entity_id): entity_id for entity_id in gazetteer.entries}
    tokens = gazetteer.analyzer.analyse_names(query)
    found: list[BarName] = []
    at = 0
    for paths in graph.segments(tokens):
        start, end = tokens[at].start, tokens[at + len(paths[0]) - 1].end
        at += len(paths[0])
        if len(paths) == 1:
            continue
        concepts = [path[0] for path in paths if path[0] in entities]
        found.append(
            BarName(
                written=query[start:end],
                start=start,
                end=end,
                entities=[_meant(entities[concept], linker) for concept in concepts],
                spellings=[" ".join(path) for path in paths if path[0] not in entities],
            )
        )
    return found


def _meant(entity_id: str, linker: Linker) -> Meant:
    return Meant(entity_id=entity_id, name=linker.gazetteer.label(entity_id), concept=concept_token(entity_id))
