"""What an address asks for, read leniently into a question, and the addresses that lead from one question to others."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from newsetl.search.planner import Filters
from newsetl.search.service import FACETS
from newsetl.times import day_start

PAGE_SIZE = 10
MAX_HITS = 10_000
"""Elasticsearch shows no hit beyond this one (``index.max_result_window``)."""
MAX_CHARS = 500


class BadQuestion(ValueError):
    """An address that cannot be understood; ``arabic`` and the message say what to put right."""

    title = ("تعذّر تنفيذ البحث", "That search cannot be made")

    def __init__(self, arabic: str, english: str) -> None:
        super().__init__(english)
        self.arabic = arabic


@dataclass(frozen=True)
class Question:
    """One search with all that narrows it. ``since`` and ``until`` are days, the last one included (UTC)."""

    text: str = ""
    terms: dict[str, str] = field(default_factory=dict)
    """Facet field → the one value that is wanted."""
    since: date | None = None
    until: date | None = None
    story: str = ""
    """The story whose reports alone are wanted, by its id."""
    every_copy: bool = False
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Question":
        """From query parameters ``q``, the facets' names, ``story``, ``from``, ``to``, ``copies=all`` and ``page``.

        Raises BadQuestion.
        """
        text = given.get("q", "").strip()
        check_length(text)
        since, until = _day(given.get("from", "")), _day(given.get("to", ""))
        if since and until and since > until:
            raise BadQuestion(
                "تاريخ البداية بعد تاريخ النهاية: بدّل بينهما.", "The first day comes after the last one: swap them."
            )
        return cls(
            text=text,
            terms={name: value for name in FACETS if (value := given.get(name, "").strip())},
            since=since,
            until=until,
            story=given.get("story", "").strip(),
            every_copy=given.get("copies") == "all",
            page=_page(given.get("page", "")),
        )

    @property
    def filters(self) -> Filters:
        """For the planner."""
        terms = self.terms | ({"story_id": self.story} if self.story else {})
        return Filters(terms, _midnight(self.since), _midnight(self.until, after=1))

    @property
    def offset(self) -> int:
        """Hits before this page."""
        return (self.page - 1) * PAGE_SIZE

    @property
    def narrowed(self) -> bool:
        """Whether anything besides the text narrows it."""
        return bool(self.terms or self.story or self.since or self.until)

    def address(self, **changes: object) -> str:
        """The query string of this question, changed; page 1 unless ``page`` is among the changes."""
        asked = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        given = {
            "q": asked.text,
            **asked.terms,
            "from": asked.since.isoformat() if asked.since else "",
            "to": asked.until.isoformat() if asked.until else "",
            "story": asked.story,
            "copies": "all" if asked.every_copy else "",
            "page": str(asked.page) if asked.page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in given.items() if value})

    def with_term(self, name: str, value: str) -> str:
        """The same question narrowed to one value of a facet."""
        return self.address(terms={**self.terms, name: value})

    def without_term(self, name: str) -> str:
        """The same question without that facet."""
        return self.address(terms={key: value for key, value in self.terms.items() if key != name})


def check_length(text: str) -> None:
    """Raise BadQuestion for a text longer than anybody asks."""
    if len(text) > MAX_CHARS:
        raise BadQuestion(
            f"السؤال أطول من {MAX_CHARS} حرف: اختصره.", f"The query is longer than {MAX_CHARS} characters: shorten it."
        )


def check_known(given: Iterable[str], known: Collection[str]) -> None:
    """Raise BadQuestion for a parameter that nobody knows: a program that asks for ``query`` wants no other answer."""
    unknown = sorted(set(given) - set(known))
    if unknown:
        names, takes = ", ".join(unknown), ", ".join(known)
        raise BadQuestion(f"معامل غير معروف: {names}. المعروف: {takes}.", f"Unknown parameter {names}; known: {takes}.")


def _day(text: str) -> date | None:
    text = text.strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadQuestion(
            "تاريخ غير مفهوم: اكتبه هكذا 2022-01-20.", "That date is not understood: write it as 2022-01-20."
        ) from None


def _midnight(day: date | None, after: int = 0) -> datetime | None:
    if day is None or (after and day >= date.max - timedelta(days=after)):
        return None
    return day_start(day + timedelta(days=after))


def _page(text: str) -> int:
    number = int(text[:9]) if text.isascii() and text.isdecimal() else 1
    return max(1, min(number, MAX_HITS // PAGE_SIZE))


def read_moment(text: str) -> datetime | None:
    """An ISO 8601 date or time, UTC unless it says; None for an empty text. Raises BadQuestion."""
    text = text.strip()
    try:
        # A «+» that was not percent-encoded reaches us as a blank.
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text) if text else None
        return moment and (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC))
    except (ValueError, OverflowError):
        raise BadQuestion(
            "وقت غير مفهوم: اكتبه هكذا 2022-01-20T06:00Z.", "That time is not understood: write 2022-01-20T06:00Z."
        ) from None


def read_number(text: str, default: int, most: int) -> int:
    """A number from 0 to ``most``. Raises BadQuestion."""
    if not text:
        return default
    if text.isascii() and text.isdecimal() and len(text) < 9 and int(text) <= most:
        return int(text)
    raise BadQuestion(f"العدد يكون من 0 إلى {most}.", f"The number must be between 0 and {most}.")
