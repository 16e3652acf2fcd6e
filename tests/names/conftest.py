"""A small gazetteer of the tests' own, so that the shipped packs may change freely."""

import pytest

from newsetl.names.gazetteer import Entry, Gazetteer, WeakAlias
from newsetl.names.linker import Linker


def entry(entity_id: str, ar: str, *aliases: str, **fields: object) -> Entry:
    """An entry with only what matters."""
    return Entry(id=entity_id, kind=entity_id.split(":")[0], ar=ar, en=entity_id, aliases=list(aliases), source="test", **fields)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """A prison in a quarter in a city, two forces, another prison, and an event."""
    the_prison = [["@self"], ["place:quarter"], ["place:city", "force:band"]]
    return Gazetteer(
        [
            entry(
                "facility:prison",
                "سجن غويران",
                "سجن الصناعة",
                "سجن الصناعة في حي غويران",
                "al-Sina'a prison",
                located_in="place:quarter",
                weak_aliases=[
                    WeakAlias(alias="السجن", context=the_prison, unless=["المؤبد", "لمدة"]),
                    WeakAlias(alias="سجن الحسكة", context=[["force:band"]]),
                ],
            ),
            entry(
                "facility:other",
                "سجن حلب المركزي",
                weak_aliases=[WeakAlias(alias="السجن", context=[["@self"]])],
            ),
            entry("place:quarter", "حي غويران", "غويران", located_in="place:city"),
            entry("place:city", "الحسكة", "مدينة الحسكة", located_in="place:country", lat=36.5, lon=40.75),
            entry("place:country", "سوريا"),
            entry(
                "place:gate",
                "مدينة الباب",
                weak_aliases=[WeakAlias(alias="الباب", context=[["مدينة"], ["ريف"]])],
            ),
            entry("force:band", "داعش", "تنظيم داعش", weak_aliases=[WeakAlias(alias="التنظيم", context=[["@self"]])]),
            entry("force:allies", "قوات سوريا الديمقراطية", "قسد"),
            entry("event:attack", "الهجوم على سجن غويران", place="facility:prison"),
        ]
    )


@pytest.fixture(scope="session")
def linker(gazetteer: Gazetteer) -> Linker:
    """Linker over the small gazetteer."""
    return Linker(gazetteer)
