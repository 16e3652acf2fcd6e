"""The names of a gazetteer as the stems of their words, in any order: tables that take seconds to make, so they are
kept for the next process.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.forms import to_norm
from newsetl.arabic.function_words import ASKING, FUNCTION_WORDS
from newsetl.arabic.tokens import Word, norms_of, words
from newsetl.names.contexts import SELF
from newsetl.names.describing import COUNTRYSIDE, DIRECTIONS, KIND_NOUNS
from newsetl.names.events import telling
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.given import TITLES, WORDS_TOO
from newsetl.names.happenings import HAPPENINGS
from newsetl.names.heads import HEADS, place_nouns, spelled
from newsetl.names.proclitics import BEFORE_WORD
from newsetl.names.when import is_date, with_days

IGNORED = FUNCTION_WORDS | ASKING
"""Normalised words that neither name nor describe."""
Stems = frozenset[str]
_KNOWN = 4
"""Names of a place that is known well enough to be told from another word in spite of a slip."""


class NameStems(NamedTuple):
    """One name of an entity."""

    entity_id: str
    stems: Stems
    weak: bool
    undated: bool = False
    """Whether the pack has it with a date only."""

    def lacks_date(self, rest: Stems) -> bool:
        """Whether a name that the pack has with a date stands without one beside other words."""
        return self.undated and bool(rest) and not any(map(is_date, rest))


class StemTables:
    """What the entries of a gazetteer are called, by stems."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        entries = gazetteer.entries
        self._belonging: dict[str, str] = {}
        self.countries = {e.id: _stem_of_whole(e) for e in entries.values() if e.kind == "place" and e.demonyms}
        """The stem that stands for each country that has an adjective of belonging, and for who belongs to it."""
        for country, stem in self.countries.items():
            for adjective in entries[country].demonyms:
                self._belonging[DEFAULT.query_term(words(adjective)[0].norm)] = stem
        self.lands = frozenset(self.countries.values())
        alike: dict[Stems, Stems] = {}
        self.spelled: dict[str, tuple[Stems, ...]] = {}
        """Of each entity: the stems of each name, weak ones and the names of its class too."""
        names: list[list[NameStems]] = []
        for entry in entries.values():
            listed = {name: self.stems(name) for name in (*entry.all_names, *entry.cores)}
            self.spelled[entry.id] = tuple(
                dict.fromkeys(alike.setdefault(stems, stems) for stems in listed.values() if stems)
            )
            names.append([*_names_of(entry, listed), *self._undated(entry)])
        self.names = by_rarest(names)
        """Names by one of their stems, the rarest."""
        self.events: dict[str, list[str]] = defaultdict(list)
        """Ids of events by each stem of the names of their places, of those around them, and of their parties."""
        for entry in entries.values():
            if entry.kind == "event" and entry.happening:
                for stem in self.of((entry.place or "", *entry.participants, *places_near(entry, gazetteer))):
                    self.events[stem].append(entry.id)
        nouns = (*(nouns_of(kind, "") for kind in KIND_NOUNS), *(nouns_of("", head) for head in HEADS))
        self.known = self.of(entries).union(telling(tuple(HAPPENINGS)), *nouns)
        """Every stem that stands in a name or that tells of one."""
        made = {e.id: dict.fromkeys(filter(None, map(self.loosely, e.descriptions))) for e in entries.values()}
        self.described = {entity_id: tuple(listed) for entity_id, listed in made.items() if listed}
        """Of each entity that has any: the stems of each description."""
        self.describing = Stems().union(*chain(*self.described.values())) - self.known
        """Those that only stand in descriptions."""
        plain = (norms_of(name) for e in entries.values() for name in (*e.names, *e.cores))
        self.joined = {"".join(name): frozenset(map(self.stem, name)) for name in plain if len(name) == 2}
        """Names of two words as one: «باباعمرو»."""
        self.places = {name.norm: self.stem(name.norm) for e in entries.values() for name in _known_names(e)}
        """Names of one word of places that have several, whole, with their stems."""

    def stem(self, norm: str) -> str:
        """The stem of a word; of an adjective of belonging, that of its country: «عراقية», «العراق»."""
        stem = DEFAULT.query_term(norm)
        return self._belonging.get(stem, stem)

    def stems(self, name: str) -> Stems:
        """The stems of a name's words."""
        return frozenset(self.stem(word.norm) for word in words(name) if word.norm not in IGNORED)

    def _undated(self, event: Entry) -> list[NameStems]:
        """The names of an event that have a date, without it: «… أيلول 2018» is «… 7 سبتمبر» too."""
        found = dict[Stems, NameStems]()
        for name in event.names if event.kind == "event" else ():
            norms = with_days([norm for norm in norms_of(name) if norm not in IGNORED])
            stems = frozenset(stem for norm in norms if not is_date(stem := norm if " " in norm else self.stem(norm)))
            if 1 < len(stems) < len(norms):
                found[stems] = NameStems(event.id, stems, weak=True, undated=True)
        return list(found.values())

    def without_letters(self, norm: str) -> str:
        """The stem of a word without the letters attached before it, where that is known; empty for none."""
        without = (self.stem(norm.removeprefix(letters)) for letters in BEFORE_WORD[1:] if norm.startswith(letters))
        return next((one for one in without if one in self.known), "")

    def loosely(self, text: str) -> Stems:
        """The stems of a text that is no name, of words that are no known one without the letters attached before."""
        norms = with_days([norm for norm in norms_of(text) if norm not in IGNORED])
        stems = ((norm, norm if " " in norm else self.stem(norm)) for norm in norms)
        return frozenset(stem if stem in self.known else self.without_letters(norm) or stem for norm, stem in stems)

    def of(self, entity_ids: Iterable[str]) -> Stems:
        """Stems of all names of these entities."""
        return frozenset(stem for entity_id in entity_ids for name in self.spelled.get(entity_id, ()) for stem in name)


