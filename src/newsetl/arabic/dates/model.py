"""What the date parser hands out: mentions in a text, each with what it may say, most likely first."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Literal

Granularity = Literal["day", "month", "year", "range"]


class Confidence(IntEnum):
    """How far a reading can be believed; ordered."""

    LOW = 1
    """One of several readings, or from words that often say something else."""
    MEDIUM = 2
    """Inferred from the publication date by rule, or by a calendar that differs by country."""
    HIGH = 3
    """Stated in full: it cannot be read in another way."""


@dataclass(frozen=True)
class Reading:
    """One meaning of a date expression: the days from ``first`` to ``last``, both included."""

    first: date
    last: date
    granularity: Granularity
    rule: str
    confidence: Confidence

    @property
    def iso(self) -> str:
        """``2022-01-26``, ``2022-01``, ``2022``, or for all else ``2022-01-20/2022-01-26``."""
        text = self.first.isoformat()
        if self.granularity == "range":
            return f"{text}/{self.last.isoformat()}"
        return text[: {"day": 10, "month": 7, "year": 4}[self.granularity]]


@dataclass(frozen=True)
class DateMention:
    """``text[start:end]`` is a date expression; ``readings`` holds at least one reading, most likely first."""

    start: int
    end: int
    readings: tuple[Reading, ...]

    @property
    def best(self) -> Reading:
        """The most likely reading."""
        return self.readings[0]

    @property
    def iso(self) -> str:
        """The most likely reading's value."""
        return self.best.iso
