"""What names in a query say of each other."""

import pytest

from newsetl.names.gazetteer import Gazetteer, WeakAlias
from newsetl.names.linker import Linker
from newsetl.search.planner import plan
from tests.conftest import entry, held
from tests.search.conftest import found, prepared, put


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("بلدة السفلى جنوب مدينة النهر", ["place:lower"]),  # a side of the town says where
        ("بلدة السفلى وشمال بلدة العليا", ["place:lower", "place:upper"]),  # another place's side
        ("بلدة السفلى جنوب بلدة العليا", ["place:lower", "place:upper"]),  # which it is not near
        ("معبر السفلى بلدة السفلى", ["facility:gate", "place:lower"]),
        ("بلدة السفلى قرب مدينة النهر", ["place:lower"]),
        ("بلدة السفلى قرب بلدة العليا", ["place:lower", "place:upper"]),  # a place of which no region is known
        ("جيش النهر جنوب مدينة النهر", ["force:army", "place:town"]),  # who is no place is asked for there
        ("البلدة القريبة من مدينة النهر بلدة السفلى", ["place:lower"]),  # what it is near, said before its name
        ("البلدة القريبة من مدينة النهر في بلدة السفلى", ["place:town", "place:lower"]),
        ("حريق في البلدة القريبة من مدينة النهر بلدة السفلى", ["place:town", "place:lower"]),
    ],
)
def test_a_side_of_a_town_says_where_a_place_lies(query, meant):
    names = [
        entry("place:land", "البلد"),
        entry("place:region", "محافظة النهر", located_in="place:land"),
        entry("place:town", "مدينة النهر", located_in="place:region"),
        entry("place:lower", "بلدة السفلى", located_in="place:region"),
        entry("place:upper", "بلدة العليا", located_in="place:land"),
        entry("facility:gate", "معبر السفلى", located_in="place:region"),
        entry("force:army", "جيش النهر"),
    ]
    assert plan(query, Linker(Gazetteer(names))).entities == meant


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("شرق مدينة النهر", {"east", "eastern", "of", "both"}),
        ("eastern Nahr", {"east", "eastern", "of", "both"}),
        ("شمال شرق مدينة النهر", {"both"}),
        ("مدينة النهر شرق", {"east", "eastern", "of", "other", "both"}),  # a word like others
    ],
)
def test_a_side_of_a_town_is_what_reports_call_so(settings, make_article, query, expected):
    own = Linker(Gazetteer([entry("place:town", "مدينة النهر", "Nahr")]))
    engine = prepared(settings, own.gazetteer)
    put(engine, own, make_article(body="قصف شرقي مدينة النهر ليلا.", external_id="east"))
    put(engine, own, make_article(body="أحياء مدينة النهر الشرقية بلا ماء.", external_id="eastern"))
    put(engine, own, make_article(body="خرج السكان من المناطق الشرقية من مدينة النهر.", external_id="of"))
    put(engine, own, make_article(body="حريق في قرية شمال شرق مدينة النهر.", external_id="both"))
    put(engine, own, make_article(body="عاد إلى مدينة النهر من شرق البلاد.", external_id="other"))
    assert found(engine, own, query) == expected


@pytest.mark.parametrize("query", ["محافظة النهر بلدة سين", "بلدة سين محافظة النهر", "بلدة سين في محافظة النهر"])
def test_the_region_beside_a_place_in_it_is_said_for_the_reader(engine, make_article, query):
    region = entry("place:region", "محافظة النهر", located_in="place:land")
    town = entry("place:town", "بلدة سين", located_in=region.id)
    own = Linker(Gazetteer([entry("place:land", "البلد"), region, town]))
    put(engine, own, make_article(body="حريق في بلدة سين.", external_id="town"))
    put(engine, own, make_article(body="حريق في محافظة النهر.", external_id="region"))
    assert found(engine, own, query) == {"town"}


def test_two_towns_may_be_called_so(linker, engine, make_article):
    own = Linker(Gazetteer([entry("place:one", "كفر سين"), entry("place:other", "كفر عين")]))
    put(engine, own, make_article(body="خرجت حافلات من كفر سين وكفر عين.", external_id="both"))
    assert found(engine, own, "بلدتا كفر سين وكفر عين") == found(engine, own, "قريتي كفر سين وكفر عين") == {"both"}


def test_who_backs_a_force_is_said_for_the_reader(engine, make_article):
    names = [entry("force:guard", "الحرس الجمهوري"), entry("person:him", "بشار الأسد")]
    own = Linker(Gazetteer(names))
    put(engine, own, make_article(body="انتشر الحرس الجمهوري في الحي.", external_id="guard"))
    for query in ("الحرس الجمهوري التابع لبشار الأسد", "الحرس الجمهوري الموالي لبشار الأسد"):
        assert found(engine, own, query) == {"guard"}
    assert found(engine, own, "الحرس الجمهوري يحرس بشار الأسد") == set()


