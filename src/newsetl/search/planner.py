"""From what a person typed to a query for either engine: entities first, then phrases, then words.

A name is searched as its entity alone, so every spelling of it finds every report on it, and its words never match by
themselves. What is not a name must stand in the report word for word, in any form, all of it but for function words; of
a description two thirds.
A date asks for the reports of its days and for those that say it. Quoted text is a phrase of the words as written,
``-word`` excludes a word or a name. ``wider`` holds the queries to try in turn when nothing is found.
"""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from newsetl.arabic.analysis import Analyzer
from newsetl.arabic.forms import to_text
from newsetl.arabic.function_words import ASKING, FUNCTION_WORDS, only_joins
from newsetl.arabic.tokens import norms_of, spaced, words
from newsetl.index.countries import WORKING
from newsetl.index.query import AllOf, AnyOf, Boost, Concept, Everything, Phrase, Query, Term, TimeRange, Without, Words
from newsetl.names.asking import QueryName
from newsetl.names.clauses import only_described
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.search.asked import NAME_BOOST, Asked, any_date, take_dates, take_excluded, take_quoted
from newsetl.search.between import (
    alternatives,
    described_at_length,
    in_countries,
    is_beside,
    is_country,
    is_office_of,
    kinds_of,
    on_a_side,
    parts_of_long,
    says_where,
    says_who,
    tells_a_story,
    told_together,
)
from newsetl.search.counts import word_queries
from newsetl.search.dated import asked_dates, since_events
from newsetl.search.meaning import take_meanings
from newsetl.search.named import any_of, entity_query, has_context, named_so
from newsetl.search.several import several_in

PHRASE_BOOST, PRIMARY_BOOST = 2.0, 0.2
"""Copies follow originals."""
LIFT_BOOST = 6.0
"""Of a word that a report need not have: one that has it comes before those that are about the thing."""
DESCRIBING, SENTENCE = 4, 6
"""Words beside a name that describe what is looked for, one fewer where the thing is named twice, and those without a
name: no report has all of them.
"""
MOST = 2 / 3
"""Of the words of a description, what a report must have."""
_ASKING = ASKING | FUNCTION_WORDS


@dataclass(frozen=True)
class Filters:
    """What narrows a search besides its words: keyword field → value, and a time range."""

    terms: dict[str, str] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None


NO_FILTERS = Filters()


@dataclass(frozen=True)
class Plan:
    """A query ready for an engine, with what was understood of it."""

    query: Query
    wider: tuple[Query, ...]
    """Queries to try in turn when nothing matches, each wider than the one before."""
    entities: list[str]
    """Ids of the entities recognised in the query."""
    guessed: list[str]
    """Those of them that its words only fit: what has the words is found too."""
    words: list[str]
    """What else was asked for, as typed: phrases and words."""
    dates: list[str]
    """The dates that were recognised, as typed."""
    unwanted: list[str]
    """What must not be there, as typed."""


