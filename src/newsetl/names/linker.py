"""From text to mentions: strong names at once, weak ones where the report gives them a reason.

Longest match first; among equals the form with fewer attached letters. Quotes, hyphens and brackets inside a name do
not matter; sentence punctuation and line breaks end it. A weak alias is believed when one of its contexts holds; when
only part of a context holds it is kept as ``possible``, and when none does it is no mention at all. A name that several
entities share goes to the one whose own context holds, and to the nearest named before; otherwise all of them stay
possible.
"""

from collections.abc import Iterator
from datetime import date

from newsetl.names import events
from newsetl.names.asking import QueryName
from newsetl.names.conjuncts import conjuncts
from newsetl.names.contexts import SELF, Context
from newsetl.names.counterparts import Counterparts
from newsetl.names.elsewhere import namesakes
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.given import NAMED_AFTER
from newsetl.names.headed import with_heads
from newsetl.names.matching import (
    ADJECTIVE,
    POSSIBLE,
    STRONG,
    WEAK,
    Believed,
    Found,
    by_entity,
    grouped,
    is_anothers_surname,
    is_named_within,
    longest_first,
    present_in,
    rule_of,
    verdict,
    within,
)
from newsetl.names.meetings import Meetings
from newsetl.names.patterns import Match, Pattern, kept_patterns
from newsetl.names.querying import Queries
from newsetl.names.reading import Reading, read
from newsetl.names.reasons import Reasons
from newsetl.names.retold import Reteller
from newsetl.names.tale import Tale
from newsetl.names.together import regions_told
from newsetl.names.told import Teller
from newsetl.records import Mention

LOCAL = frozenset({"quarter", "village", "square", "mosque", "hospital", "bridge"})
"""Classes whose names many towns share: one needs a place that contains it."""
INSIDE, RETOLD, SHARED = "inside", "retold", "shared"
"""Rules of a name within another's, of what a sentence tells of by its parts, and of who is named by an office that is
another's too («وزيرا خارجية روسيا والأردن», «نظيره الأردني»).
"""


