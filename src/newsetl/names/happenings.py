"""Kinds of events, and the words that tell of one: «مجزرة», «فاجعة», massacre. One table holds them all; packs say of
what kinds an event is, so that «كارثة الغاز في خان شيخون» needs no alias of its own.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple, Protocol, TypeVar

MOST_SEARCHED = 3
"""Words of a kind, in either script, that make names for the searching side."""


class Happening(NamedTuple):
    """A kind of event."""

    words: str
    """What it is called in Arabic, English and Kurdish, and what is told of it; found in any form."""
    lasting: bool = False
    """Whether the place's name beside such a word means the one event for good: a town has one chemical attack and
    many bombings.
    """
    announced: int = 0
    """For how many days before it news speaks of it; 0 for what nobody plans."""


HAPPENINGS: dict[str, Happening] = {
    "chemical": Happening(
        "كيماوي كيميائي كيمياوي كيماوية كيميائية سارين كلور غاز غازات خنق اختناق أعصاب "
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
        "تفجير تفجيرات تفجيران فجر فجرت انفجر انفجرت انفجار انفجاران مفخخة مفخخات انتحاري فاجعة مجزرة bombing "
        "bombings blast blasts "
        "explosion bomb suicide teqîn teqîna تەقینەوە"
    ),
    "airstrike": Happening(
        "قصف قصفت غارة غارات ضربة ضربات استهداف صاروخ صواريخ مسيرة مسيرات strike strikes airstrike airstrikes raid "
        "bombardment shelling missiles bordebar bombebaran"
    ),
    "attack": Happening(
        "هجوم هجمات مهاجمة هاجم هاجمت اعتداء عدوان اقتحام اقتحم اقتحمت attack attacks assault raid êrîş êrîşa هێرش"
    ),
    "battle": Happening(
        "معركة معارك قتال اشتباك اشتباكات جبهة مقاومة ملحمة battle battles fighting offensive "
        "operation campaign clashes resistance şer şerê berxwedan berxwedana"
    ),
    "siege": Happening("حصار محاصرة محاصر تجويع siege besieged dorpêç گەمارۆ"),
    "fall": Happening(
        "سقوط سقط سقطت تسقط اجتياح اجتاح اجتاحت احتلال احتل احتلت استيلاء استولى استولت غزو انهيار "
        "دخول دخل دخلت تدخل سيطرة سيطر سيطرت تسيطر بسط "
        "fall fell capture captured seizure takeover occupation ketina"
    ),
    "liberation": Happening(
        "تحرير حررت تحررت استعادة استعاد استعادت طرد طردت دحر إخراج أخرجت انتزاع انتزعت خسر خسارة هزيمة "
        "liberation liberated recapture recaptured "
        "retaking retaken defeat rizgarkirin "
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
        "تهجير نزوح إجلاء أجلت تجلي إخلاء إخراج ترحيل displacement evacuation evacuated deportation exodus koçberkirin"
    ),
    "flight": Happening(
        "نزوح نازح نازحون نازحين نازحة هروب فرار فروا تهجير مشردين displacement displaced exodus flight fled fleeing "
        "koçberî ئاوارەبوون"
    ),
    "agreement": Happening("اتفاق اتفاقية مذكرة تفاهم هدنة تسوية مصالحة agreement deal truce accord rêkeftin"),
}

KINDS = {
    **HAPPENINGS,
    "meeting": Happening(
        "لقاء التقى التقت التقيا يلتقي يلتقيان سيلتقي اجتماع اجتمع اجتمعا يجتمع قمة محادثات مباحثات محادثاته مباحثاته "
        "تباحث زيارة زيارته زار يزور سيزور جولة ضيف استقبل يستقبل استقبله وصل توجه "
        "meeting met meets summit talks visit visited tour",
        announced=7,
    ),
    "conference": Happening("مؤتمر قمة اجتماع جلسة conference summit congress session", announced=45),
    "vote": Happening(
        "انتخاب انتخابات اقتراع تصويت استفتاء election elections vote referendum",
        announced=45,
    ),
}
"""What befalls places and people (``HAPPENINGS``), and what is planned: a meeting is told by who was there
(``names.meetings``), conferences and votes by their triggers.
"""


VIOLENCE = (
    "قتل قتلى قتيل قتيلا مقتل ضحية ضحايا شهيد شهداء جثة جثث جثامين دماء ذبح ذبحت جرحى مصابين مقبرة مقابر "
    "جريمة جرائم انتهاكات عنف killed dead victims bodies killings wounded violence crimes"
)
"""What is told of violence of whatever kind."""
_VIOLENT = frozenset(["chemical", "massacre", "bombing", "airstrike", "attack", "battle", "siege", "killing"])
_FIGHTING = ("attack", "battle", "escape", "bombing", "airstrike", "siege", "chemical", "liberation")
GENTLE = frozenset(["displacement", "flight", "agreement", "protest"])
"""Kinds that are no fighting themselves, and whose words are said of much else: beside another place than the event's
own they tell nothing.
"""
_ALIKE = (
    frozenset(("battle", "attack", "fall", "liberation", "siege", "escape")),
    frozenset(("bombing", "attack", "airstrike", "massacre", "killing", "disaster")),
    frozenset(("protest", "killing", "attack")),
)
"""Kinds told by each other's words: who takes a town attacks it, and a bombing is a massacre to its victims."""


