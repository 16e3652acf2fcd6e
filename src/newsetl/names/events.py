"""Events: what happened at a place, in certain days, to certain parties; told of by many words that name nothing.

«الهجوم على السجن» is the attack on one prison where the report is of those days, or gives their date, and names the
city or a party to it. It never works the other way round: who names the prison in another year tells of no attack.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.forms import to_norm
from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.arabic.tokens import words
from newsetl.names.dated import Days, days_of, is_dated, is_dated_in_sentence, is_of_other_year, years_behind
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.happenings import HAPPENINGS, KINDS, announced, is_gentle, is_planned, own_kinds, signs_of
from newsetl.names.heads import HEADS, place_nouns, short_forms
from newsetl.names.patterns import BREAK, Match, Pattern
from newsetl.names.proclitics import BEFORE_ARTICLE, attached
from newsetl.names.reading import Reading, stem_of

REPORTED = timedelta(days=14)
"""How long after an event reports still tell of it without its date."""
CARRIED_OUT = timedelta(days=60)
"""The same of an agreement, which is news until it is carried out or broken."""
RUNNING = timedelta(days=4)
"""How long after it any fighting at its place is still the event."""
FIGHTS, FLIGHTS = range(4, 201), range(4, 22)
"""Days of an event that may fill the news of a whole town: a bombing is one story of its day, a war is all of them."""
REMEMBERED = timedelta(days=550)
"""How long after an event its own name needs no date beside it."""
_NAMED_BEFORE = timedelta(days=365)
"""How long before what is planned its name means it."""
_SHORT = timedelta(days=7)
"""An event of fewer days is news for as long as one in a facility."""
DAY_BEFORE = timedelta(days=1)
"""A report may bear the date of the day before in its own time zone."""
_BESIDE, _BESIDE_IN_DAYS = 5, 10
"""Words between the name of a place and a word that tells what happened there; in the days of the event."""
_MOST_UNDATED = 30
"""Words that may tell of an event whose sentence is read for a date, before the report counts as having none."""
_FURTHER = 3
"""Words behind a word for what happened that say of which sort it was."""
_FIGHTERS = 4
_CITY = 3
"""Containing places that count as the event's own: quarter, town, sub-district; not the country."""


@cache
def telling(kinds: tuple[str, ...]) -> frozenset[str]:
    """The stems of the words that tell of events of these kinds."""
    return frozenset(stem_of(word.norm) for kind in kinds for word in words(KINDS[kind].words))


def named(event: Entry, match: Match, reading: Reading, published: date | None) -> bool:
    """Whether a report that spells the event's name can mean it: not before it, and long after only with its date.

    A battle for a town keeps its name, while a prison may be attacked again.
    """
    days = days_of(event)
    lasting = match.pattern.role == "strong" and not (event.place or "").startswith("facility:")
    if lasting and days and published and published > days[1]:
        return True
    before = _NAMED_BEFORE if announced(event) else DAY_BEFORE
    if days is None or published is None or days[0] - before <= published <= days[1] + REMEMBERED:
        return True
    return published > days[1] and is_dated(days, match, reading, published)


def told(event: Entry, match: Match, reading: Reading, present: set[str], gazetteer: Gazetteer, day: date) -> bool:
    """Whether a trigger in a report of ``day`` points at the event, by its time and by its place or its parties."""
    days = days_of(event)
    if days is None:
        return False
    places = [event.place or "", *gazetteer.enclosing(event.id)[1:_CITY]]
    involved = present.intersection(party for party in event.participants if not is_state(party))
    if not present.intersection(places) and not involved:
        return False
    in_news = days[0] - announced(event) <= day <= days[1] + news_of(event)
    return in_news or (day > days[1] and is_dated(days, match, reading, day))


def news_of(event: Entry) -> timedelta:
    """How long after an event reports still tell of it without its date."""
    return CARRIED_OUT if "agreement" in event.happening else REPORTED


def is_of_its_place(event: Entry, gazetteer: Gazetteer) -> bool:
    """Whether nearly every report of its days that names its place is on it: one in a prison, a fight for a town."""
    if event.kind != "event" or not event.place:
        return False
    if event.place.startswith("facility:"):
        return True
    days = days_of(event)
    most = FLIGHTS if is_gentle(event) else FIGHTS
    return days is not None and gazetteer.is_local(event.place) and (days[1] - days[0]).days + 1 in most


def is_state(party: str) -> bool:
    """Whether a party has to do with much else: a country or its government."""
    return party.startswith("place:") or party.endswith("-government")


def is_agreed_in_a_capital(event: Entry, gazetteer: Gazetteer) -> bool:
    """Whether an event is an agreement made in a city that lies in no governorate: of all that is agreed on there it is
    only what its parties agreed on.
    """
    place = gazetteer.entries.get(event.place or "")
    return bool(
        place and event.happening == ["agreement"] and len(gazetteer.containing(place.id)) == 1 and not place.head
    )


def fighters(event: Entry) -> list[str]:
    """The forces that fought, the most typical of them."""
    return [party for party in event.participants if party.startswith("force:")][:_FIGHTERS]


