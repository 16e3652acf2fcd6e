"""Lines around an article that are not it: share, related, tags, follow us, rights. Cut only at its two ends.

Every line that is taken out is handed back, so the cut can be undone.
"""

import re

from newsetl.arabic.dates import find_dates
from newsetl.arabic.forms import to_norm
from newsetl.arabic.sentences import ends_sentence
from newsetl.normalise.dates import parse_date_line

# In the form for matching (alef, ta marbuta, alef maqsura and digits folded). Each matches a whole line.
_THING = r"(?:ال|هذا ال|هذه ال)?(?:مقال|مقاله|مقالات|خبر|اخبار|موضوع|مواضيع|موضوعات|ماده|مواد|تقرير|تقارير|صفحه|قصه)"
# Lines that could open an ordinary sentence: believed only while short and without a full stop.
_SHORT_MARKERS = (
    # share this
    rf"(?:شارك|شاركنا|شاركها|شاركه|مشاركه|انشر|نشر)(?: {_THING})?(?: علي| عبر| مع الاصدقاء| مع اصدقائك)?",
    r"(?:شارك|مشاركه) ?: ?.{0,60}",
    r"(?:facebook|twitter|x|whatsapp|telegram|linkedin|messenger|pinterest|email|viber|instagram|youtube|print)",
    r"(?:فيسبوك|فيس بوك|تويتر|واتساب|واتس اب|تلغرام|تليغرام|تيليجرام|لينكد ?ان|بنترست|انستغرام|يوتيوب)",
    r"(?:طباعه|طباعه الصفحه|نسخ الرابط|تم نسخ الرابط|ارسل(?: الي صديق)?|ارسال|حفظ|استمع)",
    r"(?:تكبير الخط|تصغير الخط|حجم الخط)",
    # related and other reports
    rf"{_THING} (?:ذات|ذو|لها) (?:صله|علاقه)(?: ?: ?.{{0,80}})?",
    rf"{_THING} (?:مشابه|مشابهه|متعلقه|مرتبطه|مختاره|اخري|مقترحه|قد تهمك)",
    r"(?:اقرا|اقراوا|اقرئي|طالع|شاهد|انظر|استمع)(?: ?/? ?ي)? (?:ايضا|كذلك|المزيد)(?: ?[:.] ?.*| عن .*| في .*)?",
    r"(?:اقرا|شاهد|طالع|للمزيد|المزيد)(?: ?: ?.*)?",
    r"(?:المزيد من|للمزيد من|لمزيد من) (?:الاخبار|التفاصيل|المعلومات|المقالات|المواضيع).{0,40}",
    r"(?:قد|ربما) (?:يعجبك|يهمك|يعجبكم|يهمكم|تعجبك|تهمك)(?: ايضا)?",
    r"(?:اخر|احدث|اهم|ابرز) (?:الاخبار|المقالات|المستجدات|المواضيع|العناوين)",
    r"(?:الاكثر|الاعلي) (?:قراءه|مشاهده|تداولا|شيوعا|تعليقا|رواجا)(?: .{1,30})?",
    r"(?:المقال|الخبر|الموضوع) (?:التالي|السابق)|التالي|السابق",
    # follow, subscribe
    r"(?:تابعونا|تابعنا|تابعوا (?:صفحتنا|قناتنا|حسابنا))(?: .{0,80})?",
    r"(?:لمتابعه|تابع) (?:اخر|احدث|المزيد|كل|صفحتنا|تغطيه|تغطيتنا)(?: .{0,80})?",
    r"(?:اشترك|اشتركوا|للاشتراك)(?: (?:في|ب|معنا|الان) ?.{0,60})?",
    r"(?:انضم|انضموا) (?:الي|الينا) ?(?:قناتنا|صفحتنا|مجموعتنا|قناه|مجموعه)?.{0,40}",
    r"(?:حمل|حملوا|نزل) (?:التطبيق|تطبيق)(?: .{0,60})?",
    r"(?:النشره البريديه|القائمه البريديه|نشرتنا البريديه)(?: .{0,60})?",
    # names of archives and sections, as outlets put them under their reports
    r"(?:ارشيف|قسم) .{2,30}",
)
_AGENCY = (
    r"(?:ا ف ب|ا\.ف\.ب|د ب ا|د\.ب\.ا|ا ب|رويترز|فرانس ?(?:برس|24)|اسوشيتد برس|الاناضول|سبوتنيك|تاس|شينخوا|بترا"
    r"|واس|وام|سانا|قنا|وكالات|الوكالات|afp|reuters|ap|dpa|anha)"
)
# Disclaimers and invitations: whole sentences, but an outlet's about itself.
_OURS = (
    r"(?:قناتنا|صفحتنا|صفحاتنا|مجموعتنا|حسابنا|حساباتنا|نشرتنا|قائمتنا|خدمتنا|تطبيقنا|منصاتنا|بريدك|هاتفك|عبر الرابط"
    r"|google news|جوجل نيوز|غوغل نيوز|النشره البريديه|القائمه البريديه)"
)
_VIEWS = r"(?:الاراء|المقالات|المواد|التعليقات|ما ينشر)(?: (?:الوارده|المنشوره)(?: .{0,60})?)?"
_NOTICES = (
    rf"(?:ان )?(?:جميع |كل )?{_VIEWS} (?:لا )?(?:تعبر|تعكس|تمثل|يعبر) .{{0,120}}",
    (
        r"(?:هذا |هذه )?(?:المقال|المقاله|الماده|النص)(?: .{0,30})? (?:لا )?(?:يعبر|تعبر|يعكس|تعكس|يمثل|تمثل) "
        r".{0,20}(?:راي|وجهه نظر) .{0,80}"
    ),
    # rules for comments
    r".{0,200}\b(?:التعليقات|تعليقاتكم|تعليقك) .{0,200}(?:قبل نشرها|ارشادات الاستخدام|شروط النشر).{0,600}",
    # the outlet's own application and channels
    r"يمكنكم (?:استلام|تسلم|تلقي|الحصول علي) (?:ال)?اشعارات .{1,160}",
    r"(?:اضغط|انقر)(?:وا)? (?:علي|هنا) ?.{0,60}(?:لتحميل|لتنزيل|تطبيق|للاشتراك|للانضمام) ?.{0,120}",
    (
        r"(?:حمل|حملوا|نزل|نزلوا|لتحميل|لتنزيل|قم بتحميل|قم بتنزيل) (?:الان )?(?:ال)?تطبيق.{0,60}"
        r"\b(?:متجر|ستور|بلاي|هاتفك|هواتفكم|مجانا|اندرويد|ايفون).{0,80}"
    ),
    (
        r"(?:تابعونا|تابعنا|انضموا|انضم الي|اشترك في|اشتركوا|للاشتراك|للانضمام|لمتابعه .{2,60}|ليصلك.{2,60}) "
        rf".{{0,80}}{_OURS}.{{0,100}}"
    ),
    r"(?:تابعونا|تابعنا) علي .{0,100}",
    r".{0,60}\bفي بريدك(?:م)?(?: الالكتروني)? .{0,40}|(?:ادخل|ادخلوا|سجل|سجلوا|اكتب|ضع) بريدك.{0,80}",
    r"(?:ادعم|ادعموا|تبرع|تبرعوا) (?:لنا|الان|عملنا|موقعنا|صحافتنا|استقلاليتنا|لدعم .{2,30}).{0,80}",
    r"تبرعك (?:يساعد|يدعم).{0,120}",
    (
        r"(?:لمتابعه|متابعه|تابع|تابعوا) .{2,60} (?:علي|عبر) "
        r"(?:ال|قناه )?(?:تلغرام|تليغرام|تيليغرام|واتساب|فيسبوك|منصه).{0,80}"
    ),
)
# Lines that no report contains.
_SURE_MARKERS = (
    # tags
    r"(?:الكلمات المفتاحيه|كلمات مفتاحيه|الكلمات الداله|كلمات دلاليه|كلمات داله|الوسوم|وسوم|هاشتاغ|tags?)(?: ?: ?.*)?",
    # comments
    r"(?:اترك|اضف|اكتب) (?:تعليق|تعليقا|ردا|تعليقك)(?: .{0,40})?",
    r"(?:التعليقات|تعليقات|لا توجد تعليقات|لا يوجد تعليقات)(?: ?\(?\d*\)?)?(?: ?[.\-–|] ?.{0,60})?",
    r"لن يتم نشر عنوان بريدك الالكتروني.*",
    # what is left of an embedded post
    r"(?:https?://)?(?:pic\.)?(?:twitter|x)\.com/\S{1,80}|(?:https?://)?t\.co/\S{1,40}|https?://\S{4,300}",
    r".{1,80} \(@\w{1,30}\)(?: .{0,20}\d{4})?",
    # advertisements
    r"(?:اعلان|اعلانات|اشهار)(?: (?:مدفوع|ممول|تجاري))?|(?:مساحه|ماده|فقره) (?:اعلانيه|اشهاريه)",
    r"advertisements?|sponsored",
    # the agencies a report is from, below it
    rf"\(?{_AGENCY}(?: ?[/،,+\-–] ?{_AGENCY}| و ?{_AGENCY})*\)?",
    # rights
    r"(?:.{0,60} )?(?:جميع|كل|كافه) الحقوق محفوظه.{0,80}",
    r"حقوق (?:النشر|الطبع|الملكيه)(?: والنشر| والطبع)? محفوظه.{0,80}",
    r"(?:©|\(c\)|copyright).{0,80}",
    *_NOTICES,
    # feeds made by WordPress
    r"the post .{1,300} appeared first on .{1,60}",
    r"(?:ظهرت المقاله|ظهر المقال|هذا المقال|هذه المقاله) .{1,300}(?:اولا علي|نشر في) .{1,60}",
)
# What stands above other reports and nothing else; it may have words behind a colon.
_LABELS = (
    r"(?:اقرا|اقراوا|اقرئي|طالع|طالعوا|شاهد|شاهدوا|انظر|تابع|استمع)(?: ?/? ?ي)?(?: (?:ايضا|كذلك|المزيد))?",
    rf"(?:{_THING}|فيديوهات|ملفات|عناوين) (?:ذات|ذو|لها) (?:صله|علاقه)|ذات صله|روابط ذات صله",
    rf"(?:{_THING}|قصص) (?:مشابه|مشابهه|متعلقه|مرتبطه|مختاره|اخري|مقترحه|قد تهمك|ذات صله)",
    r"(?:في|و?علي|ضمن) (?:السياق|الصعيد|السياق ذاته|سياق متصل|سياق ذي صله|نفس السياق|السياق نفسه)",
    r"(?:قد|ربما) (?:يعجبك|يهمك|يعجبكم|يهمكم|تعجبك|تهمك|ترغب في قراءه)(?: ايضا)?",
    r"(?:الاكثر|الاعلي) (?:قراءه|مشاهده|تداولا|شيوعا|تعليقا|رواجا|بحثا)(?: .{1,30})?",
    r"(?:اخر|احدث|اهم|ابرز) (?:الاخبار|المقالات|المستجدات|المواضيع|العناوين|ما نشر)",
    r"(?:المزيد|للمزيد|المزيد من|المزيد حول|المزيد عن|المزيد في)(?: .{1,30})?",
    r"(?:المقال|الخبر|الموضوع|التقرير) (?:التالي|السابق)|التالي|السابق|مقترحات|اخترنا لك(?:م)?|نرشح لك(?:م)?|مختارات",
    r"(?:الوسوم|وسوم|كلمات مفتاحيه|الكلمات المفتاحيه|كلمات دلاليه|الكلمات الدلاليه|علامات|هاشتاغ)",
    r"(?:من|في) (?:ارشيفنا|ارشيف .{1,30}|موقعنا)|لا يفوتك|لا تفوتك|يقرا الان|الاكثر تفاعلا",
    r"(?:التعليقات|تعليقات القراء|تعليقات)",
)
_LABEL = re.compile("|".join(_LABELS))
_LABEL_LETTERS = 60
_NOTICE = re.compile("|".join(_NOTICES))
_SHORT_MARKER = re.compile("|".join(_SHORT_MARKERS))
_SURE_MARKER = re.compile("|".join(_SURE_MARKERS))
_POST_LINK = re.compile(r"(?:https?://)?\bpic\.(?:twitter|x)\.com/\w{1,40}|https?://t\.co/\w{1,40}")
_TAIL_SHARE = 0.4
_HEAD = 4
_DATES = 2
"""Published and updated."""
_SECTION = 3
_SHORT = 8
_LONGEST = 14
_LONGEST_DATE = 10
_BESIDE = 3
"""More words than that beside a date, and they say something: «توفي الرجل في المشفى يوم 20 كانون الثاني 2022»."""
# What outlets write beside their dates, in the form for matching.
_DATE_FRAME = re.compile(
    r"\b(?:(?:تاريخ|وقت) (?:النشر|التحديث|الاضافه)|(?:تم )?(?:النشر|نشر|نشرت|حدث|اضيف)(?: (?:في|يوم|بتاريخ))*|بتاريخ"
    r"|(?:اخر|تم) (?:ال)?تحديث|يوم|الموافق|الساعه|بتوقيت \w+|صباحا|مساء|ظهرا|ليلا|[صم]|[ap]m|gmt|utc"
    r"|قراءه|مشاهده|مشاهدات|(?:عدد )?(?:القراءات|المشاهدات|الزيارات)|تعليق|تعليقات|دقيقه|دقائق|بقلم|كتب|كتبت)\b"
)
_BYLINE = re.compile(r"(?:بقلم|كتب|كتبت|كتبه|اعداد|تصوير|عدسه|المصدر|الكاتب|تحرير|ترجمه)\b")
_WORD = re.compile(r"[^\W\d_]+")
_BULLETS_BEHIND = " -–—|•*#:"
_BULLETS_BEFORE = f"{_BULLETS_BEHIND}.»«،"


