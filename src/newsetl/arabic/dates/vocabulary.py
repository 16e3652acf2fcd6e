"""The words dates are made of beside numbers and names, in the form for matching; each list stands here once."""

from newsetl.arabic.forms import to_norm
from newsetl.arabic.months import without_clitic


def _norms(words: str) -> frozenset[str]:
    return frozenset(to_norm(words).split())


_PAST = "الماضي الماضية الماضيين الماضيتين المنصرم المنصرمة المنصرمين الفائت الفائتة الفارط الفارطة المنقضي المنقضية"
_THIS = "الجاري الجارية الحالي الحالية"
_NEXT = "المقبل المقبلة المقبلين المقبلتين القادم القادمة القادمين القادمتين القابل"
WHEN = dict.fromkeys(_norms(_PAST), -1) | dict.fromkeys(_norms(_THIS), 0) | dict.fromkeys(_norms(_NEXT), 1)
"""Adjective → -1 before publication, 0 the present, 1 to come."""
LATEST_ONES = _norms("الأخيرة الأخيرين الأخيرتين الأخير")
"""Say «before publication» of several only: «الأيام الأخيرة», but «الأسبوع الأخير» is the last of something."""

DAY_PARTS = _norms("صباح مساء ليل ليلة فجر ظهر عصر ظهيرة عشية ضحى مغرب نهار يوم أمسية صبيحة غروب")
PARTS = _norms("نهاية مطلع بداية منتصف أواخر أوائل أواسط ختام مستهل آخر أول غضون بدايات نهايات وسط مطالع منتصفات")
"""Name a part of a month or year; the value stays the whole."""
YEAR_WORDS = _norms("عام سنة العام السنة")
YEARS_WORDS = _norms("عامي سنتي أعوام سنوات الأعوام السنوات العامين موسم الموسم")
SEASONS = {to_norm(word): first for word, first in (("ربيع", 3), ("صيف", 6), ("خريف", 9), ("شتاء", 12))}
"""Season → its first month, by the meteorologists' count."""
GREGORIAN_ERA = _norms("م ميلادي ميلادية للميلاد الميلادي الميلادية")
HIJRI_ERA = _norms("ه هجري هجرية للهجرة الهجري الهجرية")
AGREEING = _norms("الموافق المصادف الموافقة الموافقه يوافق المصادفة")
"""Join a weekday or one calendar's date to another's."""
UNTIL = _norms("إلى حتى لغاية ولغاية وحتى وإلى لحد")
COUNTED = _norms(
    """دولار دولارا ليرة يورو دينار درهم ريال جنيه شخص شخصا مقاتل مقاتلا عنصر عنصرا قتيل قتيلا جندي جنديا مدني مدنيا
    لاجئ لاجئا نازح نازحا طن طنا كيلومتر كيلومترا كم متر مترا عائلة أسرة منزل منزلا موقع موقعا حالة إصابة برميل صاروخ
    صاروخا طفل طفلا قطعة كلمة صفحة مشارك مشاركا عامل عاملا معتقل معتقلا سجين سجينا مليون ألف مليار نسمة وحدة هكتار
    ميغاواط لتر غرام مهاجر مهاجرا طالب طالبا ساعة يوم مرة نقطة محطة مدرسة قرية"""
)
"""Behind a number of four digits they make it a count and no year."""

CLITICS = "وفبلك"


def bare(norm: str, known: frozenset[str] | dict[str, int]) -> str | None:
    """The word of ``known`` that ``norm`` is, perhaps behind و, ف, ب, ل or ك; «للعام» is «العام»."""
    found = without_clitic(norm, CLITICS, known)
    if found is None and norm.lstrip("وف").startswith("لل"):
        definite = "ال" + norm.lstrip("وف")[2:]
        return definite if definite in known else None
    return found
