"""One report in the markup of many content systems: whatever stands around it and in it, its text comes out alone."""

import json

import pytest

from newsetl.normalise.extract import ConsentPage, NoArticle, Paywall, extract_page
from tests.normalise.conftest import PARAGRAPHS, TITLE

URL = "https://nahr.example/news/4711"
OTHERS = [
    "افتتاح سوق جديد في مدينة القامشلي بعد تأخير",
    "ارتفاع أسعار المحروقات في الرقة للمرة الثالثة",
    "أمطار غزيرة تغرق خيام النازحين في ريف الحسكة",
]
TEASER = "غمرت مياه الأمطار عشرات الخيام في المخيم ليلة أمس، وناشد النازحون المنظمات تقديم مساعدات عاجلة قبل العاصفة."
SECOND = [
    "افتتحت بلدية القامشلي صباح اليوم سوقاً جديداً للخضار يضم مئة محل، بعد تأخير دام عامين كاملين بسبب نقص التمويل.",
    "وقال رئيس البلدية إن السوق سيخدم أحياء المدينة الشرقية كلها، وإن بقية المراحل ستنجز قبل نهاية العام الجاري.",
    "وأعرب تجار عن ارتياحهم للخطوة، لكنهم طالبوا بتخفيض بدلات الإيجار التي وصفوها بأنها لا تناسب دخلهم اليومي.",
]
P = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
DIVS = "".join(f"<div>{text}</div>" for text in PARAGRAPHS)
HALF = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[:2])
REST = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[2:])
BARE = "<br><br>".join(PARAGRAPHS)
H1 = f"<h1>{TITLE}</h1>"
LINK = f"<a href=/n/8>{OTHERS[0]}</a>"
CARDS = "".join(
    f'<div class="c7"><a href="/n/{n}"><b>{o}</b></a><span>{TEASER}</span></div>' for n, o in enumerate(OTHERS)
)
LINKS = "".join(f'<li><a href="/n/{n}">{other}</a></li>' for n, other in enumerate(OTHERS))
NEXT = f"<h1>{OTHERS[0]}</h1>" + "".join(f"<p>{text}</p>" for text in SECOND)

