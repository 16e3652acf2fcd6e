"""What flows through the pipeline: Capture → Article → EnrichedArticle, beside them Rejection; and their ids.

Every time here is timezone-aware UTC; every offset counts code points of the record's *text* form
(``title`` or ``body``), never of its raw or normalised form.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

PROCESSING_BITS, RELATION_BITS = 12, 8
"""The 20 generation bits of a version: which code and names made it, then how often its relations changed since."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _as_utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


UtcDatetime = Annotated[datetime, AfterValidator(_as_utc)]


class Record(BaseModel):
    """An immutable record; unknown keys are an error, so a typo never becomes silent data loss."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Route(StrEnum):
    """How records came in: polled now, swept by day, a hand-given range, or files given by a person."""

    LIVE = "live"
    DAILY = "daily"
    RANGE = "range"
    LOAD = "load"


class Outcome(StrEnum):
    """What a stage did with one record: exactly one of these, so that counts can be checked."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REDELIVERED = "redelivered"
    QUARANTINED = "quarantined"
    ERASED = "erased"


class Reason(StrEnum):
    """Why a record was quarantined: the closed list; readable wording is in ``newsetl.reasons``."""

    FETCH_FAILED = "fetch_failed"
    BAD_ADDRESS = "bad_address"
    ROBOTS = "robots"
    BAD_ARCHIVE = "bad_archive"
    BAD_FEED = "bad_feed"
    BAD_SITEMAP = "bad_sitemap"
    BAD_JSON = "bad_json"
    BAD_TABLE = "bad_table"
    BAD_ENCODING = "bad_encoding"
    TOO_LARGE = "too_large"
    NO_ARTICLE = "no_article"
    NO_TITLE = "no_title"
    NO_TEXT = "no_text"
    PAYWALL = "paywall"
    CONSENT = "consent"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    SCHEMA = "schema"
    EXPECTATION = "expectation"
    INDEX_REFUSED = "index_refused"
    INTERNAL = "internal"


class Partition(Record):
    """One source's share of one interval [since, until) of one route: what a stage works on and rewrites whole."""

    route: Route
    source: str
    since: UtcDatetime
    until: UtcDatetime

    @property
    def path(self) -> str:
        """Relative lake path; also the partition's key in the ledger."""
        return f"route={self.route}/interval={stamp(self.since)}_{stamp(self.until)}/source={self.source}"

    @classmethod
    def from_path(cls, path: str) -> "Partition":
        """Inverse of ``path``. Raises ValueError for anything else."""
        try:
            parts = dict(piece.split("=", 1) for piece in path.split("/"))
            since, until = (
                datetime.strptime(part, _STAMP).replace(tzinfo=UTC) for part in parts["interval"].split("_")
            )
            return cls(route=Route(parts["route"]), source=parts["source"], since=since, until=until)
        except (KeyError, ValueError) as error:
            raise ValueError(f"not a partition path: {path}") from error


_STAMP = "%Y%m%dT%H%M%SZ"


def stamp(moment: datetime) -> str:
    """Compact UTC time for names of files and keys, e.g. ``20220120T000000Z``."""
    return moment.astimezone(UTC).strftime(_STAMP)


FoundBy = Literal["feed", "sitemap", "listing", "page", "dump", "warc", "file"]
"""What kind of document led to a capture."""


class Capture(Record):
    """Bytes as they were on the web at ``observed_at``, with how they were found; nothing interpreted yet."""

    capture_id: str
    url: str
    """Canonical URL; ``urn:newsetl:SOURCE:NAME`` for a record that came without any."""
    source: str
    route: Route
    found_by: FoundBy
    found_in: str
    """The feed, listing, dump or file that led here."""
    observed_at: UtcDatetime
    fetched_at: UtcDatetime
    media_type: str
    """``text/html``, ``application/json`` (one dump record) or ``text/plain`` (first line the title)."""
    charset: str | None = None
    """As declared by the server or feed; None when nobody declared one."""
    http_status: int | None = None
    hints: dict[str, str] = {}
    """What the discovering document said: title, published, guid, author, summary, section, external_id, lang;
    ``listed``: the day under which an outlet lists it."""
    payload: bytes

    @property
    def digest(self) -> str:
        """Digest of the bytes and hints, equal for a redelivery."""
        return digest_of([self.url, self.media_type, *sorted(f"{k}={v}" for k, v in self.hints.items())], self.payload)


class Provenance(Record):
    """How an inferred field was found."""

    field: str
    how: str


