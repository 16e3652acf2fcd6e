"""Who held an office when a query says: «رئيس الوزراء العراقي في عهد أوباما», «رئيس فرنسا من 2012 إلى 2017», «وزير
الخارجية الأمريكي الذي سبق بومبيو».
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from newsetl.arabic.tokens import norms_of
from newsetl.names.asking import QueryName
from newsetl.names.contexts import is_by_term
from newsetl.names.dated import is_year
from newsetl.names.describing import OFFICES
from newsetl.names.gazetteer import Gazetteer, Tenure
from newsetl.names.lands import lands_of
from newsetl.names.patterns import Match, Pattern, Patterns
from newsetl.names.proclitics import ARTICLE
from newsetl.names.reading import Reading
from newsetl.names.tenures import AFTER, BEFORE, BY_ITSELF, HEADS, RELATIVE, SINCE, UNDER, WHEN
from newsetl.names.when import dates_among

_LEAST, _GAP = 45, 400
"""Days for which two terms overlap or one held office under the other, and between two holders at most."""
_FIRST, _LAST = date(1900, 1, 1), date(2100, 1, 1)
Days = tuple[date, date]


class _Office(NamedTuple):
    """One name of an office that a person held."""

    norms: list[str]
    term: Days


class Holders:
    """The offices of a gazetteer's persons, by their terms."""

    def __init__(self, gazetteer: Gazetteer, patterns: Patterns) -> None:
        self._gazetteer, self._patterns = gazetteer, patterns

    def narrowed(self, names: list[QueryName], reading: Reading, offices: Iterable[Match]) -> list[QueryName]:
        """The names of a query, for an office that several persons held those whom the query means by the years in
        which they did, or by under whom, or before or after whom.
        """
        if succeeding := self._in_succession(names, reading):
            return succeeding
        # «كاميرون» is asked for beside an office of his that he held for a while
        terms = {(m.first, m.end, m.pattern.entity_id): m.pattern.term for m in offices if _is_persons(m.pattern)}
        for at, name in enumerate(names):
            first, end = _span(name, reading)
            held = {e: _days(terms[first, end, e]) for e in name.entity_ids if (first, end, e) in terms}
            if len(held) != len(name.entity_ids) or not _is_office(reading.norms[first]):
                continue
            narrower = self._under(names, at, held, reading) or _in_years(names, at, held, reading)
            if narrower:
                return narrower
        return names

    def _under(
        self, names: list[QueryName], at: int, held: dict[str, Days], reading: Reading
    ) -> list[QueryName] | None:
        """Names where the words behind an office say under whom: «في عهد أوباما», «في حكومة العبادي», «في إدارة ترامب»,
        though that is a name of all American governments.
        """
        behind = _span(names[at], reading)[1]
        said = (where for where in range(behind, len(reading.norms)) if reading.norms[where] not in WHEN - UNDER)
        first = next(said, behind)
        if first >= len(reading.norms) or reading.norms[first] not in UNDER:
            return None
        while first + 1 < len(reading.norms) and reading.norms[first + 1] in UNDER:
            first += 1
        government = next((one for one in names[at + 1 :] if _span(one, reading)[0] in (first, first + 1)), None)
        entry = self._gazetteer.entries[government.entity_ids[0]] if government else None
        if government and entry and entry.kind == "organisation" and entry.valid_from:
            reigns, end = [_days((entry.valid_from, entry.valid_to))], _span(government, reading)[1]
        else:
            chiefs = [m for m in self._patterns.find(reading.norms[first + 1 :]) if not m.first]
            longest = max((m.end for m in chiefs), default=0)
            heads = {m.pattern.entity_id for m in chiefs if m.end == longest and _is_persons(m.pattern)}
            reigns, end = [reign for head in sorted(heads) for reign in self._reigns(head)], first + 1 + longest
        under = [e for e, term in held.items() if any(_overlap(term, reign) >= _LEAST for reign in reigns)]
        # whoever alone held it did so under him
        under = under or (list(held) if len(held) == 1 and end > first + 1 else [])
        if not under:
            return None
        whole = QueryName(names[at].start, reading.ends[end - 1], under, certain=True)
        return [*names[:at], whole, *(name for name in names[at + 1 :] if name.start >= whole.end)]

    def _reigns(self, head: str) -> list[Days]:
        """When somebody was head of a state or a government, without the terms of those who came between."""
        found: list[Days] = []
        for office in self._offices(head):
            if _bare(office.norms[0]) not in HEADS:
                continue
            first, last = office.term
            for then, until in sorted(term for term in self._held(office.norms).values() if term[0] > first):
                found.append((first, min(then, last)))
                first = until
            found.append((first, last))
        return found

    def _in_succession(self, names: list[QueryName], reading: Reading) -> list[QueryName] | None:
        """Names where the query begins with who held an office before or after somebody named."""
        for at, name in enumerate(names):
            first, end = _span(name, reading)
            person = name.entity_ids[0]
            if not first or len(name.entity_ids) > 1 or not person.startswith("person:"):
                continue
            turn = reading.norms[first - 1]
            before = [norm for norm in reading.norms[: first - 1] if norm not in RELATIVE]
            if turn not in BEFORE | AFTER or (not before and turn not in BY_ITSELF):
                continue
            tail = reading.norms[end:]
            tail = tail[1:] if tail[:1] == ["في"] else []
            beside = {
                self._beside(office, person, earlier=turn in BEFORE)
                for office in self._offices(person)
                if (not before or _bare(before[0]) == _bare(office.norms[0])) and self._is_of([*before, *tail], office)
            }
            if found := sorted(filter(None, beside)):
                last = _span(name, reading)[1] + (len(tail) + 1 if tail else 0)
                whole = QueryName(reading.starts[0], reading.ends[last - 1], found, certain=True)
                return [whole, *(one for one in names[at + 1 :] if one.start >= whole.end)] if len(found) == 1 else None
        return None

    def _beside(self, office: _Office, person: str, *, earlier: bool) -> str:
        """Who held an office right before or after somebody; empty where nobody is known."""
        others = [
            (term, entity)
            for entity, term in self._held(office.norms).items()
            if entity != person and (term[0] < office.term[0]) == earlier
        ]
        if not others:
            return ""
        term, entity = max(others) if earlier else min(others)
        gap = office.term[0] - term[1] if earlier else term[0] - office.term[1]
        return entity if gap.days <= _GAP else ""

    def _held(self, norms: Sequence[str]) -> dict[str, Days]:
        """Person → the term in which an office was his, in normalised words."""
        whole = (m.pattern for m in self._patterns.find(list(norms)) if (m.first, m.end) == (0, len(norms)))
        return {p.entity_id: _days(p.term) for p in whole if _is_persons(p) and is_by_term(p.context)}

    def _offices(self, person: str) -> list[_Office]:
        entry = self._gazetteer.entries[person]
        by_term = (weak for weak in entry.weak_aliases if is_by_term(weak.context))
        offices = (_Office(norms_of(weak.alias), _days(entry.term_of(weak))) for weak in by_term)
        return [office for office in offices if office.norms]

    def _is_of(self, said: list[str], office: _Office) -> bool:
        """Whether all words that say of which office somebody is stand in its name, or say its country otherwise."""
        lands = lands_of(self._gazetteer)
        own = {_bare(norm) for norm in office.norms}
        left = [norm for norm in said if _bare(norm) not in own]
        return not left or (bool(wanted := {*lands.within(left)}) and wanted <= {*lands.within(office.norms)})


