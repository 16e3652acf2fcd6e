"""When a page's report was published: every place that may say it, in the order in which they are believed.

Machine-readable dates first, then the feed's, then the line that readers see, then the address, then htmldate, the day
under which a listing has the page, and last the time of the update, where that is all it tells. What a reader sees
corrects a machine's offset: content systems often label the wall clock of the outlet as UTC.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from htmldate import find_date

from newsetl.arabic.forms import to_norm
from newsetl.normalise.dates import (
    Dated,
    address_date,
    choose,
    is_relative,
    parse_date_line,
    same_day,
    with_conflicts,
)
from newsetl.normalise.marks import Region
from newsetl.normalise.metadata import PageData
from newsetl.normalise.zones import zone_of

FEED = "feed or dump"
_LONGEST_LINE = 160
_MOST_WORDS = 24
_BOX_DEPTH = 4
_BEHIND = 6
_ABOVE = 6
_MOST_LINES = 60
_LINKED = 3
"""Words in links; more are the headline of the report whose date this is."""
_ELSEWHERE = ("frame", "others", "service", "embed", "teaser", "link", "labelled")
_OTHER_PARTS = ("others", "embed")
_UPDATED = re.compile(r"(?:اخر |تم |تاريخ )?(?:ال)?(?:تحديث|تعديل)|حدث في|عدل في|updated|modified", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"(?:تاريخ |وقت |تم )?(?:ال)?(?:نشر|اضافه|اضيف)(?:ت|ه)?\b|انشات في|published|posted", re.IGNORECASE
)
# htmldate must not read the clock; anything implausible is for ``validate`` to see.
_LAST_DATE = datetime(2999, 12, 31)  # noqa: DTZ001


def published(
    tree: Any, url: str, data: PageData, region: Region, hints: dict[str, str], seen_at: datetime | None
) -> Dated | None:
    """The publication date of a page, with where it stood and which places say another day; None for none."""
    zone = hints.get("time_zone", "")
    feed = _stated_by(hints, "published", FEED)
    address = [(day, "address")] if (day := address_date(url)) else []
    lines = list(_shown(region))
    fresh, stale = [one for one in lines if not _is_update(one)], [one for one in lines if _is_update(one)]
    shown = _like_address([(_publication_part(one), "date line") for one in fresh], address, zone, seen_at)
    shown = [*_with_clock(tree, region, shown, zone, seen_at), *shown]
    stated = _by_offset([*data.published, *_time_elements(tree, region)], shown, zone, seen_at)
    updated = [*[(_update_part(one), "date line of the update") for one in stale], *data.updated]
    updated = _finer_first(updated, zone, seen_at)
    by_update, listed = _day_of(updated, address, zone, seen_at), _stated_by(hints, "listed", "listing")
    found = chain(stated, feed, shown, by_update, address, _by_htmldate(tree, updated), listed, updated)
    dated = choose(found, zone, seen_at)
    return with_conflicts(dated, [*feed, *shown, *address], zone, seen_at) if dated else None


def states_day(url: str, data: PageData, region: Region, hints: dict[str, str]) -> bool:
    """Whether a page's address, its data, a line beside its report, or what led to it states a day."""
    said = (hints.get("published"), hints.get("listed"), address_date(url))
    return any(said) or bool(data.published) or next(_shown(region), None) is not None


Candidate = tuple[str, str]


def _stated_by(hints: dict[str, str], hint: str, how: str) -> list[Candidate]:
    """What the document said that led to the page."""
    return [(hints[hint], how)] if hints.get(hint) else []


