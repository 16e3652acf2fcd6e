"""What lies on which side of a town: «ريف حمص الشمالي» contains what lies north of Homs, told by coordinates, or by the
entry itself: Afrin, north-west of Aleppo, is a district of its own, which nobody means by «ريف حلب الشمالي».
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import atan2, cos, degrees, radians
from typing import NamedTuple, Protocol

BEARINGS = {"north": 0, "east": 90, "south": 180, "west": 270}
"""Degrees, clockwise from north."""
REACH = 60
"""Degrees to either hand: what lies north-east is on the north and on the east side."""


class Located(Protocol):
    """What is asked of an entry; coordinates in degrees."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def located_in(self) -> str | None: ...  # noqa: D102
    @property
    def lat(self) -> float | None: ...  # noqa: D102
    @property
    def lon(self) -> float | None: ...  # noqa: D102
    @property
    def side(self) -> str | None: ...  # noqa: D102
    @property
    def side_of(self) -> str | None: ...  # noqa: D102
    @property
    def on_sides(self) -> list[str] | None: ...  # noqa: D102


class _Side(NamedTuple):
    id: str
    town: str
    bearing: int


class Sides:
    """The sides of each region."""

    def __init__(self, entries: Mapping[str, Located]) -> None:
        self._entries = entries
        self._of_region: dict[str, list[_Side]] = defaultdict(list)
        # in one order, whatever the packs'
        for _, entry in sorted(entries.items()):
            if entry.side and entry.side_of and entry.located_in:
                self._of_region[entry.located_in].append(_Side(entry.id, entry.side_of, BEARINGS[entry.side]))

    def of(self, way: Sequence[str]) -> tuple[int, list[str]]:
        """Those sides of its region that an entity lies on, and where the region stands in ``way``: the entity and the
        places that contain it, nearest first. The town itself lies on no side of it.
        """
        for at, region in enumerate(way):
            sides = [side for side in self._of_region.get(region, ()) if side.town not in way and side.id not in way]
            if sides:
                within = [entry for one in way[:at] if (entry := self._entries.get(one))]
                told = next((entry.on_sides for entry in within if entry.on_sides is not None), None)
                if told is not None:
                    return at, [side.id for side in sides if side.id in told]
                return at, [side.id for side in sides if self._lies(way[:at], side)]
        return 0, []

    def in_region(self, region: str) -> list[str]:
        """The sides of a region."""
        return [side.id for side in self._of_region.get(region, ())]

    def _lies(self, way: Iterable[str], side: _Side) -> bool:
        """Whether the nearest of these that has coordinates lies there."""
        town = _point(self._entries.get(side.town))
        here = next((point for place in way if (point := _point(self._entries.get(place)))), None)
        if not town or not here or here == town:
            return False
        north, east = here[0] - town[0], (here[1] - town[1]) * cos(radians(town[0]))
        off = abs(degrees(atan2(east, north)) % 360 - side.bearing)
        return min(off, 360 - off) <= REACH


def _point(entry: Located | None) -> tuple[float, float] | None:
    return None if entry is None or entry.lat is None or entry.lon is None else (entry.lat, entry.lon)
