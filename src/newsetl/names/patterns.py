"""Surface patterns of names, in one tree by their normalised words: a text is searched in one pass.

What may begin with a word follows from the word alone and is remembered, so that most words cost one look. A pattern is
found inside a word too, where the letters before it are ones that may be attached to a name.
"""

import pickle
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from newsetl.arabic.tokens import norms_of, words
from newsetl.names import sounds
from newsetl.names.common_words import common_words
from newsetl.names.contexts import SELF, Context
from newsetl.names.gazetteer import Entry, Gazetteer, Tenure
from newsetl.names.given import BEHIND_THE_NAME, GIVEN_NAMES, NO_SURNAMES, spoken_for
from newsetl.names.heads import HEADS, short_forms
from newsetl.names.lands import OFFICIAL, Lands
from newsetl.names.proclitics import ARTICLE, LONG_WORD, MIN_WORD, WHOLE_WORDS
from newsetl.names.remembering import Remembered
from newsetl.names.spelled import ALONE, ARTICLE_LETTERS, LAM_LETTERS, SHORT_LETTERS, WORD_LETTERS, Spelled

BREAK = "\x00"
"""Begins what stands between words that no name may span: sentence punctuation, a slash, a line break."""
Role = Literal["strong", "weak", "core", "demonym", "trigger", "victims"]


class Pattern(NamedTuple):
    """One spelling of one entity's name as it may stand in a text."""

    entity_id: str
    alias: str
    length: int
    """In words."""
    role: Role
    context: Context = Context()
    """Of a weak alias: alternatives of requirements."""
    unless: tuple[str, ...] = ()
    """Words that veto a weak alias when they stand close by."""
    term: Tenure = (None, None)
    """Of a weak alias: first and last day on which its entity is called so (``@then``)."""
    short_of: str = ""
    """Of a head noun alone («السجن»): its class."""
    derived: bool = False
    """Whether it says whose an office or a body is in another way than listed."""


_SELF = Context([[SELF]])


class Match(NamedTuple):
    """A pattern found at words [first, end), with the letters attached before it."""

    first: int
    end: int
    pattern: Pattern
    proclitic: str = ""
    by_sound: bool = False
    """Under a spelling that no pack lists."""


@dataclass
class _Names:
    """Names that begin with one sound: of one word, and of more by the sound of their second."""

    alone: list[Pattern] = field(default_factory=list)
    longer: dict[str, dict[tuple[str, ...], list[Pattern]]] = field(default_factory=dict)


_Sounding = tuple[tuple[str, _Names], ...]
_ATTACHED = "وفبلك"
_MOST_ATTACHED = 2
"""Letters before a name in one word with it."""


class BySound:
    """Names by their consonants (``sounds``): Latin ones, and persons' in Arabic script."""

    def __init__(self) -> None:
        self._names: dict[str, _Names] = defaultdict(_Names)

    def add(self, name: list[str], pattern: Pattern, kind: str) -> None:
        """Remember a name whose key says enough."""
        latin = name[0].isascii()
        if pattern.short_of or not (latin or (kind == "person" and _is_foreign(name))):
            return
        surname = (sounds.SURNAME if latin else sounds.ARABIC_SURNAME) if kind == "person" and len(name) == 1 else 0
        least = {"strong": sounds.ALONE if latin else sounds.ARABIC_FULL_NAME, "core": sounds.HEADED, "weak": surname}
        parts = sounds.key(name)
        enough = least.get(pattern.role, 0)
        if parts and enough and sounds.consonants(parts) >= enough and (latin or len(name) > 1 or surname):
            names = self._names[parts[0]]
            if len(parts) == 1:
                names.alone.append(pattern)
            else:
                names.longer.setdefault(parts[1], {}).setdefault(parts, []).append(pattern)

    def names_from(self, norm: str) -> _Sounding:
        """The names that may begin with a word, by the letters that are attached before them."""
        if norm[0] == BREAK or norm in sounds.ARTICLES:
            return ()
        attached = norm[0] if norm[0] in _ATTACHED and len(norm) > LONG_WORD else ""
        befores = dict.fromkeys(["", attached])
        return tuple((b, names) for b in befores if (names := self._names.get(sounds.skeleton(norm[len(b) :]))))

    def find(self, sounding: _Sounding, norms: list[str], first: int) -> list[Match]:
        """Of the names that may begin with a word the longest that does."""
        for before, names in sounding:
            end, patterns = self._longest(names, norms, first)
            if patterns and norms[first] in common_words():
                # «وغير بيدرسين» is Geir, but «عودة صدام حسين» is not of عدي
                length = len(norms[first].lstrip(_ATTACHED))
                patterns = [pattern for pattern in patterns if len(words(pattern.alias)[0].norm) == length]
            if patterns:
                return [Match(first, end, pattern, before, by_sound=True) for pattern in patterns]
        return []

    def _longest(self, names: _Names, norms: list[str], first: int) -> tuple[int, list[Pattern]]:
        best = (first + 1, names.alone)
        second = _word_at(norms, first + 1)
        if second == len(norms):
            return best
        for parts, patterns in names.longer.get(_sound(norms[second]), {}).items():
            at = second
            for part in parts[2:]:
                at = _word_at(norms, at + 1)
                if at == len(norms) or _sound(norms[at]) != part:
                    break
            else:
                if at >= best[0]:
                    best = (at + 1, patterns)
        return best