def plan(text: str, linker: Linker, filters: Filters = NO_FILTERS) -> Plan:
    """Understand ``text``. An empty query is everything; it never raises on any text."""
    asked = Asked(ranking=[Boost(Term("is_primary", True), PRIMARY_BOOST)])
    rest = take_quoted(to_text(text), asked, linker)
    plain = not (asked.required or asked.quoted)
    rest = take_excluded(rest, asked, linker)
    pieces = _take_names(rest, asked, linker)
    asked.ranking += [Boost(Phrase(piece), PHRASE_BOOST) for piece in pieces if len(words(piece)) > 1]
    pieces = take_dates(pieces, asked)
    bare, said, least = _take_beside(pieces, asked, linker)
    any_word = Words(" ".join(bare), operator="or")
    narrowing = _filters(filters)
    dates = any_date(asked)
    if dates and asked.entities and all(entity.startswith("event:") for entity in asked.entities):
        # the event's own date narrows nothing
        asked.ranking += dates
        dates = []

    # who tells a whole story names more than any report of it has; what is quoted must be there
    story = plain and tells_a_story(text) and len(asked.required) > 1 and not asked.guessed

    def assemble(
        required: list[Query], ranking: list[Query], *, exact: bool = False, dated: bool = True, wide: bool = True
    ) -> Query:
        quoted = (Phrase(text, exact=exact) for text in asked.quoted)
        names = (wide and asked.apart) or asked.required
        must = [*names, *quoted, *(dates if dated else ()), *required]
        must = _enough(must, ceil(len(must) * (MOST if story and not wide and len(must) >= DESCRIBING else 1)))
        return _assemble(must, narrowing, asked.unwanted, [*asked.ranking, *ranking])

    wider: list[Query] = []
    beside = [*word_queries(bare), *said]
    exactly = _enough(beside, least)
    if asked.apart:
        wider.append(assemble(exactly, [], exact=True))
    if asked.doubtful:
        wider.append(_assemble([Words(rest)], narrowing, asked.unwanted, asked.ranking))
    if asked.quoted:
        wider.append(assemble(word_queries(bare), []))
    # a slip of a letter first; then, beside a name, the words only rank; without one any of them will do
    loosely = [*([any_word] if bare else []), *said]
    if bare:
        wider.append(assemble(_enough([*word_queries(bare, fuzzy=True), *said], least), []))
    if loosely and (asked.required or asked.quoted):
        wider.append(assemble([], loosely))
    elif len(bare) + len(said) > 1:
        wider.append(assemble([AnyOf(tuple(loosely))], []))
    if dates and (bare or asked.required or asked.quoted):
        wider.append(assemble(word_queries(bare), [*dates, *said], dated=False))
        if bare:
            wider.append(assemble([], [*dates, *loosely], dated=False))
    understood = asked.entities or asked.dates or asked.phrases or any(not only_joins(piece) for piece in pieces)
    # each word on its own: one may stand in the title and another in the body
    query = assemble(beside if story else exactly, [], exact=True, wide=False)
    if asked.things:
        # «سجون دمشق»: what names one of them, whatever else it says
        query = AnyOf((query, _assemble([AnyOf(tuple(map(Concept, asked.things)))], narrowing, [], [])))
    return Plan(
        query=query,
        wider=tuple(wider),
        entities=list(dict.fromkeys(asked.entities)),
        guessed=asked.guessed,
        words=[
            *asked.phrases,
            *(one.strip() for one in pieces if words(one) and not (understood and only_joins(one))),
        ],
        dates=list(asked.dates),
        unwanted=asked.refused,
    )


def _take_beside(pieces: list[str], asked: Asked, linker: Linker) -> tuple[list[str], list[Query], int]:
    """What the words beside names ask for: (words, queries for English ones, how many of all a report must have). What
    only describes goes into ``asked.ranking``.
    """
    content = content_words(pieces, linker.gazetteer.analyzer)
    capitals = {word.norm for piece in pieces for word in words(piece) if piece[word.start].isupper()}
    bare, said, describing = take_meanings(content, named=bool(asked.entities), capitals=capitals)
    asked.ranking += [Boost(Words(word), LIFT_BOOST) for word in describing]
    number = len(word_queries(bare)) + len(said)
    least = 0 if not said and _only_asks(bare, asked) else _least(number, asked)
    if least < number:
        ranking = [Words(" ".join(bare), operator="or")] if bare else []
        asked.ranking += [Boost(query, PHRASE_BOOST) for query in (*ranking, *said)]
    return (bare, said, least) if least else ([], [], 0)


def _only_asks(bare: list[str], asked: Asked) -> bool:
    """Whether words beside names or dates only ask: «أخبار تدمر»."""
    return bool(asked.entities or asked.dates) and _ASKING.issuperset(bare)


def _least(number: int, asked: Asked) -> int:
    """Of so many words, how many a report must have: of a description most, of what describes an event none."""
    if asked.at_length:
        return 0
    if not asked.entities:
        return number if number < SENTENCE else ceil(number * MOST)
    if number < (DESCRIBING - 1 if asked.named_twice else DESCRIBING):
        return number
    if asked.named_twice or any(entity.startswith("event:") for entity in asked.entities):
        return 0
    return ceil(number * MOST)


def _enough(words_: list[Query], least: int) -> list[Query]:
    """Queries that ask for at least so many of these."""
    return words_ if least >= len(words_) else [AnyOf(tuple(words_), least)]


def content_words(pieces: list[str], analyzer: Analyzer) -> list[str]:
    """The words of texts to ask for, normalised: without function words, unless there are no others."""
    every = [token.term for piece in pieces for token in analyzer.analyse_verbatim(piece)]
    # What is only letters that the index does not hold («ب») must not become a search for everything.
    every = every or [word.norm for piece in pieces for word in words(piece)]
    return [word for word in every if word not in FUNCTION_WORDS] or every