def alike(kinds: Iterable[str], *, asked: bool = False) -> tuple[str, ...]:
    """Kinds with those by whose words they are told too, or in a query ``asked`` for."""
    wanted = frozenset(kinds)
    if "chemical" in wanted and asked:
        wanted |= {"attack"}
    elif "chemical" in wanted:
        return tuple(sorted(wanted & {"chemical", "massacre"}))  # a town is bombed many times
    told = wanted.union(*(group for group in _ALIKE if wanted & group))
    # who asks for protests means no bombing, though people were killed in both
    return tuple(sorted(told - ({"protest"} - wanted if asked else set())))


_WHO = {
    "protesters": "متظاهرون متظاهرين محتجون محتجين",
    "demonstrators": "متظاهرون متظاهرين محتجون محتجين",
    "attackers": "مهاجمون مهاجمين",
    "victims": "ضحايا قتلى",
    "displaced": "نازحون نازحين مهجرين",
    "detainees": "معتقلون معتقلين محتجزين",
    "prisoners": "سجناء معتقلين",
    "escapees": "فارين هاربين",
}
"""Who is in what happens; in a query alone, for where they are there need not be the event."""


def in_arabic(word: str) -> tuple[str, ...]:
    """The Arabic words for what an English one tells of; empty for a word of no kind, and for an Arabic one."""
    if not word.isascii():
        return ()
    kinds = (listed for kind in HAPPENINGS.values() if word in (listed := kind.words.split()))
    told = (*_WHO.get(word, "").split(), *(one for listed in kinds for one in listed))
    return tuple(dict.fromkeys(one for one in told if "\u0621" <= one[0] <= "\u064a"))


class Told(Protocol):
    """An event."""

    @property
    def place(self) -> str | None: ...  # noqa: D102
    @property
    def happening(self) -> list[str]: ...  # noqa: D102


def is_gentle(event: Told) -> bool:
    """Whether an event, as far as its kinds are known, was no fighting itself."""
    return bool(event.happening) and GENTLE.issuperset(event.happening)


def signs_of(event: Told) -> tuple[str, ...]:
    """The kinds whose words point at an event in its days: its own where they are no fighting, else those of fights."""
    return tuple(event.happening) if is_gentle(event) else _FIGHTING


Event = TypeVar("Event", bound=Told)


def announced(event: Told) -> timedelta:
    """How long before an event news speaks of it; nothing for what nobody plans."""
    return timedelta(days=max((KINDS[kind].announced for kind in event.happening), default=0))


def is_planned(event: Told) -> bool:
    """Whether an event is of kinds that befall nobody."""
    return bool(event.happening) and HAPPENINGS.keys().isdisjoint(event.happening)


def is_violent(event: Told) -> bool:
    """Whether people were hurt by an event of its kinds."""
    return not _VIOLENT.isdisjoint(event.happening)


def own_kinds(events: Iterable[Event]) -> list[tuple[Event, tuple[str, ...]]]:
    """Events with those of their kinds that mean them for good: lasting ones that their place has no other "
    "event of.
    """
    events = [event for event in events if event.happening]
    shared = Counter((event.place, kind) for event in events for kind in event.happening)
    return [
        (event, tuple(k for k in event.happening if KINDS[k].lasting and shared[event.place, k] == 1))
        for event in events
    ]


def written(kinds: Iterable[str], place: str) -> list[str]:
    """The plain ways to write the kinds' events of a place, for the searching side: «كيماوي خان شيخون»."""
    latin = any(char.isascii() and char.isalpha() for char in place)
    listed = (HAPPENINGS[kind].words.split() for kind in kinds)
    nouns = [noun for words in listed for noun in [w for w in words if w.isascii() == latin][:MOST_SEARCHED]]
    return [f"{place} {noun}" if latin else f"{noun} {place}" for noun in nouns]
