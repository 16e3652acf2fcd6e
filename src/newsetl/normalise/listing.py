"""Whether a page is one report, a list of them, or a wall before one.

What a page declares comes first. A declaration that proves little (many sites put ``og:type=article`` on everything,
most old ones declare nothing) is checked against the page's shape: on a list, each paragraph sits alone in a box with
a link to another page of headline length; in a report, paragraphs sit together.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from newsetl.arabic.forms import to_norm
from newsetl.arabic.sentences import ends_sentence
from newsetl.normalise.blocks import key_of, one_line
from newsetl.normalise.boilerplate import is_bare_date
from newsetl.normalise.marks import Region
from newsetl.normalise.metadata import ARTICLE_TYPES, LISTING_TYPES, PageData

_PROSE_WORDS = 12
_HEADLINE_WORDS = 4
_LONE_PARAGRAPH_WORDS = 30
_REPORT_WORDS = 40
_SECTION_WORDS = 3
_TEASERS = 2
_STUB_WORDS = 120
_CONSENT_WORDS = 400
_MOSTLY = 0.6
_SOME = 0.25
_TOLD = 2
_TITLE_WORDS = 4
_FLASH_WORDS = 5
_UNDATED = 2
"""Paragraphs that make a report of a page for which no day is known."""

_READ_ON = re.compile(r"(?:اكمل|تابع|اقرا|مواصله|متابعه|استكمل) (?:القراءه|المزيد)\W*$|read more\W*$")
_LONGEST_CALL = 40
# In the form for matching. A call to subscribe that says what for: the rest of this text, not a newsletter.
_THIS = r"(?:هذا |هذه |ال)*(?:محتوي|مقال|مقاله|خبر|تقرير|ماده|تحقيق|تحليل|قصه|نص|بقيه|باقي|موضوع|تفاصيل)\w*"
_WALL = re.compile(
    rf"(?:حصري\w*|مخصص\w*|متاح\w*|مقصور\w*) (?:فقط )?(?:ل|علي )?(?:ال|لل)?مشترك|للمشتركين (?:فقط|حصرا)|لمشتركي\w* فقط"
    rf"|(?:اشترك|اشتركوا|اشتراكك|سجل|سجلوا|الاشتراك|التسجيل)\b.{{0,40}}"
    rf"\b(?:لقراءه|لمتابعه القراءه|لاكمال|لاستكمال|لمواصله|للاستمرار|للاطلاع علي|لمتابعه قراءه|في قراءه)"
    rf"|(?:لقراءه|لمتابعه قراءه|لمتابعه القراءه|لاكمال|لاستكمال قراءه|لمواصله|للاطلاع علي) ?(?:قراءه |كامل )?"
    rf"(?:{_THIS})?.{{0,60}}"
    rf"\b(?:اشترك|اشتركوا|سجل|سجلوا|الاشتراك|اشتراك|تسجيل الدخول|مشترك\w*)"
    rf"|(?:لديك|لديكم) (?:اشتراك|حساب) ?(?:بالفعل|مسبقا)?|(?:هل )?انت مشترك|مشترك (?:بالفعل|لدينا)|باقات? الاشتراك"
    rf"|(?:استنفدت|استهلكت|بلغت|انتهي) .{{0,40}}(?:المقالات|المواد) المجانيه"
    rf"|subscribe to (?:read|continue)|subscribers only"
)
_WALL_NAMES = " or ".join(f"contains(@class, '{name}')" for name in ("paywall", "regwall", "subscriber-only"))
_PRIVACY = re.compile(
    r"ملفات (?:تعريف الارتباط|الارتباط|الكوكيز)|كوكيز|cookies|خصوصيتك\w*|بياناتك\w*|موافقتك\w*|شركا[ئءو]نا|شركاوه?نا|"
    r"بيانات (?:جهازك|التصفح)|تفضيلاتك\w*|اعلانات (?:مخصصه|موجهه)|سياسه الخصوصيه|زر الموافقه|لا توافق"
)
# What such a request goes on about; a report on privacy does too, so it counts only beside the words above.
_CONSENTING = re.compile(
    r"الخصوصيه|بيانات(?:ك\w*| شخصيه| الشخصيه)|اختيارا?ت?ك\w*|(?:جهازك|متصفحك)\w*|معرفات|موافق\w*|نوافق|"
    r"قياس (?:الجمهور|الاداء|ادا\w*)|اعلانات|الاغراض|غير الضروريه|تخصيص|تفضيلات|بالضغط علي"
    r"|شروط الاستخدام|عنوان بروتوكول"
)
_ACCEPT = re.compile(r"(?:اوافق|موافق|قبول|اقبل|الموافقه|رفض|ارفض|اداره (?:الخيارات|التفضيلات)|accept|agree|reject)\b")


def is_declared(data: PageData) -> bool:
    """Whether a page says that it is a report in a way that listings do not."""
    return bool(data.types & ARTICLE_TYPES) or any("published_time" in where for _, where in data.published)


def why_no_article(
    url: str, data: PageData, region: Region, paragraphs: list[str], title: str, *, dated: bool = False
) -> str | None:
    """The reason why a page (its data, its blocks, its extracted paragraphs) holds no report; None where it does.

    ``dated`` says whether it, or what led to it, states when it was published.
    """
    declared = is_declared(data)
    if data.types & LISTING_TYPES and not data.types & ARTICLE_TYPES:
        return f"declared as {', '.join(sorted(data.types & LISTING_TYPES))}"
    parts = urlsplit(url)
    if url.startswith("http") and parts.path in ("", "/") and not parts.query and not declared:
        return "the front page of a site"
    if region.gallery:
        return None
    prose = [p for p in paragraphs if len(p.split()) >= _PROSE_WORDS]
    words = sum(len(p.split()) for p in prose)
    cards = {at for at, why in region.left_out.items() if why == "teaser" and region.blocks[at].is_prose}
    own = {key_of(region.blocks[at].text) for at in cards}
    teasers, others = len(cards), sum(key_of(text) not in own for text in prose)
    section = len(title.split()) <= _SECTION_WORDS
    flash = declared and not section and region.anchor >= 0 and bool(region.kept)
    cut = sum(bool(_READ_ON.search(to_norm(text[-_LONGEST_CALL:]))) for text in paragraphs)
    if cut > _TEASERS and 2 * cut >= len(paragraphs):
        return f"a list of teasers: {cut} of {len(paragraphs)} paragraphs end in a call to read on"
    if "itemlist" in data.types and not declared and words < _REPORT_WORDS:
        return "declared as itemlist"
    small = (words < _REPORT_WORDS and not flash) or (not declared and section)
    if small and teasers >= _TEASERS + declared and teasers >= _MOSTLY * (others + teasers):
        return f"a list of teasers: {teasers} of {others + teasers} paragraphs stand alone beside a headline link"
    if declared or _is_flash(region, paragraphs, title, 1 if dated else _UNDATED):
        return None
    if not prose:
        return "no paragraph of running text"
    if len(prose) == 1 and data.og_type != "article" and len(prose[0].split()) < _LONE_PARAGRAPH_WORDS:
        return "one short paragraph, and nothing that declares it a report"
    return None


def _is_flash(region: Region, paragraphs: list[str], title: str, least: int) -> bool:
    """Whether a text, however short, stands as a report does: ``least`` sentences under a headline that is shown."""
    shown = region.anchor >= 0 and len(title.split()) >= _TITLE_WORDS
    sentences = [text for text in paragraphs if len(text.split()) >= _FLASH_WORDS and ends_sentence(text)]
    return shown and len(sentences) >= least and all(title not in text for text in sentences)


def is_paywall(tree: Any, data: PageData, region: Region, paragraphs: list[str]) -> bool:
    """Whether a page shows the beginning of a report and asks to subscribe for the rest."""
    if sum(len(p.split()) for p in paragraphs) >= _STUB_WORDS:
        return False
    asks = any(_WALL.search(to_norm(block.text[:400])) for block in region.blocks)
    if data.free:
        return asks
    return asks or bool(tree.xpath(f"//*[{_WALL_NAMES}]")) or sum(len(p.split()) for p in paragraphs) < _REPORT_WORDS


def is_consent(tree: Any, data: PageData, region: Region) -> bool:
    """Whether a page asks for consent to cookies and shows nothing else."""
    prose = [block for block in region.blocks if block.is_prose]
    asking = sum(block.words for block in prose if _PRIVACY.search(to_norm(block.text)))
    about = sum(block.words for block in prose if _asks_or_tells_of_consent(to_norm(block.text)))
    total = sum(block.words for block in prose)
    if not asking or total > _CONSENT_WORDS or is_declared(data) or asking < _SOME * total or about < _MOSTLY * total:
        return False
    controls = [*tree.iter("button", "a", "label"), *tree.xpath("//input[@type='submit' or @type='button']")]
    texts = (one_line(f"{control.text_content()} {control.get('value') or ''}")[:60] for control in controls)
    return any(_ACCEPT.search(to_norm(text)) for text in texts)


def _asks_or_tells_of_consent(text: str) -> bool:
    return bool(_PRIVACY.search(text)) or len(set(_CONSENTING.findall(text))) >= _TOLD


def is_junk(region: Region, paragraphs: list[str], heading: str = "") -> bool:
    """Whether extraction found nothing but scraps, as it does where a page has no text at all.

    Scraps are link texts, date lines, the heading with what stands around it, and short lines out of the page's frame
    (a ticker).
    """
    if region.gallery:
        return False
    linked = {block.text for block in region.blocks if block.is_link}
    framed: set[str] | None = None
    for paragraph in paragraphs:
        text = one_line(paragraph)
        words = len(text.split())
        if ends_sentence(text) and not text.endswith("…") and words >= _HEADLINE_WORDS and text not in linked:
            return False  # a ticker, a byline and a share bar are no sentences; a flash of one line is
        if heading and text.startswith(heading):
            words = len(text.removeprefix(heading).split())
            if words < _PROSE_WORDS:
                continue
        if words < _HEADLINE_WORDS or text in linked or is_bare_date(text):
            continue
        if words >= _PROSE_WORDS:
            return False
        if framed is None:
            framed = {key_of(region.blocks[at].text) for at, why in region.left_out.items() if why != "caption"}
        if key_of(text) not in framed:
            return False
    return True
