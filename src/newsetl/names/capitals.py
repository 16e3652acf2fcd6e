"""Capitals by whose names the press calls a government: «واشنطن تعلن», «قصفت أنقرة»."""

from collections.abc import Mapping

from newsetl.arabic.forms import to_norm
from newsetl.arabic.tokens import norms_of
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.reading import Reading

_CAPITALS = (
    "abu-dhabi amman ankara baghdad beijing beirut berlin brussels cairo damascus doha islamabad kabul khartoum kyiv "
    "london madrid manama moscow new-delhi paris pyongyang rabat riyadh rome sanaa tehran tel-aviv tokyo washington"
)
"""Tel Aviv too, as Arabic outlets have it."""
_PLACING = frozenset(
    norms_of("""
    في من إلى نحو عن قرب قريبا فوق حول خارج داخل وسط عبر صوب شمال جنوب شرق غرب شمالي جنوبي شرقي غربي
    مدينة العاصمة محافظة ريف مطار شوارع جامعة فريق نادي منتخب سكان أهالي مهرجان معرض
    وصل وصلت زار زارت غادر غادرت دخل دخلت احتل احتلت
    """)
)
"""Before a capital: the city is meant."""
_IN = to_norm("ب")


def capitals_of(gazetteer: Gazetteer) -> Mapping[str, str]:
    """Country, the outermost place around a capital, → that capital; without those that lie in nothing."""
    known = (f"place:{name}" for name in _CAPITALS.split())
    around = ((one, gazetteer.containing(one)) for one in known if one in gazetteer.entries)
    return {places[-1]: one for one, places in around if places}


def with_governments(
    named: dict[str, list[int]], reading: Reading, capitals: Mapping[str, str]
) -> dict[str, list[int]]:
    """Entity → indices of its mentions, of countries with those of capitals that may be their governments."""
    added: dict[str, list[int]] = {}
    for country, capital in capitals.items():
        if governing := [at for at in named.get(capital, ()) if not _is_city(at, reading)]:
            added[country] = sorted({*named.get(country, ()), *governing})
    return {**named, **added} if added else named


def _is_city(at: int, reading: Reading) -> bool:
    """Whether what stands before a capital's name says that the city is meant: «في دمشق», «فريق بغداد»."""
    norm, owner = reading.norms[at], reading.taken[at]
    name = to_norm(owner.pattern.alias) if owner else norm
    return (at > 0 and reading.norms[at - 1] in _PLACING) or norm.startswith(_IN + name[0])
