"""Text that no newsroom writes, through the whole chain: each record has its outcome, and the others go on."""

import json

import pytest

from newsetl.pipeline import Pipeline
from newsetl.web.app import create_app
from tests.cli.reports import REPORT, lines, loaded
from tests.web.asking import ask

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SCRIPTS = {
    "ar": ("قالت مصادر محلية إن المزارعين باعوا القمح في السوق صباحاً.", "القمح"),
    "en": ("Farmers sold their wheat at the market in the morning.", "WHEAT"),
    "ru": ("Крестьяне продали пшеницу на рынке рано утром.", "Пшеницу"),
    "el": ("Οι αγρότες πούλησαν το σιτάρι στην αγορά το πρωί.", "σιτάρι"),
    "he": ("החקלאים מכרו את החיטה בשוק מוקדם בבוקר.", "החיטה"),
    "hi": ("किसानों ने सुबह बाज़ार में अपना गेहूँ बेच दिया।", "बाज़ार"),
    "th": ("ชาวนาขายข้าวสาลี ที่ตลาดในตอนเช้า", "ชาวนาขายข้าวสาลี"),
    "zh": ("农民们早上在市场上，卖掉了小麦。", "卖掉了小麦"),
    "am": ("ገበሬዎች ጠዋት በገበያ ስንዴያቸውን ሸጡ።", "ስንዴያቸውን"),
}


@pytest.fixture
def load(newsetl_, tmp_path):
    """Load records and a sound one behind them; (stage, reason) by id of those kept back, and what was indexed.

    None may be lost, fail, or bring an exception.
    """

    def run(*records):
        records = [
            {**REPORT, "url": f"https://nahr.example/odd/{number}", "lang": "", "id": f"o{number}", **fields}
            for number, fields in enumerate(records)
        ]
        code, answer, _, err = loaded(newsetl_, lines(tmp_path / "r.jsonl", *records, REPORT, ascii_=True))
        assert (code, answer["ok"]) == (0, True), err
        _, out, _ = newsetl_("quarantine", "list", "--json")
        rows = [json.loads(row) for row in out.splitlines()]
        assert answer["indexed"] + len(rows) == len(records) + 1
        assert newsetl_("quarantine", "list")[0] == 0
        assert "nahr.example/1" in newsetl_("search", "اشتباكات", "--limit", "100")[1]
        return sorted((row["stage"], row["reason"]) for row in rows)

    return run


@pytest.fixture
def find(newsetl_, settings):
    """Hits by id; the command line, the page and the reports' own pages must show them too, without controls."""

    apps = []

    def look(query):
        code, out, err = newsetl_("search", query, "--every-copy", "--limit", 50)
        assert code == 0, err
        apps.extend([] if apps else [create_app(Pipeline.from_settings(settings))])
        hits = ask(apps[0], "/api/search", parameters={"q": query, "limit": 50, "copies": "all"}).json()["hits"]
        pages = [ask(apps[0], "/", parameters={"q": query}), *(ask(apps[0], f"/article/{hit['id']}") for hit in hits)]
        assert {page.status_code for page in pages} == {200}
        assert not set(BIDI) & set(out + "".join(page.text for page in pages))
        return {hit["external_id"]: hit for hit in hits}

    return look


def test_nine_scripts_are_kept_known_and_found(load, find):
    assert load(*({"title": text, "body": f"{text} {text}"} for text, _ in SCRIPTS.values())) == []
    for number, (code, (_, word)) in enumerate(SCRIPTS.items()):
        assert find(word)[f"o{number}"]["lang"] == code, code


def test_mixed_directions_and_controls_are_taken_out(load, find):
    mixed = "".join(f"{control}سوق القمح {control}Wheat 1,500 ({control})" for control in BIDI)
    assert (
        load({"title": f"\u202e{mixed}\u2066", "body": f"{mixed}\n\n\u2069{mixed}", "author": f"\u202e{mixed}"}) == []
    )
    assert find("سوق القمح wheat 1500").keys() == {"o0"}


def test_a_megabyte_without_a_blank_has_an_outcome(load, find):
    sound = {"title": "سوق القمح", "body": f"بيع القمح. {'س' * 10_000} {'123' * 5_000}"}
    kept_back = load({"body": "س" * (1 << 20)}, {"body": "ـ" * (1 << 20)}, {"title": "سوق" * 100_000}, sound)
    assert kept_back == [("index", "index_refused"), ("normalise", "no_text"), ("validate", "schema")]
    assert find("القمح").keys() == {"o3"}


def test_lone_surrogates_become_a_replacement_character(load, find):
    broken = {"title": "سوق \ud83d القمح", "body": "بيع \udc00القمح\ud800 في السوق.", "author": "\ud800"}
    nothing = {"title": "\ud800", "body": "\ud800\udbff"}
    assert load(broken, nothing, {"id": "\ud800", "section": "\udfff"}) == [("normalise", "no_text")]
    assert find("القمح")["o0"]["title"] == "سوق \ufffd القمح"


def test_emoji_sequences_are_text_without_letters(load, find):
    family, flag, hand = "👩\u200d👩\u200d👧", "🇸🇾", "👍🏽"
    england = "🏴\U000e0067\U000e0062\U000e007f"
    emoji = f"{family}{flag}{hand}{england}❤\ufe0f"
    assert load({"title": f"سوق {emoji}", "body": f"بيع{emoji}القمح"}, {"title": "سوق", "body": emoji}) == [
        ("normalise", "no_text")
    ]
    assert find("القمح").keys() == {"o0"}
    assert "o0" not in find(f"{emoji} الحسكة")


def test_a_date_that_never_was_is_no_date(load, find):
    said = ["0000-01-01", "0000-00-00T00:00:00Z", "31 شباط 2022", "2022-02-31", "99", "-1", "٠"]
    assert load(*({"title": f"سوق القمح {text}", "published": text} for text in said)) == []
    assert [hit["date_quality"] for hit in find("القمح").values()] == ["observed"] * len(said)


def test_a_date_in_2106_is_kept_back(load):
    assert load({"published": "2106-02-07T06:28:16Z"}) == [("validate", "date_out_of_range")]


def test_impossible_dates_in_the_text_harm_nothing(load, find):
    said = "في 31 شباط 2022 وفي 0/0/0000 وفي 7 شباط 2106 وفي سنة صفر وفي 30 فبراير من العام 0 بيع القمح."
    assert load({"title": f"سوق {said}", "body": said}) == []
    assert find("القمح").keys() == {"o0"}
    assert find("31 شباط 2022").keys() == {"o0"}