def _names_of(entry: Entry, stems: Mapping[str, Stems]) -> list[NameStems]:
    """An entity's names, but for those that are only what kind of thing it is; ``stems`` has those of each."""
    own = [NameStems(entry.id, stems[name], weak=False) for name in entry.names]
    listed = (weak for weak in entry.weak_aliases if any(option != [SELF] for option in weak.context))
    in_context = (weak.alias for weak in listed if WORDS_TOO.isdisjoint([to_norm(weak.alias)]))
    own += [NameStems(entry.id, stems[alias], weak=True) for alias in in_context]
    # «شرق بغداد» is a side of the town, the field only with its noun
    cores = (stems[core] for core in entry.cores)
    own += [NameStems(entry.id, core, weak=True) for core in cores if core.isdisjoint(DIRECTIONS)]
    if entry.side:
        # «جنوب إدلب» is its southern countryside
        shorter = [name.stems - COUNTRYSIDE for name in own]
        own += [NameStems(entry.id, left, weak=True) for left in shorter if len(left) > 1]
    return [name for name in dict.fromkeys(own) if not name.stems <= nouns(entry)]


def _known_names(entry: Entry) -> list[Word]:
    """The names of one word of a place that is known well enough."""
    listed = map(words, entry.all_names) if entry.kind == "place" and len(entry.names) >= _KNOWN else ()
    return [name[0] for name in listed if len(name) == 1]


def places_near(event: Entry, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Places around an event's own, but for the country."""
    return gazetteer.containing(event.id)[1:-1]


def nouns(entry: Entry) -> Stems:
    """Stems of the words for what kind of thing an entity is."""
    return nouns_of(entry.kind, entry.head or "")


@lru_cache(maxsize=1_000)
def nouns_of(kind: str, head: str) -> Stems:
    """Stems of the words for a kind and a class of things."""
    found = norms_of(KIND_NOUNS.get(kind, ""))
    found += TITLES if kind == "person" else place_nouns() if kind == "place" else ()
    if head in HEADS:
        found += [word for name in spelled(HEADS[head].one) + spelled(HEADS[head].latin) for word in name]
    return frozenset(DEFAULT.query_term(noun) for noun in found)


def by_rarest(names: Iterable[Iterable[NameStems]]) -> dict[str, list[NameStems]]:
    """Names by that of their stems which the fewest have."""
    made = [name for own in names for name in own]
    often: dict[str, int] = defaultdict(int)
    for name in made:
        for stem in name.stems:
            often[stem] += 1
    found: dict[str, list[NameStems]] = defaultdict(list)
    for name in made:
        found[min(name.stems, key=lambda stem: (often[stem], stem))].append(name)
    return found


def _stem_of_whole(entry: Entry) -> str:
    """The one stem that stands for what has an adjective of belonging: that of «المتحدة» would stand for others too."""
    name = words(entry.ar)
    return DEFAULT.query_term(name[0].norm if len(name) == 1 else words(entry.demonyms[0])[0].norm)
