"""What an entity is to a report: its subject, one of its names, or a mere possibility; and the sentence to show."""

import re
from collections import defaultdict

from newsetl.arabic.sentences import sentence_around
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.matching import ADJECTIVE, POSSIBLE
from newsetl.records import Mention, Salience

OPENING, LEAD = 30, 60
"""Words: who or what the opening names is the subject, and of the lead's names those that return."""
SHORTEST, SHARE = 5, 4
"""Of a short report the opening is one word in ``SHARE``, at least ``SHORTEST``."""
OFTEN, DENSE = 5, 3
"""Mentions that make a subject wherever they stand, and of a report with no more words to each than ``TO_EACH``."""
TO_EACH = 100
_WORD = re.compile(r"\S+\s*")
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
    ends = [0, *(word.end() for word in _WORD.finditer(body))]
    found = [_salience(group, starts, title, body, ends) for group in by_entity.values()]
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


def _salience(group: list[Mention], starts: list[int], title: str, body: str, ends: list[int]) -> Salience:
    """Of one entity's mentions; ``starts`` of paragraphs and ``ends`` of words are offsets into the body."""
    believed = [mention for mention in group if mention.confidence > POSSIBLE]
    named = [mention for mention in believed if mention.confidence > ADJECTIVE]
    counted = named or believed or group
    paragraphs = [_paragraph(mention, starts) for mention in counted]
    before = min((mention.start for mention in counted if mention.field == "body"), default=len(body) + 1)
    count, size = len(counted), len(ends) - 1
    opening = ends[min(OPENING, max(SHORTEST, size // SHARE), size)]
    opens = before < opening or (before < ends[min(LEAD, size)] and count > 1)
    often = count >= OFTEN or (count >= DENSE and count * TO_EACH >= size)
    about = bool(named) and (0 in paragraphs or often or opens)
    first = next((mention for mention in counted if mention.field == "body"), counted[0])
    return Salience(
        entity_id=first.entity_id,
        kind=first.kind,
        level="possible" if not believed else "about" if about else "mentioned",
        count=count,
        first_paragraph=min(paragraphs),
        evidence=sentence_around(body if first.field == "body" else title, first.start, first.end),
    )


def _paragraph(mention: Mention, starts: list[int]) -> int:
    """0 for the title, else the number of the body's paragraph from 1."""
    return 0 if mention.field == "title" else sum(start <= mention.start for start in starts)
