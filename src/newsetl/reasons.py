"""The closed list of quarantine reasons, in words, for people who read Arabic or English."""

from newsetl.records import Reason

WORDING: dict[Reason, tuple[str, str]] = {
    Reason.FETCH_FAILED: ("تعذّر جلب الصفحة", "the page could not be fetched"),
    Reason.BAD_ADDRESS: ("عنوان غير مسموح به أو غير صالح", "the address is not allowed or not valid"),
    Reason.ROBOTS: (
        "لا يسمح الموقع بجلب هذه الصفحة آليا (robots.txt)",
        "the site asks robots not to fetch this (robots.txt)",
    ),
    Reason.BAD_ARCHIVE: ("ملف مضغوط أو أرشيف تالف", "a damaged compressed file or archive"),
    Reason.BAD_FEED: ("خلاصة لا يمكن قراءتها", "the feed cannot be read"),
    Reason.BAD_SITEMAP: ("خريطة موقع لا يمكن قراءتها", "the sitemap cannot be read"),
    Reason.BAD_JSON: ("سجل JSON غير صالح", "the record is not valid JSON"),
    Reason.BAD_TABLE: ("جدول لا يمكن قراءته", "the table, or a row of it, cannot be read"),
    Reason.BAD_ENCODING: ("ترميز النص تالف", "the text is not in the encoding it claims"),
    Reason.TOO_LARGE: ("السجل أكبر من الحد المسموح", "the record is larger than allowed"),
    Reason.NO_ARTICLE: ("لا يوجد تقرير في هذه الصفحة", "there is no article on this page"),
    Reason.NO_TITLE: ("تقرير بلا عنوان", "the report has no title"),
    Reason.NO_TEXT: ("تقرير بلا نص", "the report has no text"),
    Reason.PAYWALL: (
        "لا تظهر إلا بداية التقرير قبل طلب الاشتراك",
        "only the beginning shows before a call to subscribe",
    ),
    Reason.CONSENT: ("طلب موافقة على ملفات تعريف الارتباط لا تقرير", "a request for consent to cookies, and no report"),
    Reason.DATE_OUT_OF_RANGE: ("تاريخ النشر خارج المعقول", "the publication date is not plausible"),
    Reason.SCHEMA: ("السجل يخالف المخطط", "the record breaks its schema"),
    Reason.EXPECTATION: ("لا يفي السجل بما يُتوقع من تقرير سليم", "the record fails an expectation of a sound report"),
    Reason.INDEX_REFUSED: ("رفض الفهرس هذا السجل", "the index refused this record"),
    Reason.INTERNAL: ("خطأ داخلي أثناء المعالجة", "an internal error while this record was worked on"),
}
