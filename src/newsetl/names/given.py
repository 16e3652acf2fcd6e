"""Given names frequent in Arabic news: an adjective behind one is a surname («علي المصري»)."""

from newsetl.arabic.forms import to_norm
from newsetl.arabic.tokens import norms_of, words

# Last names too: alone they are nearly always somebody else.
_BOTH = """
محمد أحمد علي حسن حسين خالد عمر يوسف إبراهيم محمود الله مصطفى صالح سعيد سليمان عيسى موسى إسماعيل كمال جمال
ناصر كريم حسان فارس سالم جاسم قاسم حمد أمين صادق جعفر عباس رشيد الدين الرحمن العزيز الكريم
"""
_GIVEN_ALONE = """
حامد عثمان سعد إسحاق طارق جميل نصر سليم رشاد ماهر نبيل فيصل فهد سلطان عادل عامر وليد زياد باسل بشار رامي سامي
هاني فادي شادي غسان مروان رياض أيمن أيوب أنور أشرف أسامة بلال طلال هشام هيثم وائل ياسر ياسين مازن معاذ نزار
نوري هادي لؤي عصام عماد عدنان مهند مؤيد منذر حيدر ميثم مقتدى بكر المجيد فاطمة مريم زينب عائشة خديجة سارة ليلى
هدى منى رنا ريم نور سعاد سميرة مي ماري نادية نادين رولا لينا دينا ديما رزان سمر لمى هيفاء شيماء إسراء عبير رغد
كاظم قيس سنان ضياء علاء بهاء إياد زهير نديم منير سمير عزيز فؤاد صفوان لقمان
جورج ميشال إلياس بيار أنطوان طوني إيلي جون مايكل ديفيد جيمس بيتر توماس روبرت سيرغي فلاديمير ألكسندر ابو ام ابن بن
"""
# Words of their own too, or what half a family is called.
_LAST_ALONE = """
عبد الحسين داود خليل الأول الثاني الثالث الرابع الخامس السادس السابع الثامن
أوغلو ثاني زايد خليفة سعود منصور طارق كامل فوزي توفيق مطرب الأحمر العودة سلام مدني الصباح المبارك السيد حبيب هيكل
مايو راي العمر العدل والي الغربي التركي العراقي الجزائري الإسلامي الإسلام الحق الإنسان الثانية نجمة وسوف مالي سريع
قادر أراد وليد جمعة الصغير رمضان سلمان الشيخ عودة سلامة
"""
GIVEN_NAMES = frozenset(norms_of(_BOTH + _GIVEN_ALONE))
NO_SURNAMES = frozenset(norms_of(_BOTH + _LAST_ALONE))
"""Last words of persons' names that do not stand for the person once the full name was said."""
WORDS_TOO = frozenset(norms_of("كامل سلام خطاب ثاني مايو هادي صباح رأي"))
"""Surnames that are words of the news: «خطاب الأسد» is no Khattab's."""
TITLES = frozenset(
    word.norm
    for word in words("""
    السيد السيدة الشيخ الدكتور الدكتورة المهندس الأستاذ القائد الجنرال اللواء العميد العقيد الفريق المقدم الرائد
    الرئيس الأمير الملك الوزير الحاج الإمام المرجع سماحة آية الله العظمى المبعوث السفير النائب المحامي الصحفي الناشط
    mr dr general president sheikh sayyid
    """)
)
"""What people put before a name when they search for somebody, and reports often leave out."""
NAMED_AFTER = frozenset(
    form
    for word in words("شارع مدرسة ملعب نادي جائزة مستشفى مشفى جامعة جسر ميدان استاد كأس دوار جامع مسجد حديقة متحف فندق")
    for form in (word.norm, *(letter + word.norm for letter in "وبلف"))
)
"""What bears the name of somebody who has nothing to do with it, before the name."""
NO_NAME_BEHIND = {"جمال": frozenset(norms_of("ملكة ملكات بملكة لملكة وملكة وصيفة مسابقة"))}
"""Given names that are nouns behind these words: «ملكة جمال العراق»."""
LED_BY = frozenset(norms_of("بقيادة بزعامة برئاسة led headed"))
"""Between a thing and the one who leads it."""
LEADS = frozenset(
    norms_of("""
    يرأسه يرأسها ترأسه ترأسها يقوده يقودها تقوده تقودها قاده قادها يتزعمه يتزعمها تتزعمه تتزعمها تزعمه تزعمها
    أسسه أسسها أنشأه أنشأها يحكمه يحكمها تحكمه تحكمها
    """)
)
"""Verbs there."""
LEADER = frozenset(norms_of("زعيم قائد رئيس أمين عام leader commander head"))
"""Between a person and the thing he leads."""
BEHIND_THE_NAME = frozenset(
    word.norm
    for word in words("""
    قائد رئيس وزير نائب مدير محافظ مندوب سفير السفير المتحدث الناطق المعاون المدعي الوكيل سكرتير قائممقام قائمقام منفذ
    لاعب مهاجم عضو النائب صهر أس في
    """)
)
"""What begins the office in a person's label: «لؤي الخطيب وزير الكهرباء»."""
_SPOKESMEN = {
    to_norm(f"ال{forms[0]}"): [to_norm(form) for form in forms]
    for forms in (("متحدث", "متحدثا"), ("ناطق", "ناطقا"), ("متحدثة",), ("ناطقة",))
}
"""What begins the office of one who speaks for others → the same without article, also as an object."""
_OFFICIAL = {to_norm(f"ال{bare}"): to_norm(bare) for bare in ("رسمي", "رسمية", "عسكري", "إعلامي")}


def spoken_for(name: list[str]) -> list[list[str]]:
    """The office of a spokesman, in normalised words, as news writes it of him without article: «أكد متحدث باسم
    الرئاسة», «متحدثا رسميا باسم»; empty for other names.
    """
    behind = [_OFFICIAL.get(name[1], name[1]), *name[2:]] if len(name) > 1 else []
    return [[first, *behind] for first in _SPOKESMEN.get(name[0], ())]
