"""Both engines behind one fixture: the embedded one always, Elasticsearch where a server is named.

``NEWSETL_TEST_ES_URL`` names it; ``tools/elasticsearch_local.py -- pytest tests/contract`` starts one.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsetl.index.documents import Document
from newsetl.index.engine import Engine
from newsetl.index.factory import open_engine
from newsetl.names.gazetteer import Entry, Gazetteer, concept_token
from newsetl.settings import Settings
from tests.server import PATIENCE, client_of, named_server

START = datetime(2022, 1, 20, 12, tzinfo=UTC)
PRISON, CITY, GROUP = "ghwayran-prison", "hasakah", "islamic-state"
ENTRIES = [
    Entry(
        id=PRISON,
        kind="facility",
        ar="سجن غويران",
        en="Ghweran prison",
        aliases=["سجن الصناعة", "معتقل غويران", "سجن الصناعة في غويران"],
        located_in=CITY,
        source="test",
    ),
    Entry(id=CITY, kind="place", ar="الحسكة", en="Hasakah", aliases=["محافظة الحسكة", "الحسكه"], source="test"),
    Entry(id=GROUP, kind="group", ar="داعش", en="ISIS", aliases=["تنظيم الدولة الإسلامية"], source="test"),
    Entry(id="amal-camp-north", kind="facility", ar="مخيم الأمل", en="Amal camp", source="test"),
    Entry(id="amal-camp-south", kind="facility", ar="مخيم الأمل", en="South Amal camp", source="test"),
]


@dataclass(frozen=True)
class Place:
    """One engine's home: any number of engines may be opened on it."""

    kind: str
    settings: Settings

    def open(self, gazetteer: Gazetteer, **changes: Any) -> Engine:
        return open_engine(self.settings.model_copy(update=changes), gazetteer)


def make_document(article_id: str, title: str = "عنوان", body: str = "نص الخبر", **fields: Any) -> Document:
    entities = fields.pop("entities", [])
    when = fields.pop("timeline_at", START)
    values: dict[str, Any] = {
        "version": 10,
        "url": f"https://news.example/{article_id}",
        "source": "barada",
        "outlet": "بردى",
        "affiliation": "independent",
        "route": "live",
        "lang": "ar",
        "observed_at": when,
        "fetched_at": when,
        "date_quality": "published",
        "content_hash": article_id,
        "concepts": [concept_token(entity) for entity in entities],
        "about_ids": entities,
    }
    return Document(article_id=article_id, title=title, body=body, timeline_at=when, **values | fields)


REPORTS: dict[str, dict[str, Any]] = {
    "bare": {
        "title": "هجوم على سجن غويران",
        "body": "هاجم مسلحون من داعش البوابة الرئيسة فجر الخميس.",
        "entities": [PRISON, CITY, GROUP],
        "source": "furat",
        "tags": ["أمن", "سوريا"],
    },
    "alias": {
        "title": "اشتباكات قرب سجن الصناعة",
        "body": "تجددت الاشتباكات في المدينة بعد هجوم ليلي.",
        "entities": [PRISON, CITY],
        "tags": ["أمن"],
        "with_countries": ["islamic-state syria", "islamic-state iraq"],
    },
    "latin": {
        "title": "Ghweran prison attack enters third day",
        "body": "Fighting went on around the Ghweran prison.",
        "entities": [PRISON, CITY],
        "lang": "en",
    },
    "attached": {"title": "حريق بسجنِ غُوَيْران", "body": "أخمدت الفرق النيران.", "entities": [PRISON, CITY]},
    "context": {
        "title": "قتلى في محيط السجن",
        "body": "قال تنظيم الدولة الإسلامية إنه هاجم السجن في الحسكة.",
        "entities": [PRISON, CITY, GROUP],
        "is_primary": False,
    },
    "market": {"title": "سوق حي غويران يستعيد زبائنه", "body": "عاد التجار إلى السوق الشعبي في الحي.", "entities": []},
    "ministry": {"title": "وزارة الصناعة تعلن خطة", "body": "قالت الوزارة إن الخطة تشمل المصانع.", "entities": []},
    "aleppo": {"title": "سجن حلب المركزي", "body": "زيارة إلى سجن حلب وحي غويران في يوم واحد.", "entities": []},
    "wheat-title": {"title": "ارتفاع أسعار القمح", "body": "تحدث التجار عن موسم ضعيف هذا العام.", "entities": []},
    "wheat-body": {"title": "موسم ضعيف هذا العام", "body": "تحدث التجار عن أسعار القمح في السوق.", "entities": []},
    "presentation": {"title": "ﻣﺼﺮ ﺗﺴﺘﻮﺭﺩ الشعير", "body": "اشترت كميات من روسيا", "entities": []},
    "keyboard": {"title": "کردستان العراق والمياه", "body": "مباحثات حول السدود", "entities": []},
    "camp": {"title": "أمطار في المخيمات", "body": "غرقت خيام", "entities": ["amal-camp-south"]},
    "camp-named": {"title": "شتاء قاس في مخيم الأمل", "body": "وصلت المساعدات", "entities": ["amal-camp-north"]},
}


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer(ENTRIES)


