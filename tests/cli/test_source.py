"""``newsetl source``: an outlet added, listed, checked, and read by a run."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from newsetl.ingest.sources import load_source
from tests.ingest import conftest as ingest_fixtures
from tests.test_sourcing import FEED_LINK, homepage, report, rss

web = ingest_fixtures.web


@pytest.fixture
def outlet(web):
    """An outlet with a feed of three reports of today; the address of its homepage."""
    now = datetime.now(UTC)
    web.add("/rss", rss(web.url(""), [now - timedelta(hours=n) for n in (1, 2, 3)]), Content_Type="text/xml")
    for number in (1, 2, 3):
        web.add(f"/news/{number}", report(number))
    return web.add("/", homepage(FEED_LINK))


@pytest.fixture
def source_(newsetl_, web):
    """``newsetl source …`` against the server, without pauses and further tries."""

    def run(*words):
        return newsetl_(
            "source",
            *words,
            NEWSETL_ALLOW_HOSTS=web.host,
            NEWSETL_FETCH_INTERVAL=0,
            NEWSETL_FETCH_RETRIES=0,
        )

    return run


def test_an_outlet_is_added_listed_checked_and_read(source_, newsetl_, outlet, settings, web):
    code, out, err = source_("add", outlet, "--id", "nahr", "--country", "lb")
    path = settings.data_dir / "sources" / "nahr.yaml"
    assert code == 0
    assert f"written: {path}" in out
    assert "ترميم الجسر القديم يبدأ الأسبوع المقبل 1" in out
    assert "decide: state, party" in out
    assert "left to a person: 3 lines" in out, "the two names and the affiliation"
    command = next(text for text in out.splitlines() if text.startswith("next: ")).removeprefix("next: ")
    assert f"asking {outlet}" in err
    assert load_source(path).country == "LB"

    code, out, _ = source_("list")
    assert (code, "nahr  LB  unknown  1 feed" in out) == (0, True)
    code, out, _ = source_("check", "nahr")
    assert code == 0
    assert "1 checked: 1 ok" in out

    code, out, _ = newsetl_(*command.split()[1:], "--json")
    indexed = [row for row in json.loads(out)["counts"] if row["stage"] == "index"]
    assert (code, indexed) == (0, [{"stage": "index", "source": "nahr", "outcome": "new", "count": 3}])
    code, out, _ = source_("check", "nahr", "--json")
    [found] = json.loads(out)
    assert (code, found["verdict"], len(found["pages"])) == (0, "ok", 3)
    assert found["last_success"]


def test_a_dry_run_writes_nothing_and_a_pack_that_is_there_stays(source_, outlet, settings):
    path = settings.data_dir / "sources" / "nahr.yaml"
    code, out, _ = source_("add", outlet, "--id", "nahr", "--dry-run")
    assert (code, path.exists()) == (0, False)
    assert "nothing was written" in out
    assert "id: nahr" in out

    path.parent.mkdir(parents=True)
    path.write_text("id: nahr\nname: {ar: نهر, en: Nahr}\n", "utf-8")
    code, _, err = source_("add", outlet, "--id", "nahr")
    assert code == 1
    assert "is there already" in err
    assert "--force" in err
    assert "feeds" not in path.read_text("utf-8")
    assert source_("add", outlet, "--id", "nahr", "--force")[0] == 0
    assert load_source(path).feeds


def test_json_alone_on_standard_output(source_, outlet):
    code, out, _ = source_("add", outlet, "--id", "nahr", "--json")
    found = json.loads(out)
    assert (code, found["written"], found["id"], len(found["feeds"]), len(found["pages"])) == (0, True, "nahr", 1, 3)
    assert found["pages"][0]["marks"]["title"] == 20
    assert found["pages"][0]["score"] == sum(found["pages"][0]["marks"].values())
    [listed] = json.loads(source_("list", "--json")[1])
    assert listed["id"] == "nahr"


def test_the_same_outlet_under_another_id_is_noticed(source_, outlet):
    source_("add", outlet, "--id", "nahr")
    assert "it is set up already as nahr" in source_("add", outlet, "--id", "river", "--dry-run")[1]


def test_a_shipped_pack_is_taken_as_it_is(source_, settings):
    code, out, _ = source_("list", "--shipped")
    assert code == 0
    assert "hawar-news" in out
    code, out, _ = source_("add", "hawar-news")
    assert code == 0
    assert load_source(settings.data_dir / "sources" / "hawar-news.yaml").id == "hawar-news"
    assert "newsetl source check hawar-news" in out
    assert source_("add", "hawar-news")[0] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "hawar-newz"), "neither the address of a homepage nor a shipped pack"),
        (("add", "https://nahr.example/", "--id", "Nahr!"), "lower-case Latin letters"),
        (("add", "https://nahr.example/", "--country", "Syria"), "code of two letters"),
        (("check", "nosuch"), "unknown source nosuch"),
    ],
)
def test_a_wrong_command_line_says_what_is_wrong(source_, words, said):
    code, _, err = source_(*words)
    assert code == 2
    assert said in " ".join(err.replace("│", " ").split())


def test_an_outlet_that_offers_nothing_is_an_error_of_one_line(source_, web):
    code, out, err = source_("add", web.add("/", homepage()), "--id", "nahr")
    [told] = [text for text in err.splitlines() if text.startswith("newsetl:")]
    assert (code, out) == (1, "")
    assert "neither a feed nor a sitemap" in told


def test_a_failed_source_and_a_faulty_pack_end_with_one(source_, outlet, settings, web):
    source_("add", outlet, "--id", "nahr")
    (settings.data_dir / "sources" / "broken.yaml").write_text("id: broken\nfeed: []\n", "utf-8")
    web.answers["/rss"] = [(404, {}, b"")]
    code, out, _ = source_("check")
    assert code == 1
    assert "2 checked: 2 fail" in out
    assert "HTTP 404" in out
    assert "docs/sources.md" in out


def test_without_own_packs_the_sample_is_checked_and_that_is_said(source_):
    code, out, err = source_("check", "--offline")
    assert code == 0
    assert "the bundled sample is used" in err
    assert "safsaf-news" in out


def test_offline_asks_nobody(source_, outlet, web):
    source_("add", outlet, "--id", "nahr", "--country", "LB")
    web.asked.clear()
    code, out, _ = source_("check", "--offline")
    assert (code, web.asked) == (0, [])
    assert "1 checked: 1 ok" in out


def test_the_stored_pages_of_shipped_packs_are_read_without_a_network(source_):
    code, out, _ = source_("check", "--shipped", "--offline", "--json")
    checks = json.loads(out)
    assert code == 0
    assert len(checks) >= 14
    read = [finding for found in checks for finding in found["findings"] if finding["what"] == "stored page"]
    assert len(read) == len(checks)
    assert "fail" not in {finding["state"] for finding in read}


def test_a_shipped_pack_takes_no_other_id_or_name(newsetl_, settings):
    code, _, err = newsetl_("source", "add", "sana", "--id", "mine")
    assert code == 2
    assert "taken as it is" in err
    assert not (settings.data_path / "sources").exists()
