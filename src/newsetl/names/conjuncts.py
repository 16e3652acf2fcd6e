"""Names of which only the last word is said, because the first ones are those of the name before: «وزراء خارجية روسيا
وتركيا», «ريفي حلب الشرقي والشمالي», «وحدات حماية الشعب والمرأة».
"""

from collections.abc import Iterator
from operator import itemgetter

from newsetl.arabic.tokens import norms_of, words
from newsetl.names.contexts import is_by_term
from newsetl.names.patterns import BREAK, Match, Patterns
from newsetl.names.proclitics import attached
from newsetl.names.reading import ALEF, SOFT_BREAKS

MOST_SHARED = 3
"""Words that a name has in common with the next."""
MOST_UNKNOWN = 2
"""Names that no pack has, in a row behind a noun for several."""
AND, LAM = "و", "ل"
_SINGULARS = """
وزراء وزير, وزيرا وزير, وزيري وزير, رؤساء رئيس, رئيسا رئيس, الرئيسان الرئيس, الرئيسين الرئيس, سفراء سفير,
سفيرا سفير, سفيري سفير, قائدا قائد, قائدي قائد, زعيما زعيم, زعيمي زعيم, وزارتا وزارة, وزارتي وزارة,
وزارات وزارة, سفارتا سفارة, سفارتي سفارة, سفارات سفارة, رئاستا رئاسة, رئاستي رئاسة, مجلسا مجلس, مجلسي مجلس,
الحكومتان الحكومة, الحكومتين الحكومة, الجيشان الجيش, الجيشين الجيش, الغوطتان الغوطة, الغوطتين الغوطة, ريفا ريف,
ريفي ريف, حزبا حزب, حزبي حزب, أحزاب حزب, حركتا حركة, حركتي حركة, تنظيما تنظيم, تنظيمي تنظيم, ائتلافا ائتلاف,
ائتلافي ائتلاف, تحالفا تحالف, تحالفي تحالف, كتلتا كتلة, كتلتي كتلة, تيارا تيار, تياري تيار, منظمتا منظمة,
منظمتي منظمة, جبهتا جبهة, جبهتي جبهة, فصيلا فصيل, فصيلي فصيل
"""
"""Nouns for several holders of one office or several bodies → for one."""
_PAIRS = [words(pair) for pair in _SINGULARS.split(",")]
_SINGULAR = {form: one.norm for several, one in _PAIRS for form in attached(several.norm, ("", AND, *"بلف"))}
_OF_DEPUTIES = frozenset(norms_of("نواب نائبا نائبي مساعدو مساعدي معاونو معاوني وكلاء مستشارو مستشاري"))
"""Before a noun for several: it is not they who are named."""
_SPLITS = [(length, shared) for length in (1, 2) for shared in reversed(range(MOST_SHARED))]
"""Words of a name's own, and those it shares behind the noun; what can be one word is."""
_SIDES = frozenset(norms_of("الشرقي الغربي الشمالي الجنوبي"))
"""What goes on with a side before it: «والشمالي الشرقي»."""
_EACH_OF = tuple(norms_of("كل من"))


def conjuncts(found: list[Match], norms: list[str], patterns: Patterns) -> Iterator[Match]:
    """The names that follow matches of words, and the first behind a noun for several, each over the words that it has
    for itself alone.
    """
    known = {(match.first, match.end, match.pattern.entity_id) for match in found}
    for match in dict.fromkeys((*_behind_one(found, norms, patterns), *_behind_several(norms, patterns))):
        if (match.first, match.end, match.pattern.entity_id) not in known:
            yield match


def _behind_one(found: list[Match], norms: list[str], patterns: Patterns) -> Iterator[Match]:
    """The names that follow others of more than one word."""
    begun = {
        (match.first, match.end, _bare(norms[match.first], match.proclitic))
        for match in found
        if 1 < match.end - match.first <= MOST_SHARED + 1
        and "".join(norms[match.end : match.end + 1]).startswith(AND)
        and not _is_personal(match)
    }
    strong = [match for match in found if match.pattern.role == "strong"]
    begins = {at: match.first for match in sorted(strong, key=itemgetter(0)) for at in range(match.first, match.end)}
    for first, end, bare in sorted(begun):
        # «وزراء خارجية روسيا وتركيا» are men, not ministries
        if first == 0 or norms[first - 1] not in _SINGULAR:
            head = [bare, *norms[first + 1 : end - 1]]
            named = _following(head, norms, end, patterns, unknown=0)
            # «جيش الإسلام وروسيا» has no army of Russia
            yield from (
                match for match in named if all(begins.get(at, first) <= first for at in range(match.first, match.end))
            )


def _bare(norm: str, before: str) -> str:
    """A word without the letters attached before it, its article whole: «القوات» of «للقوات»."""
    bare = norm[len(before) :]
    return ALEF + bare if before.endswith(LAM) and bare.startswith(LAM) else bare


def _behind_several(norms: list[str], patterns: Patterns) -> Iterator[Match]:
    """The names behind nouns for several."""
    if _SINGULAR.keys().isdisjoint(norms):
        return
    for at, norm in enumerate(norms):
        if (one := _SINGULAR.get(norm)) and (at == 0 or norms[at - 1] not in _OF_DEPUTIES):
            yield from _of_several(one, at, norms, patterns)


def _of_several(one: str, at: int, norms: list[str], patterns: Patterns) -> Iterator[Match]:
    """The names behind a noun for several: «وزيري الخارجية الروسي والتركي»."""
    for length, shared in _SPLITS:
        behind = at + 1 + shared
        head = [one, *norms[at + 1 : behind]]
        if tuple(norms[behind : behind + len(_EACH_OF)]) == _EACH_OF:
            behind += len(_EACH_OF)
        last = norms[behind : behind + length]
        named = _named([*head, *last], patterns) if len(last) == length else ()
        if named:
            # «حزبي» is an adjective too: a noun for several is of several
            if _goes_on(norms, behind + length):
                yield from (match._replace(first=at, end=behind + length, proclitic="") for match in named)
                yield from _following(head, norms, behind + length, patterns, unknown=MOST_UNKNOWN)
            return


def _goes_on(norms: list[str], at: int) -> bool:
    return at < len(norms) and (norms[at].startswith(AND) or norms[at] in SOFT_BREAKS)


def _following(head: list[str], norms: list[str], at: int, patterns: Patterns, *, unknown: int) -> Iterator[Match]:
    """The names whose first words are ``head``, from a place of the text on, over so many that no pack has."""
    while unknown >= 0 and _goes_on(norms, at):
        at += norms[at] in SOFT_BREAKS
        named: list[Match] = []
        length = 1
        for length in (2, 1):
            last = norms[at : at + length]
            cut = not _SIDES.isdisjoint(norms[at + length : at + length + 1])
            if len(last) == length and not cut:
                named = _named([*head, last[0].removeprefix(AND), *last[1:]], patterns)
            if named:
                yield from (match._replace(first=at, end=at + length, proclitic=AND) for match in named)
                break
        else:
            unknown -= 1
        at += length


def _named(name: list[str], patterns: Patterns) -> list[Match]:
    """What a sequence of words is the whole name of."""
    return [] if any(not word or word[0] == BREAK for word in name) else patterns.whole(name)


def _is_personal(match: Match) -> bool:
    """Whether a match is a person's own name, whose first word no other person has from it."""
    return match.pattern.entity_id.startswith("person:") and not is_by_term(match.pattern.context)