BODIES = {
    "paragraphs": f"{H1}<div>{P}</div>",
    "divs": f"{H1}<div>{DIVS}</div>",
    "bare text": f"{H1}<div>{BARE}</div>",
    "bare text beside the heading": f"<div>{H1}{BARE}</div>",
    "table cell": f"<table><tr><td>{H1}</td></tr><tr><td>{BARE}</td></tr></table>",
    "layout table": f"<table><tr><td>{LINKS}</td><td>{H1}<p>{BARE}</p></td><td>{CARDS}</td></tr></table>",
    "hashed classes": f"<div><div class=x9>{H1}</div><div class=q3>{DIVS}</div><div class=z1>{CARDS}</div></div>",
    "parts with a box between": f"{H1}<div class=t>{HALF}</div><ul>{LINKS}</ul><div class=t>{REST}</div>",
    "box between paragraphs": f"{H1}<div>{HALF}<div><a href=/n/8><img src=x></a>{LINK}</div>{REST}</div>",
    "teaser between paragraphs": f"{H1}<div>{HALF}<div><a href=/n/8>{OTHERS[0]}</a><p>{TEASER}</p></div>{REST}</div>",
    "bare linked line": f"{H1}<div>{HALF}<p><a href=/n/8>{OTHERS[0]}</a></p>{REST}</div>",
    "linked heading": f"{H1}<div>{HALF}<h3><a href=/n/8>{OTHERS[0]}</a></h3>{REST}</div>",
    "read also": f"{H1}<div>{HALF}<p><strong>اقرأ أيضاً:</strong> <a href=/n/8>{OTHERS[0]}</a></p>{REST}</div>",
    "read also without a link": f"{H1}<div>{HALF}<p>اقرأ أيضاً: {OTHERS[0]}</p>{REST}</div>",
    "read also in two lines": f"{H1}<div>{HALF}<p>شاهد أيضاً</p><p><a href=/n/8>{OTHERS[0]}</a></p>{REST}</div>",
    "read also at a paragraph's end": f"{H1}<div><p>{PARAGRAPHS[0]} اقرأ أيضاً: <a href=/n/8>{OTHERS[0]}</a></p>"
    f"<p>{PARAGRAPHS[1]}</p>{REST}</div>",
    "bare text with a linked line": f"{H1}<div>{PARAGRAPHS[0]}<br>{LINK}<br>{'<br>'.join(PARAGRAPHS[1:])}</div>",
    "list of links in the text": f"{H1}<div>{HALF}<ul>{LINKS}</ul>{REST}</div>",
    "cards below": f"<div>{H1}<div>{P}</div></div><div>{CARDS}</div>",
    "cards below in the same box": f"<div>{H1}{P}<div>{CARDS}</div></div>",
    "label and cards below": f"<article>{H1}{P}<div><h4>مواضيع ذات صلة</h4>{CARDS}</div></article>",
    "ticker above": f"<div>عاجل</div><div><span>{OTHERS[0]}</span> <span>{OTHERS[1]}</span></div><div>{H1}{P}</div>",
    "sentences in a sidebar": f"<div><div>{H1}{P}</div><div><h3>آراء</h3>{CARDS}</div></div>",
    "second report": f"<div>{H1}{P}</div><div>{NEXT}</div>",
    "second report as an article": f"<article>{H1}{P}</article><article>{NEXT}</article>",
    "second report in the same box": f"<div>{H1}{P}{NEXT.replace('</h1>', '</h1><span>19 يناير 2022</span>')}</div>",
    "second report of its class": f"<div class=post><h2 class=tt>{TITLE}</h2>{P}</div><div class=post>"
    f"{NEXT.replace('<h1>', '<h2 class=tt>').replace('h1', 'h2')}</div>",
    "unfolded text": f"{H1}<div>{HALF}</div><a href='#'>اقرأ المزيد</a><div style='display:none'>{REST}</div>",
    "newsletter inside": f"{H1}<div>{HALF}<div><p>اشترك في نشرتنا البريدية لتصلك آخر الأخبار على بريدك.</p>"
    f"<form><input type=email></form></div>{REST}</div>",
    "tweet inside": f"{H1}<div>{HALF}<blockquote class=twitter-tweet><p>خبر عاجل من المدينة pic.twitter.com/a1B2c3</p>"
    f"&mdash; نهر (@nahr) <a href=/t>يناير</a></blockquote>{REST}</div>",
    "captions": f"{H1}<figure><img src=x><figcaption>جانب من المدينة (أ ف ب)</figcaption></figure><div>{P}</div>",
    "author's biography": f"<article>{H1}<div class=entry-content>{P}</div><div class=author-box><p>صحفية من الحسكة "
    "تكتب في الشأن المحلي منذ عشر سنوات وصدر لها كتابان.</p></div></article>",
    "comments": f"{H1}<div>{P}</div><div id=comments><p>خبر محزن جداً، كان الله في عون الأهالي هناك.</p></div>",
    "aspx form": f"<form><div><div class=menu><a href=/a>الرئيسية</a></div><div id=ctl00>{H1}{DIVS}</div></div></form>",
    "amp": f"<main><article>{H1}<amp-img src=x></amp-img><div class=amp-wp-article-content>{P}</div>"
    f"<amp-ad></amp-ad></article></main>",
    "read also without a link in two lines": f"{H1}<div>{HALF}<p>في السياق:</p><p>{OTHERS[0]}</p>{REST}</div>",
    "cards without links": f"<main>{H1}<div class=c>{P}</div><div class=g>"
    + "".join(f"<div class=i><h3>{other}</h3><p>{TEASER}</p></div>" for other in OTHERS)
    + "</div></main>",
    "text in fonts": f"<table><tr><td><font>{TITLE}</font></td></tr><tr><td><font>{BARE}</font></td></tr></table>",
    "footer": f"{H1}<div>{P}</div><div><p>نهر موقع إخباري مستقل يهتم بشؤون الجزيرة والفرات منذ عام 2012.</p>"
    "<p>جميع الحقوق محفوظة © نهر</p></div>",
}


def page(body: str, head: str = "") -> bytes:
    title = f"<meta charset=utf-8><title>{TITLE} | نهر</title>"
    return f"<!DOCTYPE html><html><head>{title}{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("declared", ["nothing", "JSON-LD"])
def test_the_report_alone_comes_out(name: str, declared: str) -> None:
    news = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2022-01-20T10:00:00+02:00"}
    script = f'<script type="application/ld+json">{json.dumps(news)}</script>' if declared == "JSON-LD" else ""
    found = extract_page(page(BODIES[name], script), URL)
    assert found.body.split("\n\n") == PARAGRAPHS
    assert found.title == TITLE


def test_what_is_left_out_of_the_text_is_kept_apart() -> None:
    found = extract_page(page(BODIES["read also"]), URL)
    assert any(OTHERS[0] in line for line in found.boilerplate)


