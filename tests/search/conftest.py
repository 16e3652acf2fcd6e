"""An embedded index of a few reports, on the tests' own names."""

import pytest

from newsetl.enrich.stage import enrich_article
from newsetl.index.documents import Outlet, make_document
from newsetl.index.factory import open_engine
from newsetl.names.linker import Linker
from newsetl.records import make_version
from newsetl.search.planner import Filters
from newsetl.search.service import search

REPORTS = {
    "about": ("هجوم على سجن غويران", "هاجم داعش سجن الصناعة في الحسكة فجرا. وسمع دوي انفجار."),
    "latin": ("Fighting goes on", "Clashes around al-Sina'a prison went on for a fourth day."),
    "short": ("ليلة أخرى من القتال", "حاصرت قسد عناصر داعش داخل السجن في الحسكة، وطالبت من في السجن بالاستسلام."),
    "aside": ("أسعار الوقود ترتفع", "ارتفعت الأسعار.\n\nقال تجار إن السوق هادئة.\n\nوذكر أحدهم أحداث سجن غويران."),
    "market": ("سوق حي غويران تعود", "عاد الباعة إلى السوق في حي غويران بعد أسبوع من التوقف."),
    "ministry": ("وزارة الصناعة تعلن قروضا", "أعلنت وزارة الصناعة قروضا ميسرة لأصحاب المعامل."),
    "weather": ("عاصفة ثلجية", "تساقطت الثلوج على المرتفعات وقطعت الطرق الجبلية."),
}
THE_PRISON = {"about", "latin", "short", "aside"}


def put(engine, linker, article):
    """Index a report."""
    enriched = enrich_article(article, linker, "test", make_version(article.observed_at, 1))
    engine.write([make_document(enriched, Outlet(source="nahr", name="نهر"), linker.gazetteer)])


def found(engine, linker, text, **filters):
    """External ids of what is found."""
    return {hit.external_id for hit in search(engine, linker, text, filters=Filters(**filters)).hits}


def prepared(settings, gazetteer):
    """An empty index that knows these names."""
    index = open_engine(settings, gazetteer)
    index.prepare()
    return index


@pytest.fixture
def engine(settings, make_article, gazetteer):
    """The reports, indexed; external ids are the keys of REPORTS."""
    index = prepared(settings, gazetteer)
    link = Linker(gazetteer)
    for name, (title, body) in REPORTS.items():
        put(index, link, make_article(title=title, body=body, external_id=name, lang="en" if name == "latin" else "ar"))
    return index
