"""What changed names would do to reports that are there: newly found, no longer found, with the sentences."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from newsetl.arabic.sentences import sentence_around
from newsetl.names.changes import Changes
from newsetl.names.linker import Linker
from newsetl.names.matching import POSSIBLE
from newsetl.records import EnrichedArticle

MOST_SENTENCES = 3


@dataclass
class Effect:
    """What a change does to one alias of one entity."""

    entity_id: str
    alias: str
    gained: int = 0
    """Reports newly linked to the entity."""
    lost: int = 0
    """Reports no longer linked to it."""
    sentences: list[str] = field(default_factory=list)


def try_out(old: Linker, new: Linker, articles: Iterable[EnrichedArticle]) -> list[Effect]:
    """Link reports with and without a change; only those that it can touch. The most reports first."""
    changes = Changes(old.gazetteer, new.gazetteer)
    effects: dict[tuple[str, str], Effect] = {}
    for article in articles:
        if not changes.touching(article):
            continue
        day = article.timeline_at.date()
        before, after = (
            {
                mention.entity_id: mention
                for mention in reversed(linker.link(article.title, article.body, day))
                if mention.confidence > POSSIBLE
            }
            for linker in (old, new)
        )
        for entity_id in before.keys() ^ after.keys():
            mention = after.get(entity_id) or before[entity_id]
            effect = effects.setdefault((entity_id, mention.alias), Effect(entity_id, mention.alias))
            effect.gained += entity_id in after
            effect.lost += entity_id in before
            if len(effect.sentences) < MOST_SENTENCES:
                text = article.title if mention.field == "title" else article.body
                effect.sentences.append(sentence_around(text, mention.start, mention.end))
    return sorted(effects.values(), key=lambda e: (-e.gained - e.lost, e.entity_id, e.alias))
