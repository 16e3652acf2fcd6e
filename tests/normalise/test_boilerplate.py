import pytest

from newsetl.normalise.boilerplate import cut, is_bare_date, is_marker, is_notice
from tests.normalise.conftest import PARAGRAPHS, TITLE

TAIL = ["شارك هذا الخبر على:", "فيسبوك", "مواضيع ذات صلة:", "تقارير وتحقيقات", "جميع الحقوق محفوظة © نهر 2022"]


def test_the_tail_is_cut_and_handed_back() -> None:
    kept, removed = cut([*PARAGRAPHS, *TAIL], TITLE)
    assert (kept, removed) == (PARAGRAPHS, TAIL)


def test_nothing_is_cut_in_the_middle() -> None:
    inside = [*PARAGRAPHS[:3], "اقرأ أيضاً: تعزيزات إلى الحسكة", PARAGRAPHS[3]]
    assert cut(inside, TITLE) == (inside, [])
    early = [PARAGRAPHS[0], "تابعونا على فيسبوك", *PARAGRAPHS[1:]]
    assert cut(early, TITLE) == (early, [])


def test_the_head_loses_title_date_and_buttons() -> None:
    head = [TITLE, "الخميس 20 كانون الثاني 2022", "طباعة"]
    assert cut([*head, *PARAGRAPHS], f"{TITLE}!") == (PARAGRAPHS, head)


def test_the_frame_before_the_title_is_cut_but_no_lead() -> None:
    frame = [
        "الرئيسية | محليات | عربي ودولي | اقتصاد | رياضة | مقالات",
        "عربي ودولي",
        TITLE,
        "20-01-2022 05:05 PM 1318 قراءة",
    ]
    assert cut([*frame, *PARAGRAPHS], TITLE) == (PARAGRAPHS, frame)
    for lead in (PARAGRAPHS[0], "المرصد السوري: مقتل 23 شخصا في هجوم داعش"):
        led = [lead, TITLE, *PARAGRAPHS[1:]]
        assert cut(led, TITLE) == (led, [])


def test_a_chronology_keeps_its_dated_lines() -> None:
    days = [f"{day} يناير 2022 الهجوم على السجن" for day in (20, 21, 22, 23)]
    assert cut([TITLE, *days, *PARAGRAPHS], TITLE) == ([*days, *PARAGRAPHS], [TITLE])


def test_a_text_of_markers_alone_is_no_text_and_one_that_only_repeats_the_title_is() -> None:
    assert cut(["اقرأ أيضاً"]) == ([], ["اقرأ أيضاً"])
    assert cut([TITLE], TITLE) == ([TITLE], [])
    assert cut([]) == ([], [])


@pytest.mark.parametrize(
    "line",
    [
        "شارك المقال على:",
        "مقالات ذات صلة:",
        "آخر الأخبار",
        "اقرأ أيضًا: سجن غويران.. ماذا جرى",
        "اقرأ/ي أيضاً",
        "تابعونا على تلغرام",
        "لمتابعة تغطية سجن غويران في الحسكة انضموا إلى قناتنا على تلغرام",
        "التعليقات (0) - جميع التعليقات تعبر عن وجهة نظر أصحابها",
        "الكلمات المفتاحية: سوريا، الحسكة",
        "الوسوم: داعش",
        "لا توجد تعليقات. كن أول من يعلّق على هذا الخبر.",
        "حقوق النشر: جميع الحقوق محفوظة لموقع نهر",
        "• الأكثر قراءة",
        "لمتابعة آخر الأخبار اشترك في قناتنا على واتساب",
        "أرشيف الاتحاد",
        "----------",
        "** جميع المقالات المنشورة تمثل رأي كتابها فقط.",
        "الآراء الواردة أدناه لا تعبر عن رأي موقع نهر، بل تعكس وجهات نظر أصحابها فقط.",
    ],
)
def test_such_lines_are_boilerplate(line: str) -> None:
    assert is_marker(line)


