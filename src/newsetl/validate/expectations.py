"""Great Expectations over one frame. Importing it takes seconds, so only the functions here that need it do so."""

import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsetl.validate.frame import KEYS
from newsetl.validate.suite import Rule

if TYPE_CHECKING:
    import pandas as pd


class ExpectationError(RuntimeError):
    """An expectation could not be evaluated at all; the message names it."""


@dataclass(frozen=True)
class Finding:
    """What became of one rule."""

    rule: Rule
    met: bool
    failing: list[dict[str, Any]] = field(default_factory=list)
    """Rows that fail it: KEYS and the value looked at."""
    observed: str = ""
    """What was found, in words; empty when met."""


@dataclass(frozen=True)
class Judgement:
    """All findings, in the order of the rules, and the page of Data Docs on them (HTML as it was rendered)."""

    findings: list[Finding]
    page: str


def judge(frame: "pd.DataFrame", rules: Sequence[Rule], name: str) -> Judgement:
    """Hold the frame against the rules, in memory: no file, no network, no telemetry, nothing on the screen.

    Raises ExpectationError when a rule could not be evaluated, which says nothing of the data.
    """
    # Before the import: under Airflow, which shows every logger, it would fill hundreds of lines of the task's log.
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
        from great_expectations.core.run_identifier import RunIdentifier
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )
        from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
        from great_expectations.render.view.view import DefaultJinjaPageView

        config = DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            progress_bars=ProgressBarsConfig(globally=False),
            analytics_enabled=False,
        )
        context = gx.get_context(mode="ephemeral", project_config=config)
        source = context.data_sources.add_pandas("newsetl")
        batch = source.add_dataframe_asset("articles").add_batch_definition_whole_dataframe("interval")
        suite = context.suites.add(gx.ExpectationSuite(name="articles", expectations=[_expectation(r) for r in rules]))
        definition = context.validation_definitions.add(
            gx.ValidationDefinition(name="interval", data=batch, suite=suite)
        )
        result = definition.run(
            batch_parameters={"dataframe": frame},
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": list(KEYS)},
            run_id=RunIdentifier(run_name=name),
        )
        by_name = {_rule_of(found): found for found in result.results}
        findings = [_finding(rule, by_name[rule.name]) for rule in rules]
        page = DefaultJinjaPageView().render(ValidationResultsPageRenderer().render(result))  # type: ignore[no-untyped-call]
    return Judgement(findings, page)


def _expectation(rule: Rule) -> Any:
    from great_expectations import expectations

    return getattr(expectations, rule.kind)(
        **rule.arguments,
        description=f"{rule.name}: {rule.says}",
        severity="critical" if rule.level == "record" else "warning",
        meta={"rule": rule.name, "level": rule.level},
    )


def _rule_of(found: Any) -> str:
    return str(found.expectation_config.meta["rule"])


def _finding(rule: Rule, found: Any) -> Finding:
    if found.success:
        return Finding(rule, met=True)
    result = found.result or {}
    if "unexpected_count" in result:
        total, failing = result["element_count"], result["unexpected_count"]
        return Finding(rule, False, result.get("unexpected_index_list") or [], f"{failing} of {total} reports fail it")
    if "observed_value" in result:
        return Finding(rule, False, [], f"found {result['observed_value']:.2f}")
    raise ExpectationError(f"the expectation {rule.name} could not be evaluated: {found.exception_info}")
