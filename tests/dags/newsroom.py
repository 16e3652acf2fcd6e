"""What tests tell the faked stages, and hear of them."""

from dataclasses import dataclass, field


@dataclass
class Newsroom:
    """What the faked stages are to do, and what they were asked to do."""

    sources: list[str] = field(default_factory=lambda: ["alpha", "beta"])
    dead: dict[str, Exception] = field(default_factory=dict)
    """Source → the error that its ingest raises."""
    calls: list[tuple[str, str]] = field(default_factory=list)
    """(stage, source) in the order they ran."""
    refetched: list[str] = field(default_factory=list)
    """Sources that were asked to fetch again what is known."""
    budgets: dict[str, float | None] = field(default_factory=dict)
    """Stage → the seconds it was told to fetch in."""
    plan_error: Exception | None = None

    def stages_of(self, source: str) -> list[str]:
        """Stages that ran for a source."""
        return [stage for stage, name in self.calls if name == source]
