"""What a query means that neither names a thing nor has all words of a description: what its words fit best.

A profile is what the gazetteer says of a thing: its descriptions, its names, the words by which reports retell it, and
the names of what it has to do with. A query fits it by the share of its words, weighed by how few profiles have each
(inverse document frequency, Spärck Jones 1972), that the profile has.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from heapq import nlargest
from math import log

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.tokens import words
from newsetl.names.described import alike_descriptions, alike_stems
from newsetl.names.describing import KIND_NOUNS
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.happenings import HAPPENINGS, VIOLENCE
from newsetl.names.heads import HEADS, place_nouns, spelled
from newsetl.names.retold import part_of, retelling_ids
from newsetl.names.stems import Stems, StemTables, nouns

_DESCRIBED, _AGAIN, _NAMED, _RETOLD, _AROUND, _KIND = 1.0, 0.15, 0.85, 0.7, 0.65, 0.55
"""What a word of a profile is worth by where it stands: in a description (and in several), a name, a retelling, a name
of what the thing has to do with, a word for its kind.
"""
_OTHER_KIND = 0.6
"""Of the fit of a thing of another kind than the query's first word says."""
_FIT, _AHEAD, _WORDS, _SURE, _MOST_WORDS = 2.0, 7.0, 1.6, 10.9, 6
"""When the best fit is meant: by how well it fits, how far it is ahead of the next, and how many words the query has
(of more, so many). A logistic regression over 1,240 queries of authors who had seen no description, 200 of them for
subjects and no thing (``bench/meant.py``); sure enough is a probability of 0.3.
"""
_SHARED = 3
"""Words of a query that a profile has at least: in a pack of few entries the best is far ahead."""
_STRANGE = 2
"""Words that no profile has: those of a name that no pack has («أناتولي أنطونوف»)."""
_LONG, _WHOLE, _TRIED = 0.2, 0.3, 15
"""How much a profile's length counts (as b of BM25 does), what it is worth that a query has a whole description, and
how many of the best fits are looked at so.
"""
_NAMES = 6
"""Of what a thing has to do with, names that count."""
_ASKED = {
    "person": KIND_NOUNS["person"] + " نائب معاون مستشار وزيرة وكيل مهندس مغني مطرب لاعب مهاجم جنرال عقيد عميد "
    "شيخ رجل امرأة سيدة صحفي ناشط ناشطة طبيب والد نجل زوجة شقيق ابن ابنة مبعوثة رئيسة سفيرة مندوبة متحدثة ناطقة",
    "force": KIND_NOUNS["force"] + " وحدات مقاتلات فوج سرايا",
    "organisation": KIND_NOUNS["organisation"] + " وزارة حزب تحالف وكالة صحيفة مجلة قناة مركز لجنة جهة كتلة طائفة "
    "أقلية قومية يومية ائتلاف برلمان شركة اتحاد مجلس حكومة دائرة جهاز محكمة معهد شبكة "
    "ministry party newspaper committee",
    "place": "محافظة مدينة بلدة قرية حي منطقة إقليم جزيرة نهر سهل جبل عاصمة ولاية ضاحية بلد دولة مدن قرى ريف جيب حدود "
    "هضبة خليج بحر مضيق province city town village river mountain border",
    "event": "زيارة قمة مؤتمر انتخاب انتخابات قرار تصويت لقاء اجتماع إطلاق انسحاب عودة خروج دخول إعلان محاكمة تحطم رفع "
    "فتح إعادة تشكيل افتتاح visit summit conference election withdrawal crash trial",
}
"""Words with which people begin to ask for a thing of a kind, beside ``names.heads`` and ``names.happenings``."""