def _take_names(text: str, asked: Asked, linker: Linker, *, events: bool = True, guessed: bool = True) -> list[str]:
    """Move names into ``asked``; the pieces of text between them."""
    pieces: list[str] = []
    at, previous = 0, None
    taken: list[QueryName] = []
    names, text = _names_in(text, asked, linker, events=events, guessed=guessed)
    for name in names:
        typed = text[name.start : name.end]
        pieces.append(text[at : name.start])
        if previous and previous.certain and name.entity_ids == previous.entity_ids:
            asked.named_twice |= spaced(typed) != spaced(text[previous.start : previous.end])
            at = name.end
            continue
        if previous and (
            says_where(previous, pieces[-1], name, linker.gazetteer)
            or says_who(previous, pieces[-1], name, linker.gazetteer)
        ):
            # «المجلس … في سوريا», «فيلق بدر بقيادة …»: where it is or whose, said for the reader
            asked.ranking.append(Boost(any_of(name.entity_ids), NAME_BOOST))
            pieces[-1], at = "", name.end
            continue
        if previous and is_office_of(previous, pieces[-1], name, linker.gazetteer):
            # «رئيس الوزراء العراقي السابق نوري المالكي» is the man
            _only_ranks(taken.pop(), asked)
            pieces[-1] = ""
        elif previous and is_beside(pieces[-2], previous, pieces[-1], name, linker.gazetteer):
            _only_ranks(taken.pop(), asked)
            pieces[-2] = ""
        previous = name
        alone = _ASKING.issuperset(norms_of(text[: name.start] + " " + text[name.end :]))
        if name.guessed:
            asked.guessed += name.entity_ids
            reports = _of_guess(name, typed, asked, linker)
        else:
            reports = _reports(name, typed, linker, alone=alone)
        if not name.certain:
            asked.doubtful.append(typed)
            if reports != named_so(name, typed, linker.gazetteer):
                asked.phrases.append(typed)
        if side := on_a_side(pieces[-1], name, typed, linker.gazetteer):
            reports, pieces[-1] = AllOf((reports, side[0])), pieces[-1][: side[1]]
        asked.required.append(reports)
        taken.append(name)
        asked.ranking.append(Boost(Phrase(typed), NAME_BOOST))
        asked.entities += name.entity_ids
        at = name.end
    taken = _what_is_described(taken, text, asked, linker.gazetteer) if guessed else taken
    _ask_together(taken, text, asked, linker.gazetteer)
    if len(taken) == 1 and taken[0].certain and not (asked.unwanted or asked.quoted):
        asked.things = several_in(taken[0], text, linker.gazetteer)
    return [*pieces, text[at:]]


def _names_in(text: str, asked: Asked, linker: Linker, *, events: bool, guessed: bool) -> tuple[list[QueryName], str]:
    """The names of a text, and the text without a clause that only describes the first of them."""
    names = linker.link_query(text, events=events, guessed=guessed)
    # of an office that several held the clause says who is meant
    if only_described(names, text, linker.gazetteer) and len(names[0].entity_ids) == 1:
        asked.ranking.append(Boost(Words(text[names[0].end :], operator="or"), NAME_BOOST))
        names, text = names[:1], text[: names[0].end]
    # «May 2018»
    days = [(date.start, date.end) for date in asked_dates(text)]
    in_date = [any(start <= name.start and name.end <= end for start, end in days) for name in names]
    persons = (kinds_of(name, linker.gazetteer) == {"person"} for name in names)
    return [name for name, dated, person in zip(names, in_date, persons, strict=True) if not (dated and person)], text


def _of_guess(name: QueryName, typed: str, asked: Asked, linker: Linker) -> Query:
    """Reports of a guess, and those that have the words; they come first, for who asks for no such thing."""
    told = Asked()
    literal = _in_words(typed, told, linker)
    asked.ranking.append(Boost(literal, LIFT_BOOST))
    reports = any_of(name.entity_ids)
    if kinds_of(name, linker.gazetteer) <= WORKING:
        # «المتحدثة باسم الخارجية الروسية عن سوريا»
        reports = in_countries(reports, name.entity_ids, told.entities, linker.gazetteer)
    return AnyOf((reports, literal))


def _ask_together(taken: list[QueryName], text: str, asked: Asked, gazetteer: Gazetteer) -> None:
    """Of names that were asked for one by one, ask for what they mean beside each other."""
    own = len(asked.required) - len(taken)
    each = asked.required[own:]
    together = told_together(taken, each, gazetteer)
    if together != each:
        asked.apart = [*asked.required[:own], *alternatives(taken, each, text, gazetteer)[0]]
    asked.required[own:], lifting = alternatives(taken, together, text, gazetteer)
    asked.ranking += [Boost(query, NAME_BOOST) for query in lifting]