def test_a_declared_text_tells_which_paragraphs_are_the_reports() -> None:
    news = {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(PARAGRAPHS)}
    script = f'<script type="application/ld+json">{json.dumps(news)}</script>'
    noise = "<p>صدر العدد الجديد من مجلة نهر الفصلية، وفيه ملف واسع عن ذاكرة المدن على ضفاف الفرات.</p>"
    found = extract_page(page(f"{H1}<div>{HALF}{noise}{REST}</div>", script), URL)
    assert found.body.split("\n\n") == PARAGRAPHS
    assert found.provenance["body"].startswith("page blocks")


def test_a_page_drawn_by_its_script_is_read_from_the_scripts_state() -> None:
    state = {
        "props": {"pageProps": {"article": {"title": TITLE, "content": P}, "more": [{"title": o} for o in OTHERS]}}
    }
    script = f'<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'
    news = {"@type": "NewsArticle", "headline": TITLE}
    head = f'<script type="application/ld+json">{json.dumps(news)}</script>'
    found = extract_page(page(script, head), URL)
    assert found.body.split("\n\n") == PARAGRAPHS
    assert found.provenance["body"] == "the page's script state"


def test_a_gallery_is_its_captions() -> None:
    captions = [
        "أطفال أمام مدخل المدرسة في أول أيام الدوام",
        "باعة الخضار في السوق القديم عند الفجر",
        "غروب على نهر الخابور",
    ]
    album = "".join(f"<div class=s><img src=/{n}.jpg><div>{text}</div></div>" for n, text in enumerate(captions))
    found = extract_page(page(f"{H1}<div class=album>{album}</div>"), URL)
    assert found.body.split("\n\n") == captions


def test_a_gallery_is_its_captions_without_numbers_and_credits() -> None:
    captions = ["باعة الخضار في السوق القديم عند الفجر.", "غروب على نهر الخابور بعد المطر.", "أطفال أمام المدرسة."]
    album = "".join(
        f"<figure><div>{n} / 3</div><img src=/{n}.jpg><noscript><img src=/{n}.jpg></noscript>"
        f"<figcaption><p>{text}</p><cite>تصوير: {by}</cite></figcaption></figure>"
        for n, (text, by) in enumerate(zip(captions, ("سمير الأحمد", "لينا خوري", "سمير الأحمد"), strict=True))
    )
    found = extract_page(page(f"{H1}<div>{album}</div><ul>{LINKS}</ul>"), URL)
    assert found.body.split("\n\n") == captions


def test_a_call_to_take_the_newsletter_is_left_out_with_its_heading() -> None:
    box = "<div class=k4><h4>نشرة الصباح</h4><p>خلاصة اليوم في بريدك كل صباح.</p></div>"
    found = extract_page(page(f"{H1}<div>{HALF}{box}{REST}</div>"), URL)
    assert found.body.split("\n\n") == PARAGRAPHS


@pytest.mark.parametrize("rule", ["<hr>", "<hr size=1><font size=1>", "<br><br>إعلان<br>"])
def test_a_rule_ends_the_report(rule: str) -> None:
    found = extract_page(page(f"<div>{H1}{BARE}{rule}تابعونا على فيسبوك - أضف تعليقا</div>"), URL)
    assert found.body.split("\n\n") == PARAGRAPHS


def test_a_short_item_with_headline_and_day_is_a_report() -> None:
    item = "أغلقت بلدية الحسكة شارع النهر جزئياً حتى صباح الأحد."
    text = page(f"{H1}<div><p>{item}</p></div><ul>{LINKS}</ul>")
    assert extract_page(text, "https://nahr.example/2022/01/20/7").body == item
    two = f"<p>{item}</p><p>وستعيد فتحه بعد إصلاح الأرصفة والإنارة.</p>"
    assert extract_page(page(f"{H1}<div>{two}</div>"), URL).body.startswith(item)
    with pytest.raises(NoArticle):
        extract_page(page(f"<h1>من نحن</h1><div><p>{item}</p></div>"), "https://nahr.example/2022/01/20/7")


def test_a_live_blog_is_its_entries_without_their_clocks() -> None:
    entries = [("تعزيزات إلى محيط السجن", PARAGRAPHS[1]), ("محاولة فرار جديدة", PARAGRAPHS[2])]
    news = {"@type": "LiveBlogPosting", "headline": TITLE}
    markup = "".join(
        f"<div class=entry><span class=clock>1{n}:30</span><h3>{head}</h3><p>{text}</p></div>"
        for n, (head, text) in enumerate(entries)
    )
    found = extract_page(
        page(f"{H1}<div>{markup}</div>", f'<script type="application/ld+json">{json.dumps(news)}</script>'), URL
    )
    assert found.body.split("\n\n") == [line for entry in entries for line in entry]


