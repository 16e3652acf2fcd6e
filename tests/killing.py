"""A run that is killed at a chosen point, in a process of its own.

The process is forked from one that has imported everything and begun nothing: imports take longer than such a run.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsetl import lake, pipeline
from newsetl.ledger import Ledger
from newsetl.settings import Settings
from tests.pipelines import run

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.killing"])


def killed(settings: Settings, stage: str, point: str) -> bool:
    """Run over the sample's days; whether the kernel killed it at the point of the stage."""
    return is_killed(_run_until, settings, stage, point)


def is_killed(target: Callable[..., None], *args: Any) -> bool:
    """Whether the kernel killed a process that runs a function of a module's; threads of this one cannot hang it."""
    process = _SERVER.Process(target=target, args=args)
    process.start()
    process.join(120)
    return process.exitcode == -signal.SIGKILL


def _run_until(settings: Settings, stage: str, point: str) -> None:
    {
        "inside": _inside,
        "half-written": _half_written,
        "in-the-check": _in_the_check,
        "before-the-ledger": _before_the_ledger,
    }[point](stage)
    run(settings)


def _kill(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _inside(stage: str) -> None:
    work = pipeline.Pipeline._work

    def dying(self: Any, name: str, *args: Any) -> Any:
        output = work(self, name, *args)
        if name == stage:
            _kill()
        return output

    pipeline.Pipeline._work = dying


def _half_written(stage: str) -> None:
    write = lake.Lake.write

    def dying(self: Any, name: str, *args: Any, **named: Any) -> Any:
        if name == stage:
            lake.POINTER = "never"
            Path.replace = _kill
        return write(self, name, *args, **named)

    lake.Lake.write = dying


def _in_the_check(_: str) -> None:
    judge = pipeline.check_interval

    def dying(*args: Any) -> None:
        judge(*args)
        _kill()

    pipeline.check_interval = dying


def _before_the_ledger(stage: str) -> None:
    finish = Ledger.finish

    def dying(self: Any, report: Any, outcomes: Any) -> None:
        if report.stage == stage:
            _kill()
        finish(self, report, outcomes)

    Ledger.finish = dying
