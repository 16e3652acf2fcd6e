"""The indexed document: one flat record that Kibana, the page and the terminal all read."""

from typing import Any

from newsetl.index.countries import with_countries
from newsetl.names.gazetteer import Gazetteer
from newsetl.records import EnrichedArticle, Record, Salience, UtcDatetime, digest_of


class GeoPoint(Record):
    """WGS 84 degrees, in the shape Elasticsearch's geo_point takes."""

    lat: float
    lon: float


class DocumentMention(Record):
    """Where an entity stands in ``title`` or ``body``: for highlighting, not searched."""

    entity_id: str
    field: str
    start: int
    end: int


class Document(Record):
    """One report as it is indexed; ``article_id`` is the id in the engine, ``version`` its external version."""

    article_id: str
    version: int
    url: str
    source: str
    outlet: str
    """The outlet's name as readers know it (Arabic where there is one)."""
    affiliation: str
    country: str | None = None
    route: str
    guid: str | None = None
    external_id: str | None = None
    title: str
    body: str
    author: str | None = None
    section: str | None = None
    tags: list[str] = []
    images: list[str] = []
    lang: str
    published_at: UtcDatetime | None = None
    updated_at: UtcDatetime | None = None
    observed_at: UtcDatetime
    fetched_at: UtcDatetime
    timeline_at: UtcDatetime
    date_quality: str
    content_hash: str
    concepts: list[str] = []
    """Concept tokens (``Gazetteer.concept_token``)."""
    about: list[str] = []
    """Readable labels; the same entities by id in ``about_ids``. Likewise below."""
    mentioned: list[str] = []
    possible: list[str] = []
    about_ids: list[str] = []
    mentioned_ids: list[str] = []
    possible_ids: list[str] = []
    with_countries: list[str] = []
    """See ``index.countries``: searched, not shown."""
    evidence: list[str] = []
    places: list[str] = []
    locations: list[GeoPoint] = []
    events: list[str] = []
    mentions: list[DocumentMention] = []
    lemmas: str | None = None
    """See ``EnrichedArticle``: searched word by word as they stand, None without a morphological database."""
    segments: str | None = None
    morphology: str | None = None
    is_primary: bool = True
    duplicate_of: str | None = None
    duplicate_group: str | None = None
    story_id: str | None = None
    """The first report of its story; None for a report that stands alone."""
    moved_from: list[UtcDatetime] = []
    """Where ``timeline_at`` stood before, until relate has mended what it left behind there."""

    @property
    def digest(self) -> str:
        """Of everything but the version and when it was fetched: equal digests look alike to a reader."""
        return digest_of([self.model_dump_json(exclude={"version", "fetched_at"})])


ENTITY_FIELDS = ("about_ids", "mentioned_ids", "possible_ids")
RELATION_FIELDS = ("is_primary", "duplicate_of", "duplicate_group", "story_id", "moved_from")


class Outlet(Record):
    """What the index says of a source."""

    source: str
    name: str
    affiliation: str = "unknown"
    country: str | None = None


def make_document(article: EnrichedArticle, outlet: Outlet, gazetteer: Gazetteer) -> Document:
    """The document of an enriched article, not yet related to any other."""
    shared: dict[str, Any] = {
        name: getattr(article, name) for name in Document.model_fields if name in EnrichedArticle.model_fields
    }
    shared.pop("mentions"), shared.pop("locations")
    levels: dict[str, list[Salience]] = {"about": [], "mentioned": [], "possible": []}
    for entity in article.entities:
        levels[entity.level].append(entity)
    return Document(
        **shared,
        outlet=outlet.name,
        affiliation=outlet.affiliation,
        country=outlet.country,
        **{level: [gazetteer.label(entity.entity_id) for entity in found] for level, found in levels.items()},
        **{f"{level}_ids": [entity.entity_id for entity in found] for level, found in levels.items()},
        with_countries=with_countries(article, gazetteer),
        evidence=list(dict.fromkeys(entity.evidence for entity in levels["about"])),
        places=[gazetteer.label(location.entity_id) for location in article.locations],
        locations=[GeoPoint(lat=location.lat, lon=location.lon) for location in article.locations],
        mentions=[
            DocumentMention(entity_id=m.entity_id, field=m.field, start=m.start, end=m.end) for m in article.mentions
        ],
    )
