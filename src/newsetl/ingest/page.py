"""Pages: fetched one by one, or listed in a JSONL file with the bytes beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import httpx

from newsetl.ingest.dump import Broken, Line, read_lines
from newsetl.ingest.fetch import Fetched, FetchError, Known, NotModified, SourceUnavailable
from newsetl.ingest.reading import Item, Reading, as_text, canonical_or_none, entry_name, is_address
from newsetl.ingest.seen import FETCH, Step
from newsetl.records import FoundBy, Reason, Route
from newsetl.urls import url_key

_LISTED_AS = {Step.FETCH: "new", Step.KNOWN: "known"}
"""What a page counts as where a run only looks at what there is; others, which are no part of it, as nothing."""


def read_list(reading: Reading, entry: str) -> Iterator[Item]:
    """The pages of a list, a JSON object a line: ``url``, optional ``file`` beside the list and ``observed_at``.

    Without ``file`` the page is fetched from ``url``. The ``file`` of a list that is itself at an address is an
    address below the list's folder, and its bytes are taken as what was at ``url``.
    """
    with reading.opened(entry) as opened:
        for line in read_lines(opened.file, reading.settings.max_body_bytes):
            if isinstance(line, Broken):
                yield reading.bad(line.reason, f"{entry_name(entry)}: {line.message}", line.record, entry)
            else:
                read = partial(_read_listed, reading, entry, line)
                yield from reading.guarded(read, partial(as_text, line.data), entry)


def fetch_page(
    reading: Reading,
    address: str,
    url: str,
    *,
    found_by: FoundBy,
    found_in: str,
    hints: dict[str, str] | None = None,
    record: str = "",
    observed_at: datetime | None = None,
    modified: datetime | None = None,
    certain: bool = True,
) -> Item | None:
    """The page at ``address`` as a capture under its canonical ``url``, or what stands in quarantine for it.

    It was observed when somebody states (``observed_at``), else now. ``modified``: when the page last changed, as the
    document says that led to it. ``certain``: that it belongs to the partition is settled; else its own date decides,
    and a page of another interval is remembered for when it was published. None: nothing is new; the page is known, is
    as before, belongs to another partition, or waits for the next run.
    One page in trouble is quarantined; after several in a row the others wait for the next run (see Reading.outage).
    """
    if reading.gone(url):
        return None
    # a copy with a time of its own is known by its own address: others may be copies of the same page
    name = url if observed_at is None else canonical_or_none(address) or url
    decision = reading.memory.page(url, name, modified, certain=certain) if reading.memory else FETCH
    if reading.listed is not None:
        reading.listed.setdefault(url_key(name), _LISTED_AS.get(decision.step, ""))
        return None
    if decision.step is Step.WAITS:
        reading.deferred += 1
    if decision.failure:
        return reading.bad(*decision.failure, record or url, found_in)
    if decision.step is not Step.FETCH or reading.put_off():
        return None
    if reading.route is not Route.LOAD and reading.pages_asked >= reading.source.fetch.max_pages:
        reading.deferred += 1
        return None
    asked = _Asked(address, url, name, modified, found_in, record or url)
    answer = _answer(reading, asked, decision.known)
    if not isinstance(answer, Fetched):
        return answer
    capture = reading.capture(
        url,
        answer.body,
        found_by=found_by,
        found_in=found_in,
        observed_at=observed_at or reading.now(),
        media_type=answer.media_type,
        charset=answer.charset,
        http_status=answer.status,
        hints=hints,
    )
    kept = certain or reading.belongs(capture)
    if reading.memory and kept:
        reading.memory.page_fetched(url, name, answer.known, modified)
    elif reading.memory:
        reading.memory.page_elsewhere(url, name, reading.published(capture))
    return capture if kept else None


@dataclass(frozen=True)
class _Asked:
    """A page that is asked for."""

    address: str
    url: str
    name: str
    modified: datetime | None
    found_in: str
    record: str


def _answer(reading: Reading, asked: _Asked, known: Known | None) -> Fetched | Item | None:
    """The page, or what stands for it in quarantine; None where it is as before."""
    reading.pages_asked += 1
    try:
        answer = reading.fetcher.fetch(asked.address, known)
    except NotModified as error:
        if reading.memory:
            reading.memory.page_same(asked.url, asked.name, error, asked.modified)
        reading.outages.clear()
        return None
    except FetchError as error:
        if reading.memory:
            reading.memory.page_failed(asked.url, asked.name, error.reason, str(error))
        return reading.trouble(error, asked.found_in, asked.record)
    except SourceUnavailable as error:
        return _unavailable(reading, error, asked)
    reading.pages_fetched += 1
    reading.outages.clear()
    return answer


def _unavailable(reading: Reading, error: SourceUnavailable, asked: _Asked) -> Item:
    if not error.asked:
        reading.deferred += 1
    elif reading.memory:
        reading.memory.page_failed(asked.url, asked.name, Reason.FETCH_FAILED, str(error))
    reading.outage(error)
    return reading.bad(Reason.FETCH_FAILED, str(error), asked.record, asked.found_in)


def _read_listed(reading: Reading, entry: str, line: Line) -> Item | None:
    listed, text = line.value, as_text(line.data)
    url = canonical_or_none(listed.get("url"))
    if url is None:
        return reading.bad(Reason.BAD_ADDRESS, f"{entry_name(entry)}: no usable url in the line", text, entry)
    observed = reading.stated(listed.get("observed_at"))
    if not reading.wanted(observed):
        return None
    name = listed.get("file")
    if not name:
        return fetch_page(reading, str(listed["url"]), url, found_by="page", found_in=entry)
    outside = f"{entry_name(entry)}: {name} is not inside the list's folder"
    if is_address(entry):
        address = _address_beside(entry, str(name))
        if address is None:
            return reading.bad(Reason.BAD_ADDRESS, outside, text, entry)
        return fetch_page(reading, address, url, found_by="page", found_in=entry, record=text, observed_at=observed)
    path = _beside(entry, str(name))
    if path is None:
        return reading.bad(Reason.BAD_ADDRESS, outside, text, entry)
    try:
        with path.open("rb") as file:
            payload = file.read(reading.settings.max_body_bytes + 1)
    except OSError as error:
        return reading.bad(Reason.FETCH_FAILED, f"{entry_name(entry)}: {name}: {error.strerror}", text, entry)
    if len(payload) > reading.settings.max_body_bytes:
        message = f"{name} is longer than {reading.settings.max_body_bytes} bytes"
        return reading.bad(Reason.TOO_LARGE, message, text, entry)
    return reading.capture(
        url,
        payload,
        found_by="page",
        found_in=entry,
        observed_at=observed or reading.modified(path),
        by_file=observed is None,
    )


def _beside(entry: str, name: str) -> Path | None:
    """The file a list names, None where that leaves the list's folder."""
    folder = Path(entry).resolve().parent
    path = (folder / name).resolve()
    return path if path.is_relative_to(folder) else None


def _address_beside(entry: str, name: str) -> str | None:
    """The address that a list at an address names, None where that leaves the list's folder."""
    try:
        listed = httpx.URL(entry)
        address = listed.join(name)
    except (httpx.InvalidURL, ValueError):
        return None
    folder = listed.path.rpartition("/")[0]
    same_site = (address.scheme, address.netloc) == (listed.scheme, listed.netloc)
    below = address.path.startswith(f"{folder}/") and ".." not in address.path.split("/")
    return str(address) if same_site and below else None
