"""A share with the interval it may lie in: Wilson's score interval (Wilson 1927), 95 %."""

from dataclasses import dataclass
from math import sqrt

_Z = 1.959963984540054
"""Quantile of the normal distribution for 95 %."""


@dataclass(frozen=True)
class Rate:
    """``found`` of ``of``; counts may be means, then the interval is that of as many cases."""

    found: float
    of: float

    @property
    def value(self) -> float:
        """The share; 0 of nothing is 0."""
        return self.found / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Bounds of the 95 % Wilson interval; of nothing, anything may be true: (0, 1)."""
        if not self.of:
            return 0.0, 1.0
        share, square = self.value, _Z * _Z
        middle = share + square / (2 * self.of)
        spread = _Z * sqrt(share * (1 - share) / self.of + square / (4 * self.of * self.of))
        scale = 1 + square / self.of
        return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)

    def as_json(self) -> dict[str, float]:
        """Value, bounds and the two counts, rounded."""
        low, high = self.interval
        shares = {"value": round(self.value, 4), "low": round(low, 4), "high": round(high, 4)}
        return shares | {"found": round(self.found, 2), "of": round(self.of, 2)}

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.3f} [{low:.3f}, {high:.3f}] {self.found:g}/{self.of:g}"


def f1(precision: float, recall: float) -> float:
    """Harmonic mean; 0 when both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
