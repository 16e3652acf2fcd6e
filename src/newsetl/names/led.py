"""What is asked for by who leads it: «الفصيل الذي يقوده قيس الخزعلي», «الدولة التي يرأسها شي جين بينغ»."""

from collections import Counter
from collections.abc import Iterator

from newsetl.arabic.forms import to_norm
from newsetl.arabic.tokens import norms_of
from newsetl.names.asking import QueryName
from newsetl.names.contexts import is_by_term
from newsetl.names.describing import KIND_NOUNS
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.given import LEADS, LED_BY
from newsetl.names.lands import lands_of
from newsetl.names.patterns import Patterns, surname_of
from newsetl.names.proclitics import ARTICLE
from newsetl.names.reading import Reading
from newsetl.names.seats import COUNTRY
from newsetl.names.tenures import HEADS

_LEADERS = frozenset(norms_of("قائد زعيم رئيس أمين مؤسس متزعم أمير مرشد مدير"))
"""What begins a name for who leads something: «زعيم العصائب»."""
_BODIES = frozenset(
    norms_of(f"{KIND_NOUNS['force']} {KIND_NOUNS['organisation']} حزب تيار ائتلاف تحالف كتلة قائمة جبهة")
)
_KINDS = ("organisation:", "force:")
_LONGEST = 3
"""Words of a name after a leader: «ميليشيا قيس الخزعلي»."""


def asked_by_leader(
    reading: Reading, names: list[QueryName], gazetteer: Gazetteer, patterns: Patterns
) -> QueryName | None:
    """The whole query as the country or the body whose leader it names; None where it does not."""
    norms = reading.norms
    asked = norms[0].removeprefix(ARTICLE) if norms else ""
    if not names or asked not in COUNTRY | _BODIES:
        return None
    leader = names[-1]
    behind = next((at for at, start in enumerate(reading.starts) if start >= leader.start), 0)
    others = [entity for name in names[:-1] for entity in name.entity_ids if not entity.startswith("place:")]
    alone = len(leader.entity_ids) == 1 and leader.entity_ids[0].startswith("person:")
    if not (alone and behind and norms[behind - 1] in LED_BY | LEADS and leader.end == reading.ends[-1]) or others:
        return None
    person = leader.entity_ids[0]
    found = _ruled(person, gazetteer) if asked in COUNTRY else _led(person, asked, gazetteer, patterns)
    return QueryName(reading.starts[0], reading.ends[-1], sorted(found), certain=True) if len(found) == 1 else None


def _ruled(person: str, gazetteer: Gazetteer) -> set[str]:
    """The countries of which a person is head of state or government."""
    offices = (norms_of(weak.alias) for weak in gazetteer.entries[person].weak_aliases if is_by_term(weak.context))
    heads = (office for office in offices if office and office[0].removeprefix(ARTICLE) in HEADS)
    return {land for office in heads for land in lands_of(gazetteer).within(office)}


def _led(person: str, asked: str, gazetteer: Gazetteer, patterns: Patterns) -> set[str]:
    """The body that a person leads, of the kind asked for if any is: the one by which most of his names call him."""
    led = Counter((*_in_his_names(person, gazetteer, patterns), *_called_after(person, gazetteer)))
    called = {one for one in led if asked in {*_first_words(one, gazetteer)}} or {*led}
    most = max((led[one] for one in called), default=0)
    return {one for one in called if led[one] == most}


def _in_his_names(person: str, gazetteer: Gazetteer, patterns: Patterns) -> Iterator[str]:
    """Bodies in the names of a person: of «زعيم العصائب»."""
    for listed in gazetteer.entries[person].all_names:
        name = norms_of(listed)
        if name and name[0].removeprefix(ARTICLE) in _LEADERS:
            inside = [m for m in patterns.find(name) if m.first and m.end == len(name) and m.pattern.role == "strong"]
            bodies = [m for m in inside if m.pattern.entity_id.startswith(_KINDS)]
            longest = max((m.end - m.first for m in bodies), default=0)
            yield from {
                m.pattern.entity_id for m in bodies if m.end - m.first == longest and m.pattern.role == "strong"
            }


def _called_after(person: str, gazetteer: Gazetteer) -> Iterator[str]:
    """Bodies that are called or described by the surname of who leads them: «ميليشيا الخزعلي»."""
    surname = surname_of(gazetteer.entries[person].ar)
    norm = to_norm(surname)
    bodies = (one for one in gazetteer.entries.values() if surname and one.kind in ("organisation", "force"))
    for body in bodies:
        listed = (norms_of(name) for name in (*body.all_names, *body.descriptions) if name.endswith(surname))
        if any(1 < len(name) <= _LONGEST and name[0] in _BODIES and name[-1] == norm for name in listed):
            yield body.id


def _first_words(entity_id: str, gazetteer: Gazetteer) -> Iterator[str]:
    for listed in gazetteer.entries[entity_id].names:
        yield from (norm.removeprefix(ARTICLE) for norm in norms_of(listed)[:1])
