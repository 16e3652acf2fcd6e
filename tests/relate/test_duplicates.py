"""Near-duplicates: wire copies are recognised, different reports on one event are not, order never matters."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsetl.relate.duplicates import WINDOW, components, containment, pairs, prepare

START = datetime(2022, 1, 20, tzinfo=UTC)
STORY = (
    "قالت قوات سوريا الديمقراطية إن مقاتليها أحكموا الطوق حول السجن في حي غويران بعد ليلة من الاشتباكات. "
    "وأضافت في بيان أن عشرات من عناصر التنظيم استسلموا فجر اليوم، وأن عمليات التمشيط مستمرة في الأحياء القريبة. "
    "ونقلت سيارات الإسعاف عددا من الجرحى إلى مشاف في المدينة، بينما نزحت عائلات كثيرة نحو الأحياء الشمالية."
)
OTHER = (
    "أعلن التحالف الدولي أن طائراته نفذت ضربات على محيط السجن في الحسكة دعما لشركائه على الأرض. "
    "وقال المتحدث إن القوات المحلية استعادت معظم المباني، وإن الوضع تحت السيطرة رغم جيوب مقاومة متفرقة. "
    "ودعت منظمات إنسانية إلى حماية القاصرين المحتجزين داخل المهاجع وإلى فتح ممرات آمنة لخروج المدنيين من المنطقة."
)
COPY = "متابعات – " + STORY + " المصدر: وكالات."
SHORTENED = STORY[: STORY.index("بينما نزحت")]


def near(*texts, gap=timedelta(hours=1), one_outlet=False):
    sources = ["nahr" if one_outlet else f"outlet-{i}" for i in range(len(texts))]
    prepared = [prepare(str(i), START + i * gap, text, sources[i]) for i, text in enumerate(texts)]
    return {(one.article_id, other.article_id) for one, other in pairs(prepared)}


def test_a_wire_copy_is_recognised():
    assert near(STORY, COPY) == {("0", "1")}


def test_a_shortened_copy_is_recognised():
    assert near(STORY, SHORTENED) == {("0", "1")}


def test_spelling_and_vowel_marks_do_not_hide_a_copy():
    assert near(STORY, STORY.replace("إ", "ا").replace("ة", "ه").replace("الس", "السَّ")) == {("0", "1")}


def test_two_reports_on_one_event_are_not_copies():
    assert near(STORY, OTHER) == set()


def test_news_on_top_of_the_old_background_is_no_copy():
    news = (
        "أعلن مجلس محلي في الحسكة صباح الأحد فتح الطرق المؤدية إلى الأحياء الجنوبية أمام العائلات العائدة. "
        "ودعا السكان إلى الحذر من مخلفات القتال، وقال إن فرق الخدمات بدأت إصلاح شبكة الكهرباء وإزالة الركام. "
        "وأوضح أن المدارس ستبقى مغلقة أسبوعا آخر على الأقل، وأن لجنة ستحصي الأضرار تمهيدا لتعويض الأهالي. "
    )
    assert near(STORY, news + STORY) == set()


def test_an_outlet_that_adds_to_its_own_story_has_news():
    assert near(STORY, STORY + " " + OTHER) == {("0", "1")}
    assert near(STORY, STORY + " " + OTHER, one_outlet=True) == set()
    assert near(STORY, COPY, one_outlet=True) == {("0", "1")}


def test_an_outlets_next_report_on_the_background_of_its_last_has_news():
    first = "انتخب المجلس المحلي في الحسكة رئيسا جديدا له في جلسة عقدت صباح الأحد بحضور أغلب الأعضاء. "
    second = "كلف المجلس المحلي في الحسكة عضوا فيه بتأليف اللجنة بعد مشاورات استمرت يومين مع ممثلي الأحياء. "
    background = f"{STORY} {OTHER}"
    assert near(first + background, second + background, one_outlet=True) == set()


def test_a_copy_after_the_window_is_another_report():
    assert near(STORY, COPY, gap=WINDOW) == {("0", "1")}
    assert near(STORY, COPY, gap=WINDOW + timedelta(seconds=1)) == set()


def test_captions_are_never_copies():
    assert near("صورة من المكان", "صورة من المكان") == set()


def test_containment_is_of_the_smaller():
    assert containment(frozenset("ab"), frozenset("abcd")) == 1
    assert containment(frozenset(), frozenset("a")) == 0


@pytest.mark.parametrize("edges", list(permutations([("b", "c"), ("a", "b"), ("d", "e")])))
def test_groups_do_not_depend_on_the_order_of_edges(edges):
    groups = components("abcdef", edges)
    assert groups == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "d", "f": "f"}


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=8))
def test_a_group_is_named_by_its_smallest_member(edges):
    groups = components("abcdef", edges)
    assert all(groups[one] == groups[other] for one, other in edges)
    assert all(group <= member and groups[group] == group for member, group in groups.items())
