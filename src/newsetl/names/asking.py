"""Names in a query: no report is around it, so the query itself decides what is meant, or its being nothing else."""

from collections.abc import Iterable
from typing import NamedTuple

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.function_words import ASKING
from newsetl.arabic.tokens import norms_of
from newsetl.names.common_words import common_words
from newsetl.names.contexts import SELF, THEN
from newsetl.names.dated import is_year
from newsetl.names.describing import OFFICES, PEOPLES
from newsetl.names.events import telling
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.given import GIVEN_NAMES, TITLES, WORDS_TOO
from newsetl.names.happenings import HAPPENINGS
from newsetl.names.heads import all_short_forms, place_nouns
from newsetl.names.patterns import BREAK, Match
from newsetl.names.proclitics import ARTICLE
from newsetl.names.reading import Reading
from newsetl.names.tenures import says_when

MOST_ALIKE, MOST_EVENTS = 5, 2
"""Things that may share a query; of more, none was meant."""
_WHERE = frozenset(["في", "in"])
_STATES = frozenset(norms_of("دولة جمهورية مملكة إمارة سلطنة بلد state republic kingdom"))
"""Before the name of a country."""
_SORANI = frozenset("ێۆڕڵەڤ")
"""Letters of Kurdish that Arabic and Persian lack."""
_LONG_OFFICE = 3
"""Words of an office's name that leave no doubt, with its country."""
_SHORTEST_LATIN = 4
"""Letters of a town's name in Latin script that stands for the town wherever it is typed."""


class QueryName(NamedTuple):
    """``query[start:end]`` names these entities; when not certain, its word may also mean something else."""

    start: int
    end: int
    entity_ids: list[str]
    certain: bool
    described: bool = False
    """No name, but words that the entities explain together."""
    guessed: bool = False
    """Only the thing that the words fit best."""


class _Named(NamedTuple):
    entity_ids: list[str]
    certain: bool
    described: bool = False