def _is_foreign(name: list[str]) -> bool:
    """Whether a person's name in Arabic script has no spelling of its own there."""
    return name[0] not in GIVEN_NAMES and not any(word.startswith(ARTICLE) for word in name)


def _word_at(norms: list[str], at: int) -> int:
    """Index of the first word from ``at`` that is no Latin article."""
    while at < len(norms) and norms[at] in sounds.ARTICLES:
        at += 1
    return at


def _sound(norm: str) -> str:
    return BREAK if norm[0] == BREAK else sounds.skeleton(norm)


def _sound_behind(norm: str) -> str:
    """The sound of a word behind another; empty for a Latin article, which is none."""
    return "" if norm in sounds.ARTICLES else _sound(norm)


class _Beginning(NamedTuple):
    """What may begin with a word."""

    listed: tuple[tuple[str, list[Pattern], dict[str, Spelled[Pattern]]], ...]
    """Letters attached, whose the rest of the word is, and what goes on behind it."""
    sounding: _Sounding


class Patterns:
    """Every spelling of every entry."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._spelled = Spelled[Pattern]()
        self._kept: dict[str, bytes] = {}
        """What begins with words that this process has not met."""
        self._by_sound = BySound()
        derived: list[tuple[list[str], Pattern]] = []
        offices: list[tuple[list[str], Pattern]] = []
        entries = list(entries)
        lands = Lands(entries)
        for entry in entries:
            for pattern in patterns_of(entry):
                name = norms_of(pattern.alias)
                if not name:
                    continue
                for spelling in (name, *(spoken_for(name) if pattern.role == "weak" else ())):
                    self._add(spelling, pattern, entry.kind)
                derived += [(variant, pattern) for variant in _variants(name, pattern, entry.kind)]
                if entry.kind in OFFICIAL and pattern.role in ("strong", "weak"):
                    by_land = pattern._replace(derived=True)
                    offices += [(form, by_land) for form in lands.other_forms(name)]
                    offices += [(form, by_land) for form in lands.reordered(name)] if entry.kind != "person" else []
                self._by_sound.add(name, pattern, entry.kind)
        for name, pattern in derived:
            # a spelling made by rule never takes a listed name from its owner
            if not self._spelled.behind(name).owners:
                self._add(name, pattern, "")
        # an office may be several persons', one after the other
        for name, pattern in [(name, own) for name, own in offices if not self._spelled.behind(name).owners]:
            self._add(name, pattern, "")
        self._remember()

    def __getstate__(self) -> dict[str, Any]:
        """For ``pickle``: what begins with each word by itself, so that a process reads that of the words it meets."""
        read = {first: pickle.dumps(spelled) for first, spelled in self._spelled.longer.items()}
        return {"_by_sound": self._by_sound, "_kept": self._kept | read}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _spelled=Spelled[Pattern]())
        self._remember()

    def _remember(self) -> None:
        self._beginnings = Remembered(self._beginning)
        self._sounds = Remembered(_sound_behind)
        self._wholes = Remembered(self._whole)

    def _begun_with(self, first: str) -> Spelled[Pattern] | None:
        if kept := self._kept.get(first):
            # in this order, for other threads
            self._spelled.longer.setdefault(first, pickle.loads(kept))  # noqa: S301 - of this user's own file
            self._kept.pop(first, None)
        return self._spelled.longer.get(first)

    def _add(self, name: list[str], pattern: Pattern, kind: str) -> None:
        pattern = pattern._replace(length=len(name))
        first, *others = name
        self._put(name, _prefixes(name, pattern, kind), pattern)
        if first.startswith(ARTICLE) and len(first) > len(ARTICLE) + 1:
            lam = first[1:]
            self._put([lam, *others], LAM_LETTERS, pattern)
            if lam.startswith("لل"):
                self._put([lam[1:], *others], LAM_LETTERS, pattern)

    def _put(self, name: list[str], prefixes: frozenset[str], pattern: Pattern) -> None:
        here = self._spelled.behind(name).owners
        if not any(_stands_for(there, p, prefixes, pattern) for there, patterns in here.items() for p in patterns):
            here.setdefault(prefixes, []).append(pattern)

    def find(self, norms: list[str]) -> list[Match]:
        """All matches in a sequence of normalised words in which BREAK may begin what stands between two, in the order
        of their ends.

        Where no listed spelling begins, a name is found by its sound.
        """
        matches: list[Match] = []
        by_sound: list[Match] = []
        ended = [*norms, BREAK]
        begun = [(at, found) for at, found in enumerate(map(self._beginnings.__getitem__, norms)) if found]
        for first, (listed, sounding) in begun:
            known = len(matches)
            for before, alone, longer in listed:
                end = first + 1
                if alone:
                    matches += [Match(first, end, pattern, before) for pattern in alone]
                while spelled := longer.get(ended[end]):
                    end += 1
                    matches += [Match(first, end, pattern, before) for pattern in spelled.of(before)]
                    longer = spelled.longer  # noqa: PLW2901 - on to the next word
            if sounding and len(matches) == known:
                sound = self._sounds[ended[first + 1]]
                for _, names in sounding:
                    if not sound or names.alone or sound in names.longer:
                        by_sound += self._by_sound.find(sounding, norms, first)
                        break
        matches.sort(key=itemgetter(1))
        return matches + by_sound

    def whole(self, name: Iterable[str]) -> list[Match]:
        """What a sequence of words is the whole name of, as a pack lists it or in a form made of that."""
        return self._wholes[" ".join(name)]

    def _whole(self, name: str) -> list[Match]:
        norms = name.split(" ")
        named = [match for match in self.find(norms) if match.pattern.role in ("strong", "weak") and not match.by_sound]
        return [match for match in named if match.end - match.first == len(norms)]

    def _beginning(self, norm: str) -> _Beginning | None:
        """What may begin with a word."""
        most = 0 if norm in WHOLE_WORDS else min(_MOST_ATTACHED, len(norm) - 1)
        listed = []
        for cut in range(most + 1):
            before, spelled = norm[:cut], self._begun_with(norm[cut:])
            if spelled and spelled.may_follow(before):
                listed.append((before, spelled.of(before), spelled.longer))
        sounding = self._by_sound.names_from(norm)
        return _Beginning(tuple(listed), sounding) if listed or sounding else None


@lru_cache(4)
def kept_patterns(gazetteer: Gazetteer) -> Patterns:
    """The patterns of a gazetteer; they take seconds to make."""
    return gazetteer.table("patterns", lambda: Patterns(gazetteer.entries.values()))


def patterns_of(entry: Entry) -> list[Pattern]:
    """Every name of an entry with what it takes to believe it; lengths are not set yet."""
    weak = weak_patterns(entry)
    found = [Pattern(entry.id, name, 0, "strong") for name in entry.names if name not in weak]
    found += weak.values()
    found += [Pattern(entry.id, core, 0, "core") for core in entry.cores]
    found += [Pattern(entry.id, form, 0, "demonym") for name in entry.demonyms for form in _demonym_forms(name)]
    found += [Pattern(entry.id, trigger, 0, "trigger") for trigger in entry.triggers]
    found += [Pattern(entry.id, victims, 0, "victims") for victims in entry.victims]
    if entry.head in HEADS:
        names, unless = short_forms(entry.head)
        found += [
            Pattern(entry.id, name, 0, "weak", _SELF, unless, short_of=entry.head) for name in names if name not in weak
        ]
    if entry.kind == "person" and (surname := surname_of(entry.ar)) and surname not in weak:
        found.append(Pattern(entry.id, surname, 0, "weak", _SELF))
    return found


def weak_patterns(entry: Entry) -> dict[str, Pattern]:
    """The names of an entry that are believed only in context."""
    return {
        listed.alias: Pattern(
            entry.id, listed.alias, 0, "weak", Context(listed.context), tuple(listed.unless), entry.term_of(listed)
        )
        for listed in entry.weak_aliases
    }


def _prefixes(name: list[str], pattern: Pattern, kind: str) -> frozenset[str]:
    first = name[0]
    # «وسد الفرات»: the other words tell
    if first.isascii() or (len(first) < MIN_WORD and (len(name) == 1 or len(first) == 1)):
        return ALONE
    if first.startswith(ARTICLE) and len(first) > len(ARTICLE) + 1:
        return ARTICLE_LETTERS
    if len(name) == 1 and len(first) < LONG_WORD and (kind == "place" or pattern.role in ("weak", "core")):
        return SHORT_LETTERS
    return WORD_LETTERS


def _stands_for(there: frozenset[str], other: Pattern, prefixes: frozenset[str], pattern: Pattern) -> bool:
    """Whether what is there makes a new pattern of the same entity needless."""
    order = ("strong", "core", "weak", "trigger", "victims", "demonym")
    same = other.entity_id == pattern.entity_id and prefixes <= there
    return same and order.index(other.role) <= order.index(pattern.role)


def _variants(name: list[str], pattern: Pattern, kind: str) -> Iterator[list[str]]:
    """The name with an article added to, or missing from, its last word; of one word only where that is safe. In Latin
    script with the endings of Kurmanji's oblique case.
    """
    last = name[-1]
    if last.isascii() and (pattern.role == "core" or (len(name) == 1 and len(last) >= LONG_WORD)):
        yield from ([*name[:-1], last + ending] for ending in ("e", "ye", "an"))
    if last.isascii() or pattern.role in ("demonym", "trigger", "victims") or pattern.short_of:
        return
    has = last.startswith(ARTICLE) and len(last) > len(ARTICLE) + 2
    if len(name) == 1 and pattern.role != "core" and (has or kind != "place" or len(last) < LONG_WORD):
        return
    # «روسيا يوم الأحد» is no «روسيا اليوم»: only places lose their article, and not where the word then begins another
    # name («منطقة باب المندب»)
    bare = last[len(ARTICLE) :]
    goes_on = len(name) > 1 and pattern.role != "core" and bare in common_words()
    if has and kind in ("place", "facility") and not goes_on:
        yield [*name[:-1], bare]
    elif has:
        return
    elif len(last) > MIN_WORD:
        yield [*name[:-1], ARTICLE + last]


def _demonym_forms(name: str) -> list[str]:
    """Masculine, feminine and plural, each without and with the article: سوري, السورية …"""
    if not name.endswith("ي"):
        return [name, ARTICLE + name]
    forms = [name + ending for ending in ("", "ة", "ون", "ين", "ات", "ان", "تين", "تان")]
    return [article + form for form in forms for article in ("", ARTICLE)]


def surname_of(name: str) -> str:
    """The last word of a person's name where it can stand for the person once the full name was said."""
    found = norms_of(name)
    # «لؤي الخطيب وزير الكهرباء» is called so because others have his name
    found = found[: next((at for at, norm in enumerate(found) if norm in BEHIND_THE_NAME), len(found))]
    if len(found) < 2 or found[-1] in NO_SURNAMES or len(found[-1]) <= MIN_WORD or found[0] in ("ابو", "ابي", "ام"):
        return ""
    return found[-1] if found[-2] != "عبد" else ""  # «السلام» is not صلاح عبد السلام