@pytest.mark.parametrize(
    "wall",
    [
        "<div class=paywall><p>هذا المحتوى للمشتركين فقط</p><a href=/s>اشترك الآن</a></div>",
        "<div class=k2><p>لقراءة المقال كاملاً اشترك الآن بدولار واحد شهرياً.</p></div>",
        "<div><p>سجّل دخولك لمتابعة القراءة</p><p>هل أنت مشترك؟</p></div>",
    ],
)
def test_a_stub_before_a_wall_is_no_report(wall: str) -> None:
    with pytest.raises(Paywall):
        extract_page(page(f"{H1}<div><p>{PARAGRAPHS[0]}</p></div>{wall}"), URL)


def test_a_whole_report_beside_an_offer_to_subscribe_is_one() -> None:
    long = f"{P}{''.join(f'<p>{text}</p>' for text in SECOND)}"
    found = extract_page(page(f"{H1}<div>{long}</div><div class=offer>لقراءة المقالات كاملة اشترك الآن</div>"), URL)
    assert found.body.split("\n\n") == [*PARAGRAPHS, *SECOND]


def test_a_request_for_consent_is_no_report() -> None:
    ask = "نستخدم نحن وشركاؤنا ملفات تعريف الارتباط لتخزين بياناتك ومعالجتها وعرض إعلانات مخصصة على هذا الموقع."
    with pytest.raises(ConsentPage):
        extract_page(
            page(f"<h2>نحن نحترم خصوصيتك</h2><p>{ask}</p><button>أوافق</button><button>إدارة الخيارات</button>"), URL
        )


def test_a_long_request_for_consent_is_no_report_and_a_report_on_privacy_is() -> None:
    ask = "نستخدم نحن وشركاؤنا ملفات تعريف الارتباط لعرض محتوى ملائم لك على هذا الموقع."
    more = (
        "يمكنك رفض الأغراض غير الضرورية أو ضبط اختياراتك في أي وقت من أسفل كل صفحة من صفحات الموقع كلها.",
        "بالضغط على الزر فإنك تقبل عرض إعلانات تخصك وقياس الجمهور وتطوير الخدمات التي نقدمها للزوار جميعاً.",
    )
    buttons = "<button value=all>أوافق على الكل</button><button value=none>أرفض الكل</button>"
    with pytest.raises(ConsentPage):
        extract_page(page(f"<h2>قبل المتابعة</h2><p>{ask}</p><p>{more[0]}</p><p>{more[1]}</p>{buttons}"), URL)
    banner = "<div class=k1><p>يستخدم الموقع ملفات تعريف الارتباط.</p><button>موافق</button></div>"
    report = "قال باحثون إن شركات الإعلانات تجمع بيانات شخصية من الهواتف، ودعوا إلى قانون يحمي الخصوصية في البلاد."
    found = extract_page(page(f"{H1}<div><p>{report}</p>{P}</div>{banner}"), URL)
    assert found.body.split("\n\n") == [report, *PARAGRAPHS]


def test_a_list_of_reports_is_none() -> None:
    with pytest.raises(NoArticle):
        extract_page(page(f"<h1>محليات</h1>{CARDS}").replace(TITLE.encode(), "محليات".encode()), URL)


FLASH = PARAGRAPHS[0]
LONG = "".join(f"<p>{text}</p>" for text in [*SECOND, *PARAGRAPHS[1:]])


@pytest.mark.parametrize(
    "body",
    [
        f"<div>{H1}<p>{FLASH}</p></div><div><h1>{OTHERS[0]}</h1>{LONG}</div>",
        f"<article>{H1}<p>{FLASH}</p></article><article><h2>{OTHERS[0]}</h2>{LONG}</article>",
        (
            f"<div class=s><h2 class=t>{TITLE}</h2><p>{FLASH}</p></div>"
            f"<div class=s><h2 class=t>{OTHERS[0]}</h2>{LONG}</div>"
        ),
        f"<div>{H1}<div><p>{FLASH}</p></div></div><div>{CARDS}{CARDS}</div>",
    ],
)
def test_a_short_report_is_not_lost_to_a_longer_one_below_it(body: str) -> None:
    news = {"@type": "NewsArticle", "headline": TITLE}
    found = extract_page(page(body, f'<script type="application/ld+json">{json.dumps(news)}</script>'), URL)
    assert (found.title, found.body) == (TITLE, FLASH)