def test_places_of_one_governorate_in_a_row_are_an_area(engine, make_article):
    places = [entry("place:land", "البلد"), entry("place:region", "محافظة النهر", located_in="place:land")]
    places += [
        entry(f"place:{at}", f"بلدة {ar}", located_in="place:region") for at, ar in enumerate(("سين", "عين", "نون"))
    ]
    own = Linker(Gazetteer([*places, entry("place:far", "بلدة كاف", located_in="place:land")]))
    for body in ("حريق في بلدة سين.", "حريق في بلدة عين.", "حريق في بلدة كاف."):
        put(engine, own, make_article(body=body, external_id=body[-4:-1]))
    assert found(engine, own, "بلدة سين وبلدة عين وبلدة نون") == {"سين", "عين"}
    assert plan("بلدة سين وبلدة عين", own).query != plan("بلدة سين وبلدة عين وبلدة نون", own).query
    assert found(engine, own, "بلدة سين وبلدة عين") == set()
    # so are two with their governorate, unless it says where; the country beside them says nothing
    assert found(engine, own, "بلدة سين وبلدة عين في محافظة النهر") == set()
    assert found(engine, own, "محافظة النهر بلدة سين بلدة عين") == {"سين", "عين"}
    assert found(engine, own, "البلد بلدة سين بلدة عين بلدة نون") == {"سين", "عين"}


def test_of_two_countries_beside_a_body_either_will_do(settings, make_article):
    gazetteer = Gazetteer(
        [
            entry("place:east", "شرقستان"),
            entry("place:west", "غربستان"),
            entry("organisation:watch", "مرصد الحقوق"),
        ]
    )
    index, link = prepared(settings, gazetteer), Linker(gazetteer)
    reports = {
        "east": "انتقد مرصد الحقوق شرقستان.",
        "west": "زار مرصد الحقوق غربستان.",
        "neither": "نشر مرصد الحقوق تقريره.",
        "other": "تستورد غربستان القمح.",
    }
    for name, body in reports.items():
        put(index, link, make_article(title="خبر", body=body, external_id=name))
    assert found(index, link, "مرصد الحقوق شرقستان وغربستان") == {"east", "west"}
    assert found(index, link, "شرقستان وغربستان") == set()


def test_of_a_long_campaign_a_party_that_is_named_asks_for_its_part(engine, make_article):
    days = {"valid_from": "2018-02-18", "valid_to": "2018-04-14", "place": "place:ghouta"}
    war = {"participants": ["force:one", "force:two"], "happening": ["battle", "displacement"], **days}
    places = [entry("place:land", "البلد"), entry("place:ghouta", "الغوطة", located_in="place:land")]
    forces = [entry("force:one", "جيش الإسلام", "جبهة التحرير"), entry("force:two", "فيلق الرحمن")]
    forces.append(entry("force:three", "جبهة"))
    own = Linker(Gazetteer([*places, *forces, entry("event:e", "حملة الغوطة", **war)]))
    for body in ("رحل فيلق الرحمن في حملة الغوطة.", "رحل جيش الإسلام في حملة الغوطة.", "قصف في حملة الغوطة."):
        put(engine, own, make_article(body=body, external_id=body.split()[1]))
    assert plan("إجلاء فيلق الرحمن من الغوطة", own).entities == ["event:e"]
    assert found(engine, own, "إجلاء فيلق الرحمن من الغوطة") == {"فيلق"}
    assert found(engine, own, "إجلاء جبهة من الغوطة") == set()  # one whose name is a part of a party's
    assert found(engine, own, "حملة الغوطة") == {"فيلق", "جيش", "في"}