def _shown(region: Region) -> Iterator[str]:
    """The lines around the report that state a date: behind the headline, beside it, behind the text."""
    blocks, kept = region.blocks, region.kept
    first = kept[0] if kept else len(blocks)
    last = kept[-1] if kept else region.anchor
    order = [*range(region.anchor + 1, first)] if region.anchor >= 0 else [*range(max(first - _BEHIND, 0), first)]
    above = range(max(region.anchor - _ABOVE, 0), max(region.anchor, 0))
    order += [at for at in reversed(above) if _beside_title(region, at)]
    order += range(last + 1, min(last + 1 + _BEHIND, len(blocks)))
    order += [
        at for at in region.span if at in region.left_out and first < at < last and region.left_out[at] == "about"
    ]
    for at in order[:_MOST_LINES]:
        block = blocks[at]
        if len(block.text) > _LONGEST_LINE or block.words > _MOST_WORDS or block.linked > _LINKED:
            continue
        if region.left_out.get(at) in _ELSEWHERE and not _in_story(region, at):
            continue
        if at in kept or block.is_prose:
            continue
        for text in dict.fromkeys((block.spaced, block.text)):
            if parse_date_line(text) or is_relative(text):
                yield text
                break


def _beside_title(region: Region, at: int) -> bool:
    """Whether a block above the title shares a box with it, and no other headline does."""
    title = region.blocks[region.anchor].element
    box = title.getparent()
    for _ in range(_BOX_DEPTH):
        if box is None or box.tag in ("body", "main", "form"):
            return False
        if box in region.blocks[at].element.iterancestors() or box is region.blocks[at].element:
            return True
        box = box.getparent()
    return False


def _in_story(region: Region, at: int) -> bool:
    """Whether a header or the like belongs to the report and not to the page: it holds the headline too."""
    if region.left_out.get(at) != "frame" or region.anchor < 0:
        return False
    around = region.blocks[at].element.getparent()
    return (
        around is not None and around in region.blocks[region.anchor].element.iterancestors() and around.tag != "body"
    )


def _is_update(line: str) -> bool:
    text = to_norm(line)
    return bool(_UPDATED.search(text)) and not _PUBLISHED.search(_UPDATED.sub(" ", text))


def _publication_part(line: str) -> str:
    """The part of a line that says when the report was published, where it says when it was updated as well."""
    text = to_norm(line)
    update = _UPDATED.search(text)
    if update is None:
        return line
    before, behind = text[: update.start()], text[update.end() :]
    if parse_date_line(before):
        return before
    own = _PUBLISHED.search(behind)
    return behind[own.end() :] if own else line


def _update_part(line: str) -> str:
    text = to_norm(line)
    update = _UPDATED.search(text)
    return text[update.end() :] if update and parse_date_line(text[update.end() :]) else line


def _like_address(
    shown: list[Candidate], address: list[Candidate], zone: str, seen_at: datetime | None
) -> list[Candidate]:
    """The lines, those of the day in the address first."""
    day = choose(address)
    if day is None:
        return shown
    agrees = {
        one: bool((dated := choose([one], zone, seen_at)) and same_day(dated, day, zone))
        for one in dict.fromkeys(shown)
    }
    return sorted(shown, key=lambda one: not agrees[one])


def _by_offset(stated: list[Candidate], shown: list[Candidate], zone: str, seen_at: datetime | None) -> list[Candidate]:
    """Machine-readable dates; before them one that the line shown bears out, where the first has a wrong offset.

    That is so where both show the same wall clock and the offset is not the outlet's.
    """
    if not stated or not zone:
        return stated
    first = _wall_clock(stated[0][0])
    if first is None or first.tzinfo is None:
        return stated
    naive = first.replace(tzinfo=None)
    with suppress(OverflowError, ValueError):
        local = naive.replace(tzinfo=ZoneInfo(zone))
        if local.utcoffset() == first.utcoffset():
            return stated
        for text, where in stated[1:]:
            other = _wall_clock(text)
            if (
                other
                and other.tzinfo
                and other.replace(tzinfo=None) == naive
                and other.utcoffset() == local.utcoffset()
            ):
                return [(text, f"{where}, {stated[0][1]} has another offset"), *stated]
        for line, _ in shown:
            seen = choose([(line, "")], zone, seen_at)
            if seen and seen.precision == "second" and seen.at == local.replace(second=0, microsecond=0):
                return [(local.isoformat(), f"{stated[0][1]}, offset of the date line"), *stated]
    return stated


