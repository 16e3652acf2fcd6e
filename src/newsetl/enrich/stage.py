"""The enrich stage over one partition."""

from newsetl.arabic.morphology import Morphology
from newsetl.enrich.salience import weigh
from newsetl.fingerprint import code_fingerprint
from newsetl.lake import input_key
from newsetl.names.gazetteer import Gazetteer, concept_token
from newsetl.names.linker import Linker
from newsetl.names.snapshots import Processing, Snapshots
from newsetl.records import Article, EnrichedArticle, Location, Partition, digest_of, make_version
from newsetl.stages import Context, StageOutput


def enrich(partition: Partition, context: Context, linker: Linker, morphology: Morphology | None = None) -> StageOutput:
    """Link every accepted article of the partition; each gets the version under which it will be indexed."""
    output = context.output("enrich", partition, EnrichedArticle)
    processing = processing_now(linker.gazetteer, morphology)
    fingerprint, generation = begin_processing(context, linker.gazetteer, processing)
    if commit := context.lake.commit("validate", partition):
        output.consumed[input_key("validate", partition)] = commit.digest
    for article in context.lake.read("validate", partition, Article):
        output.read += 1
        version = make_version(article.observed_at, generation)
        enriched = enrich_article(article, linker, fingerprint, version, morphology)
        output.accept(article.article_id, content_digest(enriched), enriched)
    return output


def processing_now(gazetteer: Gazetteer, morphology: Morphology | None) -> Processing:
    """What this process makes enriched records with."""
    tier = morphology.tier.database if morphology else None
    return Processing(code=code_fingerprint(), gazetteer=gazetteer.fingerprint, morphology=tier)


def begin_processing(context: Context, gazetteer: Gazetteer, processing: Processing) -> tuple[str, int]:
    """The ``enriched_by`` and the generation of records made so; what they stand for is kept before any is made."""
    snapshots = Snapshots(context.settings.snapshots_path)
    snapshots.keep(gazetteer)
    snapshots.keep_processing(processing)
    fingerprint = processing.fingerprint
    return fingerprint, context.state.generation(fingerprint, context.lake.last_generation)


def content_digest(article: EnrichedArticle) -> str:
    """Of what an enriched record says, whatever made it and when."""
    return digest_of([article.model_dump_json(exclude={"version", "enriched_by", "fetched_at"})])


def enrich_article(
    article: Article, linker: Linker, fingerprint: str, version: int, morphology: Morphology | None = None
) -> EnrichedArticle:
    """The article with its mentions and what follows from them, and the lemmas of its words."""
    mentions = linker.link(article.title, article.body, article.timeline_at.date())
    entities = weigh(mentions, article.title, article.body, linker.gazetteer)
    forms = morphology.of_text(article.title, article.body) if morphology else None
    believed = [entity.entity_id for entity in entities if entity.level != "possible"]
    return EnrichedArticle(
        **article.model_dump(exclude={"provenance"}),
        provenance=article.provenance,
        mentions=mentions,
        entities=entities,
        concepts=concepts_of(believed, linker.gazetteer),
        locations=_locations(believed, linker.gazetteer),
        events=[entity_id for entity_id in believed if linker.gazetteer.entries[entity_id].kind == "event"],
        lemmas=forms.lemma if forms else None,
        segments=forms.segments if forms else None,
        morphology=morphology.tier.database if morphology else None,
        enriched_by=fingerprint,
        version=version,
    )


def concepts_of(entity_ids: list[str], gazetteer: Gazetteer) -> list[str]:
    """Concept tokens of the entities and of the places told of with them, each once."""
    return list(
        dict.fromkeys(
            concept_token(found)
            for entity_id in entity_ids
            for found in (entity_id, *gazetteer.told_of_with(entity_id))
        )
    )


def _locations(entity_ids: list[str], gazetteer: Gazetteer) -> list[Location]:
    entries = [gazetteer.entries[entity_id] for entity_id in entity_ids]
    return [
        Location(entity_id=entry.id, lat=entry.lat, lon=entry.lon, precision=entry.precision or "approximate")
        for entry in entries
        if entry.lat is not None and entry.lon is not None
    ]
