"""What a whole query names when no listed name covers it: its words in any order, with words that say where the thing
lies, whose it is, what kind of thing it is, or when it was.

«نفط كركوك حقول» has the words of one name, «وزارة الصحة العراق» a name's words with its country for an adjective,
«علوش قائد جيش الإسلام» a surname with what the gazetteer knows of the man, «قصف بابا عمرو شباط 2012» an event's place,
kind and date. A query with any word that the thing does not explain names nothing here.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import product
from math import prod

from newsetl.arabic.function_words import only_joins
from newsetl.arabic.tokens import norms_of, words
from newsetl.names.asking import MOST_ALIKE, MOST_EVENTS, QueryName
from newsetl.names.common_words import common_words
from newsetl.names.described import Descriptions, alike_stems
from newsetl.names.describing import BACKING, BORDER, DEPUTIES, DIRECTIONS, HOLDERS, INTERNATIONAL, OFFICES, REGIME
from newsetl.names.events import telling
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.given import GIVEN_NAMES, LED_BY
from newsetl.names.happenings import HAPPENINGS, VIOLENCE, alike, is_violent
from newsetl.names.heads import plurals_at
from newsetl.names.patterns import BREAK
from newsetl.names.proclitics import ARTICLE
from newsetl.names.reading import Reading
from newsetl.names.slips import is_mistaken, is_slip
from newsetl.names.stems import IGNORED, NameStems, Stems, StemTables, nouns, nouns_of, places_near
from newsetl.names.when import is_date, is_long, is_within, with_days

MOST_READINGS = 64
"""Ways to understand the words of a query; one with more slips is no name."""
LONGEST_QUERY = 12
"""Words; a longer query is a sentence and no name."""
SORANI_A = "\u06d5"
"""The letter by which Sorani writes the short a; normalised it is a «ه» like others."""
_TOLD_ENOUGH = 3
"""Of place, parties, kind and date: each that a query says beyond so many lets a word of it go unexplained."""
_LASTING = frozenset(kind for kind, told in HAPPENINGS.items() if told.lasting)
_NAMED_WITH = ("event:", "person:")
"""What other names may be a description of: «زعيم تحالف الفتح ومنظمة بدر»."""
_WHO = ("person:", "force:", "organisation:")
_SHORTEST_PHRASE = 2
"""Words: a longer one of those that an event is told by tells it beside one of its parties."""
_SHORTEST_SLIP, _SHORTEST_SPOKEN = 6, 5
"""Letters of a word that one wrong letter leaves recognisable, or the wrong one of two that end it alike."""


class Explainer:
    """Finds the entities whose gazetteer entries explain all words of a query."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @cached_property
    def tables(self) -> StemTables:
        """The stems of all names."""
        return self._gazetteer.table("stems", lambda: StemTables(self._gazetteer))

    @cached_property
    def _descriptions(self) -> Descriptions:
        return Descriptions(self._gazetteer, self.tables)

    def whole(self, query: str, reading: Reading, names: list[QueryName]) -> QueryName | None:
        """The query as one name where it is more than the names found in it, and a thing explains all its words."""
        bare = query[: names[0].start] + query[names[0].end :] if len(names) == 1 else query
        if only_joins(bare) or len(reading.norms) > LONGEST_QUERY:
            return None
        entity_ids = self.explain((norm for norm in reading.norms if norm[0] != BREAK), sorani=SORANI_A in query)
        persons = {entity for name in names if name.certain for entity in name.entity_ids if entity[:7] == "person:"}
        if persons and not LED_BY.isdisjoint(reading.norms):
            return None  # «قائمة … بزعامة العامري» is the list
        if persons and not any(entity[:6] == "event:" for entity in entity_ids):
            # who is named in full is meant, not his office or party
            entity_ids = [e for e in entity_ids if e in persons or not e.startswith(("organisation:", "force:"))]
        if len(names) > 1 and not _is_more(query, names):
            # «نقاط المراقبة التركية في إدلب» is what its two names say
            known, stems = {e for name in names for e in name.entity_ids}, self.tables.stems(query)
            entity_ids = [e for e in entity_ids if e in known or not e.startswith("event:")]
            entity_ids = [
                e for e in entity_ids if e.startswith(_NAMED_WITH) or not self._descriptions.has_whole(e, stems)
            ]
        entity_ids = [e for e in entity_ids if not self._is_one_of(e, reading.norms)]
        entity_ids = [e for e in entity_ids if e.startswith("event:") or self._means_alone(e, query, reading, names)]
        span = (reading.starts[0], reading.ends[-1])
        return QueryName(*span, entity_ids, certain=True, described=True) if entity_ids else None

    def _is_one_of(self, entity_id: str, norms: list[str]) -> bool:
        """Whether words ask for several things like the entity: «سجون دمشق» is not the one called by its town."""
        entry = self._gazetteer.entries[entity_id]
        several = {
            norms[at] for at in range(len(norms)) if any(kind == entry.head for _, kind in plurals_at(norms, at))
        }
        names = [set(norms_of(name)) for name in entry.all_names] if several else []
        # «حقول كركوك» are called so
        return bool(several) and not any(several <= name <= {*norms} for name in names)

    def _means_alone(self, entity_id: str, query: str, reading: Reading, names: list[QueryName]) -> bool:
        """Whether the other names of a query only describe the entity."""
        stems = self.tables.stems(query)
        return all(
            any(self.describes(e, query[name.start : name.end], entity_id, reading.norms) for e in name.entity_ids)
            or self._descriptions.has(entity_id, self.tables.stems(query[name.start : name.end]), stems)
            for name in names
            if (name.certain or name.entity_ids[0].startswith("place:")) and entity_id not in name.entity_ids
        )

    def explain(self, norms: Iterable[str], *, sorani: bool = False) -> list[str]:
        """Ids of the entities that the normalised words of a query name together; empty for none or too many."""
        return list(self._explain(tuple(with_days([norm for norm in norms if norm not in IGNORED])), sorani))

    @lru_cache(maxsize=1_000)  # noqa: B019 - one explainer a gazetteer
    def _explain(self, told: tuple[str, ...], sorani: bool) -> tuple[str, ...]:
        """``explain`` of words that do not only ask; a page asks for one query's several times."""
        if not told:
            return ()
        asked = [self.stems_in_query(norm, cut=False, sorani=sorani) for norm in told]
        as_it_is = asked[0] == [frozenset([self.tables.stem(told[0])])]
        if len(told) == 1 and (as_it_is or self.tables.without_letters(told[0])):
            return ()  # a form of a name's word is not the name: «الديمقراطية»
        if found := self._explained(asked):
            return tuple(found)
        cut = [self.stems_in_query(norm, cut=True, sorani=sorani) for norm in told]
        return tuple(self._explained(cut)) if cut != asked and len(told) > 1 else ()

    def _explained(self, asked: list[list[Stems]]) -> list[str]:
        """The entities that the words explain, each of which may stand for one of several."""
        if prod(map(len, asked)) > MOST_READINGS:
            return []
        best: dict[str, tuple[int, bool]] = {}
        for stems in (Stems().union(*reading) for reading in product(*asked)):
            described = ((entity, covered, True) for entity, covered in self._descriptions.of(stems, self._known))
            for entity_id, covered, weak in (*self._candidates(stems), *described):
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
        own = self.tables.spelled.get(entity_id, ()) if alike_ else map(self.tables.stems, self._titles(entity_id))
        # «الجولان» is no form of الجولاني
        spelt = {word.norm for title in self._titles(entity_id) for word in words(title)}
        so_called = kind != "place" or not spelt.isdisjoint(norms_of(typed))
        if (kind != "person" or person) and so_called and self.tables.stems(typed) <= nouns(entry).union(*own):
            return True
        if person and other in entry.context_ids and not OFFICES.isdisjoint(norms):
            return True
        if entry.kind in ("person", "organisation") and self._is_land_of(other, entity_id):
            return True  # «كارين بيرس مندوبة بريطانيا»
        return other in self._home(entity_id).union(self._gazetteer.containing(entity_id))

    def _is_land_of(self, country: str, entity_id: str) -> bool:
        """Whether the names of an entity tell of a country; those of a body that is one country's of no other."""
        own = self.tables.of([entity_id])
        lands = own & self.tables.lands
        own_only = len(lands) == 1 and INTERNATIONAL.isdisjoint(own)
        return self.tables.countries.get(country) in lands and (entity_id.startswith("person:") or own_only)

    @lru_cache(maxsize=1_000)  # noqa: B019 - one explainer a gazetteer
    def _home(self, entity_id: str) -> frozenset[str]:
        """The places within which all places lie that an entity belongs to; none for what works in all the world, or
        has another land in its name: the US forces are not at home in Iraq.
        """
        own, belonging = self.tables.of([entity_id]), self._gazetteer.entries[entity_id].context_ids
        around = [{p, *self._gazetteer.containing(p)} for p in belonging if p.startswith("place:")]
        home = set.intersection(*around) if around else set()
        countries = self.tables.countries
        named, here = own & self.tables.lands, {countries[land] for land in home & countries.keys()}
        foreign = bool(named) and bool(here) and named.isdisjoint(here)
        return frozenset() if foreign or not INTERNATIONAL.isdisjoint(own) else frozenset(home)

    def _candidates(self, stems: Stems) -> Iterator[tuple[str, int, bool]]:
        """Entities that explain the words: (id, how many are of its name, whether that name is weak)."""
        for stem in stems:
            for name in self.tables.names.get(stem, ()):
                rest = stems - name.stems
                if not name.stems <= stems or self._is_deputy(name, rest) or name.lacks_date(rest):
                    continue
                entry = self._gazetteer.entries[name.entity_id]
                if rest and entry.kind in ("force", "organisation") and name.stems <= nouns(entry) | self.tables.lands:
                    continue  # «المقاتلات الكرديات في سوريا» are not all that «المقاتلون السوريون» stands for
                said = rest - nouns(entry)
                if entry.kind == "event":
                    told = name.stems | rest & self.tables.of([entry.id])
                    if told <= self.tables.lands:
                        continue  # «الرئيس القطري» is nobody of the abducted Qataris
                    dated = frozenset(filter(is_date, said))
                    if said - dated <= self.known_of_event(entry.id) and all(is_within(word, entry) for word in dated):
                        yield entry.id, len(name.stems), name.weak
                    continue
                if len(name.stems) == 1 < len(stems) and not said:
                    continue
                if self._is_where(entry, said) or (self._is_known(entry.id, said) and self._is_of(entry, said)):
                    yield entry.id, len(name.stems), name.weak
            for event_id in self.tables.events.get(stem, ()):
                if explained := self._event_explained(self._gazetteer.entries[event_id], stems):
                    yield event_id, explained, True

    def _is_known(self, entity_id: str, said: Stems) -> bool:
        """Whether words, or some that stand for them, are known of an entity."""
        known = self._known_of(entity_id)
        return said <= known or alike_stems(said - known) <= alike_stems(known)

    def _is_deputy(self, name: NameStems, rest: Stems) -> bool:
        """Whether words beside an office say that another is meant: «نائب الأمين العام»."""
        return not name.stems.isdisjoint(HOLDERS) and bool(rest & DEPUTIES - self.tables.of([name.entity_id]))

    def _known(self, entity_id: str) -> Stems:
        """Stems of what is known of an event or another entity."""
        return (self.known_of_event if entity_id.startswith("event:") else self._known_of)(entity_id)

    def _is_where(self, entry: Entry, said: Stems) -> bool:
        """Whether words say in which part of a region or town a place lies, or on which country's border: «جوبر شرق
        دمشق», «جرابلس على الحدود التركية».
        """
        if entry.kind not in ("place", "facility"):
            return False
        if not said.isdisjoint(BORDER):
            return said - BORDER <= self._known_of(entry.id) | self.tables.lands
        if said.isdisjoint(DIRECTIONS):
            return False
        around = self.tables.of(self._gazetteer.containing(entry.id)[:-1]) | nouns(entry)
        return not said.isdisjoint(around) and said <= around | DIRECTIONS

    def _is_of(self, entry: Entry, said: Stems) -> bool:
        """Whether the countries that words name are the entity's: «وزير الخارجية القطري» is no Syrian, though one name
        of Syria is «القطر العربي السوري». Of whom it has from another the words say that he backs it.
        """
        foreign = said & self.tables.lands - self._lands_of(entry.id)
        return not foreign or not said.isdisjoint(BACKING)

    def _event_explained(self, event: Entry, stems: Stems) -> int:
        """How many words tell of the event: its place or its parties, and its kind; 0 when others are left."""
        dated = frozenset(filter(is_date, stems))
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
        if told and told <= telling(("airstrike",)) and not (dated or parties):
            return 0  # a town is bombed many times
        victim = (*event.participants, "")[0]
        killed = "killing" in event.happening and victim[:7] == "person:" and bool(self._longest_named(victim, stems))
        narrow = bool(self._gazetteer.containing(event.place or "")) or dated or parties
        around = [
            found for place in places_near(event, self._gazetteer) if (found := self._longest_named(place, stems))
        ]
        near = bool(named or around)
        placed = (named and narrow and (told or (dated and stems & nouns(event)))) or (near and told and dated)
        # parties meet often: only an agreement, a year, or where it was makes it this event
        met = len(parties) > 1 and bool(told) and ("agreement" in event.happening or bool(dated) or near)
        # «مقتل 15 عسكريا روسيا»
        phrases = map(self._stems, (*event.triggers, *event.victims))
        phrase = max((p for p in phrases if p <= stems and len(p) > _SHORTEST_PHRASE), key=len, default=Stems())
        if not placed and not met and not (told and (killed or (phrase and parties))):
            return 0
        left = stems - dated - nouns(event) - self.known_of_event(event.id)
        if not left.isdisjoint(self.tables.lands):
            return 0  # who else was in it
        enough = near + len(parties) + bool(told) + bool(dated) - _TOLD_ENOUGH
        if len(left) > (0 if is_long(event) else max(0, enough)):
            return 0
        # «معركة هجين بريف دير الزور» is Hajin's, not that of all Deir ez-Zor
        return len(named.union(phrase, *parties, *(around if named else ()))) + bool(told) + very + bool(dated)

    @lru_cache(maxsize=20_000)  # noqa: B019 - one explainer a gazetteer
    def _stems(self, name: str) -> Stems:
        """``StemTables.stems`` of a text that a pack has, which many queries ask for."""
        return self.tables.stems(name)

    def _titles(self, entity_id: str) -> tuple[str, ...]:
        """What an entity is called in Arabic and English, without its other names."""
        entry = self._gazetteer.entries.get(entity_id)
        return (entry.ar, entry.en) if entry else ()

    def _longest_named(self, entity_id: str, stems: Stems) -> Stems:
        """The longest name of an entity whose words are all there; empty for none."""
        names = self.tables.spelled.get(entity_id, ())
        return max((name for name in names if name <= stems), key=len, default=Stems())

    def _party_named(self, party: str, stems: Stems) -> Stems:
        """The longest name of a party whose words are all there; «الجيش» and «القوات» alone name nobody."""
        entry = self._gazetteer.entries.get(party)
        named = self._longest_named(party, stems)
        return named if entry and not named <= nouns(entry) | REGIME else frozenset()

    @lru_cache(maxsize=1_000)  # noqa: B019 - one explainer a gazetteer
    def known_of_event(self, event_id: str) -> Stems:
        """Stems of all that is known of an event: names, kinds, phrases, where it was and who was in it."""
        event = self._gazetteer.entries[event_id]
        place = self._gazetteer.entries.get(event.place or "")
        known = [event.id, *self._gazetteer.containing(event.id), *event.places, *event.participants]
        phrases = [*map(self._stems, (*event.triggers, *event.victims))]
        if is_violent(event):
            phrases.append(self.tables.stems(VIOLENCE))
        of_place = nouns(place) if place else Stems()
        return of_place.union(telling(alike(event.happening, asked=True)), *phrases, self.tables.of(known))

    @lru_cache(maxsize=1_000)  # noqa: B019 - one explainer a gazetteer
    def _known_of(self, entity_id: str) -> Stems:
        """Stems of what else is known of an entity: its other names, where it lies, and who belongs to it, unless it is
        a place or lies in one: «فيلق الرحمن في الغوطة» is no place.
        """
        entry = self._gazetteer.entries[entity_id]
        belonging = frozenset[str]()
        if entry.kind not in ("place", "facility"):
            belonging = self._home(entity_id).union(other for other in entry.context_ids if other.startswith(_WHO))
        known = self.tables.of([entity_id, *self._gazetteer.containing(entity_id), *belonging])
        # «مدينة البوكمال على الحدود» is the town, not its crossing
        return known if entry.kind == "place" else known - nouns_of("place", "")

    def stems_in_query(self, norm: str, *, cut: bool, sorani: bool) -> list[Stems]:
        """What a word of a query may stand for: its stem, that without attached letters, two words written as one, or
        what it is but for a slip. A known word loses such letters only by ``cut``: «بغاز» stands in names too.
        """
        stem = norm if " " in norm else self.tables.stem(norm)
        if is_date(stem) or norm.isdecimal():
            return [frozenset([stem])]
        bare = self.tables.without_letters(norm) or stem
        named = stem in self.tables.known
        own = [bare if cut else stem] if named or stem in self.tables.describing else []
        if named:
            return [frozenset(own)]
        if bare != stem and not own:
            return [frozenset([bare])]
        if norm in self.tables.joined:
            return [self.tables.joined[norm]]
        # Arabic leaves the short a out: «سەلیم»
        if sorani and (plain := self.tables.stem(norm[0] + norm[1:].replace("ه", ""))) in self.tables.known:
            return [frozenset([plain])]
        if len(stem) < _SHORTEST_SLIP:
            places = [self.tables.places[name] for name in self.misspelt(norm)]
            return [frozenset([word]) for word in [*own, *places] or [stem]]
        # the first letter is always right
        slips = [known for known in self.tables.known if stem[0] == known[0] and is_slip(stem, known)]
        return [frozenset([word]) for word in [*own, *sorted(slips)] or [stem]]

    @lru_cache(maxsize=10_000)  # noqa: B019 - one explainer a gazetteer
    def misspelt(self, norm: str) -> tuple[str, ...]:
        """The places that an Arabic word of a query is but for a letter that is mistaken for another, as normalised
        words; none of a word that names or tells of something itself. «اللادقية» has letters enough before its ends are
        cut; «حرسته» ends as it is spoken.
        """
        bare = norm.removeprefix(ARTICLE)
        if len(bare) < _SHORTEST_SPOKEN or norm.isascii() or self.tables.stem(norm) in self.tables.known:
            return ()
        if norm in common_words() or norm in GIVEN_NAMES:
            return ()
        spoken = f"{norm[:-1]}ا" if norm.endswith("ه") else ""
        if spoken in self.tables.places:
            return (spoken,)
        if len(bare) < _SHORTEST_SLIP:
            return ()
        places = {stem: name for name, stem in sorted(self.tables.places.items()) if is_mistaken(norm, name)}
        return tuple(sorted(places.values()))

    @lru_cache(maxsize=1_000)  # noqa: B019 - one explainer a gazetteer
    def _lands_of(self, entity_id: str) -> Stems:
        """Stems of the countries an entity lies in, belongs to, or has in one of its names."""
        containing, countries = self._gazetteer.containing, self.tables.countries
        near = {entity_id, *self._gazetteer.entries[entity_id].context_ids}
        around = near.union(*map(containing, near)) & countries.keys()
        return (self.tables.of([entity_id]) & self.tables.lands).union(countries[land] for land in around)


def _apart(parties: Iterable[Stems]) -> list[Stems]:
    """The names of parties that are told apart: «الجيش التركي» names Turkey too, which is no second party."""
    named = set(parties) - {frozenset()}
    return [name for name in named if not any(name < other for other in named)]


def _is_more(query: str, names: list[QueryName]) -> bool:
    """Whether a query has other words than its names and those that join them."""
    ends = [0, *(name.end for name in names)]
    starts = [*(name.start for name in names), len(query)]
    pieces = (query[end:start] for end, start in zip(ends, starts, strict=True))
    return not all(map(only_joins, pieces))
