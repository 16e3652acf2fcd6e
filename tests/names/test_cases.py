"""Sentences that an operator corrected once: tried against the names, and told by line when they fail."""

import json
from datetime import date

from newsetl.names.cases import read_cases, run_cases
from tests.cli.reports import lines

PRISON = "facility:prison"


def case(sentence, expected=True, entity_id=PRISON, **more):
    return {"sentence": sentence, "title": "", "entity_id": entity_id, "expected": expected, **more}


def told(path, linker):
    cases, faults = read_cases(path)
    return [str(fault) for fault in [*faults, *run_cases(cases, linker)]]


def test_cases_that_hold_are_silent(tmp_path, linker):
    held = [case("هاجموا سجن غويران"), case("وزارة الصناعة", expected=False), case("ليس هنا", False, "place:gone")]
    assert told(lines(tmp_path / "cases.jsonl", *held), linker) == []


def test_the_title_is_context_and_other_keys_are_left_to_their_writers(tmp_path, linker):
    written = case("هرب سجناء من السجن.", title="سجن غويران", reporter="page", day="2022-01-20")
    only_titled = case("هرب سجناء.", title="سجن غويران", expected=False)
    cases, _ = read_cases(lines(tmp_path / "cases.jsonl", written, only_titled))
    assert cases[0].case.day == date(2022, 1, 20)
    assert run_cases(cases, linker) == []


def test_a_case_that_fails_is_told_with_line_and_sentence(tmp_path, linker):
    missing, wrong = case("اشتباكات في المدينة"), case("هاجموا سجن غويران", expected=False)
    faults = told(lines(tmp_path / "cases.jsonl", missing, wrong, case("أي شيء", True, "place:gone")), linker)
    assert faults == [
        f"cases.jsonl line 1: {PRISON} is not found in «اشتباكات في المدينة»",
        f"cases.jsonl line 2: {PRISON} is found by «سجن غويران» (strong) in «هاجموا سجن غويران», where it is not meant",
        "cases.jsonl line 3: expects place:gone, which no pack has",
    ]


def test_a_line_that_is_no_case_is_told(tmp_path, linker):
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b"\n{broken\n" + json.dumps({"sentence": "x", "expected": True}).encode() + b'\n"\xff"\n')
    faults = told(path, linker)
    assert [fault.partition(":")[0] for fault in faults] == [f"cases.jsonl line {number}" for number in (2, 3, 4)]
    assert "entity_id: Field required" in faults[1]
    assert read_cases(tmp_path / "none.jsonl") == ([], [])
