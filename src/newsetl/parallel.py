"""Several pieces of work at a time, their results in order."""

import queue
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def ahead(work: Callable[[T], R], items: Sequence[T], workers: int) -> Generator[Future[R], None, None]:
    """Work on the items in at most so many threads; give the future of each, in their order.

    Closing the iterator begins nothing more. Unlike those of ``concurrent.futures``, the threads do not keep the
    process from ending, so that Ctrl-C is no slower than a kill; the work must bear either.
    """
    todo: queue.SimpleQueue[tuple[T, Future[R]]] = queue.SimpleQueue()
    futures: list[Future[R]] = [Future() for _ in items]
    for pair in zip(items, futures, strict=True):
        todo.put(pair)

    def toil() -> None:
        while True:
            try:
                item, future = todo.get_nowait()
            except queue.Empty:
                return
            try:
                future.set_result(work(item))
            except BaseException as error:  # noqa: BLE001 -- whoever waits for the result is to have it
                future.set_exception(error)

    for _ in range(min(workers, len(items))):
        threading.Thread(target=toil, daemon=True).start()
    try:
        yield from futures
    finally:
        while not todo.empty():
            try:
                todo.get_nowait()
            except queue.Empty:
                break
