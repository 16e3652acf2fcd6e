"""Lines that an outlet puts on its pages again and again, learned from the pages at hand and taken out of each.

Learned within one partition: what is cut from a report depends on the partition's captures alone, never on what was
collected before or in which order, so the same interval gives the same articles. Where one capture lies in two
partitions and only one of them taught the line, the two articles differ in their content hash, by which the index
chooses between equal versions, whatever the order.

A line is an outlet's, and no report's own, when most of the outlet's different reports have it, when it is the title
of none, and when its words do not come up elsewhere in them: a background paragraph that an agency repeats shares its
names with the reports it stands in.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from newsetl.normalise.blocks import key_of

_PAGES = 6
"""Different reports from which on anything is learned."""
_SHARE = 0.6
_NAME_LETTERS = 4
_COMMON = 0.34
"""Share of a line's longer words that may come up elsewhere in the reports it stands in."""


class Page(NamedTuple):
    """A report's outlet, title and paragraphs."""

    source: str
    title: str
    paragraphs: list[str]


def learn_repeated(pages: Iterable[Page]) -> dict[str, frozenset[str]]:
    """Outlet → keys of the lines that are its own; outlets with too few different reports teach nothing."""
    by_source: dict[str, list[_Keys]] = defaultdict(list)
    for page in pages:
        by_source[page.source].append(_Keys(key_of(page.title), [key_of(text) for text in page.paragraphs]))
    learned = {source: _learn(_different(own)) for source, own in by_source.items()}
    return {source: keys for source, keys in learned.items() if keys}


def cut_repeated(paragraphs: list[str], learned: frozenset[str]) -> tuple[list[str], list[str]]:
    """Paragraphs → (those kept, those taken out, in order); a report that would lose everything keeps everything."""
    kept = [text for text in paragraphs if key_of(text) not in learned]
    if not kept:
        return paragraphs, []
    return kept, [text for text in paragraphs if key_of(text) in learned]


class _Keys(NamedTuple):
    """A report as keys of its title and its lines."""

    title: str
    lines: list[str]


def _different(pages: list[_Keys]) -> list[_Keys]:
    """One page of each report, known by its title and its two longest lines: copies would teach its own text."""
    found: list[_Keys] = []
    known: set[object] = set()
    for page in pages:
        longest = frozenset(sorted(set(page.lines), key=lambda key: (-len(key), key))[:2])
        if page.title not in known and longest not in known:
            found.append(page)
        known |= {page.title, longest}
    return found


def _learn(pages: list[_Keys]) -> frozenset[str]:
    if len(pages) < _PAGES:
        return frozenset()
    holders: dict[str, list[_Keys]] = defaultdict(list)
    for page in pages:
        for key in dict.fromkeys(page.lines):
            holders[key].append(page)
    titles = {page.title for page in pages}
    return frozenset(
        key
        for key, own in holders.items()
        if key and key not in titles and len(own) >= _SHARE * len(pages) and not _is_of_reports(key, own)
    )


def _is_of_reports(key: str, pages: list[_Keys]) -> bool:
    """Whether the words of a line come up elsewhere in the reports it stands in, as those of a report's text do."""
    words = {word for word in key.split() if len(word) >= _NAME_LETTERS}
    common = 0
    for page in pages:
        rest = {word for line in (page.title, *page.lines) if line != key for word in line.split()}
        common += len(words & rest) > _COMMON * len(words)
    return 2 * common > len(pages)
