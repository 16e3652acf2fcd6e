"""Who is meant by «نظيره الأردني»: the holder, on the report's day, of the office that the person named before has, in
the country that the adjective tells.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain

from newsetl.arabic.tokens import norms_of, words
from newsetl.names.contexts import THEN
from newsetl.names.gazetteer import Entry, Gazetteer, Tenure, is_within
from newsetl.names.lands import FEMININE, lands_of
from newsetl.names.patterns import BREAK, Match, Pattern, weak_patterns
from newsetl.names.reading import SOFT_BREAKS, Reading

FARTHEST = 30
"""Words between a person and the word for his counterpart."""
_WORDS = "نظيره نظيرها نظيرته نظيرتها نظيريه نظيريها نظيراه نظراؤه نظرائه"
_OTHERS = frozenset(norms_of("المنتخب منتخب الفريق فريق النادي نادي الجيش جيش البرلمان برلمان"))
"""Who has counterparts too, when named nearer."""
COUNTERPARTS = frozenset(before + word.norm for word in words(_WORDS) for before in ("", *"وبلف"))

_Title = tuple[str, ...]
"""An office without its country."""


class Counterparts:
    """The offices of a gazetteer that several countries have."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @cached_property
    def _offices(self) -> Mapping[str, list[tuple[_Title, Tenure]]]:
        """Person → titles of offices, each with its days."""
        found = defaultdict(list)
        for title, _, pattern in self._held:
            found[pattern.entity_id].append((title, pattern.term))
        return found

    @cached_property
    def _holders(self) -> Mapping[tuple[_Title, str], list[Pattern]]:
        """Title and country → the names by office of those who ever held it."""
        found = defaultdict(list)
        for title, country, pattern in self._held:
            found[title, country].append(pattern)
        return found

    @cached_property
    def _held(self) -> list[tuple[_Title, str, Pattern]]:
        """Titles, with their countries, and the names by them; read when a text first speaks of a counterpart."""
        lands = lands_of(self._gazetteer)
        found = []
        for pattern in chain.from_iterable(map(_offices, self._gazetteer.entries.values())):
            *title, last = norms_of(pattern.alias) or [""]
            country = lands.of(last)
            if title and country:
                # «نظيرته» of a minister is a minister
                found.append(((title[0].removesuffix(FEMININE), *title[1:]), country, pattern))
        return found

    def find(self, reading: Reading, adjectives: Iterable[Match]) -> Iterator[Match]:
        """The names by office of those whom a text calls somebody's counterparts, over the words that do."""
        words_for = [at for at, norm in enumerate(reading.norms) if norm in COUNTERPARTS]
        if not words_for:
            return
        countries = {match.first: match for match in adjectives}
        for at in words_for:
            titles = self._titles_before(at, reading)
            adjective = countries.get(at + 1)
            while adjective and titles:
                for title in sorted(titles):
                    for pattern in self._holders.get((title, adjective.pattern.entity_id), ()):
                        yield Match(at, adjective.end, pattern)
                adjective = countries.get(adjective.end)
                if adjective and adjective.proclitic != "و":
                    break

    def _titles_before(self, at: int, reading: Reading) -> set[_Title]:
        """The titles, on the report's day, of the person with any who is named last before a word, near by."""
        day = reading.published
        if day is None:
            return set()
        named = (
            (place, entity)
            for entity in self._offices.keys() & reading.all_at.keys()
            if any(is_within(term, day) for _, term in self._offices[entity])
            for place in reading.all_at[entity]
            if at - FARTHEST <= place < at and self._leads(reading, place, at)
        )
        _, last = max(named, default=(0, ""))
        return {title for title, term in self._offices.get(last, ()) if is_within(term, day)}

    def _leads(self, reading: Reading, person: int, at: int) -> bool:
        """Whether the words from a person to the word for his counterpart are of one sentence, and of nobody else."""
        between = reading.norms[person:at]
        ended = any(norm[0] == BREAK and norm not in SOFT_BREAKS for norm in between)
        forces = (owner.pattern.entity_id[:6] == "force:" for owner in reading.taken[person:at] if owner)
        return not ended and _OTHERS.isdisjoint(between) and not any(forces)


def _offices(entry: Entry) -> list[Pattern]:
    """The names that a person has in certain days alone."""
    named = weak_patterns(entry).values() if entry.kind == "person" else ()
    return [pattern for pattern in named if (THEN,) in pattern.context]