def happening(event: Entry, reading: Reading, present: set[str], day: date) -> Match | None:
    """The word that points at the event in a report which names its very place.

    In the days of the event a facility is enough; some days longer with a word that tells of what happened there, and
    so a town from the beginning, with a party to it (long fights end with their days); later with a date of the event.
    """
    places = sorted(reading.all_at.get(event.place or "", ()))
    days = days_of(event) if places else None
    if days is None or day < days[0]:
        return None
    facility = (event.place or "").startswith("facility:")
    if facility and day <= days[1] + RUNNING:
        return sign_at(event, places[0], reading)
    if day <= days[1] + (REPORTED if facility or days[1] - days[0] < _SHORT else RUNNING):
        if not facility and present.isdisjoint(fighters(event)):
            return None
        told = telling(signs_of(event))
        signs = (at for at, norm in enumerate(reading.norms) if _is_one_of(norm, told))
        return next((sign_at(event, at, reading) for at in signs), None)
    found = (sign_at(event, at, reading) for at in places)
    return next((match for match in found if is_dated_in_sentence(days, match, reading, day)), None)


class Untold:
    """The events of a gazetteer that reports tell of without a name."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        events = [entry for entry in gazetteer.entries.values() if entry.kind == "event" and not is_planned(entry)]
        self._own = {event.id: telling(kinds) for event, kinds in own_kinds(events)}
        self._of_places = _by_place(event for event in events if is_of_its_place(event, gazetteer))
        self._of_kinds = _by_place(event for event in events if event.id in self._own)
        self._rivals = {event.id: self._alike_near(event, events) for event in events}

    def _alike_near(self, event: Entry, events: list[Entry]) -> list[Days]:
        """The days of later events of a lasting kind of this one, whose place lies in its place or around it."""
        kinds = {kind for kind in event.happening if KINDS[kind].lasting}
        alike = (
            other
            for other in events
            if not kinds.isdisjoint(other.happening) and are_near(event, other, self._gazetteer)
        )
        later = (days for other in alike if (days := days_of(other)))
        return [days for days in later if days[0].isoformat() > (event.valid_from or "")]

    def _own_of(self, event: Entry, day: date) -> frozenset[str]:
        """The words that mean an event for good; none while another of its kind is the news there."""
        busy = any(first <= day <= last + CARRIED_OUT for first, last in self._rivals[event.id])
        return frozenset() if busy else self._own[event.id]

    def _is_of_less_than_a_country(self, event: Entry) -> bool:
        """Whether a word of the kind beside the place's name says enough: in a whole country much happens."""
        place = event.place or ""
        if is_agreed_in_a_capital(event, self._gazetteer):
            return False
        return place.startswith("facility:") or bool(self._gazetteer.containing(place))

    def asked(self, reading: Reading) -> Iterator[Match]:
        """Events that a query names by a word for their kind and their place, for good or with their year, each over
        all these words: «كيماوي خان شيخون», «معركة الموصل 2017».
        """
        for event in _at(reading.all_at, self._of_kinds):
            days = days_of(event)
            for at in reading.all_at.get(event.place or "", ()):
                for word, match in _told_beside(event, at, reading, _BESIDE):
                    year = years_behind(match, reading)
                    if days is None or is_of_other_year(days, match, reading):
                        continue
                    if not _says_no_more(event, range(match.first, match.end), reading):
                        continue
                    if year or _is_one_of(reading.norms[word], self._own[event.id]):
                        yield match._replace(end=year or match.end)

    def asked_by_name(self, match: Match, reading: Reading) -> Match | None:
        """An event's name in a query, with its year behind it; None where that is a year in which the event was not, or
        where the name is weak and no year is said.
        """
        days = days_of(self._gazetteer.entries[match.pattern.entity_id])
        end = years_behind(match, reading)
        if (days and is_of_other_year(days, match, reading)) or (match.pattern.role == "weak" and not end):
            return None
        return match._replace(end=end or match.end)

    def signs(self, reading: Reading, present: set[str], day: date) -> Iterator[tuple[str, Match]]:
        """What points at events that were not found by name, each with its rule; one sign an event."""
        for event in _at(present, self._of_places):
            if reading.all_at.get(event.id):
                continue
            if sign := happening(event, reading, present, day):
                yield "event:happening", sign
        for event in _at(present, self._of_kinds):
            if reading.all_at.get(event.id) or not self._is_of_less_than_a_country(event):
                continue
            if sign := of_its_kind(event, self._own_of(event, day), reading, self._gazetteer, day):
                yield "event:kind", sign


