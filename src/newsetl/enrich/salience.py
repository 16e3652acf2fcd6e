"""What an entity is to a report: its subject, one of its names, or a mere possibility; and the sentence to show."""

import re
from collections import defaultdict

from newsetl.arabic.sentences import sentence_around
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import ADJECTIVE, POSSIBLE
from newsetl.records import Mention, Salience

SPREAD = 4
"""One mention in so many paragraphs, over at least half of them, makes a subject of a name that the lead lacks."""
_LEAD = re.compile(r"(?:\S+\s+){0,60}")
"""The first words of a report, be they one paragraph or three."""
_PARAGRAPH = re.compile(r"\n\s*\n")


def weigh(mentions: list[Mention], title: str, body: str, gazetteer: Gazetteer) -> list[Salience]:
    """One Salience an entity, in order of importance: about, mentioned, possible; then by number of mentions.

    A report that is about a prison or a quarter, and names its town, is about the town too; of governorates and
    countries that does not follow.
    """
    starts = [0, *(match.end() for match in _PARAGRAPH.finditer(body))]
    by_entity: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_entity[mention.entity_id].append(mention)
    first = min((m.start for m in mentions if m.field == "body" and m.confidence > ADJECTIVE), default=-1)
    lead = _LEAD.match(body)
    found = [_salience(group, starts, title, body, first, lead.end() if lead else 0) for group in by_entity.values()]
    around = {
        place
        for salience in found
        if salience.level == "about"
        for place in gazetteer.containing(salience.entity_id)
        if gazetteer.is_local(place)
    }
    found = [
        salience.model_copy(update={"level": "about"})
        if salience.level == "mentioned" and salience.entity_id in around
        else salience
        for salience in found
    ]
    order = {"about": 0, "mentioned": 1, "possible": 2}
    return sorted(found, key=lambda s: (order[s.level], -s.count, s.first_paragraph, s.entity_id))


def _salience(group: list[Mention], starts: list[int], title: str, body: str, first_name: int, lead: int) -> Salience:
    believed = [mention for mention in group if mention.confidence > POSSIBLE]
    named = [mention for mention in believed if mention.confidence > ADJECTIVE]
    counted = named or believed or group
    paragraphs = [_paragraph(mention, starts) for mention in counted]
    spread = max(paragraphs) - min(paragraphs)
    often = len(counted) >= max(2, len(starts) / SPREAD) and 2 * spread >= len(starts)
    # a name that only the lead has, once, is most often where or with whom it happened; the first one may be who acts
    again = len(counted) > 1 and any(m.start < lead for m in counted if m.field == "body")
    acts = min(paragraphs) == 1 and counted[0].start == first_name and counted[0].kind != "place"
    about = bool(named) and (0 in paragraphs or often or again or acts)
    first = next((mention for mention in counted if mention.field == "body"), counted[0])
    return Salience(
        entity_id=first.entity_id,
        kind=first.kind,
        level="possible" if not believed else "about" if about else "mentioned",
        count=len(counted),
        first_paragraph=min(paragraphs),
        evidence=sentence_around(body if first.field == "body" else title, first.start, first.end),
    )


def _paragraph(mention: Mention, starts: list[int]) -> int:
    """0 for the title, else the number of the body's paragraph from 1."""
    return 0 if mention.field == "title" else sum(start <= mention.start for start in starts)