def is_marker(line: str) -> bool:
    """Whether a line, taken by itself, is one that outlets put around their reports."""
    text = " ".join(to_norm(line).split()).lstrip(_BULLETS_BEFORE).rstrip(_BULLETS_BEHIND)
    if not any(char.isalnum() for char in text) or _SURE_MARKER.fullmatch(text):
        return True
    return len(text.split()) <= _LONGEST and not line.rstrip().endswith(".") and bool(_SHORT_MARKER.fullmatch(text))


def is_label(line: str) -> bool:
    """Whether a line opens a box of other reports, such as «اقرأ أيضاً» or «الأكثر قراءة»."""
    text = " ".join(to_norm(line[:_LABEL_LETTERS]).split()).strip(f"{_BULLETS_BEFORE}{_BULLETS_BEHIND}")
    return len(line) <= _LABEL_LETTERS and bool(_LABEL.fullmatch(text))


def is_bare_date(line: str) -> bool:
    """Whether a line is a date with little beside it, and no sentence."""
    if len(line.split()) > _LONGEST_DATE or ends_sentence(line) or parse_date_line(line) is None:
        return False
    text = to_norm(line)
    for mention in reversed(find_dates(text, None)):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return len(_WORD.findall(_DATE_FRAME.sub(" ", text))) <= _BESIDE