@pytest.mark.parametrize(
    "line",
    [
        "شارك في الاجتماع ممثلون عن الإدارة الذاتية والتحالف الدولي.",
        "تابع المسؤول أن القوات دخلت الحي.",
        "تابع المسؤول قائلاً: القتال مستمر",
        "انضم إلى القوات عشرون مقاتلاً.",
        "المزيد من التعزيزات وصل إلى المدينة صباح اليوم.",
        "آخر الأخبار الواردة من السجن تتحدث عن هدوء حذر.",
        "إصرار على هزيمة داعش",
        "قسم الشرطة في المدينة أغلق أبوابه أمام المراجعين.",
    ],
)
def test_such_lines_are_not(line: str) -> None:
    assert not is_marker(line)


@pytest.mark.parametrize(
    "line",
    [
        "الخميس 20 كانون الثاني/يناير 2022 - 10:30 مساءً",
        "تاريخ النشر : 20-01-2022 05:05 PM 1318 قراءة",
        "نُشر يوم الخميس، 20 كانون الثاني 2022",
        "آخر تحديث: 20 يناير 2022 الساعة 10:30 بتوقيت دمشق",
        "بقلم هدى الخالد، 20 يناير 2022",
        "الحسكة - نهر برس 20 يناير 2022",
    ],
)
def test_a_date_with_little_beside_it_is_bare(line: str) -> None:
    assert is_bare_date(line)


@pytest.mark.parametrize(
    "line",
    [
        "توفي الرجل في مشفى الرازي يوم 20 كانون الثاني 2022",
        "في 20 كانون الثاني 2022 هاجم التنظيم السجن ليلاً",
        "مقتل ثلاثة مدنيين بقصف الحي 20/1/2022",
        "توفي الرجل 20 كانون الثاني 2022.",
        "هجوم على سجن غويران",
    ],
)
def test_a_dated_sentence_is_no_bare_date(line: str) -> None:
    assert not is_bare_date(line)


@pytest.mark.parametrize("char", ["-", ".", "#", "»", "!", "؟", ")"])
def test_a_long_run_of_one_character_is_judged_in_no_time(char: str) -> None:
    line = f"س {char * 200_000}a"
    assert not is_marker(line)
    assert cut([PARAGRAPHS[0], line, PARAGRAPHS[1]], char * 200_000)[0]


@pytest.mark.parametrize(
    "line",
    [
        "إضغط على الصورة لتحميل تطبيق نهر للاطلاع على كل الأخبار على البلاي ستور",
        "حمّل تطبيق نهر من متجر أبل أو غوغل",
        "لمتابعة آخر أخبار لبنان انضم إلى مجموعتنا على واتساب عبر الرابط التالي",
        "المقالات المنشورة لا تعبر بالضرورة عن رأي الصحيفة وإنما عن رأي كاتبها",
        "pic.twitter.com/a1B2c3D4",
        "— نهر (@nahr) March 20, 2025",
    ],
)
def test_invitations_disclaimers_and_left_overs_of_posts_are_boilerplate(line: str) -> None:
    assert is_marker(line)
    assert cut([*PARAGRAPHS, line], TITLE) == (PARAGRAPHS, [line])


@pytest.mark.parametrize(
    "line",
    [
        "انضم ملايين المستخدمين إلى تلغرام بعد تعطل واتساب مساء أمس.",
        "حمّل التطبيق أكثر من مليون مستخدم خلال أسبوع واحد.",
        "وقال الوزير إن التعليقات المسيئة تخضع للقانون الجديد.",
        "اشترك في المؤتمر ممثلون عن يوتيوب وفيسبوك.",
    ],
)
def test_reports_about_applications_and_comments_are_none(line: str) -> None:
    assert not is_marker(line)


def test_the_address_of_a_picture_is_taken_out_of_a_paragraph() -> None:
    kept, removed = cut([PARAGRAPHS[0], f"{PARAGRAPHS[1]} pic.twitter.com/a1B2c3D4"], TITLE)
    assert (kept, removed) == (PARAGRAPHS[:2], ["pic.twitter.com/a1B2c3D4"])


def test_a_text_that_is_only_a_disclaimer_is_told() -> None:
    assert is_notice(["المقالات المنشورة لا تعبر عن رأي الموقع", "شارك المقال على:"])
    assert not is_notice(["شارك المقال على:", "جميع الحقوق محفوظة"])
    assert not is_notice([PARAGRAPHS[0], "المقالات المنشورة لا تعبر عن رأي الموقع"])
