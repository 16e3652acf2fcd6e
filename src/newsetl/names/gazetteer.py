"""The gazetteer: who and what has a name, under all its spellings. Data in ``packs/*.jsonl``, one entry a line."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import TypeVar

from pydantic import Field

from newsetl.arabic.analysis import Analyzer, Names
from newsetl.arabic.tokens import is_searched, norms_of, spaced, words
from newsetl.keeping import kept
from newsetl.names import happenings
from newsetl.names.common_words import common_words
from newsetl.names.conflated import conflated
from newsetl.names.given import GIVEN_NAMES, NO_SURNAMES
from newsetl.names.heads import HEADS, written
from newsetl.names.sides import Sides
from newsetl.records import Record, digest_of

T = TypeVar("T")

MIN_NAME_LETTERS = 3
_FEW = 15
"""Entries that have to do with what is no broad thing."""
_TOWNS = frozenset(["camp"])
"""Heads of sites where people live: their events are told as a town's are."""
_ADJECTIVES = frozenset(["عثمان", "جمال"])
"""Given names of which news has adjectives: the Ottoman empire, aesthetic values."""


Tenure = tuple[str | None, str | None]
"""First and last day, as in packs; None for one that is not known or has not come."""


def is_within(term: Tenure, day: date) -> bool:
    """Whether a day lies in a term; False where neither end of that is known."""
    first, last = term
    return bool(first or last) and (first or "") <= day.isoformat() <= (last or "9999")


class GazetteerError(ValueError):
    """A pack that cannot be used; the message names file, line and fault."""


class WeakAlias(Record):
    """A name that is believed only in context: alternatives, of each all requirements must hold.

    A requirement is an entity id (named in the report, or containing a place named there), ``@self`` (the entity was
    named in full before), ``@then`` (the report is of a day between ``since`` and ``until``, else the entity's
    ``valid_from`` and ``valid_to``), ``@home`` (most places that the report names lie in its country), or a word within
    eight words of it.
    """

    alias: str
    context: list[list[str]]
    since: str | None = None
    until: str | None = None
    """First and last day for its ``@then``, where they are not its entity's: of one of several offices."""
    unless: list[str] = []
    """Words that veto the alias within four words of it: «حكم بالسجن المؤبد» names no prison."""

    @property
    def is_short(self) -> bool:
        """Whether it means the entity only once that was named in full, or on a day: «السجن», «وزير الدفاع»."""
        return all("@" in "".join(option) for option in self.context)

    @property
    def entities(self) -> list[str]:
        """Ids of the entities that its contexts ask for."""
        return [need for option in self.context for need in option if ":" in need]


