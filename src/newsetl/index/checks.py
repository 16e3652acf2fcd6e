"""What must hold of a new index version before readers get it: it is complete, and answers what it is asked."""

from collections.abc import Iterable, Iterator

from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.arabic.tokens import norms_of
from newsetl.index.engine import Engine
from newsetl.index.query import AllOf, Everything, KibanaBar, Term, Words
from newsetl.names.gazetteer import Gazetteer, concept_token

LINKED_FIELDS = ("about_ids", "mentioned_ids")
_MANY = 1_000_000


def find_faults(engine: Engine, gazetteer: Gazetteer, expected: int, samples: Iterable[str]) -> Iterator[str]:
    """What does not hold, a line each: the number of documents, every name that is typed, words of some documents.

    ``samples``: ids of documents that are asked for by a word of their title.
    """
    found = engine.count()
    if found != expected:
        yield f"it holds {found} reports, {expected} were expected"
    yield from _names(engine, gazetteer)
    yield from _words(engine, samples)


def _names(engine: Engine, gazetteer: Gazetteer) -> Iterator[str]:
    """A name that the search side knows must find at least the documents that say they have its entity."""
    facets = engine.search(Everything(), limit=0, facets=LINKED_FIELDS, facet_size=_MANY).facets
    linked: dict[str, int] = {}
    for field in LINKED_FIELDS:
        for entity_id, count in facets[field]:
            token = concept_token(entity_id)
            linked[token] = linked.get(token, 0) + count
    typed: dict[str, int] = {}
    for rule in gazetteer.synonym_rules():
        alternatives = [name.strip() for name in rule.split(",")]
        wanted = max((linked.get(name, 0) for name in alternatives), default=0)
        name = next((name for name in alternatives if not name.startswith("concept")), "")
        if wanted and name:
            typed[name] = max(wanted, typed.get(name, 0))
    for (name, wanted), hits in zip(typed.items(), engine.totals([*map(KibanaBar, typed)]), strict=True):
        if hits < wanted:
            yield f"«{name}» finds {hits} reports, {wanted} are linked to it"


def _words(engine: Engine, samples: Iterable[str]) -> Iterator[str]:
    """The longest word of a title must find the report."""
    asked: dict[str, str] = {}
    for article_id, document in sorted(engine.get(samples).items()):
        telling = [norm for norm in norms_of(document.title) if norm not in FUNCTION_WORDS]
        if longest := max(telling, key=len, default=""):
            asked[article_id] = longest
    queries = [AllOf((Words(word), Term("article_id", article_id))) for article_id, word in asked.items()]
    for (article_id, word), hits in zip(asked.items(), engine.totals(queries), strict=True):
        if not hits:
            yield f"«{word}» does not find report {article_id}, in whose title it is"
