"""What is expected of an interval's articles: the suite as data, one Rule an expectation.

Of the record: a row that fails is surely damaged and goes to quarantine. These look at one row alone, so what becomes
of a report never depends on what else came in with it. Of the batch: the share of odd rows says that an outlet or our
reading of it has changed; a warning, and no record is lost by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

ENOUGH = 20
"""Rows from which on a share says something."""
LANGUAGES = ("ar", "ckb", "ku", "fa", "tr", "he", "en", "fr", "de", "es", "ru", "und")
"""What outlets in and around the Arab world write; another code is mostly a short text that was misjudged."""


@dataclass(frozen=True)
class Rule:
    """One expectation: the class of Great Expectations that judges it, and its arguments."""

    name: str
    level: Literal["record", "batch"]
    says: str
    """What holds for a sound report, in one sentence."""
    kind: str
    arguments: dict[str, Any]


RECORD_RULES: tuple[Rule, ...] = (
    Rule(
        "title_readable",
        "record",
        "The title holds a letter or a digit.",
        "ExpectColumnValuesToBeBetween",
        {"column": "title_letters", "min_value": 1},
    ),
    Rule(
        "body_readable",
        "record",
        "At most 30 % of the text are replacement or control characters or letters read in a wrong charset.",
        "ExpectColumnValuesToBeBetween",
        {"column": "broken_share", "max_value": 0.3},
    ),
    Rule(
        "body_is_text",
        "record",
        "At most half of the text is HTML markup.",
        "ExpectColumnValuesToBeBetween",
        {"column": "markup_share", "max_value": 0.5},
    ),
    Rule(
        "address_has_host",
        "record",
        "An address on the web names a host.",
        "ExpectColumnValuesToBeInSet",
        {"column": "address_has_host", "value_set": [True]},
    ),
)


def batch_rules(outlets: Iterable[str] | None, latest_year: int) -> tuple[Rule, ...]:
    """Expectations of a whole interval collected until ``latest_year``; ``outlets`` None: any outlet is fine."""
    rules = [
        _mostly("title_length", 0.95, "A title has 8 to 300 characters.", "title_length", 8, 300),
        _mostly("body_length", 0.8, "A text has at least 100 characters.", "body_length", 100, None),
        _mostly("no_markup", 0.98, "The text holds no HTML markup.", "markup_share", None, 0),
        _mostly("arabic_letters", 0.95, "A report in Arabic is in Arabic letters.", "arabic_share", 0.5, None),
        _mostly("boilerplate_share", 0.9, "At most 80 % were cut off as boilerplate.", "boilerplate_share", None, 0.8),
        _mostly("timeline", 0.98, "No report is older than 1990 or of the future.", "timeline_year", 1990, latest_year),
        Rule(
            "body_not_title",
            "batch",
            "The text says more than the title.",
            "ExpectColumnValuesToBeInSet",
            {"column": "body_is_title", "value_set": [False], "mostly": 0.8},
        ),
        Rule(
            "published_known",
            "batch",
            "The report says when it was published.",
            "ExpectColumnValuesToNotBeNull",
            {"column": "published_year", "mostly": 0.7},
        ),
        Rule(
            "language_known",
            "batch",
            "The language is one that outlets of the region write.",
            "ExpectColumnValuesToBeInSet",
            {"column": "lang", "value_set": list(LANGUAGES), "mostly": 0.98},
        ),
        Rule(
            "titles_differ",
            "batch",
            "At least half of the titles differ; a template's own title would be the same on every page.",
            "ExpectColumnProportionOfUniqueValuesToBeBetween",
            {"column": "title_digest", "min_value": 0.5},
        ),
        Rule(
            "revisions_unique",
            "batch",
            "No two sources brought the same revision of a report.",
            "ExpectCompoundColumnsToBeUnique",
            {"column_list": ["article_id", "content_hash"]},
        ),
    ]
    if outlets is not None:
        rules.append(
            Rule(
                "outlet_configured",
                "batch",
                "The outlet is one of the configured sources.",
                "ExpectColumnValuesToBeInSet",
                {"column": "outlet", "value_set": sorted(outlets)},
            )
        )
    return tuple(rules)


def _mostly(name: str, mostly: float, says: str, column: str, low: float | None, high: float | None) -> Rule:
    bounds = {"column": column, "min_value": low, "max_value": high, "mostly": mostly}
    return Rule(name, "batch", says, "ExpectColumnValuesToBeBetween", bounds)