class Entry(Record):
    """One entity. Facts carry their source; coordinates are WGS 84 degrees."""

    id: str
    kind: str
    ar: str = Field(min_length=1)
    en: str = Field(min_length=1)
    aliases: list[str] = []
    weak_aliases: list[WeakAlias] = []
    head: str | None = None
    """Class of the head noun that ``cores`` stand behind (``names.heads``): prison, camp, quarter …"""
    cores: list[str] = []
    """Names believed only with such a head noun: «غويران» in «سجنَي غويران والشدادي»."""
    demonyms: list[str] = []
    """Adjectives of belonging, masculine singular without the article: «سوري»."""
    located_in: str | None = None
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    precision: str | None = None
    side: str | None = None
    """Of a part of a region that lies on one side of its town: north, east, south or west (``names.sides``)."""
    side_of: str | None = None
    """Id of that town."""
    on_sides: list[str] | None = None
    """Ids of the sides of its region that it lies on, where its coordinates do not tell."""
    wikidata: str | None = None
    geonames: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    source: str
    place: str | None = None
    places: list[str] = []
    """Of an event: other places by which it is told, the quarter, the village next to it, the towns it hit."""
    participants: list[str] = []
    driven_out: str | None = None
    """Of an event: the one of its participants that lost its place by it, and has lost it but once."""
    visitor: str | None = None
    """Of a meeting: the one of its participants who came to its place, where the others may live there."""
    triggers: list[str] = []
    victims: list[str] = []
    """Of an event: what the people are called whom it befell, or who made it, where it is told by them."""
    happening: list[str] = []
    """Of an event: its kinds (``names.happenings``)."""
    descriptions: list[str] = []
    """What readers ask for it by who use none of its names (``names.described``); no report is linked by it."""
    retold: list[list[str]] = []
    """What together in one sentence tells of it without a name, of an event whenever it is said (``names.retold``)."""

    def is_of(self, day: date) -> bool:
        """Whether a day lies between ``valid_from`` and ``valid_to``; False where neither is known."""
        return is_within((self.valid_from, self.valid_to), day)

    def term_of(self, alias: WeakAlias) -> Tenure:
        """First and last day on which the entity is called by a weak alias of its own."""
        return (alias.since, alias.until) if alias.since or alias.until else (self.valid_from, self.valid_to)

    @property
    def names(self) -> list[str]:
        """Canonical name and strong aliases, each once."""
        return list(dict.fromkeys([self.ar, self.en, *self.aliases]))

    @property
    def all_names(self) -> list[str]:
        """``names`` and the weak aliases, each once."""
        return list(dict.fromkeys([*self.names, *(weak.alias for weak in self.weak_aliases)]))

    @property
    def context_ids(self) -> frozenset[str]:
        """Entities beside which the weak names are believed."""
        return frozenset(need for weak in self.weak_aliases for need in weak.entities)

    @property
    def made_names(self) -> list[str]:
        """The plain names that follow from the head noun and the cores."""
        return [name for core in self.cores for name in written(self.head, core)] if self.head in HEADS else []


