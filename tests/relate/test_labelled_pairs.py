"""The labelled pairs of which no threshold was chosen: a floor under what ``bench/relate.py`` measures."""

import json
from datetime import timedelta
from pathlib import Path

from newsetl.relate.duplicates import pairs, prepare
from tests.relate.newsroom import START

PAIRS = [json.loads(line) for line in Path(__file__).with_name("near_duplicates.jsonl").read_text("utf-8").splitlines()]


def is_found(pair):
    one = prepare("one", START, pair["one"], pair["outlets"][0])
    other = prepare("other", START + timedelta(hours=pair["hours"]), pair["other"], pair["outlets"][1])
    return any(pairs([one, other]))


def test_held_out_pairs_are_told_apart():
    held_out = [(pair["copy"], is_found(pair)) for pair in PAIRS if pair["half"] == "held_out"]
    assert len(held_out) >= 60
    right = sum(copy and found for copy, found in held_out)
    wrong = sum(copy != found for copy, found in held_out)
    assert 2 * right / (2 * right + wrong) >= 0.95
