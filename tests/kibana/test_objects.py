"""The saved objects speak of fields and objects that exist, under the names that Kibana looks for."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsetl.index.mapping import FACET_FIELDS, index_body
from newsetl.kibana.objects import DASHBOARD, build
from newsetl.kibana.parts import DATA_VIEW
from newsetl.names.gazetteer import Gazetteer

REPO = Path(__file__).resolve().parents[2]
Json = dict[str, Any]
LINES = [json.loads(line) for line in build().splitlines()]
OBJECTS, SUMMARY = LINES[:-1], LINES[-1]
BY_ID = {(one["type"], one["id"]): one for one in OBJECTS}
MAPPED = index_body(Gazetteer([]))["mappings"]["properties"]


def of_type(kind: str) -> list[Json]:
    return [one for one in OBJECTS if one["type"] == kind]


def source(one: Json) -> Json:
    found: Json = json.loads(one["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])
    return found


def test_the_checked_in_file_is_up_to_date() -> None:
    kept = (REPO / "deploy/kibana/newsetl.ndjson").read_text("utf-8")
    assert kept == build(), "run `newsetl kibana build`"


def test_the_file_is_whole() -> None:
    assert len(BY_ID) == len(OBJECTS) == SUMMARY["exportedCount"]
    # As measured: Kibana refuses what is newer than itself and upgrades what is older.
    oldest = {"index-pattern": "8.0.0", "search": "8.0.0", "lens": "8.9.0", "dashboard": "8.9.0"}
    assert {one["type"]: one["typeMigrationVersion"] for one in OBJECTS} == oldest
    assert {one["coreMigrationVersion"] for one in OBJECTS} == {"8.8.0"}


def test_every_reference_leads_to_an_object_and_is_the_one_that_is_named() -> None:
    for one in OBJECTS:
        found = [reference["name"] for reference in one["references"]]
        assert len(found) == len(set(found))
        assert all((reference["type"], reference["id"]) in BY_ID for reference in one["references"])
        assert sorted(found) == sorted(named(one)), one["id"]


def named(one: Json) -> list[str]:
    """The references that the attributes speak of, collected apart from the code that writes them."""
    attributes = one["attributes"]
    if one["type"] == "index-pattern":
        return []
    if one["type"] == "lens":
        layers = attributes["state"]["datasourceStates"]["formBased"]["layers"]
        return [f"indexpattern-datasource-layer-{layer}" for layer in layers]
    names = [filter_["meta"]["indexRefName"] for filter_ in source(one)["filter"]]
    if one["type"] == "search":
        return [*names, source(one)["indexRefName"]]
    controls = json.loads(attributes["controlGroupInput"]["panelsJSON"])
    names += [f"controlGroup_{control}:optionsListDataView" for control in controls]
    panels = json.loads(attributes["panelsJSON"])
    assert all(panel["panelRefName"] == f"panel_{panel['panelIndex']}" for panel in panels)
    shown = {f"{panel['panelIndex']}:panel_{panel['panelIndex']}": panel["type"] for panel in panels}
    assert {r["name"]: r["type"] for r in one["references"] if r["name"] in shown} == shown
    return names + list(shown)


def test_the_data_view_is_over_the_alias_and_its_time() -> None:
    view = BY_ID["index-pattern", DATA_VIEW]["attributes"]
    assert view["title"] == "news"
    assert json.loads(build("other").splitlines()[0])["attributes"]["title"] == "other"
    assert MAPPED[view["timeFieldName"]]["type"] == "date"
    for names in (json.loads(view["fieldAttrs"]), json.loads(view["fieldFormatMap"])):
        assert names.keys() <= MAPPED.keys()


@pytest.mark.parametrize("one", of_type("search"), ids=lambda one: one["id"])
def test_a_session_shows_all_years_in_arabic_without_copies(one: Json) -> None:
    attributes = one["attributes"]
    labels = json.loads(BY_ID["index-pattern", DATA_VIEW]["attributes"]["fieldAttrs"])
    assert attributes["columns"] == ["title", "outlet", "evidence"]
    assert all("؀" <= labels[name]["customLabel"][0] <= "ۿ" for name in attributes["columns"])
    assert set(attributes["columns"]) | attributes["grid"]["columns"].keys() <= MAPPED.keys()
    assert [MAPPED[name]["type"] for name, _ in attributes["sort"]] == ["date"]
    assert attributes["timeRestore"]
    assert attributes["timeRange"]["from"] < "2000"
    assert source(one)["query"]["language"] == "lucene"


@pytest.mark.parametrize("one", [*of_type("search"), *of_type("dashboard")], ids=lambda one: one["id"])
def test_copies_are_hidden_by_a_filter_that_can_be_taken_away(one: Json) -> None:
    (filter_,) = source(one)["filter"]
    assert MAPPED["is_primary"]["type"] == "boolean"
    assert filter_["query"] == {"match_phrase": {"is_primary": True}}
    assert filter_["meta"]["field"] == filter_["meta"]["key"] == "is_primary"
    assert not filter_["meta"]["disabled"]
    assert filter_["meta"]["negate"] is (one["id"] == "news-copies")


@pytest.mark.parametrize("one", of_type("lens"), ids=lambda one: one["id"])
def test_a_chart_counts_fields_that_can_be_counted(one: Json) -> None:
    state = one["attributes"]["state"]
    for layer in state["datasourceStates"]["formBased"]["layers"].values():
        columns = layer["columns"]
        assert layer["columnOrder"] == list(columns)
        bucketed = [column["isBucketed"] for column in columns.values()]
        assert bucketed == sorted(bucketed, reverse=True), "buckets come before measures"
        for column in columns.values():
            field = column["sourceField"]
            match column["operationType"]:
                case "terms":
                    assert field in FACET_FIELDS
                    assert column["params"]["orderBy"]["columnId"] in columns
                case "date_histogram":
                    assert MAPPED[field]["type"] == "date"
                case kind:
                    assert (kind, field) == ("count", "___records___")
        assert used(state["visualization"]) == columns.keys()


def used(visualization: Json) -> set[str]:
    """Ids of the columns that a chart or table draws."""
    if "columns" in visualization:
        return {column["columnId"] for column in visualization["columns"]}
    (layer,) = visualization["layers"]
    return {layer["xAccessor"], *layer["accessors"], *filter(None, [layer.get("splitAccessor")])}


def test_the_dashboard_fits_the_grid_and_filters_by_countable_fields() -> None:
    attributes = BY_ID["dashboard", DASHBOARD]["attributes"]
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(attributes["panelsJSON"]):
        grid = panel["gridData"]
        assert grid["x"] + grid["w"] <= 48
        cells = {(grid["x"] + x, grid["y"] + y) for x in range(grid["w"]) for y in range(grid["h"])}
        assert not cells & taken, "panels overlap"
        taken |= cells
    controls = json.loads(attributes["controlGroupInput"]["panelsJSON"])
    assert {control["explicitInput"]["fieldName"] for control in controls.values()} <= FACET_FIELDS


def test_kibanas_defaults() -> None:
    settings = yaml.safe_load((REPO / "deploy/kibana/kibana.yml").read_text("utf-8"))
    defaults = settings["uiSettings.overrides"]
    assert defaults["search:queryLanguage"] == "lucene"
    assert json.loads(defaults["query:queryString:options"])["default_operator"] == "AND"
    assert ("index-pattern", defaults["defaultIndex"]) in BY_ID
    assert ("dashboard", defaults["defaultRoute"].rsplit("/", 1)[1]) in BY_ID
    assert json.loads(defaults["timepicker:timeDefaults"])["from"] < "2000"
    assert settings["telemetry.enabled"] is False
    secrets = {key: value for key, value in settings.items() if "password" in key.lower() or "encryptionKey" in key}
    assert len(secrets) == 4
    assert all(value.startswith("${") for value in secrets.values())
