"""Ids, versions and partitions: what must never change its meaning."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsetl.arrow import schema_of, table_of
from newsetl.records import (
    Article,
    EnrichedArticle,
    Mention,
    Partition,
    Rejection,
    Route,
    digest_of,
    generation_of,
    make_capture_id,
    make_version,
    related_version,
)

NOON = datetime(2022, 1, 20, 12, tzinfo=UTC)
MOMENTS = st.integers(631_152_000, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def test_a_newer_observation_beats_any_generation():
    assert make_version(NOON + timedelta(seconds=1), 0) > related_version(make_version(NOON, (1 << 12) - 1))


def test_newer_code_beats_older_code_on_one_observation():
    assert make_version(NOON, 8) > make_version(NOON, 7)


def test_changed_relations_beat_what_they_came_from_and_lose_to_newer_code():
    version = make_version(NOON, 7)
    changed = version
    for _ in range(300):
        changed = related_version(changed)
        assert version < changed < make_version(NOON, 8)


@given(MOMENTS, st.integers(0, (1 << 12) - 1))
def test_versions_fit_in_64_bits_and_tell_their_generation(moment, generation):
    version = make_version(moment, generation)
    assert 0 <= version < 1 << 63
    assert generation_of(version) == generation_of(related_version(version)) == generation


def test_a_generation_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        make_version(NOON, 1 << 12)


def test_capture_id_is_the_same_moment_in_any_time_zone():
    damascus = timezone(timedelta(hours=2))
    url = "https://a.example/1"
    assert make_capture_id(url, NOON) == make_capture_id(url, NOON.astimezone(damascus))


def test_digest_keeps_parts_apart():
    assert digest_of(["ab", "c"]) != digest_of(["a", "bc"])


@given(st.sampled_from(Route), st.from_regex(r"[a-z0-9][a-z0-9-]{0,30}", fullmatch=True), MOMENTS, MOMENTS)
def test_partition_path_round_trips(route, source, since, until):
    partition = Partition(route=route, source=source, since=since, until=until)
    assert Partition.from_path(partition.path) == partition


@pytest.mark.parametrize("path", ["", "route=live", "route=x/interval=1_2/source=a", "../../etc"])
def test_what_is_no_partition_path_is_refused(path):
    with pytest.raises(ValueError, match="not a partition path"):
        Partition.from_path(path)


@pytest.mark.parametrize("model", [Article, EnrichedArticle, Rejection, Mention])
def test_every_record_has_an_arrow_schema_with_all_its_fields(model):
    assert schema_of(model).names == list(model.model_fields)


def test_records_survive_arrow(make_article):
    article = make_article(title="سجن غويران", tags=["أمن", "سوريا"], published_at=None)
    assert [Article.model_validate(row) for row in table_of([article], Article).to_pylist()] == [article]
