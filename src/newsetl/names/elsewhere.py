"""Namesakes of places: «رأس العين» of a report that names Baalbek, and nothing of Syria, is not the Syrian town."""

from collections.abc import Iterable

from newsetl.names.gazetteer import Gazetteer

_NEIGHBOURS = frozenset(
    f"place:{name}"
    for name in (
        *("syria", "iraq", "lebanon", "jordan", "palestinian-territories", "israel", "egypt", "turkey", "iran"),
        *("saudi-arabia", "kuwait", "qatar", "bahrain", "oman", "yemen", "united-arab-emirates", "gulf"),
        *("libya", "tunisia", "algeria", "morocco", "sudan", "mauritania"),
    )
)
"""Countries that share names: of far ones reports say where people fled to."""


def namesakes(named: Iterable[tuple[str, bool]], gazetteer: Gazetteer) -> set[str]:
    """Of the entities named in a report, those for which a namesake is likelier meant.

    They are towns and facilities whose country nothing else in the report belongs to, where it names places of a
    neighbouring one and no person, force or event.

    ``named`` are ids, each with whether a name of its own stands there and not only an adjective.
    """
    by_name: dict[str, bool] = {}
    for entity_id, own in named:
        by_name[entity_id] = own or by_name.get(entity_id, False)
    if not all(entity_id.startswith(("place:", "facility:")) for entity_id in by_name):
        return set()
    # a ship of a navy lies in no country
    countries = {entity_id: gazetteer.country_of(entity_id) or entity_id for entity_id in by_name}
    elsewhere = {}
    for entity_id, country in countries.items():
        if country == entity_id or (entity_id.startswith("place:") and not gazetteer.is_local(entity_id)):
            continue  # the capitals and great cities of the world are hardly ever somewhere else
        others = [other for other in by_name if other != entity_id]
        at_home = any(countries[other] == country for other in others)
        abroad = any(by_name[other] and countries[other] in _NEIGHBOURS - {country} for other in others)
        elsewhere[entity_id] = abroad and not at_home
    # of two towns of two countries, each alone, nothing tells which is misread
    far = {entity_id for entity_id, is_far in elsewhere.items() if is_far}
    return far if len({countries[entity_id] for entity_id in far}) == 1 else set()