def is_byline(text: str) -> bool:
    """Whether a line says who wrote, translated or photographed a report, or where it is from."""
    return bool(_BYLINE.match(to_norm(text)))


def is_notice(paragraphs: list[str]) -> bool:
    """Whether a text is nothing but boilerplate, a disclaimer or an invitation among it: no report is lost with it."""
    keys = [" ".join(to_norm(line).split()).lstrip(_BULLETS_BEFORE).rstrip(_BULLETS_BEHIND) for line in paragraphs]
    return any(map(_NOTICE.fullmatch, keys)) and all(map(is_marker, paragraphs))


def cut(paragraphs: list[str], title: str = "") -> tuple[list[str], list[str]]:
    """Paragraphs → (the article's, those taken out, in order).

    At the end: from the first marker in the last 40 % (of the lines or of the letters), provided that everything behind
    it is a marker or short and no sentence. At the beginning: all before the repeated title, where it is among the
    first four lines, then markers and a bare date line. A text of nothing but markers is all taken out.
    """
    if all(map(is_marker, paragraphs)):
        return [], list(paragraphs)
    start = _head(paragraphs, title)
    end = _tail(paragraphs, start)
    kept, links = _without_post_links(paragraphs[start:end])
    return kept, [*paragraphs[:start], *paragraphs[end:], *links]


