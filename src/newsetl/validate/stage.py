"""The validate stage over one partition."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import jsonschema_rs

from newsetl.lake import input_key
from newsetl.records import Article, Partition, Reason, dump_json
from newsetl.schemas import load_schema
from newsetl.stages import Context, StageOutput

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No news site is older; an earlier date is a default value or a typing error."""
TOLERANCE = timedelta(days=2)
"""A report may carry a date a little after it was seen: other time zones, wrong clocks, pre-dated analyses."""


def validate(
    partition: Partition, context: Context, held: Mapping[str, str] | None = None, seen: str = ""
) -> StageOutput:
    """Accept or quarantine every article of the partition, each with its reason.

    ``held``: revisions that the interval's expectations keep back, with the reason; ``seen``: digest of the input that
    these looked at, so that a result on an input renewed since then is known as stale.
    """
    output = context.output("validate", partition, Article)
    if commit := context.lake.commit("normalise", partition):
        output.consumed[input_key("normalise", partition)] = seen or commit.digest
    for article in context.lake.read("normalise", partition, Article):
        output.read += 1
        fault = find_fault(article)
        if fault is None and (said := (held or {}).get(revision_key(article))):
            fault = Reason.EXPECTATION, f"{said}: {article.url}"
        if fault is None:
            output.accept_revision(article.article_id, article.content_hash, article)
        else:
            record = json.dumps(dump_json(article), ensure_ascii=False)
            output.reject(article.article_id, article.source, *fault, record)
    return output


def revision_key(article: Article) -> str:
    """What tells the revisions within one partition apart."""
    return f"{article.article_id}/{article.content_hash}"


def find_fault(article: Article) -> tuple[Reason, str] | None:
    """The first reason not to accept an article, with what is wrong; None for a sound one.

    Dates are judged against the record's own observation, never against the clock, so that a re-run judges alike. Where
    that is only the time of a file, which copying and unpacking change, a report may be as young as its loading.
    """
    if not article.title.strip():
        return Reason.NO_TITLE, f"no title: {article.url}"
    if not article.body.strip():
        return Reason.NO_TEXT, f"no text: {article.url}"
    published = article.published_at
    by_file = any(found.field == "observed_at" for found in article.provenance)
    seen = max(article.observed_at, article.fetched_at) if by_file else article.observed_at
    if published and not EARLIEST <= published <= seen + TOLERANCE:
        return (
            Reason.DATE_OUT_OF_RANGE,
            f"published {published.isoformat()}, but seen {seen.isoformat()}: {article.url}",
        )
    error = next(iter(_validator().iter_errors(dump_json(article))), None)
    if error is None:
        return None
    where = "/".join(str(step) for step in error.instance_path) or "record"
    return Reason.SCHEMA, f"{where}: {error.message[:300]}"


@lru_cache(1)
def _validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(load_schema("article"), validate_formats=True)
