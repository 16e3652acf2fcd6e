"""What a changed gazetteer may change in a report that was linked with an earlier one; rather too much than too little.

The linker finds an entity only where words of one of its names stand, and decides by other entities only through what
the gazetteer says of them. So a report can be linked otherwise when it holds a word of a name of a changed entry, old
or new, or of an entry that leans on a changed one; or when it mentions either already. Any word of a name will do,
beside the first of several (a head noun mostly), and in the loosest form, so that this needs to know little of how the
linker matches.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, combinations
from typing import Any, NamedTuple

import ahocorasick

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.arabic.tokens import norms_of, words
from newsetl.names.events import are_near
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.happenings import KINDS, VIOLENCE, alike
from newsetl.names.lands import OFFICIAL, lands_of
from newsetl.names.reasons import homes_of
from newsetl.names.retold import part_of, retelling_ids
from newsetl.names.sounds import skeleton
from newsetl.names.told import names_within, width_of
from newsetl.records import EnrichedArticle

_UNLINKED = frozenset({"source", "wikidata", "geonames", "descriptions"})
"""Keys of an entry on which no link depends."""
_NAMELESS = frozenset(
    {
        *("id", "kind", "head", "located_in", "lat", "lon", "precision"),
        *("side", "side_of", "on_sides", "valid_from", "valid_to"),
        *("place", "places", "participants", "driven_out", "visitor", "happening", "retold", "context", "unless"),
        *_UNLINKED,
    }
)
"""Keys whose texts are no names; all others, also those of later packs, are taken for names."""
_NAMES_ALONE = frozenset({"ar", "en", "aliases", "weak_aliases", "cores", "demonyms", "triggers", "victims"})
"""Keys that matter only where a name of the entry itself stands; all others matter to entries that lean on it."""
_INFLECTED = ("demonyms", "triggers", "victims")
"""Keys whose words may stand in any form, broken plurals too."""
SHORTEST_STEM = 3
MOST_JOINED = 3
"""Latin words that may be written as one name, or one as several."""
_SILENT = str.maketrans("", "", "aeiouywhfv")
_ALIKE = str.maketrans("pdtcgjkqsz", "bxxxxxxxxx")


class Changes:
    """The difference between two gazetteers, as a test of reports."""

    def __init__(self, old: Gazetteer, new: Gazetteer) -> None:
        everyone = {**old.entries, **new.entries}
        self.changed = sorted(i for i in everyone if _facts(old, i) != _facts(new, i))
        """Ids of entries that were added, removed or altered in something that links depend on."""
        self.leaning = sorted(_leaning(old, new) - set(self.changed))
        """Ids of entries that are the same, and lean on a changed one."""
        self._ids = {*self.changed, *self.leaning}
        self._stems: dict[str, str] = {}
        self._sounds: dict[str, str] = {}
        self._spoken: dict[str, str] = {}
        """Consonants of persons' names in Arabic script, by which the linker finds other spellings."""
        self._lands = [lands_of(old), lands_of(new)]
        parts: dict[str, str] = {}
        for entity_id in [*self.changed, *self.leaning]:
            for entry in (gazetteer.entries.get(entity_id) for gazetteer in (old, new)):
                if entry:
                    self._add(entry, parts)
        self._parts = ahocorasick.Automaton()
        for part, entity_id in parts.items():
            self._parts.add_word(part, entity_id)
        self._has_parts = bool(parts)
        if parts:
            self._parts.make_automaton()

    def touching(self, article: EnrichedArticle) -> str:
        """Id of one entry for whose sake the article, linked by the old gazetteer, must be linked anew; else empty."""
        for mention in article.mentions:
            if mention.entity_id in self._ids:
                return mention.entity_id
        return self.touching_text(f"{article.title}\n{article.body}") if self._ids else ""

    def touching_text(self, text: str) -> str:
        """Id of one entry of which the text may hold a name; else empty."""
        norms = norms_of(text)
        if self._has_parts:
            for _, entity_id in self._parts.iter(" ".join(norms)):
                return str(entity_id)
        if self._sounds:
            for sound in _joined(norms):
                if found := self._sounds.get(sound):
                    return found
        return self._touching_words(norms)

    def _touching_words(self, norms: list[str]) -> str:
        for norm in norms:
            if self._spoken and not norm[0].isascii():
                for form in (norm, norm[1:]):
                    if form and (found := self._spoken.get(skeleton(form))):
                        return found
            if self._stems:
                for stem in DEFAULT.terms(norm):
                    if found := self._stems.get(stem):
                        return found
        return ""

    def _add(self, entry: Entry, parts: dict[str, str]) -> None:
        facts = entry.model_dump()
        for name in _names(facts):
            found = norms_of(name)
            latin = [norm for norm in found if norm.isascii() and not norm.isdigit()]
            other = [norm for norm in found if not norm.isascii()]
            forms = [form for lands in self._lands if entry.kind in OFFICIAL for form in lands.other_forms(other)]
            for part in [*(_telling(other) if latin or other else found), *chain(*map(_telling, forms))]:
                parts.setdefault(part, entry.id)
            if entry.kind == "person":
                self._spoken.update({sound: entry.id for norm in other if (sound := skeleton(norm))})
            for part in (*latin, "".join(latin)) if latin else ():
                self._sounds.setdefault(_sound(part), entry.id)
        for name in (*(name for key in _INFLECTED for name in facts[key]), *_told_by(entry)):
            for word in words(name):
                self._stems.update(dict.fromkeys(DEFAULT.terms(word.norm), entry.id))


class Difference(NamedTuple):
    """For people: ids by what became of their entries."""

    added: list[str]
    removed: list[str]
    altered: list[str]


