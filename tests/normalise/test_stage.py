import json
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from newsetl.arabic.forms import to_norm
from newsetl.records import Capture, Outcome, Reason
from newsetl.stages import StageOutput
from tests.normalise.conftest import PARAGRAPHS, TITLE, modern, old

Run = Callable[..., StageOutput]
Make = Callable[..., Capture]
HTML = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def record(**fields: object) -> str:
    given = {"id": "7", "title": TITLE, "body": "\n\n".join(PARAGRAPHS), "published": "2022-01-20T10:00:00Z"}
    return json.dumps(given | fields, ensure_ascii=False)


def test_an_article_holds_three_forms_and_where_each_field_came_from(run: Run, capture: Make) -> None:
    body = HTML.replace("غويران", "غُوَيْران\u200f", 1)
    hints = {"title": f" {TITLE} ", "guid": "g1", "published": "2022-01-20T10:00:00+00:00"}
    (article,) = run(capture(body, hints=hints)).rows
    assert article.title == TITLE
    assert "غُوَيْران في" in article.body
    assert "\u200f" in article.raw_body
    assert article.norm_body == to_norm(article.body)
    assert "غويران" in article.norm_body
    assert (article.guid, article.source, article.lang) == ("g1", "nahr", "ar")
    assert article.timeline_at == article.published_at == datetime(2022, 1, 20, 10, tzinfo=UTC)
    assert article.date_quality == "published"
    assert {found.field for found in article.provenance} >= {"title", "body", "published_at", "lang", "charset"}