def _without_post_links(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Paragraphs without the addresses that embedded posts leave in them (``pic.twitter.com/…``), and these."""
    links = [link for text in paragraphs for link in _POST_LINK.findall(text)]
    if not links:
        return paragraphs, []
    bare = [" ".join(_POST_LINK.sub(" ", text).split()) if _POST_LINK.search(text) else text for text in paragraphs]
    kept = [text for text in bare if any(char.isalnum() for char in text)]
    return (kept, links) if kept else (paragraphs, [])


def _head(paragraphs: list[str], title: str) -> int:
    known = _key(title)
    first = [_key(line) for line in paragraphs[:_HEAD]]
    start = first.index(known) + 1 if known and known in first else 0
    if not all(map(_is_frame, paragraphs[: max(start - 1, 0)])):
        start = 0  # a lead or a headline above the headline stands there
    following = paragraphs[start : start + _HEAD]
    if sum(map(is_bare_date, following)) > _DATES:
        return start  # a chronology
    for line in following:
        if not ((known and _key(line) == known) or is_marker(line) or is_bare_date(line)):
            break
        start += 1
    return start if start < len(paragraphs) else 0


def _is_frame(line: str) -> bool:
    """Whether a line above the title is a section, a path or a menu: few words, or many with bars between them."""
    return is_marker(line) or is_bare_date(line) or len(line.split()) <= _SECTION or line.count(" | ") > 1


def _tail(paragraphs: list[str], start: int) -> int:
    end = len(paragraphs)
    letters = sum(map(len, paragraphs[start:]))
    before = 0
    for index in range(start, end):
        late = index - start >= (end - start) * (1 - _TAIL_SHARE) or before >= letters * (1 - _TAIL_SHARE)
        before += len(paragraphs[index])
        if index == start or not late:
            continue
        behind = paragraphs[index:]
        if is_marker(behind[0]) and all(is_marker(line) or _is_heading(line) for line in behind):
            return index
    return end


def _is_heading(line: str) -> bool:
    return len(line.split()) <= _SHORT and not ends_sentence(line)


def _key(line: str) -> str:
    return " ".join(re.findall(r"\w+", to_norm(line)))