class Profiles:
    """The profiles of all entries that have descriptions."""

    def __init__(self, gazetteer: Gazetteer, tables: StemTables) -> None:
        self._described = alike_descriptions(tables)
        described = ((gazetteer.entries[entity_id], listed) for entity_id, listed in self._described.items())
        made = {entry.id: _profile(entry, listed, gazetteer, tables) for entry, listed in described}
        often = Counter(stem for profile in made.values() for stem in profile)
        self._rarest = log(1 + len(made))
        self._rarity = {stem: log(1 + (len(made) - n + 0.5) / (n + 0.5)) for stem, n in often.items()}
        self._having: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for entity_id, profile in made.items():
            for stem, worth in profile.items():
                self._having[stem].append((entity_id, worth))
        mean = sum(map(len, made.values())) / len(made) if made else 1
        self._length = {e: 1 - _LONG + _LONG * len(profile) / mean for e, profile in made.items()}
        """By what the fit of a long profile counts for less."""
        self._kinds = {entity_id: gazetteer.entries[entity_id].kind for entity_id in made}

    def best(self, stems: Collection[str], weigh: Callable[[str], float]) -> str | None:
        """The entity that the words of a query, in their order, fit best; None where that is not sure enough.
        ``weigh``: what speaks for an entity besides, 0 for none that may be meant.
        """
        if sum(stem not in self._rarity for stem in stems) >= _STRANGE:
            return None
        whole = sum(map(self._rarity_of, stems))
        fits: dict[str, float] = defaultdict(float)
        for stem in stems:
            for entity_id, worth in self._having.get(stem, ()):
                fits[entity_id] += worth * self._rarity[stem] / whole / self._length[entity_id]
        asked = _kinds_asked().get(next(iter(stems), ""), frozenset(self._kinds.values()))
        speaks = {e: weigh(e) * (1 if self._kinds[e] in asked else _OTHER_KIND) for e in fits}
        first = nlargest(_TRIED, ((fit * speaks[e], e) for e, fit in fits.items() if speaks[e]))
        whole_too = ((fit + _WHOLE * self._covered(e, stems) * speaks[e], e) for fit, e in first)
        ahead = sorted(whole_too, key=lambda fit: (-fit[0], fit[1]))
        if not ahead or sum(self._has(ahead[0][1], stem) for stem in stems) < _SHARED:
            return None
        best = ahead[0][1]
        apart = ahead[0][0] - (ahead[1][0] if len(ahead) > 1 else 0)
        sure = _FIT * ahead[0][0] + _AHEAD * apart + _WORDS * min(len(stems), _MOST_WORDS)
        return best if sure >= _SURE else None

    def _has(self, entity_id: str, stem: str) -> bool:
        return any(having == entity_id for having, _ in self._having.get(stem, ()))

    def knows(self, stem: str) -> bool:
        """Whether any profile has a stem."""
        return stem in self._rarity

    def _rarity_of(self, stem: str) -> float:
        return self._rarity.get(stem, self._rarest)

    def _covered(self, entity_id: str, stems: Collection[str]) -> float:
        """The greatest share of a description of an entity that some words have, more than one of it."""
        said = frozenset(stems)
        shared = ((one & said, one) for one in self._described[entity_id])
        rarity = self._rarity_of
        return max((sum(map(rarity, has)) / sum(map(rarity, one)) for has, one in shared if len(has) > 1), default=0.0)


def _profile(entry: Entry, described: Iterable[Stems], gazetteer: Gazetteer, tables: StemTables) -> dict[str, float]:
    """What each stem is worth to an entry with these descriptions."""
    profile: dict[str, float] = {}

    def put(stems: Iterable[str], worth: float) -> None:
        for stem in stems:
            profile[stem] = max(profile.get(stem, 0.0), worth)

    own = Counter(stem for stems in described for stem in stems)
    for stem, times in own.items():
        put([stem], _DESCRIBED + _AGAIN * log(times))
    for name in entry.all_names:
        put(alike_stems(tables.stems(name)), _NAMED)
    for text in _retellings(entry):
        put(alike_stems(tables.loosely(text)), _RETOLD)
    around = {
        entry.place or "",
        *entry.places,
        *entry.participants,
        *entry.context_ids,
        *gazetteer.containing(entry.id),
    }
    for other in (around | {*retelling_ids(entry)}) & gazetteer.entries.keys():
        for name in gazetteer.entries[other].names[:_NAMES]:
            put(alike_stems(tables.stems(name)), _AROUND)
    put(alike_stems(nouns(entry)), _KIND)
    return profile


def _retellings(entry: Entry) -> Iterator[str]:
    yield from (*entry.triggers, *entry.victims)
    for parts in entry.retold:
        yield from (part.replace("|", " ") for part in parts if part_of(part).is_worded)


@cache
def _kinds_asked() -> dict[str, Stems]:
    """Stem → the kinds of things that a query which begins with it may ask for."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind, listed in _ASKED.items():
        for word in words(listed):
            found[_stem(word.norm)].add(kind)
    for noun in place_nouns():
        found[_stem(noun)].add("place")
    for head in HEADS.values():
        for name in spelled(head.one):
            for word_ in name:
                found[_stem(word_)] |= {"facility", "place"}
    for listed in (VIOLENCE, *(happening.words for happening in HAPPENINGS.values())):
        for word in words(listed):
            found[_stem(word.norm)].add("event")
    # «جماعة» and «تنظيم» are said of either
    bodies = {"force", "organisation"}
    return {stem: frozenset(kinds if kinds.isdisjoint(bodies) else kinds | bodies) for stem, kinds in found.items()}


def _stem(norm: str) -> str:
    return next(iter(alike_stems([DEFAULT.query_term(norm)])))
