"""Who is meant by «نظيره الأردني»: the holder, on the report's day, of the office that the person named before has, in
the country that the adjective tells.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from newsetl.arabic.forms import to_norm
from newsetl.arabic.tokens import words
from newsetl.names.contexts import THEN, Context
from newsetl.names.gazetteer import Entry, Gazetteer, Term, is_within
from newsetl.names.patterns import Match, Pattern
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
        self._offices: dict[str, list[tuple[tuple[str, ...], Term]]] = defaultdict(list)
        """Person → titles of offices, without their countries, each with its days."""
        self._holders: dict[tuple[tuple[str, ...], str], list[Pattern]] = defaultdict(list)
        """Title and country → the names by office of those who ever held it."""
        for entry in gazetteer.entries.values():
            for pattern in _offices(entry):
                *title, last = [word.norm for word in words(pattern.alias)] or [""]
                if title and last in countries:
                    self._offices[entry.id].append((tuple(title), pattern.term))
                    self._holders[tuple(title), countries[last]].append(pattern)

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

    def _titles_before(self, at: int, reading: Reading) -> set[tuple[str, ...]]:
        """The titles, on the report's day, of the person with any who is named last before a word, near by."""
        day = reading.published
        if day is None:
            return set()
        named = (
            (place, entity)
            for entity in self._offices.keys() & reading.all_at.keys()
            if any(is_within(term, day) for _, term in self._offices[entity])
            for place in reading.all_at[entity]
            if at - FARTHEST <= place < at
        )
        _, last = max(named, default=(0, ""))
        return {title for title, term in self._offices.get(last, ()) if is_within(term, day)}


def _offices(entry: Entry) -> Iterator[Pattern]:
    """The names that a person has in certain days alone."""
    for listed in entry.weak_aliases if entry.kind == "person" else ():
        if [THEN] in listed.context:
            context, unless = Context(listed.context), tuple(listed.unless)
            yield Pattern(entry.id, listed.alias, 0, "weak", context, unless, entry.term_of(listed))
