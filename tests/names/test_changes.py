"""A report that a change is said not to touch is linked by the new names exactly as by the old ones."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsetl.enrich.stage import content_digest, enrich_article
from newsetl.index.documents import Outlet, make_document
from newsetl.ingest.sources import SAMPLE
from newsetl.names.changes import Changes, difference
from newsetl.names.gazetteer import Entry, Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from newsetl.names.loading import load_gazetteer
from newsetl.records import Article, EnrichedArticle
from tests.conftest import PACKS, entry

WORDS = [
    *("سجن غويران", "غويران", "بغويران", "سجن الصناعة", "السجن", "الصناعة", "سجن حلب المركزي", "حي غويران", "الحسكة"),
    *("للحسكة", "سوريا", "السورية", "السوريون", "الرقة", "مدينة الباب", "الباب", "ريف", "مدينة", "داعش", "التنظيم"),
    *("قسد", "قوات سوريا الديمقراطية", "جون كيربي", "كيربي", "الهجوم على سجن غويران", "هجوم", "هجمات", "قال", "أمس"),
    *("Ghweran prison", "al-Sina'a prison", "place:city", "الجديد", "المخيم الجديد", "New Camp", ".", "\n\n", "،"),
]
NAMES = [
    "المخيم الجديد",
    "الجديد",
    "السجن",
    "سجن الجديد",
    "الصناعة",
    "التنظيم",
    "New Camp",
    "كيربي",
    "ريف الحسكة",
    "هجوم",
]

OUTER = ("place:country", "place:raqqa")
"""Stay where they are, so that others can be moved into them."""


def add(rng: random.Random, entries: dict[str, Entry]) -> None:
    place = rng.choice([None, "place:city", "place:country", "place:raqqa"])
    weak = [WeakAlias(alias=rng.choice(NAMES), context=[[rng.choice(sorted(entries))], ["@self"]])]
    new = Entry(
        id="place:new",
        kind="place",
        ar=rng.choice(NAMES),
        en="New Camp",
        source="test",
        located_in=place,
        weak_aliases=weak if rng.random() < 0.5 else [],
    )
    entries[new.id] = new


def remove(rng: random.Random, entries: dict[str, Entry]) -> None:
    used = {place for entry in entries.values() for place in (entry.located_in, entry.place)} | {*OUTER}
    entries.pop(rng.choice([entity_id for entity_id in sorted(entries) if entity_id not in used]))


def _alter(rng: random.Random, entries: dict[str, Entry], **fields: Any) -> None:
    entity_id = rng.choice(sorted(entries))
    entries[entity_id] = entries[entity_id].model_copy(update=fields)


def alias(rng: random.Random, entries: dict[str, Entry]) -> None:
    entity_id = rng.choice(sorted(entries))
    known = entries[entity_id].aliases
    kept = known[1:] if known and rng.random() < 0.4 else [*known, rng.choice(NAMES)]
    entries[entity_id] = entries[entity_id].model_copy(update={"aliases": kept})


def weak(rng: random.Random, entries: dict[str, Entry]) -> None:
    context = rng.choice([["@self"], ["place:city"], ["force:band"], ["مدينة"], ["place:country", "force:band"]])
    found = [WeakAlias(alias=rng.choice(NAMES), context=[context], unless=rng.choice([[], ["قال"]]))]
    _alter(rng, entries, weak_aliases=found if rng.random() < 0.7 else [])


def moved(rng: random.Random, entries: dict[str, Entry]) -> None:
    # never into something that lies within: gazetteers have no such circles
    entity_id = rng.choice([i for i in sorted(entries) if i not in OUTER])
    where = rng.choice([None, *OUTER])
    entries[entity_id] = entries[entity_id].model_copy(update={"located_in": where})


def label(rng: random.Random, entries: dict[str, Entry]) -> None:
    _alter(rng, entries, ar=rng.choice(NAMES))


def coordinates(rng: random.Random, entries: dict[str, Entry]) -> None:
    _alter(rng, entries, lat=round(rng.uniform(32, 37), 2), lon=40.0)


def event(rng: random.Random, entries: dict[str, Entry]) -> None:
    place = rng.choice(sorted(i for i in entries if i.startswith(("place", "facility"))))
    found = {"place": place, "triggers": [rng.choice(["هجوم", "اقتحام"])], "participants": ["force:band"]}
    found["happening"] = rng.choice([[], ["attack"], ["massacre", "attack"]])
    if "event:attack" in entries:
        entries["event:attack"] = entries["event:attack"].model_copy(update=found)


def retell(rng: random.Random, entries: dict[str, Entry]) -> None:
    told = rng.choice([["هجوم|هجمات"], ["قال أمس|مدينة"], ["سجن", "!أمس"], ["قال", "~place:country"]])
    parts = [*told, rng.choice(["force:band", "place:city|place:raqqa"])]
    _alter(rng, entries, retold=rng.choice([[], [parts], [parts, ["الجديد", "force:band"]]]))


CHANGES: list[Callable[[random.Random, dict[str, Entry]], None]] = [
    *(add, remove, alias, weak, moved, label, coordinates, event, retell)
]


def changed(gazetteer: Gazetteer, seed: int, times: int) -> Gazetteer:
    rng, entries = random.Random(seed), dict(gazetteer.entries)
    for _ in range(times):
        rng.choice(CHANGES)(rng, entries)
    return Gazetteer(entries.values())


def says(enriched: EnrichedArticle, gazetteer: Gazetteer) -> list[str]:
    """All that a record and its document say, whatever made them."""
    document = make_document(enriched, Outlet(source="s", name="s"), gazetteer)
    return [content_digest(enriched), document.model_copy(update={"version": 0}).digest]


def selective(
    article: Article, old: Linker, new: Linker, changes: Changes
) -> tuple[EnrichedArticle, EnrichedArticle, str]:
    """The article linked by the old names, by the new ones, and who touches it."""
    before, after = (enrich_article(article, linker, "x", 1) for linker in (old, new))
    return before, after, changes.touching(before)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), times=st.integers(1, 3))
def test_what_is_carried_over_equals_what_would_be_linked(
    gazetteer: Gazetteer, linker: Linker, make_article: Callable[..., Article], seed: int, times: int
) -> None:
    newer = changed(gazetteer, seed, times)
    new_linker, changes = Linker(newer), Changes(gazetteer, newer)
    rng = random.Random(seed)
    for number in range(20):
        title, body = (" ".join(rng.choices(WORDS, k=rng.randint(1, size))) for size in (5, 14))
        article = make_article(url=f"https://n.example/{number}", title=title, body=body)
        before, after, touching = selective(article, linker, new_linker, changes)
        if not touching:
            # labels are no part of the record: its document is made anew in either case
            assert says(before, newer) == says(after, newer), (title, body, difference(gazetteer, newer))


@pytest.fixture(scope="module")
def packs() -> Gazetteer:
    return load_gazetteer(None, PACKS.split(","))


@pytest.mark.parametrize("seed", range(6))
def test_so_it_is_over_the_shipped_names_and_the_sample(
    packs: Gazetteer, make_article: Callable[..., Article], seed: int
) -> None:
    lines = (SAMPLE.parent / "judged" / "collection.jsonl").read_text("utf-8").splitlines()
    articles = [
        make_article(title=report["title"], body=report["body"]) for report in map(json.loads, lines[seed % 3 :: 3])
    ]
    rng, entries = random.Random(seed), dict(packs.entries)
    names = [name for entry in entries.values() for name in entry.names]
    for entity_id in rng.sample(sorted(entries), 6):
        one = entries[entity_id]
        entries[entity_id] = rng.choice(
            [
                one.model_copy(update={"aliases": one.aliases[1:], "weak_aliases": one.weak_aliases[1:]}),
                one.model_copy(update={"aliases": [*one.aliases, rng.choice(names)]}),
                one.model_copy(update={"located_in": None, "lat": 33.0, "lon": 36.0}),
                one.model_copy(update={"weak_aliases": [WeakAlias(alias=rng.choice(names), context=[["@self"]])]}),
            ]
        )
    newer = Gazetteer(entries.values())
    old, new, changes = Linker(packs), Linker(newer), Changes(packs, newer)
    results = [selective(article, old, new, changes) for article in articles]
    assert [says(before, newer) for before, _, touching in results if not touching] == [
        says(after, newer) for _, after, touching in results if not touching
    ]


def test_a_new_name_touches_few_reports(packs: Gazetteer, make_article: Callable[..., Article]) -> None:
    new = Entry(id="facility:x", kind="facility", ar="مخيم الزنبق", en="Zanbaq camp", source="test")
    changes = Changes(packs, Gazetteer([*packs.entries.values(), new]))
    assert changes.changed == ["facility:x"]
    assert changes.touching_text("وصلت قافلة إلى مخيم الزنبق") == "facility:x"
    assert changes.touching_text("غرق مخيمي الزنبق والورد") == "facility:x"
    assert changes.touching_text("aid reached Zanbak") == "facility:x"
    assert changes.touching_text("غرق مخيم الورد في ريف إدلب") == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("مدينة الحسكة", "في محافظتي الرقة وللحسكة"),
        ("سوريا", "الحكومة السورية"),
        ("الهيئة المركزية", "الهيئتان المركزيتان"),
        ("كوباني", "وبكوباني"),
        ("عين العرب", "بلدة عين‌العَرَب"),
        ("Sina'a", "al-Sinaa prison"),
        ("Deir ez-Zor", "Deirezzor"),
        ("Deirezzor", "Dayr az Zawr"),
        ("Hasakah", "Alhasake"),
        ("Raqqa", "Rakka"),
        ("الفوج 17", "من الفوج السابع عشر"),
        ("17", "في 17 أيار"),
    ],
)
def test_a_name_is_suspected_in_every_form(gazetteer: Gazetteer, name: str, text: str) -> None:
    new = Entry(id="place:new", kind="place", ar=name, en=name, source="test")
    assert Changes(gazetteer, Gazetteer([*gazetteer.entries.values(), new])).touching_text(text) == "place:new"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("الحكومة العراقية", "قالت حكومة العراق"),
        ("البرلمان البريطاني", "صوت برلمان المملكة المتحدة"),
        ("جيش الولايات المتحدة", "انسحاب للجيش الأميركي"),
        ("الجيش الأمريكي", "الجيشان الروسي والأميركي"),
        ("وزارة الدفاع العراقية", "وزارتا دفاع روسيا والعراق"),
    ],
)
def test_a_body_is_suspected_however_its_country_is_said(name: str, text: str) -> None:
    lands = [
        entry("place:iraq", "العراق", demonyms=["عراقي"]),
        entry("place:uk", "بريطانيا", "المملكة المتحدة", demonyms=["بريطاني"]),
        entry("place:us", "الولايات المتحدة", demonyms=["أمريكي", "أميركي"]),
    ]
    new = Gazetteer([*lands, entry("organisation:new", name)])
    assert Changes(Gazetteer(lands), new).touching_text(text) == "organisation:new"


def test_words_for_the_kind_of_an_event_count(gazetteer: Gazetteer) -> None:
    attack = gazetteer.entries["event:attack"].model_copy(update={"happening": ["massacre"]})
    changes = Changes(gazetteer, Gazetteer([*(e for e in gazetteer.entries.values() if e.id != attack.id), attack]))
    assert changes.touching_text("ذكرى مجازر لم ينسها أحد") == "event:attack"


def test_triggers_count_in_any_form(gazetteer: Gazetteer) -> None:
    attack = gazetteer.entries["event:attack"].model_copy(update={"triggers": ["هجوم"]})
    newer = Gazetteer([*(e for e in gazetteer.entries.values() if e.id != attack.id), attack])
    assert Changes(gazetteer, newer).touching_text("صد الهجمات") == "event:attack"


def test_where_a_place_lies_matters_to_all_that_lies_in_it(gazetteer: Gazetteer) -> None:
    entries = dict(gazetteer.entries)
    entries["place:city"] = entries["place:city"].model_copy(update={"located_in": "place:raqqa"})
    changes = Changes(gazetteer, Gazetteer(entries.values()))
    assert changes.changed == ["place:city"]
    assert {"place:quarter", "facility:prison", "event:attack"} <= set(changes.leaning)
    assert "place:raqqa" not in changes.leaning
    assert changes.touching_text("حي غويران")


def test_a_country_called_by_a_new_adjective_matters_to_what_is_its_own_by_name() -> None:
    spokesman = entry("person:spokesman", "أحمد محجوب", "المتحدث باسم الخارجية العراقية")
    countries = [entry("place:iraq", "العراق", demonyms=demonyms) for demonyms in ([], ["عراقي"])]
    before, after = (Gazetteer([country, spokesman]) for country in countries)
    assert Changes(before, after).leaning == ["person:spokesman"]
    assert Changes(before, after).touching_text("قال المتحدث باسم الخارجية أحمد محجوب") != ""


def test_a_new_side_of_a_region_matters_to_all_that_lies_there() -> None:
    town = Entry(id="place:town", kind="place", ar="مدينة النهر", en="Town", source="t", lat=34, lon=36)
    village = Entry(id="place:up", kind="place", ar="بلدة العليا", en="Up", source="t", lat=35, lon=36)
    town, village = (entry.model_copy(update={"located_in": "place:region"}) for entry in (town, village))
    region = Entry(id="place:region", kind="place", ar="محافظة النهر", en="Region", source="t")
    side = Entry(
        id="place:north",
        kind="place",
        ar="ريف النهر الشمالي",
        en="Northern countryside",
        source="t",
        located_in="place:region",
        side="north",
        side_of="place:town",
    )
    changes = Changes(Gazetteer([town, village, region]), Gazetteer([town, village, region, side]))
    assert changes.touching_text("حريق في العليا") == "place:up"
    assert changes.touching_text("حريق في بلدة أخرى") == ""


def test_sources_touch_nothing_and_are_told(gazetteer: Gazetteer) -> None:
    entries = dict(gazetteer.entries)
    entries["place:city"] = entries["place:city"].model_copy(update={"source": "another", "wikidata": "Q1"})
    newer = Gazetteer(entries.values())
    assert Changes(gazetteer, newer).touching_text("الحسكة") == ""
    assert difference(gazetteer, newer) == ([], [], ["place:city"])


def test_whether_people_live_at_a_site_matters_to_the_reports_of_what_happened_there(make_article):
    def names(head: str) -> Gazetteer:
        site = entry("facility:site", "مخيم الأمل", head=head, cores=["الأمل"])
        return Gazetteer([site, entry("event:fire", "حريق الخيام الكبير", place=site.id, valid_from="2022-01-20")])

    article = make_article(title="حريق الخيام الكبير", body="")
    before, after = names("camp"), names("prison")
    made = [enrich_article(article, Linker(gazetteer), "test", 1) for gazetteer in (before, after)]
    assert made[0].concepts != made[1].concepts
    assert Changes(before, after).touching(made[0]) == "event:fire"
