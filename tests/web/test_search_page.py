"""The search page as a reader finds it."""

from datetime import UTC, datetime

from tests.web.conftest import RADIO


def link(page, words):
    """The one link whose text holds these words."""
    [href] = {href for text, href in page.links.items() if words in text}
    return href


def test_a_name_is_understood_and_its_reports_are_marked_by_offset(add, read):
    add(title="هجوم على سجن غويران", body="هاجم داعش سجن الصناعة فجرا.")
    add(title="عاصفة ثلجية", body="تساقطت الثلوج.")
    page = read(q="سجن غويران")
    assert "فُهم على أنه" in page.text
    assert "تقرير واحد" in page.text
    assert page.marked == ["سجن غويران", "سجن الصناعة"]
    assert "عاصفة" not in page.text


def test_a_date_is_understood_and_asks_for_reports_of_its_days(add, read):
    add(title="هجوم على سجن غويران", published_at=datetime(2022, 1, 20, 12, tzinfo=UTC))
    add(title="محاكمة في سجن غويران", published_at=datetime(2022, 3, 2, 12, tzinfo=UTC))
    page = read(q="سجن غويران كانون الثاني 2022")
    assert "هجوم على" in page.text
    assert "محاكمة" not in page.text
    assert "كانون الثاني 2022" in page.text
    assert "محاكمة" in read(q="سجن غويران في آذار 2022").text
    assert "محاكمة" in read(q="سجن غويران في آذار 2019").text, "none of that month: the others, with a notice"


def test_a_hit_tells_outlet_and_date_in_arabic_and_iso(add, read):
    add(title="تقرير", published_at=datetime(2022, 1, 20, 12, tzinfo=UTC))
    page = read()
    assert "نهر نيوز" in page.text
    assert "20 كانون الثاني/يناير 2022" in page.text
    assert "2022-01-20 12:00 UTC" in page.text


def test_a_report_without_a_publication_date_says_that_the_date_is_when_it_was_seen(add, read):
    add(published_at=None)
    assert "تاريخ الرصد" in read().text


def test_evidence_is_shown_where_no_snippet_shows_it(add, read):
    add(title="خبر", body="نص.", overwrite={"evidence": ["هاجم المسلحون سجن الصناعة عند الفجر"]})
    assert "هاجم المسلحون سجن الصناعة عند الفجر" in read().text


def test_what_is_excluded_is_said(add, read):
    add(title="حلب")
    page = read("/?q=حلب -دمشق")
    assert "دمشق" in page.text
    assert "مستبعد" in page.text


def test_evidence_of_something_else_than_was_searched_is_not_shown(add, read):
    add(title="داعش", body="داعش.", overwrite={"evidence": ["قصف النظام السوري بلدة في الريف"]})
    assert "قصف النظام" not in read("/?q=داعش").text


def test_copies_fold_into_one_hit_with_their_outlets_and_can_be_shown_one_by_one(add, read):
    first = add(title="الأصل", overwrite={"duplicate_group": "g"})
    copy = {"is_primary": False, "duplicate_of": first.article_id, "duplicate_group": "g"}
    add(title="المنقول", outlet=RADIO, source="radio", overwrite=copy)
    page = read(lang="ar")
    assert "المنقول" not in page.text
    assert "تقرير واحد 1 report + نسخة 1 copy" in " ".join(page.text.split())
    assert "+نسخة 1 copy راديو السهل" in " ".join(page.text.split())
    every = read(link(page, "اعرض كل نسخة"))
    assert "المنقول" in every.text
    assert link(every, "نسخة من تقرير آخر") == f"/article/{first.article_id}"
    assert "المنقول" not in read(link(every, "اطوِ النسخ")).text


def test_a_copy_is_found_where_its_original_does_not_match(add, read):
    first = add(title="الأصل", overwrite={"duplicate_group": "g"})
    copy = {"is_primary": False, "duplicate_of": first.article_id, "duplicate_group": "g"}
    add(title="المنقول", outlet=RADIO, source="radio", overwrite=copy)
    page = read(outlet="راديو السهل")
    assert "المنقول" in page.text
    assert "+نسخة 1 copy نهر نيوز" in " ".join(page.text.split())