@pytest.fixture(scope="session")
def make() -> Callable[..., Document]:
    return make_document


@pytest.fixture(scope="session")
def documents() -> list[Document]:
    """The reports, a minute apart, in the order of their definition."""
    return [
        make_document(name, **{"timeline_at": START + timedelta(minutes=number), **fields})
        for number, (name, fields) in enumerate(REPORTS.items())
    ]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a server ``es``; drop the embedded half of tests that are about Elasticsearch alone."""
    pointless = []
    for item in items:
        kind = (
            item.callspec.params.get("kind")
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
            else None
        )
        fixtures = getattr(item, "fixturenames", ())
        if kind == "embedded" and "on_server" in fixtures:
            pointless.append(item)
        elif kind == "elasticsearch" or "server_url" in fixtures:
            item.add_marker(pytest.mark.es)
    config.hook.pytest_deselected(items=pointless)
    items[:] = [item for item in items if item not in pointless]


@pytest.fixture(scope="session", params=["embedded", "elasticsearch"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def server_url() -> str:
    """The Elasticsearch to test on: a skip without one, a failure where CI requires it."""
    return named_server()


def _new_place(kind: str, folder: Path) -> Place:
    alias = f"test-{uuid.uuid4().hex[:12]}"
    if kind == "embedded":
        return Place(kind, Settings(data_dir=folder, index_alias=alias, _env_file=None))
    return Place(
        kind,
        Settings(data_dir=folder, index_url=named_server(), index_timeout=PATIENCE, index_alias=alias, _env_file=None),
    )


def _remove(place: Place) -> None:
    if place.kind == "elasticsearch":
        with client_of(place.settings.index_url) as client:
            alias = place.settings.index_alias
            names = list(client.indices.get(index=[alias, f"{alias}-*"], ignore_unavailable=True))
            if names:
                client.indices.delete(index=names)


@pytest.fixture
def place(kind: str, tmp_path: Path) -> Iterator[Place]:
    """A home of its own for one test."""
    home = _new_place(kind, tmp_path)
    yield home
    _remove(home)


@pytest.fixture(scope="module")
def open_place(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Place]]:
    """Homes for one module's tests."""
    made: list[Place] = []

    def open_one() -> Place:
        made.append(_new_place(kind, tmp_path_factory.mktemp("place")))
        return made[-1]

    yield open_one
    for home in made:
        _remove(home)


@pytest.fixture
def unprepared(place: Place, gazetteer: Gazetteer) -> Engine:
    """An engine whose index does not exist yet."""
    return place.open(gazetteer)


@pytest.fixture
def engine(unprepared: Engine) -> Engine:
    """An empty, prepared engine."""
    unprepared.prepare()
    return unprepared


@pytest.fixture(scope="session")
def stocked(
    kind: str, gazetteer: Gazetteer, documents: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """An engine that holds ``documents``: only for reading."""
    home = _new_place(kind, tmp_path_factory.mktemp("stocked"))
    engine = home.open(gazetteer)
    engine.prepare()
    engine.write(documents)
    yield engine
    _remove(home)
