"""Documents asked for one by one, each once and never more than so many: whoever is looked at is not to feel it."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from newsetl.ingest.failures import FetchOutcome
from newsetl.ingest.fetch import Fetched, Fetcher, FetchError, SourceUnavailable
from newsetl.urls import without_credentials

MOST_BYTES = 55_000_000
"""As long as a sitemap may be."""
Trouble = Literal["refused", "robots", "forbidden", "no", "unavailable", "enough"]


@dataclass(frozen=True)
class NoAnswer:
    """An address that gave nothing; ``kind``: an address rule forbids it, robots.txt does, the server does (403), the
    server says no otherwise, nobody answers for now, or enough was asked already.
    """

    kind: Trouble
    message: str


@dataclass
class Asker:
    """Asks through the fetcher, with its rules and its pace, at most ``left`` more times."""

    fetcher: Fetcher
    left: int
    seconds: float
    """For one document."""
    tell: Callable[[str], None] = lambda _: None
    """Told what is asked for, as it is."""
    answers: dict[str, Fetched | NoAnswer] = field(default_factory=dict)

    def ask(self, url: str) -> Fetched | NoAnswer:
        """The document at ``url``, or why there is none; the same answer whenever it is asked for again."""
        if url not in self.answers:
            self.answers[url] = self._ask(url)
        return self.answers[url]

    def _ask(self, url: str) -> Fetched | NoAnswer:
        if self.left <= 0:
            return NoAnswer("enough", "not asked: enough was asked of this outlet for once")
        self.left -= 1
        self.tell(f"asking {without_credentials(url)}")
        body = io.BytesIO()
        try:
            got = self.fetcher.download(url, body, MOST_BYTES, total_timeout=self.seconds)
        except FetchError as error:
            return NoAnswer(_KINDS.get(error.outcome, "no"), _without_address(error, url))
        except SourceUnavailable as error:
            return NoAnswer("unavailable", _without_address(error, url))
        return Fetched(got.url, got.status, got.media_type, got.charset, body.getvalue())


_KINDS: dict[FetchOutcome, Trouble] = {
    FetchOutcome.REFUSED_ADDRESS: "refused",
    FetchOutcome.ROBOTS: "robots",
    FetchOutcome.FORBIDDEN: "forbidden",
}


def _without_address(error: Exception, url: str) -> str:
    """The message without the address that it begins with, for the address is told beside it."""
    return str(error).removeprefix(f"{without_credentials(url)}: ")
