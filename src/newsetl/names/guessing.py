"""What a query most probably means where names leave words of it that ask: «الضفة الشرقية لدجلة في العاصمة العراقية»
is Rusafa.
"""

from bisect import bisect_left
from functools import cached_property
from operator import or_

from newsetl.arabic.tokens import norms_of
from newsetl.names.asking import QueryName
from newsetl.names.described import alike_stems
from newsetl.names.describing import OFFICES, SIDES
from newsetl.names.explaining import LONGEST_QUERY, SORANI_A, Explainer
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.given import LED_BY
from newsetl.names.lands import OFFICIAL, lands_of
from newsetl.names.patterns import BREAK
from newsetl.names.profiles import Profiles
from newsetl.names.reading import Reading
from newsetl.names.stems import IGNORED
from newsetl.names.when import is_date, is_within, with_days

_ENOUGH = 3
"""Words by which a thing is guessed; beside a name of the thing itself, so many others."""

_NAMED = 1.15
"""What speaks for a thing, no place, that the query names."""
_OTHERS = LED_BY | frozenset(norms_of("الذي التي الذين who which"))
"""In a query that names a person to say whom else it means."""
_LAND_BY = 3
"""Words of a query that say of which land a thing is."""
_SITES = ("place:", "facility:")
_BESIDE_ONE = 2
"""Words that one name leaves at least: «زيارة سجن غويران» says what it asks for."""


class Guesser:
    """Finds the entity whose profile the words of a query fit best."""

    def __init__(self, gazetteer: Gazetteer, explainer: Explainer) -> None:
        self._gazetteer, self._explainer = gazetteer, explainer

    @cached_property
    def _profiles(self) -> Profiles:
        return self._gazetteer.table("profiles", lambda: Profiles(self._gazetteer, self._explainer.tables))

    def guess(self, query: str, reading: Reading, names: list[QueryName]) -> QueryName | None:
        """The query, but for dates at its ends, as that entity; None where names and words that only ask are all of it,
        or where nothing fits well enough.
        """
        norms = reading.norms
        asks = [norm[0] != BREAK and norm not in IGNORED for norm in norms]
        dated = [is_date(self._explainer.tables.stem(norm)) for norm in norms]
        # a month's day too
        before = [norm.isdecimal() and then for norm, then in zip(norms, [*dated[1:], False], strict=False)]
        dated = list(map(or_, dated, before))
        bare = [at for at in range(len(norms)) if asks[at] and not dated[at]]
        spans = [range(*(bisect_left(reading.starts, at) for at in (name.start, name.end))) for name in names]
        left = [at for at in bare if norms[at] not in SIDES and not any(at in span for span in spans)]
        if len(left) < (_BESIDE_ONE if len(names) == 1 else 1) or len(norms) > LONGEST_QUERY:
            return None
        stems = self._stems([norm for norm, asking in zip(norms, asks, strict=True) if asking], SORANI_A in query)
        said, when = ([stem for stem in stems if is_date(stem) == wanted] for wanted in (False, True))

        named = {e for name in names if name.certain for e in name.entity_ids if not e.startswith(_SITES)}

        # «المدينة الأمريكية التي فيها مقر الأمم المتحدة»
        land = next(filter(None, map(lands_of(self._gazetteer).of, norms[1:_LAND_BY])), None)

        def weigh(entity_id: str) -> float:
            if land and entity_id.startswith("place:") and self._gazetteer.country_of(entity_id) != land:
                return 0
            event = self._gazetteer.entries[entity_id] if entity_id.startswith("event:") else None
            if event and not all(is_within(stem, event) for stem in when):
                return 0
            return _NAMED if entity_id in named else 1

        best = self._profiles.best(said, weigh) if len(said) >= _ENOUGH else None
        if best and any(reading.is_given_name(at) and not self._has(best, norms[at]) for at in left):
            return None  # «قائمة محمد علاوي» is not Iyad Allawi's
        if best and self._is_beside_person(best, names, query, norms):
            return None
        if best is None or self._is_named(best, names, query, len(left)):
            return None
        span = (reading.starts[bare[0]], reading.ends[bare[-1]])
        return QueryName(*span, [best], certain=False, described=True, guessed=True)

    def _is_beside_person(self, best: str, names: list[QueryName], query: str, norms: list[str]) -> bool:
        """Whether a person is named with an office, and the best fit is another, or a body: «مساعد وزير الخارجية
        الإيراني عباس عراقجي» is the man; «… الذي حل محله بولتون» is not.
        """
        if not best.startswith(tuple(f"{kind}:" for kind in OFFICIAL)) or not _OTHERS.isdisjoint(norms):
            return False
        first, last = names[:1], names[-1:] if norms and norms[0] in OFFICES else []
        with_office = [name for name in first if not query[: name.start].strip()]
        with_office += [name for name in last if not query[name.end :].strip()]
        named = {e for name in with_office if name.certain for e in name.entity_ids if e.startswith("person:")}
        return bool(named) and best not in named

    def _is_named(self, best: str, names: list[QueryName], query: str, left: int) -> bool:
        """Whether the names of a query say rather what is meant: the thing itself, what lies in it, or a person of whom
        no description of the best fit speaks.
        """
        tables = self._explainer.tables
        for name in names:
            for entity in name.entity_ids:
                if (entity == best and left < _ENOUGH) or best in self._gazetteer.containing(entity):
                    return True
                if name.certain and entity != best and best.startswith("person:") and entity.startswith("person:"):
                    typed = tables.stems(query[name.start : name.end])
                    if not any(typed <= stems for stems in tables.described.get(best, ())):
                        return True
        return False

    def _has(self, entity_id: str, norm: str) -> bool:
        """Whether a word stands in a name or a description of an entity."""
        tables = self._explainer.tables
        listed = (*tables.spelled.get(entity_id, ()), *tables.described.get(entity_id, ()))
        return any(tables.stem(norm) in stems for stems in listed)

    def _stems(self, norms: list[str], sorani: bool) -> list[str]:
        """What the words of a query stand for, each once, in their order; what no profile has may be a slip."""
        found: list[str] = []
        for norm in with_days(norms):
            plain = alike_stems(self._explainer.tables.loosely(norm))
            if not any(map(self._profiles.knows, plain)):
                plain = alike_stems(self._explainer.stems_in_query(norm, cut=False, sorani=sorani)[0])
            found += sorted(plain)
        return list(dict.fromkeys(found))
