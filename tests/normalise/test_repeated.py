from collections.abc import Callable

import pytest

from newsetl.normalise.repeated import Page, cut_repeated, learn_repeated
from newsetl.records import Capture
from newsetl.stages import StageOutput

PLACES = ["الرقة", "دير الزور", "منبج", "عفرين", "درعا", "السويداء", "إدلب", "حماة"]
INVITATION = "نافذتكم على الحدث أينما كنتم، ومن هاتفكم المحمول"
BACKGROUND = "وكان المجلس المحلي قد طلب في مطلع العام صهاريج إضافية لنقل المياه إلى الأحياء البعيدة."


def report(place: str, *more: str) -> list[str]:
    return [
        f"وصلت إلى {place} صباح اليوم قافلة من صهاريج المياه، بعد أن طلب المجلس المحلي مساعدة عاجلة.",
        f"وقال سكان في {place} إن الأحياء البعيدة لم تصلها قطرة منذ أسبوع كامل.",
        *more,
    ]


def page(place: str, *more: str, source: str = "nahr") -> Page:
    return Page(source, f"صهاريج مياه تصل إلى {place}", report(place, *more))


def test_a_line_on_most_reports_of_an_outlet_is_learned_and_cut() -> None:
    learned = learn_repeated([page(place, INVITATION) for place in PLACES])["nahr"]
    assert cut_repeated(report("حمص", INVITATION), learned) == (report("حمص"), [INVITATION])


def test_what_is_learned_does_not_depend_on_the_order() -> None:
    pages = [page(place, *([INVITATION] if at else [])) for at, place in enumerate(PLACES)]
    assert learn_repeated(pages) == learn_repeated(pages[::-1])
    assert learn_repeated(pages)


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param([page(place, INVITATION) for place in PLACES[:5]], id="too few reports"),
        pytest.param([page("الرقة", INVITATION)] * 9, id="one report again and again"),
        pytest.param([page(place, BACKGROUND) for place in PLACES], id="background on the same matter"),
        pytest.param([page(p, *([INVITATION] if at % 2 else [])) for at, p in enumerate(PLACES)], id="half of them"),
        pytest.param([page(p, INVITATION, source=f"s{at % 2}") for at, p in enumerate(PLACES)], id="two outlets"),
    ],
)
def test_a_reports_own_text_is_never_learned(pages: list[Page]) -> None:
    assert learn_repeated(pages) == {}


def test_a_report_of_nothing_else_keeps_its_text() -> None:
    learned = learn_repeated([page(place, INVITATION) for place in PLACES])["nahr"]
    assert cut_repeated([INVITATION], learned) == ([INVITATION], [])


def test_the_stage_cuts_such_lines_and_keeps_them_apart(
    run: Callable[..., StageOutput], capture: Callable[..., Capture]
) -> None:
    def feed_item(at: int, place: str) -> Capture:
        markup = "".join(f"<p>{text}</p>" for text in report(place, INVITATION))
        return capture(markup, url=f"https://nahr.example/n/{at}", hints={"title": f"صهاريج مياه تصل إلى {place}"})

    output = run(*(feed_item(at, place) for at, place in enumerate(PLACES)))
    bodies = {tuple(row.body.split("\n\n")) for row in output.rows}
    assert bodies == {tuple(report(place)) for place in PLACES}
    assert all(row.boilerplate == [INVITATION] and INVITATION in row.raw_body for row in output.rows)
