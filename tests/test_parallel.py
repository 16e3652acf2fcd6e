import threading

import pytest

from newsetl.parallel import ahead


def test_results_come_in_order_whatever_ends_first() -> None:
    second = threading.Event()

    def work(item: str) -> str:
        if item == "first":
            assert second.wait(30)
        second.set()
        return item.upper()

    assert [future.result() for future in ahead(work, ["first", "second", "third"], 2)] == ["FIRST", "SECOND", "THIRD"]
    assert list(ahead(work, [], 2)) == []


def test_an_error_is_its_items_alone() -> None:
    def work(item: int) -> float:
        return 1 / item

    first, second = ahead(work, [0, 2], 1)
    with pytest.raises(ZeroDivisionError):
        first.result()
    assert second.result() == 0.5


def test_nothing_more_is_begun_when_nobody_waits() -> None:
    begun: list[int] = []
    go_on = threading.Event()

    def work(item: int) -> None:
        begun.append(item)
        assert go_on.wait(30)

    working = ahead(work, range(10), 1)
    first = next(working)
    working.close()
    go_on.set()
    first.result()
    assert begun == [0]
