"""Kinds of events, and the words that tell of one: «مجزرة», «فاجعة», massacre. One table holds them all; packs say of
what kinds an event is, so that «كارثة الغاز في خان شيخون» needs no alias of its own.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.tokens import words
from newsetl.names.patterns import BREAK
from newsetl.names.reading import Reading, stem_of


class Happening(NamedTuple):
    """A kind of event."""

    words: str
    """What it is called in Arabic, English and Kurdish, and what is told of it; found in any form."""
    lasting: bool = False
    """Whether the place's name beside such a word means the one event for good: a town has one chemical attack and
    many bombings.
    """


HAPPENINGS: dict[str, Happening] = {
    "chemical": Happening(
        "كيماوي كيميائي كيمياوي سارين غاز غازات سامة خنق اختناق أعصاب "
        "chemical sarin gas gassed nerve chemicals kîmyewî kîmyabaran کیمیاباران کیمیایی",
        lasting=True,
    ),
    "massacre": Happening(
        "مجزرة مجازر مذبحة مذابح إبادة فاجعة مأساة إعدامات massacre massacred genocide komkujî komkujiya qirkirin "
        "fermana کۆمەڵکوژی جینۆساید",
        lasting=True,
    ),
    "earthquake": Happening("زلزال زلازل هزة earthquake quake earthquakes erdhej بوومەلەرزە", lasting=True),
    "disaster": Happening(
        "حريق محرقة نيران غرق غرقى فيضان سيول انهيار فاجعة كارثة مأساة حادثة fire blaze flood sinking disaster agir"
    ),
    "bombing": Happening(
        "تفجير تفجيرات تفجيران انفجار انفجاران مفخخة مفخخات انتحاري فاجعة مجزرة bombing bombings blast blasts "
        "explosion bomb suicide teqîn teqîna تەقینەوە"
    ),
    "airstrike": Happening(
        "قصف غارة غارات ضربة ضربات استهداف صاروخ صواريخ مسيرة مسيرات strike strikes airstrike airstrikes raid "
        "bombardment shelling missiles bordebar bombebaran"
    ),
    "attack": Happening("هجوم هجمات مهاجمة هاجم اعتداء عدوان اقتحام attack attacks assault raid êrîş êrîşa هێرش"),
    "battle": Happening(
        "معركة معارك قتال اشتباك اشتباكات حملة عملية عمليات جبهة مقاومة ملحمة battle battles fighting offensive "
        "operation campaign clashes resistance şer şerê berxwedan berxwedana"
    ),
    "siege": Happening("حصار محاصرة محاصر تجويع siege besieged dorpêç گەمارۆ"),
    "fall": Happening("سقوط اجتياح احتلال fall capture captured seizure takeover occupation ketina"),
    "liberation": Happening(
        "تحرير استعادة طرد انتزاع هزيمة liberation liberated recapture recaptured retaking retaken defeat rizgarkirin "
        "azadkirin azadkirina ڕزگارکردن"
    ),
    "escape": Happening(
        "تمرد استعصاء عصيان فرار هروب هرب رهائن أحداث escape escaped breakout jailbreak riot mutiny revolt raperîn"
    ),
    "protest": Happening(
        "احتجاجات احتجاج تظاهرات مظاهرات انتفاضة حراك أحداث protests protest uprising riots demonstrations serhildan "
        "serhildana xwepêşandan"
    ),
    "killing": Happening("اغتيال مقتل قتل تصفية استشهاد إعدام assassination killing murder death execution kuştina"),
    "displacement": Happening(
        "تهجير نزوح إجلاء إخلاء ترحيل خروج حافلات displacement evacuation evacuated deportation exodus koçberkirin"
    ),
    "agreement": Happening("اتفاق اتفاقية مذكرة تفاهم هدنة تسوية مصالحة agreement deal truce accord rêkeftin"),
}


@cache
def telling(kinds: tuple[str, ...]) -> frozenset[str]:
    """The stems of the words that tell of events of these kinds."""
    return frozenset(stem_of(word.norm) for kind in kinds for word in words(HAPPENINGS[kind].words))


def lasting(kinds: Iterable[str]) -> tuple[str, ...]:
    """Those of the kinds that a place has one event of."""
    return tuple(kind for kind in kinds if HAPPENINGS[kind].lasting)


def beside(reading: Reading, first: int, end: int, stems: frozenset[str], reach: int) -> Iterator[int]:
    """Indices of words of ``stems`` within ``reach`` words before or behind [first, end), in the same clause."""
    for side in (range(first - 1, max(-1, first - 1 - reach), -1), range(end, min(len(reading.norms), end + reach))):
        for at in side:
            if reading.norms[at][0] == BREAK:
                break
            if is_one_of(reading.norms[at], stems):
                yield at


def is_one_of(norm: str, stems: frozenset[str]) -> bool:
    """Whether a normalised word is a form of one of ``stems``."""
    return norm[0] != BREAK and not stems.isdisjoint(DEFAULT.terms(norm))