def _in_years(names: list[QueryName], at: int, held: dict[str, Days], reading: Reading) -> list[QueryName] | None:
    """Names where an office is narrowed to who held it in the years that the query says, which say nothing else."""
    end = _span(names[at], reading)[1]
    years = [where for where, norm in enumerate(reading.norms) if is_year(norm) and where >= end]
    if not years or len(dates_among(reading.norms)) != len(years):
        return None  # a month is that of the reports
    if not {*reading.norms[end : years[-1]]} <= WHEN | RELATIVE | {reading.norms[where] for where in years}:
        return None
    first, last = (int(reading.norms[where]) for where in (years[0], years[-1]))
    wanted = (date(first, 1, 1), date(last, 12, 31))
    shares = {entity: _overlap(term, wanted) for entity, term in held.items()}
    most = max(shares.values())
    # of several in one year all, of several years the one who held it longest
    found = [e for e, days in shares.items() if days > 0 and (first == last or days == most)]
    if not SINCE.isdisjoint(reading.norms[end : years[0]]):
        found = [entity for entity in found if held[entity][0].year == first] or found
    if not 0 < len(found) < len(held):
        return None
    # «الرئيس الفرنسي 2018» asks for its reports too
    until = reading.ends[years[-1]] if end < years[0] else names[at].end
    narrower = QueryName(names[at].start, until, found, certain=True)
    return [*names[:at], narrower, *(name for name in names[at + 1 :] if name.start >= narrower.end)]


def _span(name: QueryName, reading: Reading) -> tuple[int, int]:
    """First word of a name and the one behind it."""
    inside = [at for at, start in enumerate(reading.starts) if name.start <= start < name.end]
    return inside[0], inside[-1] + 1


def _days(term: Tenure) -> Days:
    first, last = (date.fromisoformat(day) if day else None for day in term)
    return first or _FIRST, last or _LAST


def _overlap(term: Days, other: Days) -> int:
    """For how many days two terms are both."""
    return (min(term[1], other[1]) - max(term[0], other[0])).days


def _is_office(norm: str) -> bool:
    return norm in OFFICES or _bare(norm) in OFFICES | HEADS


def _is_persons(pattern: Pattern) -> bool:
    return pattern.entity_id.startswith("person:")


def _bare(norm: str) -> str:
    return norm.removeprefix(ARTICLE)