def _wall_clock(text: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(text.strip())
    with suppress(ValueError, TypeError, IndexError):
        return parsedate_to_datetime(text.strip())
    return None


def _finer_first(updated: list[Candidate], zone: str, seen_at: datetime | None) -> list[Candidate]:
    """Dates of an update, those that tell the time before those that tell the day."""
    known = [(one, choose([one], zone, seen_at)) for one in updated]
    return [one for one, dated in sorted(known, key=lambda pair: pair[1] is None or pair[1].precision == "day")]


def _day_of(updated: list[Candidate], address: list[Candidate], zone: str, seen_at: datetime | None) -> list[Candidate]:
    """The times of an update on the day that the address states: they tell that day more exactly."""
    day = choose(address)
    if day is None:
        return []
    return [one for one in updated if (dated := choose([one], zone, seen_at)) and same_day(dated, day, zone)]


def _by_htmldate(tree: Any, updated: list[Candidate]) -> Iterator[Candidate]:
    """The day htmldate finds, where no better place says any and the page tells no update."""
    if updated:
        return
    found = find_date(deepcopy(tree), extensive_search=False, original_date=True, max_date=_LAST_DATE)
    # A first of January is what htmldate makes of a year that it finds next to an Arabic month.
    if found and not found.endswith("-01-01"):
        yield found, "htmldate"


def _time_elements(tree: Any, region: Region) -> list[Candidate]:
    """Dates of time elements: marked as the publication date, else the first beside the headline or in the report."""
    marked = tree.xpath("//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content")
    found = [(str(value), "marked element") for value in marked]
    title = region.blocks[region.anchor].element if region.anchor >= 0 else None
    around = _around(region)
    behind = set(title.xpath("following::time | following::abbr")) if title is not None else set()
    own = [
        element
        for element in tree.iter("time", "abbr")
        if _machine_time(element) and _is_own(element, around, element in behind)
    ]
    own.sort(key=lambda element: (_is_update_name(element), element not in behind))
    return found + [(_machine_time(element), "time element") for element in own[:3]]


def _with_clock(
    tree: Any, region: Region, shown: list[Candidate], zone: str, seen_at: datetime | None
) -> list[Candidate]:
    """The day of the first line with the time of day that a time element shows elsewhere, as Blogger writes it."""
    first = choose(shown[:1], zone, seen_at)
    if first is None or first.precision == "second":
        return []
    around = _around(region)
    for element in tree.iter("time", "abbr"):
        text = " ".join(str(element.text_content()).split())
        if len(text) < 20 and not _machine_time(element) and _is_own(element, around):
            line = f"{first.at.date().isoformat().replace('-', '/')} {text}"
            both = choose([(line, "")], zone, seen_at)
            if both and both.precision == "second":
                return [(line, "date line and time element")]
    return []


def _around(region: Region) -> set[Any]:
    """The elements around the headline and around the text."""
    title = region.blocks[region.anchor].element if region.anchor >= 0 else None
    around = set(title.iterancestors()) if title is not None else set()
    if region.root is not None:
        around |= {region.root, *region.root.iterancestors()}
    return around


def _machine_time(element: Any) -> str:
    return element.get("datetime") or element.get("content") or (element.tag == "abbr" and element.get("title")) or ""


def _is_update_name(element: Any) -> bool:
    name = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
    return ("updated" in name or "modified" in name) and "publish" not in name


def _is_own(element: Any, around: set[Any], behind: bool = False) -> bool:
    """Whether a time stands with the report: no box between the two that is another part of the page or a teaser."""
    declared = "published" in (element.get("class") or "")
    for box in element.iterancestors():
        if box in around:
            return behind or box.tag not in ("body", "html", "form")
        if zone_of(box) in (_OTHER_PARTS if declared else _ELSEWHERE) or box.tag in ("article", "li"):
            return False
        if not declared and any(len(str(link.text_content()).split()) > 3 for link in box.iter("a")):
            return False
    return False