def difference(old: Gazetteer, new: Gazetteer) -> Difference:
    """What was added, removed and altered in anything at all, its sources too."""
    both = sorted(old.entries.keys() & new.entries.keys())
    return Difference(
        sorted(new.entries.keys() - old.entries.keys()),
        sorted(old.entries.keys() - new.entries.keys()),
        [entity_id for entity_id in both if old.entries[entity_id] != new.entries[entity_id]],
    )


def _facts(gazetteer: Gazetteer, entity_id: str) -> dict[str, Any] | None:
    entry = gazetteer.entries.get(entity_id)
    return entry.model_dump(exclude=set(_UNLINKED)) if entry else None


def _leaning(old: Gazetteer, new: Gazetteer) -> set[str]:
    """Entries whose links are decided by facts, other than names, of changed entries; through any number of others."""
    moved = {
        entity_id
        for entity_id in old.entries.keys() | new.entries.keys()
        if _without_names(old, entity_id) != _without_names(new, entity_id)
    }
    users: dict[str, set[str]] = {}
    for gazetteer in (old, new):
        for events in _near_each_other(gazetteer):
            for event in events:
                users.setdefault(event, set()).update(events)
        for entry in gazetteer.entries.values():
            for used in _used(entry):
                users.setdefault(used, set()).add(entry.id)
    both = old.entries.keys() & new.entries.keys()
    # a new side of a region contains what itself is as it was
    elsewhere = {entity_id for entity_id in both if old.containing(entity_id) != new.containing(entity_id)}
    found = elsewhere.union(_of_resized_places(old, new), _of_other_homes(old, new))
    waiting = [*moved, *found]
    while waiting:
        fresh = users.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def _of_resized_places(old: Gazetteer, new: Gazetteer) -> Iterator[str]:
    """Events whose place became wide or small, or is so no longer: by that it is decided how an event of it is told."""
    before, after = names_within(old), names_within(new)
    for gazetteer in (old, new):
        for entry in gazetteer.entries.values():
            place = entry.place or ""
            if entry.kind == "event" and width_of(before[place]) != width_of(after[place]):
                yield entry.id


def _of_other_homes(old: Gazetteer, new: Gazetteer) -> Iterator[str]:
    """Bodies and people of whose country more is known than before, or less: by that it is decided whose a short name
    with the adjective of a country behind it is not.
    """
    before, after = lands_of(old), lands_of(new)
    for entity_id in old.entries.keys() & new.entries.keys():
        if homes_of(entity_id, old, before) != homes_of(entity_id, new, after):
            yield entity_id


def _without_names(gazetteer: Gazetteer, entity_id: str) -> dict[str, Any] | None:
    facts = _facts(gazetteer, entity_id)
    return {key: value for key, value in facts.items() if key not in _NAMES_ALONE} if facts else None


def _used(entry: Entry) -> Iterator[str]:
    """Ids that an entry names: where it lies, who took part, what its weak names ask for."""
    yield from (place for place in (entry.located_in, entry.place) if place)
    yield from (*entry.places, *entry.participants, *retelling_ids(entry))
    for weak in entry.weak_aliases:
        yield from weak.entities


def _near_each_other(gazetteer: Gazetteer) -> Iterator[set[str]]:
    """Events near each other: whether a word for the kind of one tells of it for good depends on the others."""
    events = [entry for entry in gazetteer.entries.values() if entry.happening and entry.place]
    for one, two in combinations(events, 2):
        if are_near(one, two, gazetteer):
            yield {one.id, two.id}


def _told_by(entry: Entry) -> list[str]:
    """Words for the kinds of an event and for what goes with them, and those without which nothing retells it."""
    retelling = (part.replace("|", " ") for parts in entry.retold for part in parts if part_of(part).is_worded)
    kinds = (KINDS[kind].words for kind in alike(entry.happening))
    return [*kinds, *((VIOLENCE,) if entry.happening else ()), *retelling]


def _names(value: Any) -> Iterator[str]:
    """Every text of an entry that may be a name, however deep it stands."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _names(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _NAMELESS:
                yield from _names(item)


def _telling(name: list[str]) -> Iterable[str]:
    """Parts of words one of which stands wherever a name of these words does, whatever is attached to it."""
    long = [norm for norm in name if len(norm) >= SHORTEST_STEM and norm not in FUNCTION_WORDS]
    chosen = long[1:] if len(long) > 1 else long or name
    return [_part(norm) for norm in chosen]


def _part(norm: str) -> str:
    """A word without article and without a last letter that changes or goes: «الحسكه» → «حسك»."""
    if norm.startswith("ال") and len(norm) >= SHORTEST_STEM + 2:
        norm = norm[2:]
    return norm[:-1] if norm[-1] in "هيات" and len(norm) > SHORTEST_STEM else norm


def _sound(norm: str) -> str:
    """The consonants of a Latin word, those that transliterations interchange alike: looser than a linker's test."""
    consonants = norm.lower().translate(_SILENT).replace("dj", "j").replace("ck", "k")
    return re.sub(r"(.)\1+", r"\1", consonants).translate(_ALIKE)


def _joined(norms: list[str]) -> Iterator[str]:
    """Sounds of every run of up to MOST_JOINED Latin words, also without an article that is written with the first."""
    for at, first in enumerate(norms):
        if not first.isascii():
            continue
        joined = ""
        for norm in norms[at : at + MOST_JOINED]:
            if not norm.isascii():
                break
            joined += norm
            sound = _sound(joined)
            yield sound
            if sound.startswith("l"):
                yield sound[1:]
