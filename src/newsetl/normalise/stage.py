"""The second stage: a partition's captures as articles."""

import json

from newsetl.identities import resolve
from newsetl.lake import input_key
from newsetl.normalise.article import Draft, NoText, aliases_of, article_of, draft_of, without_repeated
from newsetl.normalise.charset import BadEncoding
from newsetl.normalise.extract import ConsentPage, NoArticle, Paywall
from newsetl.records import Article, Capture, Outcome, Partition, Reason, digest_of, dump_json
from newsetl.selectors import Selectors
from newsetl.stages import Context, StageOutput
from newsetl.tombstones import Tombstones, capture_alias

STAGE = "normalise"
_INPUT = "ingest"
_REASONS: dict[type[Exception], Reason] = {
    NoArticle: Reason.NO_ARTICLE,
    NoText: Reason.NO_TEXT,
    BadEncoding: Reason.BAD_ENCODING,
    Paywall: Reason.PAYWALL,
    ConsentPage: Reason.CONSENT,
}


def normalise(partition: Partition, context: Context, selectors: Selectors | None = None) -> StageOutput:
    """Every capture of the partition becomes an article or is quarantined; ids are found or made in one go.

    ``selectors`` are the source's, by which its pages are read while they apply.
    """
    output = context.output(STAGE, partition, Article)
    commit = context.lake.commit(_INPUT, partition)
    if commit:
        output.consumed[input_key(_INPUT, partition)] = commit.digest
    drafts: list[Draft] = []
    captures = sorted(context.lake.read_captures(partition), key=lambda c: (c.observed_at, c.capture_id))
    for capture in captures:
        output.read += 1
        try:
            drafts.append(draft_of(capture, selectors))
        except Exception as error:  # noqa: BLE001 -- one odd page must not take the partition with it
            reason = _REASONS.get(type(error), Reason.INTERNAL)
            message = str(error) if reason is not Reason.INTERNAL else f"{type(error).__name__}: {error}"
            output.reject(capture.capture_id, capture.source, reason, message, _as_json(capture))
    if drafts:
        drafts = without_repeated(drafts)
        names = aliases_of(drafts)
        for draft, aliases, article_id in zip(drafts, names, resolve(context.state, names), strict=True):
            if article_id is None:
                # so that ingest knows these bytes, whatever address they come under
                Tombstones(context.state).mark_like(aliases, [capture_alias(draft.capture)])
                output.tell(digest_of(aliases[:1]), Outcome.ERASED)
                continue
            article = article_of(draft, article_id)
            output.accept_revision(article.article_id, article.content_hash, article)
    return output


def _as_json(capture: Capture) -> str:
    """The capture, its payload as text; the exact bytes are in the lake."""
    facts = dump_json(capture.model_copy(update={"payload": b""}))
    return json.dumps({**facts, "payload": capture.payload.decode("utf-8", "replace")}, ensure_ascii=False)