@pytest.mark.parametrize(
    ("published", "quality", "timeline"),
    [
        ("2022-01-19T10:00:00Z", "published", datetime(2022, 1, 19, 10, tzinfo=UTC)),
        ("2022-01-19", "published_day", datetime(2022, 1, 19, tzinfo=UTC)),
        ("", "observed", datetime(2022, 1, 20, 12, tzinfo=UTC)),
        ("9999-12-31T23:59:59-05:00", "published", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_the_timeline_is_never_empty(run: Run, capture: Make, published: str, quality: str, timeline: datetime) -> None:
    (article,) = run(capture(record(published=published), media_type="application/json")).rows
    assert (article.date_quality, article.timeline_at) == (quality, timeline)


def test_dump_records_keep_source_and_id_and_lose_their_tail(run: Run, capture: Make) -> None:
    text = record(body="\n".join([*PARAGRAPHS, "شارك المقال على:", "آخر الأخبار"]), author="هدى", section=None)
    hints = {"source": "dijla", "external_id": "7"}
    (article,) = run(capture(text, media_type="application/json", hints=hints)).rows
    assert (article.source, article.external_id, article.author) == ("dijla", "7", "هدى")
    assert article.body == "\n\n".join(PARAGRAPHS)
    assert article.boilerplate == ["شارك المقال على:", "آخر الأخبار"]


def test_plain_text_has_its_title_in_the_first_line(run: Run, capture: Make) -> None:
    text = f"{TITLE}\n\n" + "\n\n".join([*PARAGRAPHS, "شارك المقال على:"])
    (article,) = run(capture(text, media_type="text/plain", url="urn:newsetl:nahr:a.txt")).rows
    assert (article.title, article.body) == (TITLE, "\n\n".join(PARAGRAPHS))


def test_what_is_no_report_is_quarantined_for_its_reason(run: Run, capture: Make) -> None:
    output = run(
        capture("<html><body><a href='/a'>سوريا</a></body></html>", day=1),
        capture(bytes(range(256)) * 40, day=2),
        capture("<p> </p>", day=3, hints={"title": TITLE}),
        capture("", day=6),
        capture(record(body={"a": 1}), media_type="application/json", day=4),
        capture(b"%PDF", media_type="application/pdf", day=5),
    )
    assert [rejection.reason for rejection in output.rejections] == [
        *(Reason.NO_ARTICLE, Reason.BAD_ENCODING, Reason.NO_TEXT, Reason.NO_TEXT, Reason.NO_ARTICLE, Reason.NO_ARTICLE),
    ]
    assert json.loads(output.rejections[0].record)["payload"].startswith("<html>")


def test_a_missing_title_goes_on_to_validate(run: Run, capture: Make) -> None:
    output = run(capture(HTML, day=1), capture(record(title=None), media_type="application/json", day=2, url="urn:x:y"))
    assert [article.title for article in output.rows] == ["", ""]


def test_broken_escapes_harm_nothing(run: Run, capture: Make) -> None:
    text = '{"title": "\\ud83d خبر", "body": "نص \\ude00 طويل", "author": "\\ud800"}'
    (article,) = run(capture(text, media_type="application/json")).rows
    article.model_dump_json().encode("utf-8")
    assert article.title == "\ufffd خبر"


def test_one_report_keeps_its_id_under_all_spellings_of_its_address(run: Run, capture: Make) -> None:
    slug = "سجن-غويران"
    canonical = f'<link rel="canonical" href="https://www.nahr.example/{slug}/">'
    first = run(capture(modern(head=canonical), url="https://nahr.example/n/1"), day=1).rows[0]
    spellings = [f"https://www.nahr.example/{quote(slug)}/", f"http://nahr.example/{quote(slug)}"]
    later = run(*(capture(old(), url=url, day=n + 2) for n, url in enumerate(spellings)), day=2).rows
    assert {article.article_id for article in later} == {first.article_id}
    assert first.url == spellings[0]


def test_a_later_feed_item_with_the_same_guid_is_the_same_report(run: Run, capture: Make) -> None:
    first = run(capture(HTML, hints={"guid": "g1", "title": TITLE}), day=1).rows[0]
    moved = capture(HTML, url="https://nahr.example/new-slug", hints={"guid": "g1", "title": "عنوان جديد"})
    second = run(moved, day=2).rows[0]
    assert second.article_id == first.article_id
    assert second.content_hash != first.content_hash
    other = capture(HTML, url="https://dijla.example/1", hints={"guid": "g1", "source": "dijla"})
    assert run(other, day=3).rows[0].article_id != first.article_id


def test_a_guid_that_names_everything_names_nothing(run: Run, capture: Make) -> None:
    captures = [capture(HTML, url=f"https://nahr.example/n/{n}", hints={"guid": "0"}) for n in range(4)]
    assert len({article.article_id for article in run(*captures).rows}) == 4


@pytest.mark.parametrize(
    "canonical", ["https://nahr.example/", "https://nahr.example/index.php", "https://other.example/n", ""]
)
def test_a_canonical_address_that_cannot_be_right_is_not_followed(run: Run, capture: Make, canonical: str) -> None:
    page = modern(head=f'<link rel="canonical" href="{canonical}">')
    url = "https://nahr.example/index.php?id={}"
    output = run(capture(page, url=url.format(1)), capture(page, url=url.format(2)))
    assert {article.url for article in output.rows} == {url.format(1), url.format(2)}
    assert len({article.article_id for article in output.rows}) == 2


def test_the_same_again_is_unchanged_and_twice_is_redelivered(run: Run, capture: Make) -> None:
    page = modern()
    output = run(capture(page, day=20), capture(page, day=21))
    assert [row.outcome for row in output.outcomes] == [Outcome.NEW, Outcome.REDELIVERED]
    assert len(output.rows) == 1
    assert list(output.consumed) == ["ingest/route=load/interval=20220101T000000Z_20220102T000000Z/source=nahr"]


@pytest.mark.parametrize(
    ("text", "declared", "lang"),
    [
        ("قالت مصادر محلية إن اشتباكات اندلعت قرب السجن", "ar", "ar"),
        ("قالت مصادر محلية إن اشتباكات اندلعت قرب السجن", "en", "ar"),
        ("ھێزەکانی سووریای دیموکرات ڕایانگەیاند کە شەڕ لە نزیک زیندانەکە بەردەوامە", "ar", "ckb"),
        ("The prison in the city was attacked on Thursday evening by gunmen", "ar", "en"),
        ("نیروهای دموکراتیک سوریه اعلام کردند که درگیری در نزدیکی زندان ادامه دارد چون گروه", "", "fa"),
    ],
)
def test_a_declared_language_is_believed_where_the_letters_agree(
    run: Run, capture: Make, text: str, declared: str, lang: str
) -> None:
    (article,) = run(capture(record(title="", body=text, lang=declared), media_type="application/json")).rows
    assert article.lang == lang


def test_an_unforeseen_fault_is_one_records_fault(run: Run, capture: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    import newsetl.normalise.article as module

    original = module.extract_page

    def sometimes(payload: bytes, *args: object, **kw: object) -> object:
        if b"bad" in payload:
            raise RuntimeError("odd page")
        return original(payload, *args, **kw)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "extract_page", sometimes)
    output = run(capture(HTML, day=1), capture("bad", day=2))
    assert len(output.rows) == 1
    assert (output.rejections[0].reason, output.rejections[0].message) == (Reason.INTERNAL, "RuntimeError: odd page")


def test_a_record_whose_whole_text_looks_like_boilerplate_keeps_it(run: Run, capture: Make) -> None:
    text = record(body="شارك المقال على:\n\nجميع الحقوق محفوظة")
    (article,) = run(capture(text, media_type="application/json")).rows
    assert article.body == "شارك المقال على:\n\nجميع الحقوق محفوظة"
    assert article.boilerplate == []


FRONT = "https://nahr.example/"


def item(capture: Make, number: int, title: str = "", **hints: str) -> Capture:
    body = HTML.replace("سجن", f"سجن رقم {number}")
    return capture(body, url=FRONT, found_by="feed", hints={"title": title or f"{TITLE} {number}", **hints})


def test_items_that_link_to_the_front_page_are_told_by_their_guids(run: Run, capture: Make) -> None:
    first = run(*(item(capture, n, guid=f"g{n}") for n in (1, 2, 3)), day=1).rows
    assert len({article.article_id for article in first}) == 3
    assert {article.url for article in first} == {FRONT}
    (later,) = run(item(capture, 4, guid="g4"), day=2).rows
    assert later.article_id not in {article.article_id for article in first}
    (again,) = run(item(capture, 5, guid="g2"), day=3).rows
    assert again.article_id == first[1].article_id


@pytest.mark.parametrize("guid", ["", FRONT, "0"])
def test_items_without_a_guid_of_their_own_are_told_by_their_titles(run: Run, capture: Make, guid: str) -> None:
    hints = {"guid": guid} if guid else {}
    first = run(*(item(capture, n, **hints) for n in (1, 2, 3)), day=1).rows
    assert len({article.article_id for article in first}) == 3
    assert run(*(item(capture, n, **hints) for n in (1, 2, 3)), day=1).rows == first


def test_the_name_of_a_file_says_less_than_an_address_the_page_declares(run: Run, capture: Make) -> None:
    def page(number: int) -> Capture:
        head = f'<link rel="canonical" href="https://nahr.example/n/{number}">'
        return capture(modern(head=head), url="urn:newsetl:file:index.html-1", found_by="file", day=number)

    assert len({article.article_id for article in run(page(1), page(2)).rows}) == 2


def test_a_time_that_only_a_file_tells_is_marked(run: Run, capture: Make) -> None:
    captures = [
        capture(modern(), found_by="file", url="urn:newsetl:file:a", day=1),
        capture(record(), media_type="application/json", url="urn:x:1", found_by="dump", day=2),
        capture(record(observed_at="2022-01-20"), media_type="application/json", url="urn:x:2", found_by="dump", day=3),
        capture(modern(title="آخر"), day=4),
    ]
    marked = [any(p.field == "observed_at" for p in article.provenance) for article in run(*captures).rows]
    assert marked == [True, True, False, False]


def test_walls_and_disclaimers_are_quarantined_with_reasons_of_their_own(run: Run, capture: Make) -> None:
    wall = (
        f"<html><body><h1>{TITLE}</h1><div><p>{PARAGRAPHS[0]}</p></div><p>هذا المحتوى للمشتركين فقط</p></body></html>"
    )
    ask = "نستخدم نحن وشركاؤنا ملفات تعريف الارتباط لتخزين بياناتك وعرض إعلانات مخصصة على هذا الموقع."
    consent = f"<html><body><p>{ask}</p><button>أوافق</button></body></html>"
    disclaimer = record(body="المقالات المنشورة لا تعبر بالضرورة عن رأي الموقع")
    output = run(
        capture(wall, day=1), capture(consent, day=2), capture(disclaimer, media_type="application/json", day=3)
    )
    assert [one.reason for one in output.rejections] == [Reason.PAYWALL, Reason.CONSENT, Reason.NO_TEXT]


@pytest.mark.parametrize(
    "author", ["هدى علي huda@nahr.example", "بقلم: هدى علي", "هدى علي (@huda)", "huda.ali@nahr.example هدى علي"]
)
def test_an_author_is_a_name_and_no_address(run: Run, capture: Make, author: str) -> None:
    (article,) = run(capture(record(author=author), media_type="application/json")).rows
    assert article.author == "هدى علي"
