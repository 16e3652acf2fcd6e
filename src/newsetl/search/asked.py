"""A query taken apart: what it quotes, excludes and dates, before its names are looked for."""

import re
from dataclasses import dataclass, field

from newsetl.arabic.tokens import words
from newsetl.index.query import AnyOf, Boost, Phrase, Query
from newsetl.names.linker import Linker
from newsetl.search.dated import asked_dates
from newsetl.search.named import certain_name, named_so

NAME_BOOST = 1.0
"""That a report mentions the thing outranks how often it says the name."""
_QUOTED = re.compile(r'(-?)(?:"([^"]*)"|«([^»]*)»|“([^”]*)”)')
_EXCLUDED = re.compile(r"(?:^|\s)-(\S+)")


@dataclass
class Asked:
    """A query taken apart."""

    required: list[Query] = field(default_factory=list)
    """What a report must have."""
    apart: list[Query] = field(default_factory=list)
    """The same where reports need not tell together of what is named; empty where that is no more."""
    quoted: list[str] = field(default_factory=list)
    """Quoted text that is no name: required too."""
    unwanted: list[Query] = field(default_factory=list)
    ranking: list[Query] = field(default_factory=list)
    """What lifts a report among those that match, each on its own."""
    entities: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    """Names that may be mere words."""
    refused: list[str] = field(default_factory=list)
    """The unwanted, as typed."""
    dates: dict[str, Query] = field(default_factory=dict)
    """Dates that the query states, as typed, and their reports."""
    things: list[str] = field(default_factory=list)
    """Of a class in a place, where nothing else was asked for."""
    at_length: bool = False
    """Whether a thing is named and described by so many words that no report has them."""
    named_twice: bool = False
    """Whether a thing is named again under another name, which only describes."""


def take_dates(pieces: list[str], asked: Asked) -> list[str]:
    """Move dates into ``asked``; the pieces of text around them."""
    left = []
    for piece in pieces:
        at = 0
        for found in asked_dates(piece):
            left.append(piece[at : found.start])
            asked.dates[piece[found.start : found.end]] = found.query
            at = found.end
        left.append(piece[at:])
    return left


def any_date(asked: Asked) -> list[Query]:
    """One query for reports of any of the dates; none without a date."""
    return [AnyOf(tuple(asked.dates.values()))] if asked.dates else []


def take_quoted(text: str, asked: Asked, linker: Linker) -> str:
    """Move quoted phrases into ``asked``; the text without them."""

    def take(match: re.Match[str]) -> str:
        quoted = next(group for group in match.groups()[1:] if group is not None)
        if words(quoted):
            name = certain_name(quoted, linker)
            if match.group(1):
                named = named_so(name, quoted, linker.gazetteer) if name else Phrase(quoted, exact=True)
                asked.unwanted.append(named)
                asked.refused.append(quoted)
            elif name:
                asked.required.append(named_so(name, quoted, linker.gazetteer))
                asked.entities += name.entity_ids
                asked.ranking.append(Boost(Phrase(quoted), NAME_BOOST))
            else:
                asked.quoted.append(quoted)
                asked.phrases.append(quoted)
        return " "

    return _QUOTED.sub(take, text)


def take_excluded(text: str, asked: Asked, linker: Linker) -> str:
    """Move ``-word`` into ``asked``; the text without them."""

    def take(match: re.Match[str]) -> str:
        if words(match.group(1)):
            name = certain_name(unwanted := match.group(1), linker)
            asked.unwanted.append(named_so(name, unwanted, linker.gazetteer) if name else Phrase(unwanted))
            asked.refused.append(unwanted)
        return " "

    return _EXCLUDED.sub(take, text)