class Linker:
    """Finds the gazetteer's entities in reports and in queries."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._kinds = {entry.id: entry.kind for entry in gazetteer.entries.values()}
        self._patterns = kept_patterns(gazetteer)
        self._reasons = Reasons(gazetteer)
        self._untold = events.Untold(gazetteer)
        self._teller = Teller(gazetteer)
        self._meetings = Meetings(gazetteer)
        self._counterparts = Counterparts(gazetteer)
        self._reteller = Reteller(gazetteer)
        self._queries = Queries(gazetteer, self._patterns, self._reasons, self._untold, self._reteller)

    def link(self, title: str, body: str, published: date | None = None) -> list[Mention]:
        """Mentions in order of the text; offsets into ``title`` or ``body``. ``published`` is the report's day.

        None overlap, but for an event's name, which may hold the name of its place («الهجوم على سجن …»), what another's
        name names («نظام بشار الأسد», «اللواء 93 في عين عيسى»), and names that share words («وزيرا خارجية …»).
        """
        reading = read(title, body, published)
        found = self._sorted(reading)
        self._believe_strong(reading, found)
        found.rivals = grouped(self._with_a_chance(found))
        self._believe_weak(reading, found)
        self._believe_shared(reading, found)
        reading.supposed = regions_told(found.rivals, reading, self.gazetteer)
        if reading.supposed:
            self._believe_weak(reading, found)
        self._believe_adjectives(reading, found)
        self._believe_events(reading, found, published)
        if published:
            self._believe_told(RETOLD, self._reteller, self._tale(reading, found, published), found)
        self._believe_weak(reading, found)
        found.believed += self._inside_others(reading, found)
        found.believed += self._keep_possible(reading, found.rivals)
        # a longer weak name may have taken the place of a shorter strong one inside it
        kept = [item for item in found.believed if self._may_overlap(item) or self._holds_words(reading, item.match)]
        sure = ((b.match.pattern.entity_id, b.rule != "demonym") for b in kept if b.confidence > POSSIBLE)
        elsewhere = namesakes(sure, self.gazetteer)
        return [
            self._mention(reading, item.match, *verdict(item, elsewhere))
            for item in sorted(kept, key=lambda b: (b.match[:2], b.match.pattern.entity_id))
        ]

    def link_query(self, query: str, *, events: bool = True, guessed: bool = True) -> list[QueryName]:
        """Names in a query, in order, none overlapping. A weak alias is certain where the query itself gives it its
        context; as the whole query, or as the surname of one person, it is taken as not certain. With ``guessed`` also
        what a query means whose words no name explains, where that is sure enough.
        """
        reading = read(query, "")
        return self._queries.names(query, reading, self._sorted(reading), events=events, guessed=guessed)

    def _sorted(self, reading: Reading) -> Found:
        """All matches of a text, each where it belongs."""
        found = Found()
        cores: list[Match] = []
        for match in self._patterns.find(reading.norms):
            role = match.pattern.role
            if not reading.is_written_as(match):
                continue
            if role == "core":
                cores.append(match)
            elif role == "trigger":
                found.triggers.append(match)
            elif role == "victims":
                found.victims.append(match)
            elif role == "demonym":
                found.adjectives.append(match)
            elif self._is_event(match):
                found.event_names.append(match)
            else:
                (found.strong if role == "strong" else found.weak).append(match)
        for match in with_heads(cores, reading, self.gazetteer):
            head = self.gazetteer.entries[match.pattern.entity_id].head
            places = Context((place,) for place in self.gazetteer.containing(match.pattern.entity_id)[:-1])
            if head in LOCAL and places:
                found.weak.append(match._replace(pattern=match.pattern._replace(context=places)))
            else:
                found.strong.append(match)
        found.strong.sort(key=longest_first)
        return found

    def _believe_strong(self, reading: Reading, found: Found) -> None:
        """Strong names; where several share one, those whose containing place is named elsewhere are left."""
        shared: dict[tuple[int, int], list[Match]] = {}
        for match in found.strong:
            shared.setdefault((match.first, match.end), []).append(match)
        open_ = []
        for span, alike in shared.items():
            # the second name of «مطاري حلب ودمشق» is the airport's, for the head noun says so
            shared[span] = rivals = [match for match in alike if match.pattern.role == "core"] or alike
            if self._kind(rivals[0]) == "place" and is_anothers_surname(rivals[0], reading):
                continue
            if len({rival.pattern.entity_id for rival in rivals}) > 1:
                open_.append(span)
            elif reading.free(rivals[0]) and not self._is_named_after(rivals[0], reading):
                reading.take(rivals[0])
                found.believed.append(Believed(rivals[0], rule_of(rivals[0]), STRONG))
        for span in open_:
            for rival in shared[span]:
                places = ((place,) for place in self.gazetteer.containing(rival.pattern.entity_id))
                found.weak.append(rival._replace(pattern=rival.pattern._replace(context=Context((*places, (SELF,))))))

    def _is_named_after(self, match: Match, reading: Reading) -> bool:
        """Whether a street, a school or a club bears the name: «شارع البيشمركة»."""
        before = reading.norms[match.first - 1] if match.first and not match.proclitic else ""
        return before in NAMED_AFTER and self._kind(match) in ("person", "force")

    def _with_a_chance(self, found: Found) -> list[Match]:
        """The weak matches without head nouns («المستشفى») that stand for nothing whose name is there."""
        named = {match.pattern.entity_id for match in (*found.strong, *found.weak) if not match.pattern.short_of}
        named.update(self.gazetteer.entries[match.pattern.entity_id].place or "" for match in found.triggers)
        return [match for match in found.weak if not match.pattern.short_of or match.pattern.entity_id in named]

    def _believe_weak(self, reading: Reading, found: Found) -> None:
        """Weak names, round by round: what one round believes may be the context of the next."""
        while more := self._weak_round(reading, found.rivals):
            found.believed += more

    def _believe_shared(self, reading: Reading, found: Found) -> None:
        """Names that another's words begin, and counterparts, beside whatever has their words already."""
        present, known = present_in(reading, self.gazetteer), set[tuple[str, int]]()
        shared = conjuncts([*found.strong, *found.weak], reading.norms, self._patterns)
        for match in (*shared, *self._counterparts.find(reading, found.adjectives)):
            named = (match.pattern.entity_id, match.first)
            told = match.pattern.role == "strong" or bool(self._reasons.of(match, reading, present))
            if told and not self._is_event(match) and named not in known:
                known.add(named)
                reading.believe(*named)
                found.believed.append(Believed(match, SHARED, WEAK))

    def _weak_round(self, reading: Reading, weak: list[list[Match]]) -> list[Believed]:
        present = present_in(reading, self.gazetteer)
        believed = []
        for rivals in weak:
            open_ = rivals if reading.free(rivals[0]) else []
            reasons = [(rival, reason) for rival in open_ if (reason := self._reasons.of(rival, reading, present))]
            if not reasons:
                continue
            best = max(reasons, key=lambda item: (self._nearness(item[0], reading), item[0].pattern.entity_id))
            chosen, reason = best
            reading.take(chosen)
            rule = rule_of(chosen) if chosen.pattern.role == "core" else f"weak:{reason}"
            believed.append(Believed(chosen, rule, WEAK))
        return believed

    def _nearness(self, match: Match, reading: Reading) -> int:
        """How near the entity, or a place that contains it, was named, last before the match: the more, the nearer."""
        own = reading.nearness(match)
        places = self.gazetteer.containing(match.pattern.entity_id)
        return max([own, *(at for place in places[:-1] for at in reading.all_at.get(place, ()) if at < match.first)])

    def _believe_events(self, reading: Reading, found: Found, published: date | None) -> None:
        """Events by name, then by what is told of them; «السجن» in a trigger is the event's place."""
        entries, words_taken = self.gazetteer.entries, set[int]()
        for match in sorted(found.event_names, key=longest_first):
            span = range(match.first, match.end)
            if words_taken.isdisjoint(span):
                weak = match.pattern.role == "weak"
                if weak and not self._reasons.of(match, reading, present_in(reading, self.gazetteer)):
                    continue
                words_taken.update(span)
                event = entries[match.pattern.entity_id]
                sure = events.named(event, match, reading, published)
                if sure:
                    reading.believe(event.id, match.first)
                found.believed.append(
                    Believed(match, "weak:event" if weak else "strong", WEAK if weak else STRONG)
                    if sure
                    else Believed(match, "possible:date", POSSIBLE)
                )
        if published is None:
            return
        present = present_in(reading, self.gazetteer)
        for rule, sign in self._untold.signs(reading, present, published):
            reading.believe(sign.pattern.entity_id, sign.first)
            found.believed.append(Believed(sign, rule, WEAK))
        for match in sorted(found.triggers, key=longest_first):
            span = range(match.first, match.end)
            event = entries[match.pattern.entity_id]
            if not words_taken.isdisjoint(span) or not events.told(
                event, match, reading, present, self.gazetteer, published
            ):
                continue
            words_taken.update(span)
            rule = f"event:{match.pattern.alias}"
            reading.believe(event.id, match.first)
            found.believed.append(Believed(match, rule, WEAK))
            for at in events.place_named_by(match, event, reading, self.gazetteer):
                named = Match(at, at + 1, Pattern(event.place or "", reading.norms[at], 1, "weak"))
                if reading.free(named):
                    reading.take(named)
                    found.believed.append(Believed(named, rule, WEAK))
        tale = self._tale(reading, found, published)
        self._believe_told("event:told", self._teller, tale, found)
        self._believe_told("event:meeting", self._meetings, tale, found)

    def _tale(self, reading: Reading, found: Found, day: date) -> Tale:
        return Tale(
            reading, day, present_in(reading, self.gazetteer), by_entity(found.triggers), by_entity(found.victims)
        )

    @staticmethod
    def _believe_told(rule: str, teller: Teller | Meetings | Reteller, tale: Tale, found: Found) -> None:
        """What sentences tell of without a name, a trigger or a sign."""
        for entry, at in list(teller.told(tale)):
            tale.reading.believe(entry.id, at)
            found.believed.append(Believed(events.sign_at(entry, at, tale.reading), rule, WEAK))

    def _believe_adjectives(self, reading: Reading, found: Found) -> None:
        for match in sorted(found.adjectives, key=longest_first):
            if reading.free(match) and not reading.is_given_name(match.first - 1):
                reading.take(match)
                found.believed.append(Believed(match, "demonym", ADJECTIVE))

    def _inside_others(self, reading: Reading, found: Found) -> Iterator[Believed]:
        """Who is named within another's name: the person in «نظام بشار الأسد», the land in «وزير الخارجية التركي»."""
        present = present_in(reading, self.gazetteer)
        for match in (*found.strong, *found.weak):
            owner = reading.taken[match.first]
            if owner is None or owner.pattern.entity_id == match.pattern.entity_id or not within(match, owner):
                continue
            kinds = (self._kind(owner), self._kind(match))
            if is_named_within(match, owner, reading, kinds) and (
                match.pattern.role == "strong" or self._reasons.of(match, reading, present)
            ):
                reading.believe(match.pattern.entity_id, match.first)
                yield Believed(match, INSIDE, WEAK)
        for match in found.adjectives:
            owner = reading.taken[match.first]
            if owner and owner.pattern.role == "weak" and self._kind(owner) == "person" and within(match, owner):
                # «وزير الخارجية التركي» is a man, and speaks of Turkey
                yield Believed(match, INSIDE, ADJECTIVE)

    def _keep_possible(self, reading: Reading, weak: list[list[Match]]) -> Iterator[Believed]:
        """Weak matches with part of a context."""
        present = present_in(reading, self.gazetteer)
        for rivals in weak:
            if any(reading.taken[rivals[0].first : rivals[0].end]):
                continue
            for rival in rivals:
                if held := self._reasons.part_of(rival, reading, present):
                    reading.take(rival, believe=False)
                    yield Believed(rival, f"possible:{held}", POSSIBLE)

    def _kind(self, match: Match) -> str:
        return self._kinds[match.pattern.entity_id]

    def _is_event(self, match: Match) -> bool:
        return self._kind(match) == "event"

    def _may_overlap(self, item: Believed) -> bool:
        return item.rule in (INSIDE, RETOLD, SHARED) or self._is_event(item.match)

    @staticmethod
    def _holds_words(reading: Reading, match: Match) -> bool:
        """Whether the match, or one possible beside it, still has its words."""
        owner = reading.taken[match.first]
        return owner is not None and owner[:2] == match[:2]

    def _mention(self, reading: Reading, match: Match, rule: str, confidence: float) -> Mention:
        where = reading.field_of(match.first)
        start, end = reading.starts[match.first], reading.ends[match.end - 1]
        entity: Entry = self.gazetteer.entries[match.pattern.entity_id]
        return Mention(
            entity_id=entity.id,
            kind=entity.kind,
            surface=reading.texts[where][start:end],
            field=where,
            start=start,
            end=end,
            alias=match.pattern.alias,
            rule=rule,
            confidence=confidence,
        )
