"""What a newsroom changed between two revisions of a report: paragraph by paragraph, and in these word by word.

Words are compared letter by letter, vowel marks, punctuation and spaces not at all; alignment is difflib's (Ratcliff
and Obershelp). Counters and ages that a template puts into a text (views, comments, «قبل ساعتين») are no change of it.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from difflib import SequenceMatcher
from typing import Literal

from newsetl.arabic.forms import to_norm
from newsetl.records import Article, Record

Field = Literal["title", "body", "author", "published_at", "updated_at"]
_TOKEN = re.compile(r"\w(?:[\u064b-\u065f\u0670]|\w)*|[^\w\s]")
_UNSEEN = re.compile(r"[\u064b-\u065f\u0670\u0640_]")
"""Vowel marks and tatweel, which some captures of a text have and others lack."""
_DIGITS = re.compile(r"\d")
_COUNTED = re.compile(
    r"(?:مشاهد|قراء|زيار|تعليق|مشارك|اعجاب|متابع|طباع|دقيق|دقائق|ساع|منذ$|قبل$|يوم|ايام|اسبوع|اسابيع|شهر|اشهر|عدد$|مره$|مرات$"
    r"|views?$|reads?$|hits?$|shares?$|likes?$|comments?$|ago$|minutes?$|min$|hours?$|days?$)"
)
"""Words, in their form for matching, of lines that only count: readers, opinions, or time gone by."""
_COUNTER_WORDS = 6
_ALIKE = 0.4
"""Share of words in common from which two paragraphs are one that was changed."""
_MOST_PAIRS = 2_500
"""Pairs of paragraphs compared within one changed stretch; beyond, they are taken as removed and added."""


class Piece(Record):
    """Words that stayed, came or went; spaces between pieces are not theirs."""

    op: Literal["same", "added", "removed"]
    text: str


class Paragraph(Record):
    """One paragraph of a diff."""

    op: Literal["same", "changed", "added", "removed"]
    pieces: list[Piece]


class Change(Record):
    """What became of one field."""

    field: Field
    before: str
    after: str
    """Both empty for the body, which is told by paragraphs."""
    paragraphs: list[Paragraph] = []
    """Of title and body."""


def changes(before: Article, after: Article) -> list[Change]:
    """What differs in a way that readers would call a change; empty where nothing does."""
    found: list[Change] = []
    if _words(before.title) != _words(after.title):
        pieces = word_diff(before.title, after.title)
        paragraphs = [Paragraph(op="changed", pieces=pieces)]
        found.append(Change(field="title", before=before.title, after=after.title, paragraphs=paragraphs))
    if _counts(before.body) != _counts(after.body):
        found.append(Change(field="body", before="", after="", paragraphs=paragraph_diff(before.body, after.body)))
    # what only one of two captures says was found or not found, rather than changed
    if before.author and after.author and _words(before.author) != _words(after.author):
        found.append(Change(field="author", before=before.author, after=after.author))
    if before.date_quality == after.date_quality == "published" and before.published_at != after.published_at:
        found.append(_moved("published_at", before.published_at, after.published_at))
    if found and before.updated_at and after.updated_at and before.updated_at != after.updated_at:
        found.append(_moved("updated_at", before.updated_at, after.updated_at))
    return found


def paragraph_diff(before: str, after: str) -> list[Paragraph]:
    """Two bodies, paragraph against paragraph, in the order of the later one."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[Paragraph] = []
    matcher = SequenceMatcher(None, [_words(one) for one in old], [_words(one) for one in new], autojunk=False)
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            found += [Paragraph(op="same", pieces=[Piece(op="same", text=text)]) for text in new[c:d]]
        else:
            found += _stretch(old[a:b], new[c:d])
    return found


def word_diff(before: str, after: str) -> list[Piece]:
    """Two texts, word against word; each piece reads as it stands in its text."""
    old, new = list(_TOKEN.finditer(before)), list(_TOKEN.finditer(after))
    matcher = SequenceMatcher(None, [_seen(one[0]) for one in old], [_seen(one[0]) for one in new], autojunk=False)
    pieces: list[Piece] = []
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            pieces.append(Piece(op="same", text=after[new[c].start() : new[d - 1].end()]))
            continue
        if b > a:
            pieces.append(Piece(op="removed", text=before[old[a].start() : old[b - 1].end()]))
        if d > c:
            pieces.append(Piece(op="added", text=after[new[c].start() : new[d - 1].end()]))
    return pieces


def _stretch(old: list[str], new: list[str]) -> Iterator[Paragraph]:
    """A changed stretch: each new paragraph with the old one that it was made of, where there is one, in order."""
    at = 0
    for text in new:
        twin = _twin(old[at:], text) if len(old) * len(new) <= _MOST_PAIRS else None
        if twin is None:
            yield Paragraph(op="added", pieces=[Piece(op="added", text=text)])
            continue
        for gone in old[at : at + twin]:
            yield Paragraph(op="removed", pieces=[Piece(op="removed", text=gone)])
        yield Paragraph(op="changed", pieces=word_diff(old[at + twin], text))
        at += twin + 1
    for gone in old[at:]:
        yield Paragraph(op="removed", pieces=[Piece(op="removed", text=gone)])


def _twin(old: list[str], text: str) -> int | None:
    shares = [SequenceMatcher(None, _words(one), _words(text), autojunk=False).ratio() for one in old]
    best = max(range(len(shares)), key=lambda n: (shares[n], -n), default=None)
    return best if best is not None and shares[best] >= _ALIKE else None


def _paragraphs(body: str) -> list[str]:
    return [text for line in body.split("\n") if (text := line.strip())]


def _counts(body: str) -> list[tuple[str, ...]]:
    """What is compared of a body: the words of its lines, without counters."""
    return [words for line in _paragraphs(body) if (words := _words(line)) and not _is_counter(words)]


def _words(text: str) -> tuple[str, ...]:
    return tuple(_seen(word) for word in _TOKEN.findall(text) if word[0].isalnum())


def _seen(word: str) -> str:
    return _UNSEEN.sub("", word)


def _is_counter(words: tuple[str, ...]) -> bool:
    if len(words) > _COUNTER_WORDS or not any(map(_DIGITS.search, words)):
        return False
    rest = [to_norm(word).removeprefix("ال") for word in words if not _DIGITS.search(word)]
    return all(map(_COUNTED.match, rest))


def _moved(field: Field, before: datetime | None, after: datetime | None) -> Change:
    return Change(field=field, before=before.isoformat() if before else "", after=after.isoformat() if after else "")
