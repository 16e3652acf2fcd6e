"""Places by their Latin spelling, in queries: «Shifouniya Ghouta» is the town that the packs write Shifuniyah."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import product

from newsetl.arabic.tokens import words
from newsetl.names import sounds
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.happenings import in_arabic
from newsetl.names.patterns import Match, Pattern
from newsetl.names.reading import Reading


class LatinPlaces:
    """Places and facilities by the consonants of their names in Latin script."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for entry in gazetteer.entries.values():
            if entry.kind in ("place", "facility"):
                for name in entry.names:
                    if name.isascii() and (key := sounds.key([word.norm for word in words(name)])):
                        self._owners[key].add(entry.id)

    def find(self, reading: Reading, named: Collection[str]) -> Iterator[Match]:
        """Words that nothing names, written with a capital, which sound like one place within a town or governorate
        that the query names; in a whole country few consonants are the name of many.
        """
        around = {one for one in named if self._gazetteer.containing(one)}
        if not around:
            return
        taken = set[int]()
        for length, at in product((2, 1), range(len(reading.norms))):
            span = range(at, at + length)
            free = span.stop <= len(reading.norms) and all(reading.taken[i] is None for i in span)
            free = free and not any(in_arabic(norm) for norm in reading.norms[at : span.stop])
            if not free or not taken.isdisjoint(span) or not all(reading.is_latin_name(i, i + 1) for i in span):
                continue
            key = sounds.key(norms := reading.norms[at : span.stop])
            if not key or sounds.consonants(key) < sounds.HEADED:
                continue
            inside = {own for own in self._owners.get(key, ()) if not self._around(own).isdisjoint(around)}
            if len(inside) == 1:
                taken.update(span)
                yield Match(at, span.stop, Pattern(min(inside), " ".join(norms), 0, "weak"))

    def _around(self, place_id: str) -> frozenset[str]:
        return frozenset(self._gazetteer.containing(place_id))
