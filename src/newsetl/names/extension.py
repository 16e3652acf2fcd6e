"""A line of an operator's pack that changes an entry of another: names and descriptions added, names taken away."""

from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import Field

from newsetl.arabic.tokens import norms_of, spaced
from newsetl.names.gazetteer import Entry, WeakAlias
from newsetl.names.stems import IGNORED
from newsetl.records import Record

_DESCRIBING = 2
"""Words of a description at least."""
ONLY_AFTER_FULL_NAME = [["@self"]]


class Extension(Record):
    """What is added to an entry, and which of its names it is not known by."""

    id: str
    extends: Literal[True]
    aliases: list[str] = []
    weak_aliases: list[WeakAlias] = []
    """Contexts and vetoes of an alias that the entry has already as a weak one are added to that one's."""
    descriptions: list[str] = []
    not_: list[str] = Field([], alias="not")
    """Taken out of strong and weak aliases and cores; a canonical name then needs the entity named otherwise before."""
    source: str = ""


def extended(entry: Entry, extension: Extension) -> Entry:
    """The entry with what is taken away, then what is added; its own names and contexts come first."""
    gone = {spaced(name) for name in extension.not_}
    canonical = [name for name in (entry.ar, entry.en) if spaced(name) in gone]
    cores = _without(entry.cores, gone)
    weak = {listed.alias: listed for listed in entry.weak_aliases if spaced(listed.alias) not in gone}
    weak |= {name: WeakAlias(alias=name, context=ONLY_AFTER_FULL_NAME) for name in canonical}
    for added in extension.weak_aliases:
        known = weak.get(added.alias)
        weak[added.alias] = _joined(known, added) if known and added.alias not in canonical else added
    aliases = dict.fromkeys([*_without(entry.aliases, gone), *extension.aliases])
    source = f"{entry.source}; {extension.source}" if extension.source else entry.source
    return entry.model_copy(
        update={
            "aliases": list(aliases),
            "weak_aliases": list(weak.values()),
            "descriptions": list(dict.fromkeys([*entry.descriptions, *extension.descriptions])),
            "cores": cores,
            "head": entry.head if cores else None,
            "source": source,
        }
    )


def extension_faults(entry: Entry, extension: Extension) -> Iterator[str]:
    """What an extension asks for in vain, or against itself."""
    have = {spaced(name) for name in (*entry.all_names, *entry.cores)}
    for name in extension.not_:
        if spaced(name) not in have:
            yield f"has no name {name!r} that could be taken away"
    for name in (*extension.aliases, *extension.not_, *(weak.alias for weak in extension.weak_aliases)):
        if not spaced(name):
            yield f"{name!r} has no letter"
    yield from short_descriptions(extension.descriptions)
    for weak in extension.weak_aliases:
        if not weak.context or not all(weak.context):
            yield f"{weak.alias!r} has no context: give one, or make it an alias"


def short_descriptions(descriptions: Iterable[str]) -> Iterator[str]:
    """Faults of descriptions that have one word which does not only ask."""
    for description in descriptions:
        if len(set(norms_of(description)) - IGNORED) < _DESCRIBING:
            yield f"is described by {description!r}: a single word is no description"


def _joined(known: WeakAlias, added: WeakAlias) -> WeakAlias:
    context = known.context + [option for option in added.context if option not in known.context]
    return WeakAlias(alias=known.alias, context=context, unless=list(dict.fromkeys([*known.unless, *added.unless])))


def _without(names: Iterable[str], gone: set[str]) -> list[str]:
    return [name for name in names if spaced(name) not in gone]
