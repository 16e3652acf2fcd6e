"""Capitals by whose names the press calls a government: «واشنطن تعلن», «أنقرة قصفت»."""

from collections.abc import Mapping

from newsetl.names.gazetteer import Gazetteer

_CAPITALS = (
    "abu-dhabi amman ankara baghdad beijing beirut berlin brussels cairo damascus doha islamabad kabul khartoum kyiv "
    "london madrid manama moscow new-delhi paris pyongyang rabat riyadh rome sanaa tehran tel-aviv tokyo washington"
)
"""Tel Aviv too, as Arabic outlets have it."""


def capitals_of(gazetteer: Gazetteer) -> Mapping[str, str]:
    """Country, the outermost place around a capital, → that capital; without those that lie in nothing."""
    known = (f"place:{name}" for name in _CAPITALS.split())
    around = ((one, gazetteer.containing(one)) for one in known if one in gazetteer.entries)
    return {places[-1]: one for one, places in around if places}