class Gazetteer:
    """Entries by id, with what search and linking ask of them; equal to another with the same entries."""

    lasting = False
    """Whether the packs hold it: then tables made of it are kept for other processes, of a trial's they are not."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: dict[str, Entry] = {}
        self._containing: dict[str, tuple[str, ...]] = {}
        tokens: dict[str, str] = {}
        for entry in entries:
            if entry.id in self.entries:
                raise GazetteerError(f"{entry.id} stands in the gazetteer twice")
            self.entries[entry.id] = entry
            other = tokens.setdefault(concept_token(entry.id), entry.id)
            if other != entry.id:
                raise GazetteerError(f"{entry.id} and {other} would share one concept token: rename one")
        for entry in self.entries.values():
            for place in (entry.located_in, entry.place, entry.side_of):
                if place and place not in self.entries:
                    raise GazetteerError(f"{entry.id} lies in {place}, which no pack has")
        self._sides = Sides(self.entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Gazetteer) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def table(self, name: str, make: Callable[[], T]) -> T:
        """A table that follows from the entries alone, kept for other processes where the packs hold these entries."""
        return kept(name, self.fingerprint, make, keep=self.lasting)

    def label(self, entity_id: str) -> str:
        """The name shown to readers; the id itself for an entity that has left the gazetteer."""
        entry = self.entries.get(entity_id)
        return entry.ar if entry else entity_id

    def containing(self, entity_id: str) -> tuple[str, ...]:
        """Ids of the places that contain an entity, nearest first, with the sides of its region that it lies on; an
        event lies where it happened.
        """
        known = self._containing.get(entity_id)
        if known is None:
            chain = [entity_id]
            entry = self.entries.get(entity_id)
            while entry and (outer := entry.located_in or entry.place) and outer not in chain:
                chain.append(outer)
                entry = self.entries.get(outer)
            at, sides = self._sides.of(chain)
            chain[at:at] = sides
            known = self._containing[entity_id] = tuple(chain[1:])
        return known

    def enclosing(self, entity_id: str) -> list[str]:
        """``containing`` without the sides of regions: each place lies in the next."""
        return [place for place in self.containing(entity_id) if not self.entries[place].side]

    def told_of_with(self, entity_id: str) -> tuple[str, ...]:
        """What a report of an entity is a report of as well: the places that contain it. An event's own only where it
        is a site, which reports of the attack on a prison mean: a town that is not named is not told of.
        """
        entry = self.entries.get(entity_id)
        if not entry or entry.kind != "event":
            return self.containing(entity_id)
        site = self.entries.get(entry.place or "")
        return (site.id,) if site and site.kind == "facility" and site.head not in _TOWNS else ()

    def country_of(self, entity_id: str) -> str | None:
        """Id of the outermost place around an entity, of a country itself; None where no place is known for it."""
        outermost = next(iter(self.containing(entity_id)[-1:]), entity_id)
        return outermost if outermost.startswith("place:") else None

    def is_broad(self, entity_id: str) -> bool:
        """Whether much that happens has to do with an entity: the army of a land, not a town's council."""
        return self._mentioned[entity_id] > _FEW

    @cached_property
    def _mentioned(self) -> Counter[str]:
        """Entity → in how many entries it had part, or gives a name its reason."""
        used = ({*entry.participants, *entry.context_ids} for entry in self.entries.values())
        return Counter(entity_id for ids in used for entity_id in ids)

    def regions_called(self, name: str, place_id: str) -> list[str]:
        """The governorate around a place that has the same name, with its sides: «إدلب» is a town and a governorate."""
        called = self.analyzer.name_terms(name)
        around = [outer for outer in self.containing(place_id) if self.entries[outer].head == "governorate"]
        alike = [outer for outer in around if called in map(self.analyzer.name_terms, self.entries[outer].cores)]
        return [region for outer in alike for region in (outer, *self._sides.in_region(outer))]

    def regions_called_like(self, place_id: str) -> set[str]:
        """Those that any of a place's names calls too."""
        names = self.entries[place_id].names if place_id.startswith("place:") else []
        return {region for name in names for region in self.regions_called(name, place_id)}

    def lies_beside(self, place_id: str, town_id: str) -> bool:
        """Whether a place may be told by a side of a town: it lies on one, or in one governorate with the town."""
        own, other = self.containing(place_id), self.containing(town_id)
        return any(self.entries[o].side_of == town_id or (o in other and self.is_local(o)) for o in own)

    def is_local(self, place_id: str) -> bool:
        """Whether a place lies within a governorate: a town or a part of one, no governorate and no country."""
        return len(self.containing(place_id)) > 1

    def synonym_rules(self) -> list[str]:
        """One rule an entity: its distinctive names and its concept token stand for each other when searched.

        A name is distinctive when it is strong. Weak names of several words that are nobody else's, names that follow
        from a head noun (``heads``) or that others' names hold in another form (``conflated``), and those of an event,
        also with its year, stand for themselves and the concept alone: as part of the set they would be asked for with
        every other name.
        Names are cleaned of the characters that Solr's rule format reads as syntax.
        """
        rules = []
        plain = cache(spaced)
        terms_of = cache(self.analyzer.name_terms)
        everyone = {entry.id: entry.all_names for entry in self.entries.values()}
        bodies = {entry.id: entry.names for entry in self.entries.values() if entry.kind in ("organisation", "force")}
        unclear = conflated(bodies, everyone, terms_of)
        shared = Counter(name for entry in self.entries.values() for name in set(map(plain, entry.all_names)))
        for entry in sorted(self.entries.values(), key=lambda e: e.id):
            weak, token = {weak.alias for weak in entry.weak_aliases}, concept_token(entry.id)
            listed = _searchable([name for name in entry.names if name not in weak], plain)
            if entry.kind == "event":
                year = (entry.valid_from or "")[:4]
                told = [*listed, *self._told_names.get(entry.id, ())]
                dated = [f"{name} {year}" for name in told if year and year not in name]
                rules += [f"{name} => {name}, {token}" for name in _searchable([*told, *dated], plain)]
                continue
            if listed:
                # who spells a name in forms that analysis makes one names it once: a set costs its square
                forms = {terms_of(name): name for name in reversed(listed)}
                apart = [name for terms, name in forms.items() if (entry.id, terms) in unclear]
                if together := [name for name in reversed(forms.values()) if name not in apart]:
                    rules.append(", ".join([*together, token]))
                rules += [f"{name} => {name}, {token}" for name in apart]
            own = {plain(weak.alias) for weak in entry.weak_aliases if not weak.is_short}
            long = [name for name in own if " " in name and shared[name] == 1]
            alone = [*entry.made_names, *sorted(long)]
            rules += [f"{name} => {name}, {token}" for name in _searchable(alone, plain) if name not in listed]
        return rules

    @cached_property
    def _told_names(self) -> dict[str, list[str]]:
        """Plain names of events that follow from kind and place: «كيماوي خان شيخون»."""
        told = {}
        for event, kinds in happenings.own_kinds(e for e in self.entries.values() if e.kind == "event"):
            places = self.entries[event.place].names if event.place else []
            told[event.id] = [name for place in places for name in happenings.written(kinds, place)]
        return told

    @cached_property
    def chain_names(self) -> Names:
        """What the analysis chain must know: names of one word, whose ends are their own, and first words of names.

        Left to the rules are names with the article, so that they are found without it too, and those that end in alef,
        which the adjective shares (سوريا, سوري). Of ambiguous names those of places count that are no common words:
        عربين is no form of عرب.
        """
        entries = self.entries.values()
        arabic = [name for e in entries for name in map(norms_of, e.names) if _is_long_arabic(name)]
        weak = (norms_of(alias.alias) for e in entries if e.kind == "place" for alias in e.weak_aliases)
        towns = [name for name in weak if _is_long_arabic(name) and common_words().isdisjoint(name)]
        alone = {name[0] for name in (*arabic, *towns) if len(name) == 1}
        whole = {norm for norm in alone if not norm.startswith("ال") and norm[-1] != "ا"}
        return Names(
            whole=frozenset(whole | self._named_after_persons),
            first=frozenset(name[0] for name in arabic),
        )

    @property
    def _named_after_persons(self) -> set[str]:
        """Places' names of one word that look like forms of persons' («الناصرية», «ناصر»), with and without article."""
        places = [entry for entry in self.entries.values() if entry.kind == "place"]
        listed = (name for place in places for name in place.all_names)
        bare = (found[0].norm.removeprefix("ال") for name in listed if len(found := words(name)) == 1)
        persons = (GIVEN_NAMES | NO_SURNAMES) - _ADJECTIVES
        alike = {name for name in bare if name.endswith("يه") and name[:-2] in persons}
        return alike | {f"ال{name}" for name in alike}

    @property
    def analyzer(self) -> Analyzer:
        """The analysis chain that knows these names."""
        return _analyzer(self)

    @cached_property
    def fingerprint(self) -> str:
        """Digest of every entry: part of the processing generation."""
        return digest_of(entry.model_dump_json() for _, entry in sorted(self.entries.items()))


@lru_cache(4)
def _analyzer(gazetteer: Gazetteer) -> Analyzer:
    """The chain of a gazetteer; the last few are kept, for they take half a second to make."""
    return Analyzer(gazetteer.chain_names)


def concept_token(entity_id: str) -> str:
    """The one indexed token of an entity; letters and digits only, so that every analyzer leaves it whole."""
    return "concept" + re.sub(r"[^a-z0-9]", "", entity_id.lower())


def _is_long_arabic(name: list[str]) -> bool:
    return bool(name) and not name[0].isascii() and len(name[0]) >= MIN_NAME_LETTERS


def _searchable(names: list[str], plain: Callable[[str], str]) -> list[str]:
    """Names as space-joined words, each distinct one once; without those of which analysis leaves nothing."""
    return list(dict.fromkeys(plain(name) for name in names if is_searched(name)))
