"""What an entity is to a report: its subject, one of its names, or a mere possibility; and the sentence to show."""

import re
from collections import defaultdict

from newsetl.arabic.sentences import SENTENCE_END
from newsetl.names.linker import ADJECTIVE, POSSIBLE
from newsetl.records import Mention, Salience

ABOUT_MENTIONS = 3
"""Named this often, over at least half of the paragraphs' span, it is what the report is about."""
_PARAGRAPH = re.compile(r"\n\s*\n")


def weigh(mentions: list[Mention], title: str, body: str) -> list[Salience]:
    """One Salience an entity, in order of importance: about, mentioned, possible; then by number of mentions."""
    starts = [0, *(match.end() for match in _PARAGRAPH.finditer(body))]
    by_entity: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_entity[mention.entity_id].append(mention)
    found = [_salience(group, starts, title, body) for group in by_entity.values()]
    order = {"about": 0, "mentioned": 1, "possible": 2}
    return sorted(found, key=lambda s: (order[s.level], -s.count, s.first_paragraph, s.entity_id))


def _salience(group: list[Mention], starts: list[int], title: str, body: str) -> Salience:
    believed = [mention for mention in group if mention.confidence > POSSIBLE]
    named = [mention for mention in believed if mention.confidence > ADJECTIVE]
    counted = named or believed or group
    paragraphs = [_paragraph(mention, starts) for mention in counted]
    spread = max(paragraphs) - min(paragraphs)
    about = bool(named) and (min(paragraphs) <= 1 or (len(counted) >= ABOUT_MENTIONS and 2 * spread >= len(starts)))
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


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of ``text`` that holds [start, end), as written."""
    first = max((match.end() for match in SENTENCE_END.finditer(text, 0, start)), default=0)
    after = SENTENCE_END.search(text, end)
    return text[first : after.end() if after else len(text)].strip()
