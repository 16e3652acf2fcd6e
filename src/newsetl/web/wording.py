"""How things are said to readers, in Arabic and English: dates, counts, and the names of closed lists."""

from datetime import datetime

from babel import Locale
from babel.dates import get_month_names

Both = tuple[str, str]
"""The same in Arabic and in English."""

FACETS: dict[str, Both] = {
    "about": ("عمّ يتحدث", "About"),
    "outlet": ("المصدر", "Outlet"),
    "affiliation": ("تبعية المصدر", "Affiliation"),
    "lang": ("لغة التقرير", "Language"),
}
_VALUES: dict[str, dict[str, Both]] = {
    "affiliation": {
        "state": ("رسمي", "state"),
        "party": ("حزبي", "party"),
        "force": ("تابع لقوة مسلحة", "armed force"),
        "independent": ("مستقل", "independent"),
        "unknown": ("غير معروف", "unknown"),
    },
    "lang": {
        "ar": ("العربية", "Arabic"),
        "en": ("الإنكليزية", "English"),
        "ku": ("الكردية", "Kurdish"),
        "ckb": ("الكردية السورانية", "Sorani Kurdish"),
        "fa": ("الفارسية", "Persian"),
        "tr": ("التركية", "Turkish"),
        "fr": ("الفرنسية", "French"),
        "de": ("الألمانية", "German"),
        "es": ("الإسبانية", "Spanish"),
        "he": ("العبرية", "Hebrew"),
        "ru": ("الروسية", "Russian"),
        "ur": ("الأردية", "Urdu"),
        "und": ("غير محددة", "undetermined"),
    },
}
KINDS: dict[str, Both] = {
    "place": ("مكان", "place"),
    "facility": ("منشأة", "facility"),
    "force": ("تنظيم أو قوة مسلحة", "armed force"),
    "organisation": ("منظمة", "organisation"),
    "person": ("شخص", "person"),
    "event": ("حدث", "event"),
}
LEVELS: dict[str, Both] = {
    "about": ("موضوع التقرير", "What it is about"),
    "mentioned": ("مذكور فيه أيضًا", "Also mentioned"),
    "possible": ("ربما المقصود", "Possibly meant"),
}
DATE_QUALITY: dict[str, Both] = {
    "published": ("تاريخ النشر", "published"),
    "published_day": ("تاريخ النشر، باليوم", "published, day only"),
    "observed": ("تاريخ الرصد، فتاريخ النشر غير معروف", "when it was seen; publication date unknown"),
}
FIELDS: dict[str, Both] = {
    "title": ("العنوان", "Title"),
    "body": ("النص", "Text"),
    "author": ("الكاتب", "Author"),
    "section": ("القسم", "Section"),
    "lang": ("اللغة", "Language"),
    "charset": ("ترميز الصفحة", "Encoding"),
    "published_at": ("تاريخ النشر", "Published"),
    "updated_at": ("تاريخ التحديث", "Updated"),
    "timeline_at": ("التاريخ المعتمد", "Date used"),
    "observed_at": ("رُصد في", "Observed"),
    "fetched_at": ("جُلب في", "Fetched"),
}
CHANGED: dict[str, Both] = {
    "title": ("تغيّر العنوان", "Title changed"),
    "body": ("تغيّر النص", "Text changed"),
    "author": ("تغيّر الكاتب", "Author changed"),
    "published_at": ("تغيّر تاريخ النشر", "Publication date changed"),
    "updated_at": ("تغيّر تاريخ التحديث", "Update date changed"),
}
READ_AS: dict[str, Both] = {
    "feed": (
        "قُرئ نصه من الخلاصة، فلا يُقارن بما قبله",
        "Its text is the feed's, so it is not compared with the one before",
    ),
    "dump": (
        "قُرئ نصه من ملف مصدَّر، فلا يُقارن بما قبله",
        "Its text is a dump's, so it is not compared with the one before",
    ),
    "page": (
        "قُرئ نصه من صفحته، فلا يُقارن بما قبله",
        "Its text is its page's, so it is not compared with the one before",
    ),
    "text": (
        "قُرئ من ملف نصي، فلا يُقارن بما قبله",
        "Its text is a text file's, so it is not compared with the one before",
    ),
}
"""Of a revision that is the first to be read in its way."""
_LEVANT, _ARAB = (get_month_names("wide", locale=locale) for locale in ("ar_SY", "ar"))
_PLURAL = Locale("ar").plural_form
_REPORTS = {"zero": "لا تقارير", "one": "تقرير واحد", "two": "تقريران", "few": "{} تقارير", "many": "{} تقريرًا"}
_REVISIONS = {"one": "تعديل واحد", "two": "تعديلان", "few": "{} تعديلات", "many": "{} تعديلًا"}
_COPIES = {"one": "نسخة", "two": "نسختان", "few": "{} نسخ", "many": "{} نسخة"}


def value(facet: str, raw: str) -> Both:
    """A facet's value for readers; names of outlets and entities are their own wording."""
    return _VALUES.get(facet, {}).get(raw, (raw, ""))


def arabic_day(moment: datetime) -> str:
    """A day with both names of its month, as pan-Arab outlets write it: «20 كانون الثاني/يناير 2022» (UTC)."""
    levant, arab = _LEVANT[moment.month], _ARAB[moment.month]
    return f"{moment.day} {levant}/{arab} {moment.year}"


def iso(moment: datetime, quality: str = "published") -> str:
    """``2022-01-20 18:00 UTC``; only the day where no more is known."""
    return f"{moment:%Y-%m-%d}" if quality == "published_day" else f"{moment:%Y-%m-%d %H:%M} UTC"


def copies(count: int) -> Both:
    """A number of copies, 1 or more, as it stands beside a report."""
    arabic = _COPIES.get(_PLURAL(count), "{} نسخة").format(f"{count:,}")
    return arabic, f"{count:,} cop" + ("y" if count == 1 else "ies")


def edits(count: int) -> Both:
    """How often a report was changed, 1 or more times."""
    arabic = _REVISIONS.get(_PLURAL(count), "{} تعديل").format(f"{count:,}")
    return arabic, f"{count:,} edit" + ("" if count == 1 else "s")


def reports(count: int) -> Both:
    """A number of reports, with the Arabic noun in the form that the number asks for."""
    arabic = _REPORTS.get(_PLURAL(count), "{} تقرير").format(f"{count:,}")
    return arabic, f"{count:,} report" + ("" if count == 1 else "s")
