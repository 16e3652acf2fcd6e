"""Stories hold the reports of one event and no others; order of arrival, overlaps and repetition never matter."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from newsetl.relate.stage import update_relations
from newsetl.relate.stories import WINDOW
from tests.relate.newsroom import MemoryStore, report

CHURCH = (
    "أغلقت كنيسة القيامة أبوابها احتجاجا على ضرائب فرضتها البلدية على أملاك الكنائس في القدس القديمة.",
    "قال بطاركة القدس إن إغلاق كنيسة القيامة سيستمر حتى تلغي البلدية الضرائب على أملاك الكنائس.",
    "أعادت كنيسة القيامة فتح أبوابها بعد أن جمدت البلدية الضرائب على أملاك الكنائس في القدس.",
)
WHEAT = "تراجعت أسعار القمح في أسواق الحبوب بعد أمطار غزيرة هطلت على سهول أوكرانيا الجنوبية."
WINDOW_HOURS = WINDOW / timedelta(hours=1)


def stories(*documents):
    store = MemoryStore()
    store.take(documents)
    return {name: document.story_id for name, document in sorted(store.documents.items())}


def test_reports_of_one_event_are_one_story_named_by_its_first():
    found = stories(
        report("z", 0, CHURCH[0]), report("a", 9, CHURCH[1]), report("m", 30, CHURCH[2]), report("w", 10, WHEAT)
    )
    assert found == {"z": "z", "a": "z", "m": "z", "w": None}


def test_a_story_ends_with_its_window():
    days = [report(f"d{day}", 24 * day, CHURCH[day % 3] + f" اليوم {day}.", title=f"القيامة {day}") for day in range(8)]
    found = stories(*days)
    spans = {}
    for document in days:
        spans.setdefault(found[document.article_id], []).append(document.timeline_at)
    assert len(spans) == 2
    assert all(max(times) - min(times) <= WINDOW for times in spans.values())


def test_one_report_after_another_does_not_wander_off_to_other_news():
    between = f"{CHURCH[1]} {WHEAT}"
    other = "أعلنت أوكرانيا أن أمطارا غزيرة أغرقت سهول الحبوب الجنوبية وأن أسعار القمح تراجعت في الأسواق."
    assert stories(report("a", 0, CHURCH[0]), report("b", 1, between), report("c", 2, other))["c"] != "a"


def test_what_is_about_one_facility_needs_fewer_words_in_common():
    one = "دوى انفجاران قرب سور السجن في المدينة ليلا وهرع مقاتلون إلى البوابة الجنوبية."
    other = "قالت المملكة إنها تتابع الهجوم على السجن في المدينة وتؤكد جاهزية حرس حدودها."
    prison = ("facility:prison",)
    assert stories(report("a", 0, one), report("b", 9, other)) == {"a": None, "b": None}
    both = [report("a", 0, one, about=prison), report("b", 9, other, about=prison)]
    assert stories(*both) == {"a": "a", "b": "a"}
    elsewhere = report("b", 9, WHEAT * 2, title="مصنع للحبوب", about=prison)
    assert stories(both[0], elsewhere) == {"a": None, "b": None}


def test_a_copy_is_in_the_story_of_its_original_however_late_it_comes():
    text = " ".join(CHURCH)
    first, second = report("a", 0, text), report("b", 60, f"{CHURCH[2]} وشكر البطاركة المصلين على صبرهم الطويل.")
    copy = report("c", 60 + WINDOW_HOURS - 1, second.body, source="wadi")
    found = stories(first, second, copy)
    assert found == {"a": "a", "b": "a", "c": "a"}


def test_only_different_reports_make_a_story():
    text = " ".join(CHURCH)
    assert stories(report("a", 0, text), report("b", 1, text, source="wadi")) == {"a": None, "b": None}


def test_a_report_that_moves_away_leaves_its_story():
    store = MemoryStore()
    reports = [report("a", 0, CHURCH[0]), report("b", 9, CHURCH[1]), report("c", 30, CHURCH[2])]
    store.take(reports)
    moved = report("a", 2000, CHURCH[0], revision=1)
    store.take([moved])
    assert {name: document.story_id for name, document in store.documents.items()} == {"a": None, "b": "b", "c": "b"}


def test_a_late_first_report_shifts_every_story_behind_it():
    days = [report(f"d{n}", 70 * n, f"{CHURCH[n % 3]} اليوم {n}.", title=f"القيامة {n}") for n in range(6)]
    whole, parts = MemoryStore(), MemoryStore()
    whole.take(days)
    parts.take(days[1:])
    before = parts.relations
    parts.take(days[:1])
    assert parts.relations == whole.relations
    assert [before[f"d{n}"][2] != parts.relations[f"d{n}"][2] for n in range(1, 6)] == [True] * 5


SENTENCES = [
    *CHURCH,
    WHEAT,
    "هبطت أسعار القمح مجددا في أسواق الحبوب مع أمطار أوكرانيا.",
    "فاز الفريق بكأس المدينة بعد ركلات الترجيح أمام جمهور كبير.",
    "قال مدرب الفريق إن كأس المدينة ثمرة عمل موسم كامل.",
    "أعلن المجلس فتح الطرق أمام العائلات العائدة إلى الأحياء الجنوبية من المدينة بعد أيام من القتال العنيف هناك.",
]
bodies = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map(" ".join)
hours = st.one_of(st.integers(0, 200), st.sampled_from([0, 71, 72, 73, 144, 145, 216]))
worlds = st.lists(
    st.tuples(hours, bodies, st.sampled_from(["nahr", "wadi", "sahl"]), st.sampled_from([(), ("facility:church",)])),
    min_size=1,
    max_size=14,
)


def make(number, row, revision=0):
    when, body, source, about = row
    return report(f"{number * 7919 % 10007:05}", when, body, source=source, revision=revision, about=about)


@settings(max_examples=250, deadline=None)
@given(worlds, st.data())
def test_any_order_any_overlap_and_any_repetition_end_in_the_same_groups_and_stories(world, data):
    reports = [make(number, row) for number, row in enumerate(world)]
    whole = MemoryStore()
    whole.take(reports)
    parts = MemoryStore()
    order = data.draw(st.permutations(reports))
    while order:
        size = data.draw(st.integers(1, len(order)))
        again = data.draw(st.lists(st.sampled_from(reports), max_size=3))
        parts.take([*order[:size], *again])
        order = order[size:]
    assert parts.relations == whole.relations
    written = parts.writes
    parts.take(reports)
    assert parts.writes == written, "a repeated run writes nothing"


@settings(max_examples=250, deadline=None)
@given(worlds, st.data())
def test_revisions_that_change_text_or_date_end_as_if_they_had_always_been_so(world, data):
    drafts = [make(number, row) for number, row in enumerate(world)]
    rows = data.draw(st.lists(worlds.map(lambda w: w[0]), min_size=len(world), max_size=len(world)))
    finals = [make(number, row, revision=1) for number, row in enumerate(rows)]
    whole = MemoryStore()
    whole.take(finals)
    parts = MemoryStore()
    parts.take(drafts)
    order = data.draw(st.permutations(finals))
    while order:
        size = data.draw(st.integers(1, len(order)))
        parts.take(order[:size])
        order = order[size:]
    assert parts.relations == whole.relations


@settings(max_examples=150, deadline=None)
@given(worlds, st.data())
def test_runs_that_see_each_others_unrelated_reports_end_in_the_same_groups_and_stories(world, data):
    reports = [make(number, row) for number, row in enumerate(world)]
    whole = MemoryStore()
    whole.take(reports)
    parts = MemoryStore()
    cut = data.draw(st.integers(0, len(reports)))
    order = data.draw(st.permutations(reports))
    runs = [run for run in (order[:cut], order[cut:]) if run]
    for run in runs:
        parts.load(run)
    for run in runs:
        list(update_relations(parts, [document.article_id for document in run]))
    assert parts.relations == whole.relations
