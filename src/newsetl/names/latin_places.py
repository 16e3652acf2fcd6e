"""Places by their Latin spelling, in queries: «Shifouniya Ghouta» is the town that the packs write Shifuniyah."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import product

from newsetl.arabic.tokens import norms_of
from newsetl.names import sounds
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.happenings import in_arabic
from newsetl.names.patterns import Match, Pattern
from newsetl.names.reading import Reading


class LatinPlaces:
    """Places and facilities by the consonants of their names in Latin script."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @cached_property
    def _owners(self) -> dict[tuple[str, ...], set[str]]:
        owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for entry in self._gazetteer.entries.values():
            if entry.kind in ("place", "facility"):
                for name in entry.names:
                    if name.isascii() and (key := sounds.key(norms_of(name))):
                        owners[key].add(entry.id)
        return owners

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
            if span.stop > len(reading.norms) or not taken.isdisjoint(span):
                continue
            if any(reading.taken[i] or not reading.is_latin_name(i, i + 1) for i in span):
                continue
            norms = reading.norms[at : span.stop]
            key = () if any(map(in_arabic, norms)) else sounds.key(norms)
            if not key or sounds.consonants(key) < sounds.HEADED:
                continue
            owners = self._owners.get(key, ())
            inside = [own for own in owners if not around.isdisjoint(self._gazetteer.containing(own))]
            if len(inside) == 1:
                taken.update(span)
                yield Match(at, span.stop, Pattern(inside[0], " ".join(norms), 0, "weak"))
