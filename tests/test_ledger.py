"""The ledger: one outcome a record, counts that add up, the last attempt's word stands."""

from datetime import UTC, datetime

import pytest

from newsetl.ledger import ConservationError, Ledger, OutcomeRow, StageReport
from newsetl.records import Article, Outcome, Partition, Reason, Route
from newsetl.stages import StageOutput
from newsetl.state import State

PARTITION = Partition(
    route=Route.DAILY,
    source="nahr",
    since=datetime(2022, 1, 20, tzinfo=UTC),
    until=datetime(2022, 1, 21, tzinfo=UTC),
)


@pytest.fixture
def ledger(tmp_path):
    return Ledger(State(tmp_path / "state.sqlite"))


def report(attempt, **counts):
    return StageReport(
        stage="normalise",
        partition=PARTITION.path,
        attempt=attempt,
        read=sum(counts.values()),
        counts={Outcome(name): count for name, count in counts.items()},
    )


def rows(*outcomes):
    return [OutcomeRow(record_id=str(i), outcome=outcome) for i, outcome in enumerate(outcomes)]


def test_lost_and_invented_records_are_noticed():
    lost = StageReport(stage="s", partition="p", attempt=1, read=3, counts={Outcome.NEW: 2})
    with pytest.raises(ConservationError, match="3 records in, 2 outcomes"):
        lost.check()


def test_a_second_run_replaces_the_outcomes_of_the_first(ledger):
    ledger.finish(report(ledger.begin("normalise", PARTITION), new=2), rows(Outcome.NEW, Outcome.NEW))
    ledger.finish(report(ledger.begin("normalise", PARTITION), unchanged=1), rows(Outcome.UNCHANGED))
    assert [(row.outcome, row.count) for row in ledger.counts([PARTITION])] == [(Outcome.UNCHANGED, 1)]


def test_an_attempt_that_ends_after_a_later_one_changes_nothing(ledger):
    early, late = ledger.begin("normalise", PARTITION), ledger.begin("normalise", PARTITION)
    ledger.finish(report(late, new=1), rows(Outcome.NEW))
    ledger.finish(report(early, quarantined=1), rows(Outcome.QUARANTINED))
    assert [row.outcome for row in ledger.counts([PARTITION])] == [Outcome.NEW]


def test_a_killed_attempt_shows_as_running_and_a_failed_one_says_why(ledger):
    ledger.begin("ingest", PARTITION)
    ledger.fail(ledger.begin("normalise", PARTITION), "the disk is full")
    found = {row.stage: (row.state, row.message) for row in ledger.last_attempts([PARTITION])}
    assert found == {"ingest": ("running", ""), "normalise": ("failed", "the disk is full")}


def test_what_was_passed_on_is_remembered_by_digest(ledger):
    first = StageOutput("validate", Article, ledger.digests("validate", PARTITION))
    first.accept("a", "1", object())
    first.accept("b", "1", object())
    first.reject("c", "nahr", Reason.NO_TITLE, "no title", "{}")
    attempt = ledger.begin("validate", PARTITION)
    ledger.finish(
        StageReport(stage="validate", partition=PARTITION.path, attempt=attempt, read=3, counts={}), first.outcomes
    )
    second = StageOutput("validate", Article, ledger.digests("validate", PARTITION))
    second.accept("a", "1", object())
    second.accept("b", "2", object())
    second.accept("c", "1", object())
    assert [row.outcome for row in second.outcomes] == [Outcome.UNCHANGED, Outcome.UPDATED, Outcome.NEW]


def test_the_same_record_twice_is_a_redelivery_and_a_revision_is_not():
    output = StageOutput("normalise", Article, {})
    output.accept("a", "1", "first")
    output.accept("a", "1", "again")
    output.accept("a", "2", "revised")
    assert output.rows == ["first", "revised"]
    assert [row.outcome for row in output.outcomes] == [Outcome.NEW, Outcome.REDELIVERED, Outcome.NEW]
    assert len({row.record_id for row in output.outcomes}) == 3


def test_the_digest_of_a_stage_does_not_depend_on_order():
    outputs = [StageOutput("normalise", Article, {}) for _ in range(2)]
    for output, order in zip(outputs, ("ab", "ba"), strict=True):
        for name in order:
            output.accept(name, "1", name)
    assert outputs[0].digest == outputs[1].digest
