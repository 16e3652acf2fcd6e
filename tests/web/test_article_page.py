"""One report in full, with what is known of its origin."""

import json

import pytest

from newsetl.pipeline import Pipeline

REPORT = {
    "id": "r1",
    "url": "https://nahr.example/1",
    "source": "nahr",
    "title": "اشتباكات قرب سجن غويران",
    "body": "قالت مصادر إن داعش هاجم السجن في حي غويران.\n\nوأضافت أن قوات سوريا الديمقراطية طوقت المكان.",
    "published": "2022-01-20T20:00:00+02:00",
}


@pytest.fixture
def pipeline(settings, tmp_path):
    """One report taken through every stage, so that the lake knows it."""
    file = tmp_path / "reports.jsonl"
    file.write_text(json.dumps(REPORT))
    made, partitions = Pipeline.for_files([file], settings)
    assert made.run(partitions).ok
    return made


@pytest.fixture
def report_id(pipeline):
    return next(iter(pipeline.reader.scan())).article_id


def test_the_whole_text_stands_there_with_its_mentions_marked(read, report_id):
    page = read(f"/article/{report_id}")
    for paragraph in REPORT["body"].split("\n\n"):
        assert paragraph in page.text
    assert {"سجن غويران", "داعش", "قوات سوريا الديمقراطية"} <= set(page.marked)
    assert page.links[REPORT["url"]] == REPORT["url"]


def test_an_entity_leads_to_the_reports_about_it(read, report_id):
    page = read(f"/article/{report_id}")
    [href] = [href for text, href in page.links.items() if text.startswith("سجن غويران")]
    assert REPORT["title"] in read(href).text


def test_it_says_how_its_date_was_found(read, report_id, pipeline):
    [step] = [s for s in pipeline_provenance(pipeline) if s.field == "published_at"]
    assert step.how in read(f"/article/{report_id}").text


def pipeline_provenance(pipeline):
    from newsetl.records import EnrichedArticle

    [partition] = pipeline.context.lake.partitions("enrich")
    [article] = pipeline.context.lake.read("enrich", partition, EnrichedArticle)
    return article.provenance


def test_a_report_that_this_lake_lacks_is_shown_all_the_same(read, report_id, pipeline):
    import shutil

    shutil.rmtree(pipeline.context.lake.root)
    page = read(f"/article/{report_id}")
    assert REPORT["title"] in page.text
    assert "ليس في مخزن هذه الآلة" in page.text


def test_an_unknown_report_is_a_404_that_says_what_to_do(get):
    answer = get("/article/nothing")
    assert answer.status_code == 404
    assert "ابحث عنه" in answer.text
    assert "search for it" in answer.text


def test_the_api_gives_the_document_and_its_origin(get, report_id):
    told = get(f"/api/article/{report_id}").json()
    assert told["article"]["title"] == REPORT["title"]
    assert "published_at" in {step["field"] for step in told["origin"]["provenance"]}
    assert get("/api/article/nothing").status_code == 404


def test_what_was_taken_out_of_a_page_is_listed(settings, tmp_path, get):
    lead = "".join(f"<p>{REPORT['body']} جملة رقم {n} من التقرير الطويل عن الأحداث.</p>" for n in range(6))
    html = f"<html lang=ar><body><article><h1>{REPORT['title']}</h1>{lead}<p>اقرأ أيضا: خبر آخر</p></article></html>"
    file = tmp_path / "page.html"
    file.write_text(html)
    made, partitions = Pipeline.for_files([file], settings)
    made.run(partitions)
    [document] = [d for d in made.reader.scan() if d.source.startswith("page-html")]
    origin = get(f"/api/article/{document.article_id}").json()["origin"]
    page = get(f"/article/{document.article_id}").text
    assert all(line in page for line in origin["boilerplate"])
    assert any("اقرأ أيضا" in line for line in origin["boilerplate"])