class Article(Record):
    """One revision of one report: text forms, dates with their origin, and the boilerplate that was taken out."""

    article_id: str
    capture_id: str
    source: str
    route: Route
    url: str
    guid: str | None = None
    external_id: str | None = None
    """The id that a loaded record came with."""
    title: str
    body: str
    """Paragraphs joined by one blank line."""
    raw_title: str
    raw_body: str
    norm_title: str
    norm_body: str
    author: str | None = None
    section: str | None = None
    images: list[str] = []
    tags: list[str] = []
    lang: str
    published_at: UtcDatetime | None = None
    updated_at: UtcDatetime | None = None
    observed_at: UtcDatetime
    fetched_at: UtcDatetime
    timeline_at: UtcDatetime
    """Published, else observed: never empty, so nothing vanishes from a time filter."""
    date_quality: Literal["published", "published_day", "observed"]
    boilerplate: list[str] = []
    """Lines taken out, in order, so that the cut can be undone."""
    provenance: list[Provenance] = []
    content_hash: str


class Mention(Record):
    """One occurrence of an entity: ``text[field][start:end] == surface``."""

    entity_id: str
    kind: str
    surface: str
    field: Literal["title", "body"]
    start: int
    end: int
    alias: str
    rule: str
    """``strong``, ``weak:REQUIREMENT`` or ``event:TRIGGER``: why it was believed."""
    confidence: float


class Salience(Record):
    """What one entity is to one report."""

    entity_id: str
    kind: str
    level: Literal["about", "mentioned", "possible"]
    count: int
    first_paragraph: int
    """0 for the title, 1 for the first body paragraph."""
    evidence: str
    """The sentence of the first convincing mention, as the article wrote it."""


class Location(Record):
    """A place the report names, with coordinates (WGS 84 degrees) and how exact they are."""

    entity_id: str
    lat: float
    lon: float
    precision: str


class EnrichedArticle(Article):
    """An article with what it is about."""

    mentions: list[Mention] = []
    entities: list[Salience] = []
    concepts: list[str] = []
    """Concept tokens of entities that are about or mentioned, and of the places that contain them."""
    locations: list[Location] = []
    events: list[str] = []
    lemmas: str | None = None
    """Lemmas of the words of title and body, joined by spaces; None without a morphological database."""
    segments: str | None = None
    """Likewise the words cut into clitics and stems: ``و+ ب+ سجن +هم``."""
    morphology: str | None = None
    """The morphological database that made these two."""
    enriched_by: str
    """Fingerprint of code, gazetteer and morphological database."""
    version: int


class Rejection(Record):
    """A record that a stage would not pass on, kept whole."""

    record_id: str
    stage: str
    source: str
    reason: Reason
    message: str
    record: str
    """The record as JSON, or its bytes read as text when it never became a record."""


def digest_of(texts: Iterable[str], payload: bytes = b"") -> str:
    """SHA-256 (hex) over length-prefixed parts, so that ("ab", "c") and ("a", "bc") differ."""
    sha = hashlib.sha256()
    for part in (*(text.encode("utf-8", "surrogatepass") for text in texts), payload):
        sha.update(f"{len(part)}:".encode())
        sha.update(part)
    return sha.hexdigest()


def make_capture_id(url: str, observed_at: datetime) -> str:
    """sha256 of canonical URL and observation time (to the second)."""
    return digest_of([url, stamp(observed_at)])


def make_version(observed_at: datetime, generation: int) -> int:
    """observed_at in seconds × 2^20 + generation × 2^8: a newer observation always wins, then newer code or names.

    The last 8 bits count changes of the document's relations, so that these win over the document they started from
    and lose to any newer processing of it. Raises ValueError for a generation outside [0, 2^12).
    """
    if not 0 <= generation < 1 << PROCESSING_BITS:
        raise ValueError(f"generation {generation} does not fit in {PROCESSING_BITS} bits")
    seconds = max(0, int(observed_at.timestamp()))
    return (seconds << PROCESSING_BITS | generation) << RELATION_BITS


def related_version(version: int) -> int:
    """The version under which a document with changed relations supersedes ``version``, and nothing newer.

    After 255 changes it stays where it is: then the change waits for the next processing of the document.
    """
    return version if version & (1 << RELATION_BITS) - 1 == (1 << RELATION_BITS) - 1 else version + 1


def generation_of(version: int) -> int:
    """The processing generation within a version."""
    return version >> RELATION_BITS & (1 << PROCESSING_BITS) - 1


def dump_json(record: BaseModel) -> dict[str, Any]:
    """A record as JSON-ready values (times as ISO 8601)."""
    return record.model_dump(mode="json")
