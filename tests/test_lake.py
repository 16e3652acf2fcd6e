"""The lake: whole partitions or nothing, later attempts win, other machines are refused."""

import json
import os
from datetime import UTC, datetime

import pytest

from newsetl.lake import Lake, LakeError, Superseded
from newsetl.records import Article, Partition, Reason, Rejection, Route
from newsetl.settings import SettingsError

PARTITION = Partition(
    route=Route.DAILY,
    source="nahr",
    since=datetime(2022, 1, 20, tzinfo=UTC),
    until=datetime(2022, 1, 21, tzinfo=UTC),
)


@pytest.fixture
def lake(tmp_path):
    return Lake((tmp_path / "lake").as_uri(), "here")


def write(lake, attempt, rows, rejections=()):
    return lake.write(
        "normalise", PARTITION, attempt, rows, list(rejections), digest=str(attempt), consumed={}, model=Article
    )


def test_a_partition_is_replaced_whole(lake, make_article):
    write(lake, 1, [make_article(title="أول"), make_article(title="ثان")])
    write(lake, 2, [make_article(title="ثالث")])
    assert [row.title for row in lake.read("normalise", PARTITION, Article)] == ["ثالث"]


def test_an_earlier_attempt_that_ends_late_loses(lake, make_article):
    write(lake, 5, [make_article(title="الأحدث")])
    with pytest.raises(Superseded):
        write(lake, 4, [make_article(title="الأقدم")])
    assert [row.title for row in lake.read("normalise", PARTITION, Article)] == ["الأحدث"]


def test_a_failing_write_leaves_the_old_content(lake, make_article):
    write(lake, 1, [make_article(title="باق")])
    with pytest.raises(AttributeError):
        write(lake, 2, ["not a record"])
    assert [row.title for row in lake.read("normalise", PARTITION, Article)] == ["باق"]
    assert not list(lake.root.rglob("*.tmp"))


def test_rejections_are_kept_whole_beside_the_rows(lake):
    rejection = Rejection(
        record_id="x", stage="normalise", source="nahr", reason=Reason.NO_ARTICLE, message="m", record="{}"
    )
    write(lake, 1, [], [rejection])
    assert lake.read_rejections("normalise", PARTITION) == [rejection]


def test_old_files_do_not_pile_up(lake, make_article):
    for attempt in range(1, 6):
        write(lake, attempt, [make_article()])
    files = [path.name for path in (lake.root / "normalise").rglob("*.parquet")]
    assert len(files) == 4, "the current attempt's two files and the last one's"


def test_an_attempt_that_ends_leaves_the_files_of_a_later_one_alone(lake, make_article):
    folder = lake.root / "normalise" / PARTITION.path
    write(lake, 1, [make_article()])
    (folder / "00000009.parquet").write_bytes(b"attempt 9 is about to commit this")
    write(lake, 2, [make_article()])
    write(lake, 3, [make_article()])
    assert (folder / "00000009.parquet").exists()


def test_partitions_are_found_by_route_and_interval(lake, make_article):
    write(lake, 1, [make_article()])
    assert lake.partitions("normalise") == [PARTITION]
    assert lake.partitions("normalise", route=Route.DAILY) == [PARTITION]
    assert lake.partitions("normalise", route=Route.LIVE) == []
    assert lake.partitions("enrich") == []


def test_another_machines_lake_is_refused_and_the_way_out_named(lake, make_article):
    write(lake, 1, [make_article()])
    other = Lake(lake.root.as_uri(), "elsewhere")
    with pytest.raises(LakeError, match=r"belongs to the machine «here».*NEWSETL_MACHINE=here"):
        write(other, 2, [make_article()])
    assert json.loads((lake.root / "lake.json").read_text())["machine"] == "here"


def test_a_lake_elsewhere_than_in_a_folder_is_refused_by_name():
    with pytest.raises(SettingsError, match="s3://bucket/news: only file:/// lakes"):
        Lake("s3://bucket/news", "here")


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path, make_article):
    (tmp_path / "file").write_text("not a folder")
    lake = Lake((tmp_path / "file" / "lake").as_uri(), "here")
    with pytest.raises(LakeError, match=r"cannot be used.*NEWSETL_LAKE_URL"):
        write(lake, 1, [make_article()])


def test_a_folder_of_somebody_else_says_what_to_do(lake, make_article):
    write(lake, 1, [make_article()])
    for path in (lake.root, *lake.root.rglob("*")):
        path.chmod(0)
    said = in_child_without_privileges(lambda: write(lake, 2, [make_article()]))
    assert said.startswith("LakeError:")
    assert "Permission denied" in said
    assert "NEWSETL_LAKE_URL" in said


def in_child_without_privileges(act):
    """What ``act`` raised in a child process that is not root (root may read and write everything)."""
    read, wrote = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            act()
            said = "nothing"
        except BaseException as error:  # noqa: BLE001  (whatever it is, the parent is told)
            said = f"{type(error).__name__}: {error}"
        os.write(wrote, said.encode())
        os._exit(0)
    os.close(wrote)
    os.waitpid(child, 0)
    with os.fdopen(read) as pipe:
        return pipe.read()
