"""The shapes of Kibana's saved objects, each at the oldest version that carries all we need.

Kibana refuses objects newer than itself and upgrades older ones at import, so one file serves 8.9 to 9.x. Reference
names follow Kibana's own: a wrong one imports without complaint and then shows nothing.
"""

import json
from typing import Any

Json = dict[str, Any]

CORE_VERSION = "8.8.0"
TYPE_VERSIONS = {"index-pattern": "8.0.0", "search": "8.0.0", "lens": "8.9.0", "dashboard": "8.9.0"}
DATA_VIEW = "news"
"""Id of the data view; ``defaultIndex`` in deploy/kibana/kibana.yml."""
INDEX_REF = "kibanaSavedObjectMeta.searchSourceJSON.index"
FILTER_REF = "kibanaSavedObjectMeta.searchSourceJSON.filter[0].meta.index"
LAYER = "layer1"
ALL_YEARS = {"from": "1990-01-01T00:00:00.000Z", "to": "now"}
PAUSED = {"pause": True, "value": 60_000}
COUNT = "count"


def dumps(value: Any) -> str:
    """Compact JSON with Arabic letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def saved_object(kind: str, id_: str, attributes: Json, references: list[Json]) -> Json:
    """One line of the export. Without the two versions Kibana would run every migration since 7.0."""
    return {
        "type": kind,
        "id": id_,
        "attributes": attributes,
        "references": references,
        "coreMigrationVersion": CORE_VERSION,
        "typeMigrationVersion": TYPE_VERSIONS[kind],
        "managed": False,
    }


def reference(kind: str, id_: str, name: str) -> Json:
    """A link to another object, under the name by which the attributes speak of it."""
    return {"type": kind, "id": id_, "name": name}


def lucene(text: str = "") -> Json:
    """A query in the language of ``search:queryLanguage``."""
    return {"query": text, "language": "lucene"}


def copies_filter(*, only: bool = False) -> Json:
    """A pill that hides copies (or shows nothing else). Kibana keeps no pin in saved objects: it is the app's own."""
    return {
        "$state": {"store": "appState"},
        "meta": {
            "alias": "النسخ المكررة فقط" if only else "بلا نسخ مكررة",
            "disabled": False,
            "negate": only,
            "type": "phrase",
            "key": "is_primary",
            "field": "is_primary",
            "params": {"query": True},
            "indexRefName": FILTER_REF,
        },
        "query": {"match_phrase": {"is_primary": True}},
    }


def lens(id_: str, title: str, kind: str, columns: Json, visualization: Json) -> Json:
    """A chart or table of one layer; Kibana wants bucketed columns before the measures."""
    layer = {"columnOrder": list(columns), "columns": columns, "incompleteColumns": {}, "sampling": 1}
    state = {
        "datasourceStates": {"formBased": {"layers": {LAYER: layer}}},
        "visualization": visualization,
        "query": lucene(),
        "filters": [],
        "internalReferences": [],
        "adHocDataViews": {},
    }
    attributes = {"title": title, "description": "", "visualizationType": kind, "state": state}
    data = reference("index-pattern", DATA_VIEW, f"indexpattern-datasource-layer-{LAYER}")
    return saved_object("lens", id_, attributes, [data])


def count_column() -> Json:
    """Number of reports."""
    return _column("عدد التقارير", "count", "___records___", "number", "ratio", False, {"emptyAsNull": True})


def terms_column(field: str, label: str, size: int, *, other: bool = False) -> Json:
    """The most frequent values of a keyword field."""
    params = {
        "size": size,
        "orderBy": {"type": "column", "columnId": COUNT},
        "orderDirection": "desc",
        "otherBucket": other,
        "missingBucket": False,
        "parentFormat": {"id": "terms"},
        "include": [],
        "exclude": [],
        "includeIsRegex": False,
        "excludeIsRegex": False,
    }
    return _column(label, "terms", field, "string", "ordinal", True, params)


def date_column(field: str, label: str) -> Json:
    """Time, in steps that fit the chosen range."""
    params = {"interval": "auto", "includeEmptyRows": True, "dropPartials": False}
    return _column(label, "date_histogram", field, "date", "interval", True, params)


def _column(label: str, operation: str, field: str, kind: str, scale: str, bucketed: bool, params: Json) -> Json:
    return {
        "label": label,
        "customLabel": True,
        "dataType": kind,
        "operationType": operation,
        "sourceField": field,
        "isBucketed": bucketed,
        "scale": scale,
        "params": params,
    }


def bars(x: str, series: str, split: str | None = None) -> Json:
    """The state of a bar chart over the columns ``x`` and the count."""
    layer = {
        "layerId": LAYER,
        "layerType": "data",
        "seriesType": series,
        "accessors": [COUNT],
        "xAccessor": x,
        "position": "top",
        "showGridlines": False,
    }
    return {
        "legend": {"isVisible": split is not None, "position": "right", "shouldTruncate": False},
        "valueLabels": "hide",
        "fittingFunction": "None",
        "preferredSeriesType": series,
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": True, "yRight": True},
        "tickLabelsVisibilitySettings": {"x": True, "yLeft": True, "yRight": True},
        "labelsOrientation": {"x": 0, "yLeft": 0, "yRight": 0},
        "gridlinesVisibilitySettings": {"x": True, "yLeft": True, "yRight": True},
        "layers": [layer | ({"splitAccessor": split} if split else {})],
    }


def table(bucket: str) -> Json:
    """The state of a table of one bucket column and the count; a click on a value filters."""
    return {
        "layerId": LAYER,
        "layerType": "data",
        "columns": [
            {"columnId": bucket, "isTransposed": False, "oneClickFilter": True},
            {"columnId": COUNT, "isTransposed": False},
        ],
        "sorting": {"columnId": COUNT, "direction": "desc"},
        "paging": {"size": 10, "enabled": True},
    }