def test_a_hit_leads_to_the_reports_of_its_story(add, read):
    first = add(title="إغلاق الكنيسة", published_at=datetime(2022, 1, 19, tzinfo=UTC))
    add(title="خبر آخر")
    add(title="فتح الكنيسة", overwrite={"story_id": first.article_id})
    add(
        article_id=first.article_id,
        url="https://n.example/1",
        observed_at=datetime(2022, 2, 1, tzinfo=UTC),
        title="إغلاق الكنيسة",
        overwrite={"story_id": first.article_id},
        written="updated",
    )
    hit = read(q="فتح الكنيسة")
    assert "من قصة Story إغلاق الكنيسة تقريران 2 reports" in " ".join(hit.text.split())
    story = read(link(hit, "إغلاق الكنيسة"))
    assert ("فتح الكنيسة" in story.text, "خبر آخر" in story.text) == (True, False)
    assert "من قصة" not in story.text
    assert "خبر آخر" in read(link(story, "أزل قصة إغلاق الكنيسة")).text


def test_a_facet_narrows_and_is_taken_away_again(add, read):
    add(title="من النهر")
    add(outlet=RADIO, source="radio", title="من السهل")
    narrowed = read(link(read(), "راديو السهل 1"))
    assert "من السهل" in narrowed.text
    assert "من النهر" not in narrowed.text
    assert "من النهر" in read(link(narrowed, "راديو السهل 1")).text


def test_facets_count_what_reports_are_about_their_affiliation_and_language(add, read):
    add(title="هجوم على سجن غويران", body="هاجم داعش سجن الصناعة.")
    add(outlet=RADIO, source="radio", title="Snow", body="Snow fell.", lang="en")
    links = read().links
    assert {"سجن غويران 1", "مستقل 1", "رسمي 1", "العربية 1", "الإنكليزية 1"} <= set(links)


def test_several_narrowings_hold_together_and_survive_a_new_question(add, read):
    add(title="خبر أول", lang="en")
    add(title="خبر ثان", lang="en", outlet=RADIO, source="radio")
    add(title="خبر ثالث")
    page = read(lang="en", outlet="راديو السهل")
    assert ("ثان" in page.text, "أول" in page.text, "ثالث" in page.text) == (True, False, False)
    assert "outlet=" in link(page, "أزل لغة التقرير")


def test_the_period_takes_in_its_last_day(add, read):
    add(title="في اليوم الأخير", published_at=datetime(2022, 1, 31, 23, 59, tzinfo=UTC))
    add(title="في الغد", published_at=datetime(2022, 2, 1, tzinfo=UTC))
    page = read(from_="2022-01-31", to="2022-01-31")
    assert "في اليوم الأخير" in page.text
    assert "في الغد" not in page.text


def test_pages_show_every_report_once(add, read):
    for number in range(23):
        add(title=f"تقرير {number:02}-")
    page, seen = read(), []
    while True:
        seen += [text for text in page.links if text.startswith("تقرير ") and text.endswith("-")]
        following = [href for text, href in page.links.items() if "التالي" in text]
        if not following:
            break
        page = read(following[0])
    assert sorted(seen) == [f"تقرير {number:02}-" for number in range(23)]


def test_a_page_beyond_the_last_leads_back(add, read):
    add()
    page = read(page="99999999999")
    assert "لا نتائج في هذه الصفحة" in page.text
    assert link(page, "إلى الصفحة الأولى").startswith("/?")


def test_a_widened_result_says_so(add, read):
    add(title="ثلوج على الجبال")
    page = read(q="ثلوج زرافة")
    assert "لم يرد كل ما كتبتَ" in page.text
    assert "ثلوج على الجبال" in page.text


def test_nothing_found_says_what_to_try(add, read):
    add()
    page = read(q="زرافة", lang="en")
    assert "لا نتائج" in page.text
    assert link(page, "أزل كل ما يضيّق البحث") == "/?q=%D8%B2%D8%B1%D8%A7%D9%81%D8%A9"


def test_an_empty_index_says_how_to_fill_it(pipeline, read):
    pipeline.engine.prepare()
    assert "newsetl run" in read().text


def test_any_text_may_be_asked(add, get):
    add()
    for text in ('"', "«", "-", "\x00", "\u202e", "a" * 500, "*:*", "' OR 1=1", "%", "\U0010ffff", "((", "\\"):
        assert get(q=text).status_code == 200, text


def test_what_cannot_be_meant_is_told_in_both_languages(add, get):
    add()
    for wrong in ({"from_": "31/1/2022"}, {"from_": "2022-02-01", "to": "2022-01-01"}, {"q": "a" * 501}):
        answer = get(**wrong)
        assert answer.status_code == 400
        assert "تعذّر تنفيذ البحث" in answer.text
        assert "cannot be made" in answer.text
    assert get(from_="0001-01-01", to="9999-12-31").status_code == 200
