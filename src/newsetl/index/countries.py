"""Who is told of together with which country: «القوات الأميركية في العراق» asks for less than what names both."""

from bisect import bisect
from collections.abc import Iterable

from newsetl.arabic.sentences import SENTENCE_END
from newsetl.names.gazetteer import Gazetteer
from newsetl.records import EnrichedArticle

WORKING = frozenset({"organisation", "force", "person"})
"""Kinds of what may work in any country, and is named with one to say where."""


def in_country(entity_id: str, country_id: str) -> str:
    """The indexed term of an entity and a country that are told of together."""
    return f"{entity_id} {country_id}"


def with_countries(article: EnrichedArticle, gazetteer: Gazetteer) -> list[str]:
    """The terms (``in_country``) of a report: the country, or what lies in it, stands in one sentence with the entity
    or is what the report is about.
    """
    level = {entity.entity_id: entity.level for entity in article.entities if entity.level != "possible"}
    ends = {
        field: [match.start() for match in SENTENCE_END.finditer(text)]
        for field, text in (("title", article.title), ("body", article.body))
    }
    working: dict[str, set[tuple[str, int]]] = {}
    countries: dict[str, set[tuple[str, int]]] = {}
    about = {gazetteer.country_of(entity_id) for entity_id, its in level.items() if its == "about"} - {None}
    for mention in article.mentions:
        if mention.entity_id not in level:
            continue
        sentence = (mention.field, bisect(ends[mention.field], mention.start))
        if mention.kind in WORKING:
            working.setdefault(mention.entity_id, set()).add(sentence)
        if country := gazetteer.country_of(mention.entity_id):
            countries.setdefault(country, set()).add(sentence)
    return list(_together(working, countries, about))


def _together(
    working: dict[str, set[tuple[str, int]]], countries: dict[str, set[tuple[str, int]]], about: set[str | None]
) -> Iterable[str]:
    for entity_id, sentences in sorted(working.items()):
        for country, others in sorted(countries.items()):
            if country in about or not sentences.isdisjoint(others):
                yield in_country(entity_id, country)
