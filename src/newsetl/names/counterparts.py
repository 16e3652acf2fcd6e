"""Who is meant by «نظيره الأردني»: the holder, on the report's day, of the office that the person named before has, in
the country that the adjective tells.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from newsetl.arabic.forms import to_norm
from newsetl.arabic.tokens import words
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.patterns import THEN, Context, Match, Pattern
from newsetl.names.proclitics import ARTICLE
from newsetl.names.reading import Reading

FARTHEST = 30
"""Words between a person and the word for his counterpart."""
_WORDS = "نظيره نظيرها نظيرته نظيرتها نظيريه نظيريها نظيراه نظراؤه نظرائه"
COUNTERPARTS = frozenset(before + word.norm for word in words(_WORDS) for before in ("", *"وبلف"))


class Counterparts:
    """The offices of a gazetteer that several countries have."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._entries = gazetteer.entries
        countries = {
            to_norm(ARTICLE + form): entry.id for entry in gazetteer.entries.values() for form in entry.demonyms
        }
        self._titles: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        """Person → titles of offices, without their countries."""
        self._holders: dict[tuple[tuple[str, ...], str], list[Pattern]] = defaultdict(list)
        """Title and country → the names by office of those who ever held it."""
        for entry in gazetteer.entries.values():
            for alias, context, unless in _offices(entry):
                *title, last = [word.norm for word in words(alias)] or [""]
                if title and last in countries:
                    pattern = Pattern(entry.id, alias, 0, "weak", context, unless)
                    self._titles[entry.id].add(tuple(title))
                    self._holders[tuple(title), countries[last]].append(pattern)

    def find(self, reading: Reading, adjectives: Iterable[Match]) -> Iterator[Match]:
        """The names by office of those whom a text calls somebody's counterparts, over the words that do."""
        words_for = [at for at, norm in enumerate(reading.norms) if norm in COUNTERPARTS]
        if not words_for:
            return
        countries = {match.first: match for match in adjectives}
        for at in words_for:
            titles = self._titles.get(self._before(at, reading) or "", ())
            adjective = countries.get(at + 1)
            while adjective and titles:
                for title in sorted(titles):
                    for pattern in self._holders.get((title, adjective.pattern.entity_id), ()):
                        yield Match(at, adjective.end, pattern)
                adjective = countries.get(adjective.end)
                if adjective and adjective.proclitic != "و":
                    break

    def _before(self, at: int, reading: Reading) -> str | None:
        """The person with an office on the report's day who is named last before a word, near by."""
        if reading.published is None:
            return None
        named = (
            (place, entity)
            for entity in self._titles.keys() & reading.all_at.keys()
            if _is_in_office(self._entries[entity], reading)
            for place in reading.all_at[entity]
            if at - FARTHEST <= place < at
        )
        return max(named, default=(0, None))[1]


def _offices(entry: Entry) -> Iterator[tuple[str, Context, tuple[str, ...]]]:
    """The aliases that a person has in certain days alone, each with what it takes to believe it."""
    for listed in entry.weak_aliases if entry.kind == "person" else ():
        if [THEN] in listed.context:
            yield listed.alias, Context(listed.context), tuple(listed.unless)


def _is_in_office(entry: Entry, reading: Reading) -> bool:
    return reading.published is not None and entry.is_of(reading.published)
