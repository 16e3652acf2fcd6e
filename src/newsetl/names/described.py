"""What readers ask for a thing by who use none of its names: «معقل الدروز» is Suwayda, «سفير روسيا في مجلس الأمن» was
Nebenzya.

A query is a description's where it has all of its words, in any form and order or by words that stand for them, and no
others but what else is known of the thing. No report is linked by a description.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.tokens import words
from newsetl.names.describing import DIRECTIONS
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.stems import NameStems, Stems, StemTables, by_rarest, nouns
from newsetl.names.when import is_date, is_within

_ALIKE = (
    "قصف غارة ضربة استهداف قصفت يقصف استهدفت strike raid bombing",
    "هجوم اعتداء عملية هاجم هاجمت يهاجم مهاجمة اقتحام اقتحم attack offensive",
    "اغتيال مقتل قتل تصفية قتلت يقتل اغتال killing assassination",
    "إجلاء إخلاء إخراج خروج ترحيل تهجير مغادرة انسحاب خرج انسحب ينسحب evacuation withdrawal",
    "نزوح نازح فرار هروب تشريد نزح فر هرب يفر displacement",
    "مقاتل مسلح عنصر فصيل fighter",
    "سيطرة استيلاء سقوط دخول سيطر سيطرت استولى دخل دخلت capture",
    "استعادة تحرير طرد انتزاع استعاد استعادت انتزع انتزعت طردت تطرد حرر",
    "اتفاق اتفاقية تفاهم صفقة هدنة deal agreement",
    "سفير مندوب مندوبة مبعوث ممثل ممثلة ambassador envoy",
    "متحدث متحدثة ناطق ناطقة spokesman spokesperson spokeswoman",
    "قائد زعيم رئيس مسؤول leader commander",
    "مقر مكتب مبنى headquarters",
    "مخابرات استخبارات intelligence",
    "بلدة مدينة قرية ناحية town city village",
    "منظمة هيئة جمعية مؤسسة اتحاد organisation organization",
    "حملة معركة حرب معارك campaign battle",
    "قاعدة معسكر ثكنة base",
    "ميناء مرفأ port",
    "مطار airport airbase",
    "تحطم إسقاط أسقط أسقطت تسقط crash",
    "محادثات مفاوضات مباحثات لقاء اجتماع قمة التقى يلتقي talks",
    "انتخاب تصويت اقتراع انتخب election vote",
    "تحالف ائتلاف قائمة كتلة coalition alliance",
    "احتجاجات احتجاج مظاهرات مظاهرة تظاهرات محتج متظاهر protests protesters",
    "حرق إحراق أحرق يحرق محروق محترق إضرام أضرم يضرم burned burning",
    "معتقل سجين محتجز أسير prisoner detainee",
    "اعتقال توقيف احتجاز القبض اعتقل اعتقلت أوقف توقف arrest",
    "خطف اختطاف خطفت اختطف kidnapping",
    "مستشفى مشفى مشافي hospital",
    "جندي جنود عسكري soldier",
    "مدني سكان أهالي أهل civilian residents",
    "كيماوي كيميائي كيمياوي chemical",
    "تفجير انفجار مفخخة عبوة explosion bomb",
    "أول أولى first",
    "كبرى أكبر largest",
)
"""Words that readers put for each other when they describe."""


class Descriptions:
    """The descriptions of a gazetteer's entries, by the stems of their words."""

    def __init__(self, gazetteer: Gazetteer, tables: StemTables) -> None:
        self._gazetteer = gazetteer
        self._described = alike_descriptions(tables)
        self._by_rarest = by_rarest(
            (NameStems(entity_id, stems, weak=True) for stems in listed)
            for entity_id, listed in self._described.items()
        )

    def of(self, stems: Stems, known_of: Callable[[str], Stems]) -> Iterator[tuple[str, int]]:
        """Entities that the words of a query describe, with how many words their description has; a side of a place is
        no word. ``known_of``: stems of what else is known of an entity.
        """
        asked = alike_stems(stems)
        for stem in sorted(asked):
            for described in self._by_rarest.get(stem, ()):
                left = asked - described.stems - DIRECTIONS
                if described.stems <= asked and self._knows(described.entity_id, left, known_of):
                    yield described.entity_id, len(described.stems)

    def _knows(self, entity_id: str, left: Stems, known_of: Callable[[str], Stems]) -> bool:
        """Whether the words beside a description are known of the thing, and dates those of an event."""
        entry = self._gazetteer.entries[entity_id]
        dated = frozenset(filter(is_date, left)) if entry.kind == "event" else Stems()
        if not all(is_within(stem, entry) for stem in dated):
            return False
        return left == dated or left - dated <= alike_stems(
            known_of(entity_id).union(nouns(entry), *self._described[entity_id])
        )

    def has_whole(self, entity_id: str, stems: Stems) -> bool:
        """Whether a query has all words of a description of an entity."""
        return self.has(entity_id, Stems(), stems)

    def has(self, entity_id: str, named: Stems, stems: Stems) -> bool:
        """Whether some words of a query stand in a description of an entity that it has."""
        asked, own = alike_stems(stems), alike_stems(named)
        return any(own <= one <= asked for one in self._described.get(entity_id, ()))


def alike_descriptions(tables: StemTables) -> dict[str, tuple[Stems, ...]]:
    """The stems of each description of each entity, those that readers put for each other as one."""
    return {entity_id: tuple(map(alike_stems, listed)) for entity_id, listed in tables.described.items()}


def alike_stems(stems: Iterable[str]) -> Stems:
    """Stems, those that readers put for each other as one."""
    same = _same()
    return frozenset(same.get(stem, stem) for stem in stems)


@cache
def _same() -> dict[str, str]:
    """Stem → the first of those that stand for each other."""
    listed = [[DEFAULT.query_term(word.norm) for word in words(line)] for line in _ALIKE]
    return {stem: stems[0] for stems in listed for stem in stems}
