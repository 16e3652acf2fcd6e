"""The shipped packs: well-formed by their schema, and no name believed for two things at once."""

import json
from collections import defaultdict
from importlib.resources import files

import jsonschema_rs
import pytest

from newsetl.arabic.tokens import norms_of
from newsetl.names.linker import Linker
from newsetl.names.loading import load_gazetteer
from newsetl.names.matching import POSSIBLE
from newsetl.schemas import load_schema

PACKS = sorted(files("newsetl.names").joinpath("packs").iterdir(), key=lambda path: path.name)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_every_line_obeys_the_schema(pack):
    validator = jsonschema_rs.validator_for(load_schema("gazetteer-entry"))
    faults = [
        f"line {number}: {error.message}"
        for number, line in enumerate(pack.read_text(encoding="utf-8").splitlines(), 1)
        for error in validator.iter_errors(json.loads(line))
    ]
    assert faults == []


def test_no_strong_name_belongs_to_two_entries():
    owners = defaultdict(set)
    for entry in load_gazetteer().entries.values():
        weak = {alias.alias for alias in entry.weak_aliases}
        for name in entry.names:
            if name not in weak:
                owners[" ".join(norms_of(name))].add(entry.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_contexts_name_entities_that_exist():
    gazetteer = load_gazetteer()
    needs = {
        need
        for entry in gazetteer.entries.values()
        for alias in entry.weak_aliases
        for option in alias.context
        for need in option
        if ":" in need
    }
    assert needs - set(gazetteer.entries) == set()


def test_there_is_something_to_find():
    assert sum(entry.kind in ("place", "facility") for entry in load_gazetteer().entries.values()) >= 550


def test_every_facility_and_small_place_lies_in_a_country():
    gazetteer = load_gazetteer()
    headed = [entry.id for entry in gazetteer.entries.values() if entry.head and entry.located_in]
    lost = [entity for entity in headed if gazetteer.entries[gazetteer.containing(entity)[-1]].located_in]
    assert headed
    assert lost == []


@pytest.fixture(scope="module")
def linker():
    return Linker(load_gazetteer())


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("وزارة الصحة العراق", [["organisation:iraqi-moh"]]),
        ("قسد في منبج", [["force:sdf"], ["place:manbij"]]),
        ("الجيش الحر في درعا", [["force:fsa"], ["place:daraa"]]),
        ("حزب الدعوة الإسلامية في العراق", [["organisation:dawa-party"]]),
        ("سەلیم جبوری", [["person:salim-al-jubouri"]]),
        ("قائمة المالكي", [["organisation:state-of-law"]]),
        ("جرابلوس السورية على الحدود التركية", [["place:jarabulus"]]),
        ("قائمة محمد علاوي", [["person:mohammed-tawfiq-allawi"]]),
        ("نقاط المراقبة التركية في إدلب", [["force:turkish-observation-posts"], ["place:idlib"]]),
        ("ميليشيا حزب الله في العراق", [["force:kataib-hezbollah"]]),
        ("جنوب إدلب", [["place:idlib-south"]]),
        ("مقتل 15 عسكريا روسيا بنيران الدفاع الجوي السوري", [["event:il-20-downing-2018"]]),
        ("نائب رئيس الوزراء التركي المتحدث باسم الحكومة", [["person:bekir-bozdag", "person:numan-kurtulmus"]]),
        ("سجون الحسكة", [["place:al-hasakah"]]),
        ("وزير الخارجية الأردني", [["person:ayman-safadi", "person:nasser-judeh"]]),
        ("حراسة", []),
        ("نساء من الطبقة الوسطى", []),
        ("تسهيلات", []),
    ],
)
def test_a_query_asks_for_all_it_names_and_for_nothing_it_does_not(linker, query, named):
    assert [name.entity_ids for name in linker.link_query(query)] == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("توزيع مساعدات على مخيمات سهل الروج في ريف إدلب", "facility:sahl-al-ruj-camps"),
        ("عائلات داعش في مخيمي الهول وروج", "facility:roj-camp"),
        ("دمرت الصواريخ مركز بحوث في حي برزة الدمشقي", "facility:barzeh-research-centre"),
        ("توقف العمل في مصفاتي حمص وبانياس", "facility:baniyas-refinery"),
        ("رست سفينة في مينائي طرطوس واللاذقية", "facility:latakia-port"),
        ("انقطاع الكهرباء بعد خروج محطة توليد الكهرباء في جندر عن العمل", "facility:jandar-power-station"),
        ("قصف على بلدة صوران في ريف حماة", "place:suran-hama"),
        ("قصف على بلدة صوران قرب اعزاز في ريف حلب", "place:suran-aleppo"),
        ("حملة اعتقالات في حي الأشرفية بمدينة حلب", "place:al-ashrafiyah-aleppo"),
        ("إغلاق معبر أبو الزندين بريف الباب", "facility:abu-al-zindin-crossing"),
        ("عُذّب المعتقلون في فرع الخطيب بدمشق", "facility:branch-251"),
        ("غارات على بلدات سرمين وتفتناز وبنش", "place:binnish"),
        ("خرج ناجون من صيدنايا بعد سنوات من الاعتقال مع سجناء آخرين", "facility:sednaya-prison"),
        ("حلت كتلة رئيس الوزراء العراقي السابق نوري المالكي خامسة", "organisation:state-of-law"),
        ("هاجمت طائرات مسيرة القاعدتين الروسيتين في حميميم وطرطوس", "facility:tartus-naval-base"),
        ("حوصر جيب في ريف حمص الشمالي", "place:homs-north"),
    ],
)
def test_a_name_is_found_as_the_press_writes_it(linker, text, named):
    assert named in {mention.entity_id for mention in linker.link("", text) if mention.confidence > POSSIBLE}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("مخيمات سهل الروج في ريف إدلب", "facility:roj-camp"),
        ("غارة إسرائيلية على مدينة صور جنوب لبنان", "place:al-suwar"),
        ("خرجت مظاهرات سلمية في مدن محافظة حماة", "place:salamiyah"),
        ("الأهالي في دير الزور بصدد العودة إلى المدينة بصدد البناء في حمص", "place:sadad"),
        ("تحدث عن الأمر من ناحية سلوك المستهلك", "place:suluk"),
        ("أمل في كسب المباراة في مدينة اللاذقية", "place:kessab"),
        ("الحراك الشعبي في محافظة درعا مستمر", "place:al-hirak"),
        ("قتل فلسطيني في مدينة أريحا بالضفة الغربية", "place:ariha"),
        ("دوما يقول إنه سعيد", "place:douma"),
        ("أحرز أنخل دي ماريا هدف الفوز", "place:inkhil"),
        ("حي الزهراء في الرياض", "place:al-zahraa-homs"),
        ("حي السليمانية في مكة المكرمة", "place:al-sulaymaniyah-aleppo"),
    ],
)
def test_a_name_is_not_taken_from_its_namesake(linker, text, other):
    assert other not in {mention.entity_id for mention in linker.link("", text) if mention.confidence > POSSIBLE}


def test_a_line_that_extends_an_entry_obeys_the_schema_and_a_bare_one_does_not():
    validator = jsonschema_rs.validator_for(load_schema("gazetteer-entry"))
    line = {
        "id": "place:homs",
        "extends": True,
        "aliases": ["حمص العدية"],
        "not": ["Hims"],
        "descriptions": ["أم الحجارة السود"],
    }
    assert validator.is_valid(line)
    assert not validator.is_valid({**line, "lat": 34.7})
    assert not validator.is_valid({"id": "place:homs", "aliases": ["حمص العدية"]})
