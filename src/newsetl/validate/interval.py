"""The check of a whole interval, before its partitions are validated one by one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newsetl.lake import input_key
from newsetl.records import Article, Partition, Route, digest_of, stamp
from newsetl.stages import Context
from newsetl.validate.docs import Summary, publish
from newsetl.validate.expectations import Finding, judge
from newsetl.validate.frame import frame_of
from newsetl.validate.stage import find_fault, revision_key
from newsetl.validate.suite import ENOUGH, RECORD_RULES, batch_rules


@dataclass(frozen=True)
class IntervalCheck:
    """What the expectations say of an interval; empty where they were not asked."""

    held: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Source → revision (``revision_key``) → why it is held back."""
    seen: Mapping[str, str] = field(default_factory=dict)
    """Input (``input_key``) → digest of what was looked at."""
    message: str = ""
    """For people: what was found, and where Data Docs are."""


def check_interval(partitions: Sequence[Partition], context: Context, outlets: Iterable[str]) -> IntervalCheck:
    """Hold the sound articles of the partitions, as one frame, against the suite, and publish Data Docs on it.

    Asked for nothing (empty interval, switched off, few files given by hand) it does not even load the library.
    """
    if not context.settings.expectations:
        return IntervalCheck()
    seen: dict[str, str] = {}
    rows: list[tuple[str, Article]] = []
    for partition in partitions:
        if commit := context.lake.commit("normalise", partition):
            seen[input_key("normalise", partition)] = commit.digest
        sound = list(_sound(context.lake.read("normalise", partition, Article)))
        # Of each partition by itself, so that its outcome does not hang on what was given along with it.
        if partition.route is not Route.LOAD or len(sound) >= context.settings.expectations_load_from:
            rows += [(partition.source, article) for article in sound]
    if not rows:
        return IntervalCheck()
    given = partitions[0].route is Route.LOAD
    rules = RECORD_RULES
    if len(rows) >= ENOUGH:
        latest = max(article.fetched_at for _, article in rows).year
        rules += batch_rules(None if given else outlets, latest)
    name = _name(partitions)
    judgement = judge(frame_of(rows), rules, name)
    held = _held(judgement.findings)
    failed = [finding for finding in judgement.findings if not finding.met]
    summary = Summary(
        name=name,
        sources=len({source for source, _ in rows}),
        reports=len(rows),
        expectations=len(rules),
        failed=[finding.rule.name for finding in failed],
        held=sum(map(len, held.values())),
    )
    page = publish(context.settings.data_docs_path, summary, judgement.page)
    return IntervalCheck(held, seen, _message(summary, failed, page))


def _sound(articles: Iterable[Article]) -> Iterator[Article]:
    """Each revision once, without those that the record's own check keeps back."""
    known: set[str] = set()
    for article in articles:
        key = revision_key(article)
        if key not in known and find_fault(article) is None:
            known.add(key)
            yield article


def _held(findings: Iterable[Finding]) -> dict[str, dict[str, str]]:
    """The failing rows of the record's rules, by source; the first rule that a row fails is its reason."""
    held: dict[str, dict[str, str]] = defaultdict(dict)
    for finding in findings:
        rule = finding.rule
        if rule.level == "record":
            for row in finding.failing:
                value = row[rule.arguments["column"]]
                found = f"{value:.2f}" if isinstance(value, float) else str(value)
                message = f"{rule.name}: {rule.says[:-1]}; {rule.arguments['column']} is {found}"
                held[row["source"]].setdefault(f"{row['article_id']}/{row['content_hash']}", message)
    return dict(held)


def _name(partitions: Sequence[Partition]) -> str:
    """Route and interval, as a file name; files given by hand have no interval, so their names stand for it."""
    first = partitions[0]
    if first.route is Route.LOAD:
        return f"load-{digest_of(sorted(partition.source for partition in partitions))[:8]}"
    return f"{first.route}-{stamp(first.since)}-{stamp(first.until)}"


def _message(summary: Summary, failed: list[Finding], page: Path) -> str:
    met = (
        f"{summary.expectations - len(failed)} of {summary.expectations} expectations met by {summary.reports} reports"
    )
    told = "; ".join(f"{finding.rule.name}: {finding.observed} ({finding.rule.level})" for finding in failed)
    return f"{met}{', not met: ' if told else ''}{told}; Data Docs: {page}"