def test_where_people_fled_to_is_no_part_of_their_flight(engine, make_article):
    days = {"valid_from": "2018-06-19", "valid_to": "2018-07-31", "place": "place:daraa", "happening": ["flight"]}
    lands = [entry("place:syria", "سوريا"), entry("place:jordan", "الأردن")]
    places = [entry("place:daraa", "درعا", located_in="place:syria"), entry("place:golan", "الجولان")]
    event = entry("event:e", "نزوح درعا", places=["place:golan"], participants=["place:jordan"], **days)
    own = Linker(Gazetteer([*lands, *places, event]))
    for name, body in (("bare", "تواصل نزوح درعا."), ("jordan", "قلق من نزوح درعا في الأردن.")):
        put(engine, own, make_article(body=body, external_id=name))
    for query in ("نزوح من درعا نحو الأردن", "نزوح من درعا نحو الجولان"):
        assert plan(query, own).entities == ["event:e"]
        assert found(engine, own, query) == {"bare", "jordan"}


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("رئاسة الوزراء العراقية نوري المالكي", ["person:maliki"]),  # the office says who he is
        ("نوري المالكي زعيم ائتلاف دولة القانون", ["person:maliki"]),
        ("ائتلاف دولة القانون بزعامة نوري المالكي", ["organisation:law"]),  # and here who leads it
        ("ائتلاف دولة القانون نازحون نوري المالكي", ["organisation:law", "person:maliki"]),
        ("فيلق الرحمن السوري عبد الناصر شمير", ["force:legion"]),  # by his name who leads it
        ("عبد الناصر شمير فيلق الرحمن", ["person:shmeir"]),
        ("نوري المالكي فيلق الرحمن", ["person:maliki", "force:legion"]),
        ("فيلق الرحمن يخطف عبد الناصر شمير", ["force:legion", "person:shmeir"]),
        ("منفذ القائم على الحدود القائم", ["facility:gate"]),  # where it is
        ("مدينة القائم على الحدود", ["place:qaim"]),  # not its crossing
        ("فيلق الرحمن في القائم", ["force:legion", "place:qaim"]),  # a place is not who is in it
    ],
)
def test_of_a_thing_and_who_leads_it_the_one_is_meant_that_is_told_of(query, meant):
    there = [WeakAlias(alias="المنفذ", context=[["force:legion"]])]
    names = [
        entry("organisation:office", "رئاسة الوزراء العراقية"),
        entry("organisation:law", "ائتلاف دولة القانون"),
        entry("person:maliki", "نوري المالكي"),
        entry("force:legion", "فيلق الرحمن"),
        entry("person:shmeir", "عبد الناصر شمير", "قائد فيلق الرحمن"),
        entry("place:syria", "سوريا", demonyms=["سوري"]),
        entry("place:qaim", "القائم", "مدينة القائم", weak_aliases=there),
        entry(
            "facility:gate",
            "منفذ القائم على الحدود",
            located_in="place:qaim",
            head="crossing",
            cores=["القائم على الحدود"],
        ),
    ]
    assert plan(query, Linker(Gazetteer(names))).entities == meant


STORY = [
    entry("place:lebanon", "لبنان", demonyms=["لبناني"]),
    entry("place:town", "دوما"),
    entry("place:north", "جرابلس"),
    entry("force:army", "جيش البلد"),
    entry("force:legion", "فيلق الرحمن"),
    entry("person:bassil", "جبران باسيل", "Gebran Bassil"),
    entry("event:deal", "اتفاق الراية", place="place:town", happening=["agreement"], valid_from="2018-04-01"),
    *(entry(f"event:raid-{n}", f"غارة النهر رقم {n}", participants=["force:army"]) for n in range(20)),
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # a long query is about the event, or what it names first; the rest says what that is
        ("Gebran Bassil, the foreign minister and son-in-law of the old president", {"bassil", "both"}),
        ("خروج حافلات فيلق الرحمن إلى جرابلس بعد اتفاق الراية المعلن أمس", {"deal"}),
        # but for what is quoted
        ("Gebran Bassil, the foreign minister and son-in-law of the old president «جرابلس»", {"both"}),
        ("جيش البلد يدخل «دوما» بعد رحيل فيلق الرحمن إلى «جرابلس» شمالا", {"all"}),
        # short ones mean all they say
        ("جبران باسيل جرابلس", {"both"}),
        # of a broad thing first, or a place, a report must have most
        ("جيش البلد يدخل دوما بعد رحيل فيلق الرحمن إلى جرابلس شمالا", {"most", "all"}),
        ("جيش البلد دوما فيلق الرحمن", {"most", "all"}),
    ],
)
def test_a_query_that_tells_a_story_is_about_one_thing_or_asks_for_most_of_it(engine, make_article, query, expected):
    own = Linker(Gazetteer(STORY))
    reports = {
        "bassil": "قال جبران باسيل إن الأزمة طويلة.",
        "both": "زار جبران باسيل جرابلس.",
        "deal": "نفذ اتفاق الراية.",
        "most": "يدخل جيش البلد دوما بعد رحيل فيلق الرحمن.",
        "all": "دخل جيش البلد دوما بعد رحيل فيلق الرحمن إلى جرابلس شمالا.",
        "army": "تقدم جيش البلد في دوما.",
    }
    for name, body in reports.items():
        put(engine, own, make_article(title="خبر", body=body, external_id=name))
    assert found(engine, own, query) == expected


def test_the_office_before_its_holders_name_asks_for_no_other_holder():
    office = "رئيس الوزراء العراقي"
    names = [
        entry("place:iraq", "العراق", demonyms=["عراقي"]),
        entry("person:first", "نوري المالكي", **held(office, since="2006-05-20", until="2014-09-08")),
        entry("person:second", "حيدر العبادي", **held(office, since="2014-09-08")),
    ]
    linker = Linker(Gazetteer(names))
    assert plan("رئيس الوزراء العراقي السابق نوري المالكي", linker).entities == ["person:first"]
    assert plan("رئيس الوزراء العراقي في واشنطن", linker).entities == ["person:first", "person:second"]
