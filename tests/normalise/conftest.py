"""Two site designs, and the stage run over captures that a test makes up."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from newsetl.normalise.stage import normalise
from newsetl.records import Capture, Partition, Route, digest_of, make_capture_id
from newsetl.settings import Settings
from newsetl.stages import Context, StageOutput

PARAGRAPHS = [
    "قالت مصادر محلية إن اشتباكات اندلعت قرب سجن غويران في مدينة الحسكة مساء الخميس، واستمرت حتى ساعات الفجر الأولى.",
    "وأضافت المصادر أن قوات سوريا الديمقراطية أرسلت تعزيزات إلى حي غويران، وفرضت طوقاً أمنياً حول المنطقة كلها.",
    "ونقلت وكالة محلية عن مسؤول في الإدارة الذاتية قوله إن عدداً من السجناء حاولوا الفرار، «لكن المحاولة أُحبطت».",
    "ويضم السجن آلاف المعتقلين من جنسيات مختلفة، بينهم قاصرون، وسبق أن شهد محاولات عصيان عدة خلال العامين الماضيين.",
]
TITLE = "اشتباكات قرب سجن غويران بالحسكة"
TEASERS = [
    (
        "افتتاح سوق جديد في مدينة القامشلي بعد تأخير",
        "افتتحت بلدية القامشلي صباح اليوم سوقاً جديداً للخضار يضم مئة محل، بعد تأخير دام عامين كاملين…",
    ),
    (
        "ارتفاع أسعار المحروقات في الرقة للمرة الثالثة",
        "ارتفعت أسعار المحروقات في مدينة الرقة للمرة الثالثة خلال شهر، وسط شكاوى السائقين من قلة الكميات الموزعة…",
    ),
    (
        "أمطار غزيرة تغرق خيام النازحين في ريف الحسكة",
        "غمرت مياه الأمطار عشرات الخيام في مخيم بريف الحسكة ليلة أمس، وناشد النازحون المنظمات تقديم مساعدات عاجلة…",
    ),
    (
        "فريق محلي يفوز ببطولة المنطقة لكرة القدم",
        "فاز فريق من مدينة عامودا ببطولة المنطقة لكرة القدم بعد مباراة نهائية حسمت بركلات الترجيح أمام جمهور كبير…",
    ),
]


def modern(body: str = "", head: str = "", data: dict[str, Any] | None = None, title: str = TITLE) -> str:
    """A page of a present-day site: og elements, JSON-LD, header, share bar, related cards, footer."""
    paragraphs = body or "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    script = f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>' if data else ""
    cards = "".join(
        f'<div class="card"><a href="/n/1{n}0"><h3>{t}</h3></a><p>{x}</p></div>' for n, (t, x) in enumerate(TEASERS[:2])
    )
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>{title} | شبكة نهر الإخبارية</title>
<meta property="og:site_name" content="شبكة نهر الإخبارية">{head}{script}</head><body>
<header><a href="/">شبكة نهر الإخبارية</a><nav><a href="/syria">سوريا</a> <a href="/world">العالم</a></nav></header>
<main><article><h1>{title}</h1>{paragraphs}
<div class="share"><a href="#">فيسبوك</a> <a href="#">تويتر</a></div></article>
<section class="related"><h2>اقرأ أيضاً</h2>{cards}</section></main>
<footer><p>جميع الحقوق محفوظة © شبكة نهر الإخبارية 2022</p></footer></body></html>"""


def old(dateline: str = "الخميس 20 كانون الثاني/يناير 2022 - 10:30 مساءً", charset: str = "") -> str:
    """A page of an old site: tables, no declarations, text broken by <br>, a ticker and today's date on top."""
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    text = "<br><br>".join(PARAGRAPHS)
    return f"""<html dir="rtl"><head>{meta}<title>جريدة الجسر - {TITLE}</title>
<meta name="application-name" content="الجسر"></head><body>
<table width="100%"><tr><td>جريدة الجسر</td><td>اليوم: 3 آذار 2024</td></tr></table>
<div id="menu"><a href="/">الرئيسية</a> | <a href="/?s=1">محليات</a> | <a href="/?s=2">دوليات</a></div>
<div class="story"><h1>{TITLE}</h1><div class="d">{dateline}</div><div class="text">{text}</div>
<div>شارك: <a href="#">فيسبوك</a></div></div>
<div id="side"><h3>الأكثر قراءة</h3><ol><li><a href="/?id=8">{TEASERS[0][0]}</a></li></ol></div>
<div id="foot">جميع الحقوق محفوظة لجريدة الجسر</div></body></html>"""


def listing(og_type: str = "article") -> str:
    """A section's page with headlines and teasers, declared as an article as some sites do."""
    cards = "".join(
        f'<div class="post"><h2><a href="https://nahr.example/n/1{n}0">{t}</a></h2>'
        f"<span>20 كانون الثاني 2022</span><p>{x}</p></div>"
        for n, (t, x) in enumerate(TEASERS)
    )
    return f"""<html lang="ar"><head><title>سوريا | شبكة نهر</title><meta property="og:type" content="{og_type}">
</head><body><header><a href="/">شبكة نهر</a></header><main><h1>سوريا</h1>{cards}
<div class="pager"><a href="?p=2">التالي</a></div></main><footer>جميع الحقوق محفوظة</footer></body></html>"""


@pytest.fixture
def capture() -> Callable[..., Capture]:
    """A capture; give what the test is about. ``payload`` may be text."""

    def make(payload: str | bytes = "", url: str = "https://nahr.example/n/1", day: int = 20, **fields: Any) -> Capture:
        observed = datetime(2022, 1, day, 12, tzinfo=UTC)
        given = {
            "source": "nahr",
            "route": Route.LOAD,
            "found_by": "page",
            "found_in": "test",
            "media_type": "text/html",
        }
        return Capture(
            capture_id=make_capture_id(url, observed),
            url=url,
            observed_at=observed,
            fetched_at=observed,
            payload=payload.encode() if isinstance(payload, str) else payload,
            **(given | fields),
        )

    return make


@pytest.fixture
def run(settings: Settings) -> Callable[..., StageOutput]:
    """The stage over these captures, as one partition a call; identities last over the calls of a test."""
    context = Context.from_settings(settings)

    def go(*captures: Capture, day: int = 1) -> StageOutput:
        since, until = datetime(2022, 1, day, tzinfo=UTC), datetime(2022, 1, day + 1, tzinfo=UTC)
        partition = Partition(route=Route.LOAD, source="nahr", since=since, until=until)
        attempt = context.ledger.begin("ingest", partition)
        context.lake.write(
            *("ingest", partition, attempt, list(captures), []),
            digest=digest_of(c.digest for c in captures),
            consumed={},
            model=Capture,
        )
        output = normalise(partition, context)
        assert output.read == len(captures) == len(output.outcomes)
        return output

    return go
