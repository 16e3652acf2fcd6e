"""What a whole query names when no listed name covers it: its words in any order, with words that say where the thing
lies, whose it is, what kind of thing it is, or when it was.

«نفط كركوك حقول» has the words of one name, «وزارة الصحة العراق» a name's words with its country for an adjective,
«علوش قائد جيش الإسلام» a surname with what the gazetteer knows of the man, «قصف بابا عمرو شباط 2012» an event's place,
kind and date. A query with any word that the thing does not explain names nothing here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import product
from math import prod
from typing import NamedTuple

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.function_words import ASKING, FUNCTION_WORDS, only_joins
from newsetl.arabic.tokens import words
from newsetl.names.asking import QueryName
from newsetl.names.describing import BORDER, COUNTRYSIDE, DIRECTIONS, KIND_NOUNS, OFFICES, REGIME
from newsetl.names.events import telling
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.given import LED_BY, TITLES
from newsetl.names.happenings import HAPPENINGS, VIOLENCE, alike, is_violent
from newsetl.names.heads import HEADS, place_nouns, spelled
from newsetl.names.patterns import BREAK, SELF
from newsetl.names.proclitics import BEFORE_WORD
from newsetl.names.reading import Reading
from newsetl.names.slips import is_slip
from newsetl.names.when import is_date, is_within

MOST_READINGS = 64
"""Ways to understand the words of a query; one with more slips is no name."""
_LONGEST_QUERY = 12
"""Words; a longer query is a sentence and no name."""
_FUNCTION_WORDS = FUNCTION_WORDS | ASKING
_SORANI_A = "\u06d5"
"""The letter by which Sorani writes the short a; normalised it is a «ه» like others."""
MOST_ALIKE, MOST_EVENTS = 5, 2
"""Things that may share a query; of more, none was meant."""
_TOLD_ENOUGH = 3
"""Of place, parties, kind and date: each that a query says beyond so many lets a word of it go unexplained."""
_LASTING = frozenset(kind for kind, told in HAPPENINGS.items() if told.lasting)
_SHORTEST_PHRASE = 2
"""Words: a longer one of those that an event is told by tells it beside one of its parties."""
_SHORTEST_SLIP = 6
"""Letters of a word that one wrong letter leaves recognisable."""


class _Name(NamedTuple):
    entity_id: str
    stems: frozenset[str]
    weak: bool


class Explainer:
    """Finds the entities whose gazetteer entries explain all words of a query."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def whole(self, query: str, reading: Reading, names: list[QueryName]) -> QueryName | None:
        """The query as one name where it is more than the names found in it, and a thing explains all its words."""
        bare = query[: names[0].start] + query[names[0].end :] if len(names) == 1 else query
        if only_joins(bare) or len(reading.norms) > _LONGEST_QUERY:
            return None
        entity_ids = self.explain((norm for norm in reading.norms if norm[0] != BREAK), sorani=_SORANI_A in query)
        persons = {entity for name in names if name.certain for entity in name.entity_ids if entity[:7] == "person:"}
        if persons and not LED_BY.isdisjoint(reading.norms):
            return None  # «قائمة … بزعامة العامري» is the list
        if persons and not any(entity[:6] == "event:" for entity in entity_ids):
            # who is named in full is meant, not his office or party
            entity_ids = [e for e in entity_ids if e in persons or not e.startswith("organisation:")]
        if len(names) > 1 and not _is_more(query, names):
            # «نقاط المراقبة التركية في إدلب» is what its two names say
            entity_ids = [e for e in entity_ids if e[:6] != "event:" or any(e in name.entity_ids for name in names)]
        entity_ids = [e for e in entity_ids if e.startswith("event:") or self._means_alone(e, query, reading, names)]
        span = (reading.starts[0], reading.ends[-1])
        return QueryName(*span, entity_ids, certain=True, described=True) if entity_ids else None

    def _means_alone(self, entity_id: str, query: str, reading: Reading, names: list[QueryName]) -> bool:
        """Whether the other names of a query only describe the entity."""
        return all(
            any(self.describes(e, query[name.start : name.end], entity_id, reading.norms) for e in name.entity_ids)
            for name in names
            if (name.certain or name.entity_ids[0].startswith("place:")) and entity_id not in name.entity_ids
        )

    def explain(self, norms: Iterable[str], *, sorani: bool = False) -> list[str]:
        """Ids of the entities that the normalised words of a query name together; empty for none or too many."""
        told = [norm for norm in norms if norm not in _FUNCTION_WORDS]
        if not told:
            return []
        asked = [self._stems_in_query(norm, cut=False, sorani=sorani) for norm in told]
        if len(told) == 1 and (asked[0] == [frozenset([self._stem(told[0])])] or self._without_letters(told[0])):
            return []  # a form of a name's word is not the name: «الديمقراطية»
        if found := self._explained(asked):
            return found
        cut = [self._stems_in_query(norm, cut=True, sorani=sorani) for norm in told]
        return self._explained(cut) if cut != asked and len(told) > 1 else []

    def _explained(self, asked: list[list[frozenset[str]]]) -> list[str]:
        """The entities that the words explain, each of which may stand for one of several."""
        if prod(map(len, asked)) > MOST_READINGS:
            return []
        best: dict[str, tuple[int, bool]] = {}
        for stems in (frozenset[str]().union(*reading) for reading in product(*asked)):
            for entity_id, covered, weak in self._candidates(stems):
                best[entity_id] = max(best.get(entity_id, (0, False)), (covered, not weak))
        top = max(best.values(), default=(0, False))
        found = sorted(entity_id for entity_id, weight in best.items() if weight == top)
        most = MOST_EVENTS if any(entity_id.startswith("event:") for entity_id in found) else MOST_ALIKE
        return found if len(found) <= most else []

    def describes(self, other: str, typed: str, entity_id: str, norms: Iterable[str]) -> bool:
        """Whether a query that names ``other`` as ``typed`` beside an entity means the entity alone.

        Its name has those words («وزارة الصحة العراق»), or it lies in that place, or all that it belongs to does («حزب
        الدعوة في العراق», not «قسد في منبج»); of a person also what he leads or serves, where a word says so.
        """
        entry, kind = self._gazetteer.entries[entity_id], other.partition(":")[0]
        if entry.kind in ("place", "facility"):
            return kind == "place"
        person = entry.kind == "person"
        # what is called alike may be the same thing, or the person's office; of others the title alone tells
        alike_ = kind in ("organisation", "person" if person else "force")
        own = self._spelled(entity_id) if alike_ else map(self._stems, self._titles(entity_id))
        # «الجولان» is no form of الجولاني
        spelt = {word.norm for title in self._titles(entity_id) for word in words(title)}
        so_called = kind != "place" or not spelt.isdisjoint(word.norm for word in words(typed))
        if (kind != "person" or person) and so_called and self._stems(typed) <= self._nouns(entry).union(*own):
            return True
        belongs = entry.context_ids
        if person and other in belongs and not OFFICES.isdisjoint(norms):
            return True
        return other in self._around_all(belongs).union(self._gazetteer.containing(entity_id))

    def _around_all(self, entities: Iterable[str]) -> frozenset[str]:
        """The places within which all places among some entities lie."""
        homes = [{place, *self._gazetteer.containing(place)} for place in entities if place.startswith("place:")]
        return frozenset(set.intersection(*homes)) if homes else frozenset()

    def _candidates(self, stems: frozenset[str]) -> Iterator[tuple[str, int, bool]]:
        """Entities that explain the words: (id, how many are of its name, whether that name is weak)."""
        for stem in stems:
            for name in self._names.get(stem, ()):
                if not name.stems <= stems:
                    continue
                entry = self._gazetteer.entries[name.entity_id]
                rest = stems - name.stems
                if rest and entry.kind in ("force", "organisation") and name.stems <= self._nouns(entry) | self._lands:
                    continue  # «المقاتلات الكرديات في سوريا» are not all that «المقاتلون السوريون» stands for
                said = rest - self._nouns(entry)
                if entry.kind == "event":
                    dated = {word for word in said if is_date(word)}
                    if said - dated <= self._around(entry.id) and all(is_within(word, entry) for word in dated):
                        yield entry.id, len(name.stems), name.weak
                    continue
                if len(name.stems) == 1 < len(stems) and not said:
                    continue
                if said <= self._known_of(entry.id) or self._is_where(entry, said):
                    yield entry.id, len(name.stems), name.weak
            for event in self._events.get(stem, ()):
                if explained := self._event_explained(event, stems):
                    yield event.id, explained, True

    def _is_where(self, entry: Entry, said: frozenset[str]) -> bool:
        """Whether words say in which part of a region or town a place lies, or on which country's border: «جوبر شرق
        دمشق», «جرابلس على الحدود التركية».
        """
        if entry.kind not in ("place", "facility"):
            return False
        if not said.isdisjoint(BORDER):
            return said - BORDER <= self._known_of(entry.id) | self._lands
        if said.isdisjoint(DIRECTIONS):
            return False
        around = self._stems_of(self._gazetteer.containing(entry.id)[:-1]) | self._nouns(entry)
        return not said.isdisjoint(around) and said <= around | DIRECTIONS

    def _event_explained(self, event: Entry, stems: frozenset[str]) -> int:
        """How many words tell of the event: its place or its parties, and its kind; 0 when others are left."""
        dated = frozenset(stem for stem in stems if is_date(stem))
        if not all(is_within(stem, event) for stem in dated):
            return 0
        named = self._longest_named(event.place or "", stems)
        parties = _apart(self._party_named(party, stems) for party in event.participants)
        # the liberation of «National Front for Liberation» tells of none
        titles = (self._stems(name) for party in event.participants for name in self._titles(party))
        told = (stems & telling(alike(event.happening, asked=True))).difference(*(t for t in titles if t <= stems))
        very = bool(stems & telling(tuple(event.happening)))
        if not very and not dated and not _LASTING.isdisjoint(event.happening):
            return 0  # who enters a town does not gas it
        victim = (*event.participants, "")[0]
        killed = "killing" in event.happening and victim[:7] == "person:" and bool(self._longest_named(victim, stems))
        narrow = bool(self._gazetteer.containing(event.place or "")) or dated or parties
        around = [found for place in self._near(event) if (found := self._longest_named(place, stems))]
        near = bool(named or around)
        placed = (named and narrow and (told or (dated and stems & self._nouns(event)))) or (near and told and dated)
        # parties meet often: only an agreement, a year, or where it was makes it this event
        met = len(parties) > 1 and bool(told) and ("agreement" in event.happening or bool(dated) or near)
        # «مقتل 15 عسكريا روسيا»
        phrases = (self._stems(phrase) for phrase in (*event.triggers, *event.victims))
        phrase = max(
            (p for p in phrases if p <= stems and len(p) > _SHORTEST_PHRASE), key=len, default=frozenset[str]()
        )
        if not placed and not met and not (killed and told) and not (phrase and parties):
            return 0
        left = stems - dated - self._nouns(event) - self._around(event.id)
        if not left.isdisjoint(self._lands):
            return 0  # who else was in it
        if len(left) > max(0, near + len(parties) + bool(told) + bool(dated) - _TOLD_ENOUGH):
            return 0
        # «معركة هجين بريف دير الزور» is Hajin's, not that of all Deir ez-Zor
        return len(named.union(phrase, *parties, *(around if named else ()))) + bool(told) + very + bool(dated)

    def _titles(self, entity_id: str) -> tuple[str, ...]:
        """What an entity is called in Arabic and English, without its other names."""
        entry = self._gazetteer.entries.get(entity_id)
        return (entry.ar, entry.en) if entry else ()

    def _near(self, event: Entry) -> tuple[str, ...]:
        """Places around an event's own, but for the country."""
        return self._gazetteer.containing(event.id)[1:-1]

    def _longest_named(self, entity_id: str, stems: frozenset[str]) -> frozenset[str]:
        """The longest name of an entity whose words are all there; empty for none."""
        return max((name for name in self._spelled(entity_id) if name <= stems), key=len, default=frozenset())

    def _party_named(self, party: str, stems: frozenset[str]) -> frozenset[str]:
        """The longest name of a party whose words are all there; «الجيش» and «القوات» alone name nobody."""
        entry = self._gazetteer.entries.get(party)
        named = self._longest_named(party, stems)
        return named if entry and not named <= self._nouns(entry) | REGIME else frozenset()

    @lru_cache(maxsize=1_000)  # noqa: B019 - one explainer a gazetteer
    def _around(self, event_id: str) -> frozenset[str]:
        """Stems of all that is known of an event: names, kinds, phrases, where it was and who was in it."""
        event = self._gazetteer.entries[event_id]
        place = self._gazetteer.entries.get(event.place or "")
        known = [event.id, *self._gazetteer.containing(event.id), *event.places, *event.participants]
        phrases = [self._stems(phrase) for phrase in (*event.triggers, *event.victims)]
        if is_violent(event):
            phrases.append(self._stems(VIOLENCE))
        nouns = self._nouns(place) if place else frozenset[str]()
        return nouns.union(telling(alike(event.happening, asked=True)), *phrases, self._stems_of(known))

    @lru_cache(maxsize=1_000)  # noqa: B019 - one explainer a gazetteer
    def _known_of(self, entity_id: str) -> frozenset[str]:
        """Stems of what else is known of an entity: its other names, where it lies, and who belongs to it, unless it is
        a place or lies in one: «فيلق الرحمن في الغوطة» is no place.
        """
        entry = self._gazetteer.entries[entity_id]
        belongs = () if entry.kind in ("place", "facility") else entry.context_ids
        belonging = {other for other in belongs if not other.startswith("place:")} | self._around_all(belongs)
        known = self._stems_of([entity_id, *self._gazetteer.containing(entity_id), *belonging])
        # «مدينة البوكمال على الحدود» is the town, not its crossing
        return known if entry.kind == "place" else known - self._nouns_of("place", "")

    def _stems_of(self, entity_ids: Iterable[str]) -> frozenset[str]:
        """Stems of all names of these entities."""
        return frozenset(stem for entity_id in entity_ids for name in self._spelled(entity_id) for stem in name)

    @lru_cache(maxsize=10_000)  # noqa: B019 - one explainer a gazetteer
    def _spelled(self, entity_id: str) -> tuple[frozenset[str], ...]:
        """The stems of each name of an entity, weak ones and the names of its class too."""
        entry = self._gazetteer.entries.get(entity_id)
        if entry is None:
            return ()
        listed = [*entry.all_names, *entry.cores]
        return tuple(dict.fromkeys(stems for name in listed if (stems := self._stems(name))))

    @lru_cache(maxsize=1_000)  # noqa: B019 - one explainer a gazetteer
    def _nouns_of(self, kind: str, head: str) -> frozenset[str]:
        nouns = [word.norm for word in words(KIND_NOUNS.get(kind, ""))]
        nouns += TITLES if kind == "person" else place_nouns() if kind == "place" else ()
        if head in HEADS:
            nouns += [word for name in spelled(HEADS[head].one) + spelled(HEADS[head].latin) for word in name]
        return frozenset(DEFAULT.query_term(noun) for noun in nouns)

    def _nouns(self, entry: Entry) -> frozenset[str]:
        return self._nouns_of(entry.kind, entry.head or "")

    def _stems(self, name: str) -> frozenset[str]:
        return frozenset(self._stem(word.norm) for word in words(name) if word.norm not in _FUNCTION_WORDS)

    def _stem(self, norm: str) -> str:
        """The stem of a word; of an adjective of belonging, that of its country: «عراقية», «العراق»."""
        stem = DEFAULT.query_term(norm)
        return self._belonging.get(stem, stem)

    def _stems_in_query(self, norm: str, *, cut: bool, sorani: bool) -> list[frozenset[str]]:
        """What a word of a query may stand for: its stem, that without attached letters, two words written as one, or
        what it is but for a slip. A known word loses such letters only by ``cut``: «بغاز» stands in names too.
        """
        stem = self._stem(norm)
        if is_date(stem):
            return [frozenset([stem])]
        bare = self._without_letters(norm) or stem
        if stem in self._known:
            return [frozenset([bare if cut else stem])]
        if bare != stem:
            return [frozenset([bare])]
        if norm in self._joined:
            return [self._joined[norm]]
        # Arabic leaves the short a out: «سەلیم»
        if sorani and (plain := self._stem(norm[0] + norm[1:].replace("ه", ""))) in self._known:
            return [frozenset([plain])]
        if len(stem) < _SHORTEST_SLIP:
            return [frozenset([stem])]
        # the first letter is always right
        slips = [known for known in self._known if stem[0] == known[0] and is_slip(stem, known)]
        return [frozenset([word]) for word in sorted(slips) or [stem]]

    def _without_letters(self, norm: str) -> str:
        """The stem of a word without the letters attached before it, where that is known; empty for none."""
        without = (self._stem(norm.removeprefix(letters)) for letters in BEFORE_WORD[1:] if norm.startswith(letters))
        return next((one for one in without if one in self._known), "")

    @cached_property
    def _belonging(self) -> dict[str, str]:
        return {
            DEFAULT.query_term(words(adjective)[0].norm): DEFAULT.query_term(words(entry.ar)[-1].norm)
            for entry in self._gazetteer.entries.values()
            for adjective in entry.demonyms
        }

    @cached_property
    def _lands(self) -> frozenset[str]:
        """Stems of countries that have an adjective of belonging."""
        return frozenset(self._belonging.values())

    @cached_property
    def _names(self) -> dict[str, list[_Name]]:
        """Names by one of their stems, the rarest."""
        made: list[_Name] = []
        for entry in self._gazetteer.entries.values():
            nouns = self._nouns(entry)
            own = [_Name(entry.id, self._stems(name), weak=False) for name in entry.names]
            for weak in entry.weak_aliases:
                if all(option == [SELF] for option in weak.context):
                    continue
                own.append(_Name(entry.id, self._stems(weak.alias), weak=True))
            own += [_Name(entry.id, self._stems(core), weak=True) for core in entry.cores]
            if entry.side:
                # «جنوب إدلب» is its southern countryside
                shorter = [name.stems - COUNTRYSIDE for name in own]
                own += [_Name(entry.id, stems, weak=True) for stems in shorter if len(stems) > 1]
            made += [name for name in own if not name.stems <= nouns]
        often: dict[str, int] = defaultdict(int)
        for name in made:
            for stem in name.stems:
                often[stem] += 1
        found: dict[str, list[_Name]] = defaultdict(list)
        for name in made:
            found[min(name.stems, key=lambda stem: (often[stem], stem))].append(name)
        return found

    @cached_property
    def _events(self) -> dict[str, list[Entry]]:
        """Events by each stem of the names of their places, of those around them, and of their parties."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._gazetteer.entries.values():
            if entry.kind == "event" and entry.happening:
                anchors = [place for place in (entry.place, *entry.participants, *self._near(entry)) if place]
                for stem in self._stems_of(anchors):
                    found[stem].append(entry)
        return found

    @cached_property
    def _known(self) -> frozenset[str]:
        """Every stem that stands in a name or that tells of one."""
        nouns = (*(self._nouns_of(kind, "") for kind in KIND_NOUNS), *(self._nouns_of("", head) for head in HEADS))
        return self._stems_of(self._gazetteer.entries).union(telling(tuple(HAPPENINGS)), *nouns)

    @cached_property
    def _joined(self) -> dict[str, frozenset[str]]:
        """Names of two words as one: «باباعمرو»."""
        entries = self._gazetteer.entries.values()
        spelled_ = ([word.norm for word in words(name)] for entry in entries for name in (*entry.names, *entry.cores))
        return {"".join(name): frozenset(map(self._stem, name)) for name in spelled_ if len(name) == 2}


def _apart(parties: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The names of parties that are told apart: «الجيش التركي» names Turkey too, which is no second party."""
    named = set(parties) - {frozenset()}
    return [name for name in named if not any(name < other for other in named)]


def _is_more(query: str, names: list[QueryName]) -> bool:
    """Whether a query has other words than its names and those that join them."""
    ends = [0, *(name.end for name in names)]
    starts = [*(name.start for name in names), len(query)]
    pieces = (query[end:start] for end, start in zip(ends, starts, strict=True))
    return not all(map(only_joins, pieces))
