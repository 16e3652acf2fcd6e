"""Feedback is kept with its sentence, survives a torn line, and becomes lines that do what they are for."""

import json

import pytest

from newsetl.feedback import FeedbackError, FeedbackStore, Text, feedback_on
from newsetl.names.accepting import Refused, accept_proposal
from newsetl.names.cases import read_cases, run_cases
from newsetl.names.gazetteer import GazetteerError
from newsetl.names.linker import Linker
from newsetl.names.loading import load_gazetteer
from newsetl.names.proposals import propose
from tests.conftest import PACKS


def shipped(folder=None):
    return load_gazetteer(folder, PACKS.split(","))


def on(linker, kind, entity_id, body, surface="", title=""):
    return feedback_on(Text(title, body, linker.link(title, body)), kind, entity_id, surface)


def accepted(item, folder):
    """The linker after the proposal was taken."""
    accept_proposal(item, shipped(folder), folder)
    return Linker(shipped(folder))


def ids(linker, text, title=""):
    return {mention.entity_id for mention in linker.link(title, text)}


def test_the_sentence_is_kept_not_the_whole_report(tmp_path):
    body = "جملة أولى عن الطقس. سمع دوي قرب حبس غويران ليلا. جملة أخيرة."
    item = feedback_on(Text("عنوان", body, []), "missing", "facility:prison-sinaa", "حبس غويران")
    store = FeedbackStore(tmp_path)
    store.add(item), store.add(item)
    assert list(store.read().feedback.values()) == [item]
    assert (item.sentence, item.title) == ("سمع دوي قرب حبس غويران ليلا.", "عنوان")


def test_a_torn_line_is_told_by_its_number_and_costs_no_other(tmp_path):
    store = FeedbackStore(tmp_path)
    first, second = (
        feedback_on(Text("", f"سمع دوي قرب {name}", []), "missing", "facility:x", name) for name in ("الحبس", "السور")
    )
    store.add(first)
    with store.path.open("ab") as file:
        file.write(b'{"id": "half')
    store.add(second)
    kept = store.read()
    assert list(kept.feedback) == [first.id, second.id]
    assert [fault.startswith("feedback.jsonl line 2 ") for fault in kept.faults] == [True]


def test_what_is_not_in_the_text_is_refused():
    with pytest.raises(FeedbackError, match="does not stand in the text"):
        feedback_on(Text("", "نص قصير", []), "missing", "facility:x", "غويران")
    with pytest.raises(FeedbackError, match="no link to facility:x"):
        feedback_on(Text("", "نص قصير", []), "wrong", "facility:x")


def test_a_missing_name_becomes_an_alias_and_a_case(tmp_path):
    text = "سمع دوي قرب المبنى الرمادي القديم ليلا"
    item = on(Linker(shipped()), "missing", "facility:prison-sinaa", text, "المبنى الرمادي القديم")
    assert "facility:prison-sinaa" in ids(accepted(item, tmp_path), text)
    [case] = [json.loads(line) for line in (tmp_path / "cases.jsonl").read_text().splitlines()]
    assert (case["entity_id"], case["expected"]) == ("facility:prison-sinaa", True)
    cases, no_cases = read_cases(tmp_path / "cases.jsonl")
    assert [*no_cases, *run_cases(cases, Linker(shipped(tmp_path)))] == []
    [told] = run_cases(cases, Linker(shipped()))
    assert "cases.jsonl line 1: facility:prison-sinaa is not found" in str(told)


def test_a_name_no_pack_has_becomes_an_entry_where_it_lies(tmp_path):
    text = "وصلت قوافل إلى قرية تل الاختبار البعيد في محافظة الحسكة"
    item = on(Linker(shipped()), "missing", "place:tal-al-ikhtibar", text, "تل الاختبار البعيد")
    linker = accepted(item, tmp_path)
    assert "place:tal-al-ikhtibar" in ids(linker, "قصف على تل الاختبار البعيد")
    assert linker.gazetteer.entries["place:tal-al-ikhtibar"].located_in == "place:al-hasakah-governorate"


def test_a_common_word_is_only_taken_with_its_context():
    linker = Linker(shipped())
    item = on(linker, "missing", "facility:prison-sinaa", "قال شهود من غويران إن المنطقة هادئة", "المنطقة")
    line = propose(item, linker).line
    assert "aliases" not in line
    assert line["weak_aliases"][0]["alias"] == "المنطقة"


def test_a_wrong_link_of_a_weak_name_gets_a_veto_and_others_stay(tmp_path):
    linker = Linker(shipped())
    title, text = "هدوء في الحسكة", "وقال إن السجن الرملي لعبة قديمة"
    body = f"هاجم داعش سجن غويران. {text}"
    mentions = [m for m in linker.link(title, body) if m.start >= body.index(text)]
    item = feedback_on(Text(title, body, mentions), "wrong", "facility:prison-sinaa", "السجن")
    assert item.sentence == text
    accept_proposal(item, shipped(), tmp_path)
    after = Linker(shipped(tmp_path))
    found = [
        m.surface for m in after.link(title, body) if m.entity_id == "facility:prison-sinaa" and m.confidence > 0.5
    ]
    assert found == ["سجن غويران"]
    assert "السجن" in [m.surface for m in after.link("سجن غويران", "ثم طوقت القوات السجن من كل الجهات")]


def test_a_wrong_strong_alias_is_taken_away(tmp_path):
    line = {"id": "facility:prison-sinaa", "extends": True, "aliases": ["المبنى الرمادي"]}
    (tmp_path / "own.jsonl").write_text(json.dumps(line) + "\n")
    text = "تحدث عن المبنى الرمادي طويلا"
    item = on(Linker(shipped(tmp_path)), "wrong", "facility:prison-sinaa", text)
    assert "facility:prison-sinaa" not in ids(accepted(item, tmp_path), text)


def test_what_would_not_help_is_refused_and_nothing_is_written(tmp_path):
    text = "هاجم مسلحون سجن غويران"
    item = on(Linker(shipped()), "wrong", "facility:prison-sinaa", text)
    with pytest.raises(Refused, match="still be linked"):
        accept_proposal(item, shipped(), tmp_path)
    assert list(tmp_path.glob("*.jsonl")) == []


def test_an_extension_of_nothing_is_told_with_its_line(tmp_path):
    (tmp_path / "own.jsonl").write_text('{"id": "place:nowhere-at-all", "extends": true, "aliases": ["لا مكان"]}\n')
    with pytest.raises(GazetteerError, match=r"own\.jsonl line 1: place:nowhere-at-all extends an entry"):
        shipped(tmp_path)
    (tmp_path / "own.jsonl").write_text('{"id": "facility:prison-sinaa", "extends": true, "not": ["لا مكان"]}\n')
    with pytest.raises(GazetteerError, match="no name 'لا مكان' that could be taken away"):
        shipped(tmp_path)


def test_a_canonical_name_taken_away_needs_another_before(tmp_path):
    ar = shipped().entries["force:asayish"].ar
    line = {"id": "force:asayish", "extends": True, "not": [ar], "aliases": ["قوات الاختبار"]}
    (tmp_path / "own.jsonl").write_text(json.dumps(line) + "\n")
    linker = Linker(shipped(tmp_path))
    assert "force:asayish" not in ids(linker, f"انسحبت {ar} من المكان")
    assert "force:asayish" in ids(linker, "انسحبت قوات الاختبار من المكان")