def _by_place(events: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Events by where they were."""
    found: dict[str, list[Entry]] = {}
    for event in events:
        if event.place:
            found.setdefault(event.place, []).append(event)
    return found


def _at(places: Iterable[str], events: Mapping[str, list[Entry]]) -> Iterator[Entry]:
    """The events of some places, in the order of the places' ids."""
    return (event for place in sorted(events.keys() & places) for event in events[place])


def are_near(event: Entry, other: Entry, gazetteer: Gazetteer) -> bool:
    """Whether the place of one of two events is the other's, or lies in it; all of a country is not near."""
    one, two = ((e.place, *gazetteer.containing(e.place or "")[:-1]) for e in (event, other))
    return bool(event.place and other.place) and (event.place in two or other.place in one)


def of_its_kind(event: Entry, own: frozenset[str], reading: Reading, gazetteer: Gazetteer, day: date) -> Match | None:
    """What points at the event by its kind: a word for it («مجزرة», ``names.happenings``) beside its place.

    In the days of the event, and two weeks longer, that is enough, also beside a place that lies in its own; later the
    text has to give the event's date, unless the word is in ``own``: those stems that tell of this one event of the
    place for good. Such a date in the sentence of the word does where the place is named elsewhere.
    """
    days = days_of(event)
    if days is None or not event.place or day < days[0] - DAY_BEFORE:
        return None
    in_days = day <= days[1] + REPORTED
    undated = 0
    anchors = [(at, entity == event.place) for entity, at in _named_in(event.place, reading, gazetteer)]
    for at, very in anchors:
        for word, match in _told_beside(event, at, reading, _BESIDE_IN_DAYS if in_days else _BESIDE):
            if is_of_other_year(days, match, reading):
                continue
            if in_days or (very and _is_one_of(reading.norms[word], own)):
                return match
            undated += 1
            if undated <= _MOST_UNDATED and is_dated_in_sentence(days, match, reading, day, years=True):
                return match
    for at, norm in enumerate(reading.norms if anchors and own else ()):
        if _is_one_of(norm, own):
            match = sign_at(event, at, reading)
            undated += 1
            if in_days or (undated <= _MOST_UNDATED and is_dated_in_sentence(days, match, reading, day, years=True)):
                return match
    return None


def _named_in(place: str, reading: Reading, gazetteer: Gazetteer) -> Iterator[tuple[str, int]]:
    """Mentions (entity, index) of a place; of a town or governorate also those of what lies in it, but for events."""
    narrow = gazetteer.is_local(place)
    for entity, places in reading.all_at.items():
        if entity == place or (narrow and place in gazetteer.containing(entity) and entity[:6] != "event:"):
            yield from ((entity, at) for at in sorted(places))


def sign_at(event: Entry, at: int, reading: Reading) -> Match:
    """The word at an index as what points at an event."""
    return Match(at, at + 1, Pattern(event.id, reading.norms[at], 1, "trigger"))


def place_named_by(match: Match, event: Entry, reading: Reading, gazetteer: Gazetteer) -> Iterator[int]:
    """Indices of words of a trigger that stand for the event's place: «السجن» in «الهجوم على السجن»."""
    place = gazetteer.entries.get(event.place or "")
    if place is None or place.head not in HEADS:
        return
    shorts = {form for name in short_forms(place.head)[0] for form in attached(to_norm(name), BEFORE_ARTICLE)}
    for at in range(match.first, match.end):
        if reading.norms[at] in shorts:
            yield at


def _told_beside(event: Entry, at: int, reading: Reading, reach: int) -> Iterator[tuple[int, Match]]:
    """Words for the event's kinds near the name that stands at ``at``, each with the match of both."""
    owner = reading.taken[at]
    first, end = (owner.first, owner.end) if owner else (at, at + 1)
    finer = telling(("chemical",) if "chemical" not in event.happening else ())
    for word in _beside(reading, first, end, telling(tuple(event.happening)), reach):
        further = reading.norms[word - 1 : word] + reading.norms[word + 1 : max(word + 2, min(word + 1 + _FURTHER, at))]
        if finer and any(_is_one_of(norm, finer) for norm in further):
            continue  # «الهجوم بالأسلحة الكيماوية» is no other attack, nor is «chemical attack»
        yield word, sign_at(event, word, reading)._replace(first=min(first, word), end=max(end, word + 1))


def _says_no_more(event: Entry, span: range, reading: Reading) -> bool:
    """Whether words of a query say only what happened, where, and who was in it: the entry of a convoy is no battle."""
    known, happened = {event.id, event.place, *event.places, *event.participants}, telling(tuple(HAPPENINGS))
    for at in span:
        norm, owner = reading.norms[at], reading.taken[at]
        if (owner and owner.pattern.entity_id in known) or norm in FUNCTION_WORDS or norm in place_nouns():
            continue
        if norm[0] != BREAK and not _is_one_of(norm, happened):
            return False
    return True


def _beside(reading: Reading, first: int, end: int, stems: frozenset[str], reach: int) -> Iterator[int]:
    """Indices of words of ``stems`` within ``reach`` words before or behind [first, end), in the same clause."""
    for side in (range(first - 1, max(-1, first - 1 - reach), -1), range(end, min(len(reading.norms), end + reach))):
        for at in side:
            if reading.norms[at][0] == BREAK:
                break
            if _is_one_of(reading.norms[at], stems):
                yield at


def _is_one_of(norm: str, stems: frozenset[str]) -> bool:
    """Whether a normalised word is a form of one of ``stems``."""
    return norm[0] != BREAK and not stems.isdisjoint(DEFAULT.terms(norm))
