"""A country or a region is asked for by its capital, and a capital by its country."""

import pytest

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from tests.conftest import entry

LINKER = Linker(
    Gazetteer(
        [
            entry("place:iraq", "العراق", demonyms=["عراقي"]),
            entry("place:nineveh", "نينوى", located_in="place:iraq"),
            entry("place:mosul", "الموصل", located_in="place:nineveh"),
            entry("place:baghdad", "بغداد", located_in="place:iraq"),
        ]
    )
)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("المحافظة العراقية الشمالية التي عاصمتها الموصل", ["place:nineveh"]),
        ("محافظة عراقية مركزها مدينة الموصل", ["place:nineveh"]),
        ("البلد الذي عاصمته بغداد", ["place:iraq"]),
        ("دولة عربية تقع عاصمتها على نهر بغداد", ["place:baghdad"]),
        ("مدينة الموصل وعاصمتها", ["place:mosul"]),
        ("عاصمة العراق", ["place:baghdad"]),
        ("قصف العاصمة العراقية", ["place:baghdad"]),
        ("عاصمة نينوى", ["place:nineveh"]),
    ],
)
def test_what_has_a_capital_is_asked_for_by_it(query: str, meant: list[str]) -> None:
    assert [one for name in LINKER.link_query(query) for one in name.entity_ids] == meant
