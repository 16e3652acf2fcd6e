"""What readers ask for a thing by who use none of its names: «معقل الدروز» is Suwayda, «سفير روسيا في مجلس الأمن» was
Nebenzya.

A query is a description's where it has all of its words, in any form and order or by words that stand for them, and no
others but what else is known of the thing. No report is linked by a description.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cache

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.tokens import words
from newsetl.names.describing import DIRECTIONS
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.stems import Stems, StemTables, nouns
from newsetl.names.when import is_date, is_within

_ALIKE = (
    "قصف غارة ضربة استهداف strike raid bombing",
    "هجوم اعتداء عملية attack offensive",
    "اغتيال مقتل قتل تصفية killing assassination",
    "إجلاء إخلاء إخراج خروج ترحيل تهجير مغادرة انسحاب evacuation withdrawal",
    "نزوح نازح فرار هروب تشريد displacement",
    "مقاتل مسلح عنصر فصيل fighter",
    "سيطرة استيلاء سقوط دخول capture",
    "استعادة تحرير طرد",
    "اتفاق اتفاقية تفاهم صفقة هدنة deal agreement",
    "سفير مندوب مندوبة مبعوث ممثل ممثلة ambassador envoy",
    "متحدث متحدثة ناطق ناطقة spokesman spokesperson spokeswoman",
    "قائد زعيم رئيس مسؤول leader commander",
    "مقر مكتب مبنى headquarters",
    "بلدة مدينة قرية ناحية town city village",
    "منظمة هيئة جمعية مؤسسة اتحاد organisation organization",
    "حملة معركة حرب معارك campaign battle",
    "قاعدة معسكر ثكنة base",
    "ميناء مرفأ port",
    "مطار airport airbase",
    "تحطم إسقاط crash",
    "محادثات مفاوضات مباحثات لقاء اجتماع قمة talks",
    "انتخاب تصويت اقتراع election vote",
    "تحالف ائتلاف قائمة كتلة coalition alliance",
    "احتجاجات مظاهرات تظاهرات protests",
)
"""Words that readers put for each other when they describe."""


class Descriptions:
    """The descriptions of a gazetteer's entries, by the stems of their words."""

    def __init__(self, gazetteer: Gazetteer, tables: StemTables) -> None:
        self._gazetteer, self._described = gazetteer, tables.described
        self._by_stem: dict[str, list[tuple[str, Stems]]] = defaultdict(list)
        often: dict[str, int] = defaultdict(int)
        made = [(entity_id, alike_stems(stems)) for entity_id, listed in tables.described.items() for stems in listed]
        for _, stems in made:
            for stem in stems:
                often[stem] += 1
        for entity_id, stems in made:
            self._by_stem[min(stems, key=lambda stem: (often[stem], stem))].append((entity_id, stems))

    def of(self, stems: Stems, known_of: Callable[[str], Stems]) -> Iterator[tuple[str, int]]:
        """Entities that the words of a query describe, with how many words their description has. ``known_of``: stems
        of what else is known of an entity.
        """
        asked = alike_stems(stems)
        for stem in sorted(asked):
            for entity_id, description in self._by_stem.get(stem, ()):
                if description <= asked and self._knows(entity_id, asked - description - DIRECTIONS, known_of):
                    yield entity_id, len(description)

    def _knows(self, entity_id: str, left: AbstractSet[str], known_of: Callable[[str], Stems]) -> bool:
        """Whether the words beside a description are known of the thing, and dates within its days."""
        if not left:
            return True
        entry = self._gazetteer.entries[entity_id]
        dated = frozenset(filter(is_date, left))
        known = known_of(entity_id).union(nouns(entry), *self._described[entity_id])
        return left - dated <= alike_stems(known) and all(is_within(stem, entry) for stem in dated)

    def has(self, entity_id: str, named: Stems, stems: Stems) -> bool:
        """Whether some words of a query stand in a description of an entity that it has."""
        asked, own = alike_stems(stems), alike_stems(named)
        return any(own <= one <= asked for one in map(alike_stems, self._described.get(entity_id, ())))


def alike_stems(stems: Iterable[str]) -> Stems:
    """Stems, those that readers put for each other as one."""
    same = _same()
    return frozenset(same.get(stem, stem) for stem in stems)


@cache
def _same() -> dict[str, str]:
    """Stem → the first of those that stand for each other."""
    listed = [[DEFAULT.query_term(word.norm) for word in words(line)] for line in _ALIKE]
    return {stem: stems[0] for stems in listed for stem in stems}
