"""From feedback to lines for the gazetteer: the smallest change that makes the link right, for a person to judge."""

import json
from collections.abc import Iterable
from typing import Any

from newsetl.arabic.forms import to_norm
from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.arabic.tokens import spaced, words
from newsetl.feedback import Feedback
from newsetl.names.cases import Case
from newsetl.names.check import find_collisions
from newsetl.names.common_words import common_words
from newsetl.names.extension import Extension, extended
from newsetl.names.gazetteer import Entry, Gazetteer, GazetteerError
from newsetl.names.given import GIVEN_NAMES
from newsetl.names.heads import head_words, short_forms
from newsetl.names.linker import Linker
from newsetl.names.loading import Line
from newsetl.names.matching import POSSIBLE
from newsetl.names.reading import VETO_WORDS
from newsetl.records import Mention, Record


class Proposal(Record):
    """What would settle one piece of feedback."""

    feedback: Feedback
    line: dict[str, Any] | None
    """For a pack of the operator's; None where the names are right already, or no line of data can help."""
    why: str
    case: Case


def propose(item: Feedback, linker: Linker) -> Proposal:
    """The proposal for one piece of feedback, by what the linker does with its sentence now."""
    entry = linker.gazetteer.entries.get(item.entity_id)
    case = _case(item, entry, linker)
    if case.holds(linker):
        return Proposal(feedback=item, line=None, why="the names do this already", case=case)
    if item.kind == "missing":
        mentions = [m for m in linker.link(item.title, item.sentence, item.day) if m.confidence > POSSIBLE]
        line, why = _missing(item, entry, mentions, linker.gazetteer)
    else:
        assert entry, "what is linked has an entry"
        line, why = _wrong(item, entry, case.mentions(linker)[0])
    return Proposal(feedback=item, line=line, why=why, case=case)


def _case(item: Feedback, entry: Entry | None, linker: Linker) -> Case:
    """What the feedback says of its sentence. A short name may only be linked because the report had the full one
    before: where the sentence alone is not, that one is put before it.
    """
    wrong = item.kind == "wrong"
    case = Case(
        sentence=item.sentence,
        title=item.title,
        day=item.day,
        entity_id=item.entity_id,
        expected=not wrong,
        surface=item.surface if wrong else "",
    )
    if wrong and entry and case.holds(linker):
        named = case.model_copy(update={"title": f"{item.title}. {entry.ar}".removeprefix(". ")})
        return case if named.holds(linker) else named
    return case


def objections(proposal: Proposal, gazetteer: Gazetteer) -> list[str]:
    """Why a proposal should not be taken as it is; empty where its case would hold and no name would collide."""
    if proposal.line is None:
        return [] if proposal.case.holds(Linker(gazetteer)) else [proposal.why]
    entries = dict(gazetteer.entries)
    known = entries.get(proposal.case.entity_id)
    new = extended(known, Extension.model_validate(proposal.line)) if known else Entry.model_validate(proposal.line)
    before = {fault.message for fault in _collisions(entries.values())}
    entries[new.id] = new
    found = [fault.message for fault in _collisions(entries.values()) if fault.message not in before]
    try:
        changed = Gazetteer(entries.values())
    except GazetteerError as error:
        return [*found, str(error)]
    if not proposal.case.holds(Linker(changed)):
        found.append("with this line the sentence would still be linked as before")
    return found


def _collisions(entries: Iterable[Entry]) -> list[Any]:
    return find_collisions([Line(entry, "the gazetteer", 0) for entry in entries])[0]


def _missing(
    item: Feedback, entry: Entry | None, mentions: list[Mention], gazetteer: Gazetteer
) -> tuple[dict[str, Any] | None, str]:
    beside = list(dict.fromkeys(m.entity_id for m in mentions if m.entity_id != item.entity_id))
    source = f"reader's feedback {item.id}"
    if entry is None:
        return _new_entry(item, beside, gazetteer, source)
    if ambiguous := _why_weak(item.surface, entry, gazetteer):
        context = [[entity_id] for entity_id in beside] or [["@self"]]
        weak = {"alias": item.surface, "context": context}
        return {"id": entry.id, "extends": True, "weak_aliases": [weak], "source": source}, ambiguous
    return {"id": entry.id, "extends": True, "aliases": [item.surface], "source": source}, "hardly means anything else"


def _new_entry(
    item: Feedback, beside: list[str], gazetteer: Gazetteer, source: str
) -> tuple[dict[str, Any] | None, str]:
    kind, _, slug = item.entity_id.partition(":")
    if to_norm(item.surface).isascii():
        return None, f"no pack has {item.entity_id}: write a whole entry, for which an Arabic name is needed"
    line: dict[str, Any] = {
        "id": item.entity_id,
        "kind": kind,
        "ar": item.surface,
        "en": slug.replace("-", " ").title(),
        "aliases": [],
        "source": source,
    }
    places = [entity_id for entity_id in beside if entity_id.startswith("place:")]
    if kind in ("place", "facility") and places:
        line["located_in"] = max(places, key=lambda place: len(gazetteer.containing(place)))
    return line, "a new entry: look at its English name" + (" and where it lies" if "located_in" in line else "")


def _why_weak(surface: str, entry: Entry, gazetteer: Gazetteer) -> str:
    """Why a name is not to be believed alone; empty where it may be."""
    folded = spaced(surface)
    if " " not in folded and (folded in common_words() or folded in head_words() or folded in GIVEN_NAMES):
        return "a common word, a head noun or a given name: only in context"
    for other in gazetteer.entries.values():
        names = (*other.all_names, *other.cores)
        if other.id != entry.id and any(spaced(name) == folded for name in names):
            return f"a name of {other.id} too: only in context"
    if any(weak.alias == surface for weak in entry.weak_aliases):
        return "known already, but not in this context"
    return ""


def _wrong(item: Feedback, entry: Entry, mention: Mention) -> tuple[dict[str, Any] | None, str]:
    alias, source = mention.alias, f"reader's feedback {item.id}"
    line: dict[str, Any] = {"id": entry.id, "extends": True}
    if mention.rule.startswith("weak:"):
        word = _word_beside(item.sentence, mention)
        if not word:
            return line | {"not": [alias], "source": source}, "no word beside it that could veto it"
        known = next((weak for weak in entry.weak_aliases if weak.alias == alias), None)
        # a short form («السجن») that is listed loses the vetoes of its class, so it is given them
        unless = [word] if known else [*(short_forms(entry.head)[1] if entry.head else ()), word]
        weak = {"alias": alias, "context": known.context if known else [["@self"]], "unless": unless}
        return line | {"weak_aliases": [weak], "source": source}, f"not beside «{word}»"
    if alias in (*entry.names, *entry.cores):
        told = "no longer by this name" if alias not in (entry.ar, entry.en) else "by this name only after another one"
        return line | {"not": [alias], "source": source}, told
    return None, f"the link follows from {mention.rule} ({alias}): no single name can be taken away for it"


def _word_beside(text: str, mention: Mention) -> str:
    """The nearest word that says something within the reach of a veto, those behind the name first."""
    spelled = words(text)
    behind = [word for word in spelled if word.start >= mention.end][:VETO_WORDS]
    before = [word for word in reversed(spelled) if word.end <= mention.start][:VETO_WORDS]
    return next((text[w.start : w.end] for w in (*behind, *before) if w.norm not in FUNCTION_WORDS), "")


def as_line(value: dict[str, Any]) -> str:
    """A JSON line as packs have them."""
    return json.dumps(value, ensure_ascii=False)