def _what_is_described(taken: list[QueryName], text: str, asked: Asked, gazetteer: Gazetteer) -> list[QueryName]:
    """Of the names of a long query the one that all others, and all words, only describe, with the country where it
    works; all of them where there is none.
    """
    thing = described_at_length(taken, text, gazetteer)
    if thing is None:
        return taken
    asked.at_length = True
    working = kinds_of(taken[thing], gazetteer) <= WORKING
    kept = [at for at, name in enumerate(taken) if at == thing or (working and is_country(name, gazetteer))]
    own = len(asked.required) - len(taken)
    each = asked.required[own:]
    asked.ranking += [Boost(query, NAME_BOOST) for at, query in enumerate(each) if at not in kept]
    asked.required[own:] = [each[at] for at in kept]
    wanted = {entity for at in kept for entity in taken[at].entity_ids}
    others = {entity for name in taken for entity in name.entity_ids} - wanted
    asked.entities = [entity for entity in asked.entities if entity not in others]
    return [taken[at] for at in kept]


def _only_ranks(name: QueryName, asked: Asked) -> None:
    """Ask no longer for the name taken last, which only describes another."""
    asked.ranking.append(Boost(asked.required.pop(), NAME_BOOST))
    del asked.entities[-len(name.entity_ids) :]
    if not name.certain:
        asked.doubtful.pop()


def _reports(name: QueryName, typed: str, linker: Linker, *, alone: bool) -> Query:
    """Reports of a name. An event is also its name word for word, and where it was only described, what a report says
    of its place and parties in the words typed; a name that may be a word is also the word, but where it is ``alone``
    and no surname.
    """
    kinds = kinds_of(name, linker.gazetteer)
    if kinds == {"event"}:
        if not name.described:
            return AnyOf((any_of(name.entity_ids), Phrase(typed)))
        told = Asked()
        in_words = _in_words(typed, told, linker, events=False)
        # of a war «إجلاء فيلق الرحمن من الغوطة إلى إدلب» asks for a part
        parts = parts_of_long(name, told.entities, linker.gazetteer)
        in_its_time = since_events([linker.gazetteer.entries[event] for event in name.entity_ids])
        return AnyOf((AllOf((any_of(name.entity_ids), *map(entity_query, parts))), AllOf((in_words, *in_its_time))))
    if name.described:
        # «المتحدث باسم فيلق الرحمن» is not always named
        return AnyOf((named_so(name, typed, linker.gazetteer), Phrase(typed)))
    if (
        name.certain
        or ("person" not in kinds and len(words(typed)) == 1 and alone)
        or has_context(name, typed, linker.gazetteer)
    ):
        return named_so(name, typed, linker.gazetteer)
    as_typed = (alone and "person" not in kinds) or kinds == {"place"}
    literal = Phrase(typed, exact=as_typed) if as_typed or len(words(typed)) > 1 else Words(typed)
    return AnyOf((any_of(name.entity_ids), literal))


def _in_words(typed: str, told: Asked, linker: Linker, *, events: bool = True) -> Query:
    """Reports that have all names, dates and words of a text, which are put into ``told``."""
    pieces = take_dates(_take_names(typed, told, linker, events=events, guessed=False), told)
    bare, said, describing = take_meanings(content_words(pieces, linker.gazetteer.analyzer), named=bool(told.entities))
    named = told.apart or told.required
    return AllOf((*named, *any_date(told), *word_queries(bare), *said, *map(Words, describing)))


def _filters(filters: Filters) -> list[Query]:
    narrowing: list[Query] = [Term(name, value) for name, value in sorted(filters.terms.items())]
    if filters.since or filters.until:
        narrowing.append(TimeRange(filters.since, filters.until))
    return narrowing


def _assemble(must: list[Query], narrowing: list[Query], unwanted: list[Query], ranking: list[Query]) -> Query:
    """All of ``must`` within ``narrowing``, without ``unwanted``; each of ``ranking`` adds score and no hit."""
    core: Query = must[0] if len(must) == 1 else AllOf(tuple(must)) if must else Everything()
    if ranking:
        core = AnyOf((core, *(AllOf((Boost(core, 0.0), query)) for query in ranking)))
    if narrowing:
        core = AllOf((core, *(Boost(query, 0.0) for query in narrowing)))
    return Without(core, AnyOf(tuple(unwanted))) if unwanted else core


def describe(plan_: Plan, gazetteer: Gazetteer) -> str:
    """One line for people: what the query was understood as; what its words only fit has a question mark."""
    asks = dict.fromkeys(plan_.guessed, "?")
    names = [gazetteer.label(entity_id) + asks.get(entity_id, "") for entity_id in plan_.entities]
    wanted = " + ".join([*(f"[{name}]" for name in names), *(f"({day})" for day in plan_.dates), *plan_.words])
    return " ".join([wanted or "everything", *(f"− {text}" for text in plan_.unwanted)])
