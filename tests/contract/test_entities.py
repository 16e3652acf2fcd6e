"""What the index says of one entity, on both engines."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from newsetl.index.documents import Document
from newsetl.index.engine import Engine
from newsetl.names.gazetteer import Gazetteer
from newsetl.search import entities
from newsetl.search.entities import Beside, profile
from tests.contract.conftest import CITY, GROUP, PRISON

DAYS = (
    datetime(2019, 5, 1, tzinfo=UTC),
    datetime(2021, 12, 31, 23, 59, tzinfo=UTC),
    datetime(2022, 1, 1, tzinfo=UTC),
)


@pytest.fixture
def engine(unprepared: Engine, make: Callable[..., Document]) -> Engine:
    unprepared.prepare()
    about = [make(f"about-{n}", timeline_at=when, entities=[PRISON, CITY]) for n, when in enumerate(DAYS)]
    mentioning = make(
        "mentioning", timeline_at=DAYS[1] + timedelta(seconds=5), entities=[GROUP], mentioned_ids=[PRISON]
    )
    possible = make("possible", timeline_at=datetime(2015, 1, 1, tzinfo=UTC), possible_ids=[PRISON])
    unprepared.write([*about, mentioning, possible])
    return unprepared


@pytest.mark.parametrize("paged", [entities._PAGED, 1])
def test_an_entity_is_counted_over_all_its_reports(
    engine: Engine, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, paged: int
) -> None:
    """However far the engine pages."""
    monkeypatch.setattr(entities, "_PAGED", paged)
    found = profile(gazetteer.entries[PRISON], engine, gazetteer)
    assert found.reports == {"about": 3, "mentioned": 1, "possible": 1}
    assert found.first
    assert found.last
    assert (found.first.id, found.last.id) == ("about-0", "about-2")
    assert found.years == {2019: 1, 2021: 2, 2022: 1}
    assert found.beside == [Beside(id=CITY, label="الحسكة", reports=3), Beside(id=GROUP, label="داعش", reports=1)]
    assert found.outlets == [("بردى", 4)]


def test_an_entity_without_reports_has_no_first_and_last(engine: Engine, gazetteer: Gazetteer) -> None:
    found = profile(gazetteer.entries["amal-camp-north"], engine, gazetteer)
    assert (found.first, found.last, found.years, found.outlets, found.beside) == (None, None, {}, [], [])
