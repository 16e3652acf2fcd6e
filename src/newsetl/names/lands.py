"""Offices and bodies of a country under the other ways to say whose they are: «وزير الخارجية البريطاني», «وزير خارجية
بريطانيا», «وزير خارجية المملكة المتحدة», «المندوبة البريطانية لدى …», «مندوبة المملكة المتحدة لدى …».
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from newsetl.arabic.forms import to_norm
from newsetl.arabic.tokens import norms_of, words
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.proclitics import ARTICLE

OFFICIAL = ("person", "organisation", "force")
"""Kinds of what is called by a country; an embassy that is a facility is not among them."""
MOST_WORDS = 2
"""Of a country's name."""
MOST_BEFORE = 3
"""Words of an office before its country."""
FEMININE = "ه"
"""The ending of the feminine, normalised."""
_NOUNS = frozenset(
    word.norm
    for word in words("""
    وزير وزيرة وزارة رئيس رئيسة رئاسة سفير سفيرة سفارة قنصل قنصلية مندوب مندوبة ممثل ممثلة مبعوث مبعوثة موفد
    متحدث متحدثة ناطق قائد مدير مديرة مستشار مستشارة نائب برلمان حكومة جيش مخابرات استخبارات جهاز مجلس هيئة
    وكالة محكمة مصرف بنك شرطة حرس بحرية أركان ملك أمير ولي سلطان مفتي نظام سلطات
    """)
)
"""What offices and bodies begin with that may be a country's in either way."""
_ADJECTIVES = frozenset(
    norms_of("المصغر المصغرة الأعلى العليا العام العامة المشترك المشتركة الموحد الموحدة المستقل المستقلة الخاص الخاصة")
)
"""Others that bodies have beside their country's."""
_RELATIONS = frozenset(norms_of("في إلى لدى من عن على مع بين ضد"))
"""Before the name of a country that an office has to do with, and is not of."""


class Lands:
    """The countries of a gazetteer: what they are called, and what belongs to them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        self._of: dict[str, str] = {}
        """Definite adjective, of either gender → country."""
        self._adjectives: dict[str, list[str]] = defaultdict(list)
        """Country → its masculine adjectives without article."""
        self._names: dict[str, list[list[str]]] = defaultdict(list)
        self._called: dict[tuple[str, ...], str] = {}
        for entry in entries:
            if not entry.demonyms or entry.kind != "place":
                continue
            # «الروس», «الأتراك» are people
            for adjective in (norm for norm in map(to_norm, entry.demonyms) if norm.endswith("ي")):
                self._adjectives[entry.id].append(adjective)
                self._of |= {ARTICLE + adjective: entry.id, ARTICLE + adjective + FEMININE: entry.id}
        for entry in entries:
            for name in _names_of(entry) if entry.id in self._adjectives else ():
                # «الملف السوري», «العراقيون» are no names of the land
                if not any(_belongs(word, self._of) for word in name):
                    self._names[entry.id].append(name)
                    self._called.setdefault(tuple(name), entry.id)

    def of(self, adjective: str) -> str:
        """The country of a definite adjective, normalised, of either gender; empty for another word."""
        return self._of.get(adjective, "")

    def has(self, entity_id: str) -> bool:
        """Whether an entity is a country by whose adjective something is called."""
        return entity_id in self._adjectives

    def within(self, name: list[str]) -> Iterator[str]:
        """The countries that a name in normalised words says, by their names or their definite adjectives."""
        for at, norm in enumerate(name):
            lands = (
                self._of.get(norm),
                *(self._called.get(tuple(name[at : at + n])) for n in range(1, MOST_WORDS + 1)),
            )
            yield from filter(None, lands)

    def other_forms(self, name: list[str]) -> Iterator[list[str]]:
        """The same office or body with its country said otherwise, in normalised words; none for another name."""
        if not name or name[0].removeprefix(ARTICLE) not in _NOUNS:
            return
        for at in range(1, min(len(name), MOST_BEFORE + 1)):
            if country := self._of.get(name[at]):
                yield from self._of_adjective(name, at, country)
                return
            for length in range(MOST_WORDS, 0, -1):
                country = self._called.get(tuple(name[at : at + length]))
                if country and name[at - 1] not in _RELATIONS and not name[0].startswith(ARTICLE):
                    yield from self._of_name(name, at, at + length, country)
                    return

    def reordered(self, name: list[str]) -> Iterator[list[str]]:
        """The same body with the adjective of its country at another place among its adjectives: «المجلس الأمني
        الإسرائيلي المصغر», «المجلس الإسرائيلي الأمني المصغر».
        """
        at = next((at for at in range(1, len(name)) if self.of(name[at])), 0)
        if not at:
            return
        first, end = at, at + 1
        while first > 1 and _is_adjective(name[first - 1]):
            first -= 1
        while end < len(name) and _is_adjective(name[end]):
            end += 1
        others = [*name[first:at], *name[at + 1 : end]]
        for place in range(len(others) + 1):
            if first + place != at:
                yield [*name[:first], *others[:place], name[at], *others[place:], *name[end:]]

    def _of_adjective(self, name: list[str], at: int, country: str) -> Iterator[list[str]]:
        """Other forms of «وزير الخارجية الروسي»: with other spellings of the adjective, and with the country's name."""
        feminine = name[at].endswith(FEMININE)
        for adjective in self._adjectives[country]:
            yield [*name[:at], ARTICLE + adjective + (FEMININE if feminine else ""), *name[at + 1 :]]
        bare = _without_article(name[:at])
        for called in self._names[country] if bare else ():
            yield [*bare, *called, *name[at + 1 :]]

    def _of_name(self, name: list[str], at: int, end: int, country: str) -> Iterator[list[str]]:
        """Other forms of «وزير خارجية روسيا»: with other names of the country, and with its adjective in either gender,
        which goes with the minister or his ministry.
        """
        for called in self._names[country]:
            yield [*name[:at], *called, *name[end:]]
        definite = [*name[: at - 1], ARTICLE + name[at - 1].removeprefix(ARTICLE)]
        genders = {FEMININE if word.endswith(FEMININE) else "" for word in (definite[0], definite[-1])}
        for adjective, gender in ((a, g) for a in self._adjectives[country] for g in sorted(genders)):
            yield [*definite, ARTICLE + adjective + gender, *name[end:]]


@lru_cache(4)
def lands_of(gazetteer: Gazetteer) -> Lands:
    """The countries of a gazetteer."""
    return Lands(gazetteer.entries.values())


def _names_of(entry: Entry) -> Iterator[list[str]]:
    """The short Arabic names of a country."""
    for listed in (entry.ar, *entry.aliases):
        name = norms_of(listed)
        if name and len(name) <= MOST_WORDS and not name[0].isascii():
            yield name


def _is_adjective(norm: str) -> bool:
    """Whether a word is most probably a definite adjective, of either gender."""
    return norm.startswith(ARTICLE) and (norm.removesuffix(FEMININE).endswith("ي") or norm in _ADJECTIVES)


def _belongs(norm: str, adjectives: Mapping[str, str]) -> bool:
    """Whether a word is an adjective of belonging, in any number."""
    return any(ARTICLE + norm.removeprefix(ARTICLE).removesuffix(end) in adjectives for end in ("", "ون", "ين"))


def _without_article(before: list[str]) -> list[str]:
    """The words of «وزير الخارجية» as they stand before a country's name; empty for others («الحزب الشيوعي»)."""
    last = before[-1]
    if not last.startswith(ARTICLE) or any(word.startswith(ARTICLE) for word in before[:-1]):
        return []
    return [*before[:-1], last.removeprefix(ARTICLE)]
