"""Progress of work in steps: a bar a step on standard error, where that is a terminal; a line a step elsewhere."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from newsetl.cli.screen import err


@contextmanager
def telling(steps: Mapping[str, str]) -> Iterator[Callable[[str, int, int], None]]:
    """What the work is to tell: (step, done, total); ``steps`` says how each is called to people."""
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as bars:
        tasks = {}

        def told(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(steps[step], total=None)
                if not err.is_terminal:
                    err.print(f"{steps[step]} …")
            # a step without a count has a bar that only moves
            bars.update(tasks[step], completed=done, total=total if total > 1 else None)

        yield told