class Asking:
    """The names of one query as they are decided on: none overlap, a longer one takes the place of those inside it."""

    def __init__(self, reading: Reading, gazetteer: Gazetteer, adjectives: Iterable[Match]) -> None:
        self._reading, self._gazetteer = reading, gazetteer
        self._adjectives = {(match.first, match.end) for match in adjectives}
        self._named: dict[tuple[int, int], _Named] = {}

    def __len__(self) -> int:
        return len(self._named)

    @property
    def entities(self) -> set[str]:
        """All that is named so far."""
        return {entity for named in self._named.values() for entity in named.entity_ids}

    def take(self, match: Match, *, certain: bool, described: bool = False) -> None:
        """Let a match name its entity, beside others that have the very same words."""
        span, entity = (match.first, match.end), match.pattern.entity_id
        if span not in self._named:
            if self._reading.free(match):
                self._reading.take(match)
                self._named[span] = _Named([entity], certain, described)
        elif entity not in self._named[span].entity_ids:
            self._named[span] = _Named([*self._named[span].entity_ids, entity], certain, described)

    def take_alone(self, groups: Iterable[list[Match]]) -> None:
        """Take those of some weak aliases, by span, the longest first, that are meant without context."""
        listed = list(groups)
        row = self._in_a_row(listed)
        for rivals in listed:
            for rival in self._meant_alone(rivals[0], rivals) or (_told(rivals) if rivals in row else ()):
                self.take(rival, certain=False)

    def _in_a_row(self, groups: list[list[Match]]) -> list[list[Match]]:
        """Weak aliases that are all of a query together, with what is named for certain: «الصليب الأحمر الغوطة»."""
        covered = [owner is not None for owner in self._reading.taken]
        row: list[list[Match]] = []
        for rivals in groups:
            span = range(rivals[0].first, rivals[0].end)
            short = rivals[0].pattern.alias in all_short_forms()
            told = [] if short else _told(rivals)
            lasting = all(self._gazetteer.entries[r.pattern.entity_id].kind not in ("person", "event") for r in told)
            if told and lasting and not any(covered[at] for at in span):
                row.append(rivals)
                for at in span:
                    covered[at] = True
        bare = ASKING | _WHERE
        rest = (norm for norm, named in zip(self._reading.norms, covered, strict=True) if not named)
        return row if all(norm in bare or norm[0] == BREAK or is_year(norm) for norm in rest) else []

    def _meant_alone(self, match: Match, rivals: list[Match]) -> list[Match]:
        """Who may be meant by a weak alias without context: one person by the surname, a place behind «في», anybody by
        a whole query.
        """
        reading = self._reading
        places = all(rival.pattern.entity_id.startswith("place:") for rival in rivals)
        # «مدينة القنيطرة» is what «القنيطرة» is
        bare = ASKING | place_nouns() if places else ASKING
        span = range(match.first, match.end)
        whole = all(at in span or norm in bare or is_year(norm) for at, norm in enumerate(reading.norms))
        if not whole and any(map(self._is_office_of_a_land, rivals)):
            return _told(rivals)
        # «أمير قطر» is who he is, though the land is named for certain
        longer = whole and (match.first, match.end) not in self._named
        if match.pattern.alias in all_short_forms() or (not longer and any(reading.taken[match.first : match.end])):
            return []
        listed = [rival for rival in rivals if not rival.pattern.short_of]
        owners = {rival.pattern.entity_id for rival in listed}
        told = _told(rivals)
        if not whole and reading.norms[match.first] in OFFICES:
            return []  # «نائب رئيس الوزراء التركي المتحدث باسم الحكومة» is no Iraqi
        if len(owners) == 1 and self._gazetteer.entries[min(owners)].kind == "person":
            return listed if whole or not (self._is_anothers(match) or self._only_sounds_so(match)) else []
        if whole:
            return told
        if self._is_latin_town(match, listed):
            return told
        if not all(rival.pattern.entity_id.startswith("place:") for rival in listed):
            return []
        # «الخوذ البيضاء في دوما», «قصف دوما», «مدرسة عربين»
        before = reading.norms[match.first - 1] if match.first else ""
        happens = before in _WHERE or not telling(tuple(HAPPENINGS)).isdisjoint(DEFAULT.terms(before))
        own = len(owners) == 1 and match.end - match.first == 1 and not _is_word(match)
        return told if (own or happens) and not match.proclitic else []

    def _is_office_of_a_land(self, match: Match) -> bool:
        """Whether a match is an office that says of which country it is, and no other office is before it: «المتحدثة
        باسم الخارجية الروسية عن سوريا».
        """
        first, end = match.first, match.end
        before = self._reading.norms[first - 1] if first else ""
        lands = any(first < at and until <= end for at, until in self._adjectives)
        lands = lands or any(owner and self._is_of_a_land(owner) for owner in self._reading.taken[first + 1 : end])
        held = (THEN,) in match.pattern.context and before not in OFFICES and not self._reading.is_vetoed(match)
        return held and lands and (end - first >= _LONG_OFFICE or says_when(self._reading.norms[end:]))

    def _is_of_a_land(self, match: Match) -> bool:
        """Whether a name is a country's, or of a body of one: «خارجية تركيا» in «وزير خارجية تركيا»."""
        entry = self._gazetteer.entries[match.pattern.entity_id]
        if entry.kind == "organisation":
            return self._gazetteer.country_of(entry.id) is not None
        return entry.kind == "place" and bool(entry.demonyms)

    def _is_anothers(self, match: Match) -> bool:
        """Whether a surname stands behind another's given name («مي سكاف»), is a given name before a surname («محمد
        العبيدي»), another word («انسحاب كامل»), or an adjective: of a land without the article («من أصل سوداني»), of a
        people behind what it is said of («الإقليم الكردي»).
        """
        reading = self._reading
        norm = reading.norms[match.first].removeprefix(match.proclitic)
        if (match.first, match.end) in self._adjectives and not norm.startswith("ال"):
            return True
        if norm in PEOPLES and match.first:
            return True
        if norm in WORDS_TOO or (norm in GIVEN_NAMES and match.end == match.first + 1 < len(reading.norms)):
            return True
        return not match.proclitic and reading.is_given_name(match.first - 1)

    def _only_sounds_so(self, match: Match) -> bool:
        """Whether an Arabic word has no more than the consonants of a surname: «المهجرين» is not مهاجراني."""
        return match.by_sound and not self._reading.norms[match.first].isascii()

    def _is_latin_town(self, match: Match, rivals: list[Match]) -> bool:
        """Whether a word in Latin script is written as a name and a place's, which reports name beside its country."""
        kinds = {self._gazetteer.entries[rival.pattern.entity_id].kind for rival in rivals}
        if not kinds or not kinds <= {"place", "facility"} or match.end - match.first > 1:
            return False
        long = len(self._reading.norms[match.first]) >= _SHORTEST_LATIN
        return long and self._reading.is_latin_name(match.first, match.end) and not self._reading.is_second(match.first)

    def _as_written(self, match: Match, named: _Named) -> _Named:
        """What is named, without those who only share the folded form of a Kurdish name: «سلێمانی» is the city."""
        written = self._reading.written(match.first, match.end)
        own = [e for e in named.entity_ids if written in self._gazetteer.entries[e].all_names]
        return named._replace(entity_ids=own) if own and not _SORANI.isdisjoint(written) else named

    def names(self) -> list[QueryName]:
        """What was decided, in order; a person's name with the titles before it («السيد مقتدى»), a place's with what
        kind of place it is («قضاء تلعفر»).
        """
        reading = self._reading
        found = []
        for (first, end), named in self._named.items():
            owner = reading.taken[first]
            if owner is None or (owner.first, owner.end) != (first, end):
                continue
            kinds = {self._gazetteer.entries[entity_id].kind for entity_id in named.entity_ids}
            before = {frozenset({"person"}): TITLES, frozenset({"place"}): place_nouns()}.get(frozenset(kinds), ())
            if kinds == {"place"} and not any(map(self._gazetteer.containing, named.entity_ids)):
                before = _STATES
            while first and reading.norms[first - 1] in before and reading.taken[first - 1] is None:
                first -= 1  # noqa: PLW2901
            found.append(QueryName(reading.starts[first], reading.ends[end - 1], *self._as_written(owner, named)))
        return sorted(found)


def _told(rivals: list[Match]) -> list[Match]:
    """Those that may be meant before they were named in full: «الديمقراطية» stands for the forces only behind that."""
    return [
        rival
        for rival in rivals
        if not rival.pattern.short_of and not all(SELF in option for option in rival.pattern.context)
    ]


def _is_word(match: Match) -> bool:
    """Whether a place's name is a word that news has in other senses too («دوما»), or may be one: with the article
    («الطبقة الوسطى»), in Latin script, or a given name («سلمى حايك»).
    """
    return any(
        norm.startswith(ARTICLE) or norm.isascii() or norm in common_words() or norm in GIVEN_NAMES
        for norm in norms_of(match.pattern.alias)
    )
