"""The saved objects themselves: what a reader of Arabic news finds in Kibana on the first day.

There is no map: its base layer would be fetched from the internet, and points on an empty ground say less than the
table of places.
"""

from collections.abc import Iterator

from newsetl.kibana.parts import (
    ALL_YEARS,
    COUNT,
    DATA_VIEW,
    FILTER_REF,
    INDEX_REF,
    PAUSED,
    Json,
    bars,
    copies_filter,
    count_column,
    date_column,
    dumps,
    lens,
    lucene,
    reference,
    saved_object,
    table,
    terms_column,
)

DASHBOARD = "news-overview"
TIME_FIELD = "timeline_at"
COLUMNS = ["title", "outlet", "evidence"]
LABELS = {
    "timeline_at": "التاريخ",
    "title": "العنوان",
    "body": "النص",
    "outlet": "الجهة الناشرة",
    "evidence": "الجملة الدالة",
    "about": "موضوع التقرير",
    "mentioned": "مذكور",
    "possible": "محتمل",
    "places": "الأماكن",
    "affiliation": "التبعية",
    "country": "البلد",
    "lang": "اللغة",
    "url": "الرابط",
    "author": "الكاتب",
    "is_primary": "نسخة أولى",
    "date_quality": "مصدر التاريخ",
}
CONTROLS = (("outlet", "الجهة الناشرة"), ("about", "موضوع التقرير"), ("affiliation", "التبعية"))
SESSIONS = {
    "news-reports": ("كل التقارير", ""),
    "news-prison-attack": ("هجوم سجن غويران", '"سجن غويران" AND هجوم'),
    "news-copies": ("النسخ المكررة", ""),
}
PANELS = (
    # id of the panel, type and id of what it shows, x, y, width, height on 48 columns
    ("over-time", "lens", "news-over-time", 0, 0, 48, 13),
    ("entities", "lens", "news-entities", 0, 13, 18, 15),
    ("places", "lens", "news-places", 18, 13, 15, 15),
    ("affiliations", "lens", "news-affiliations", 33, 13, 15, 15),
    ("reports", "search", "news-reports", 0, 28, 48, 22),
)


def build(alias: str = "news") -> str:
    """The NDJSON file for Kibana's import, one object a line and the export's summary at the end."""
    objects = list(saved_objects(alias))
    summary = {
        "excludedObjects": [],
        "excludedObjectsCount": 0,
        "exportedCount": len(objects),
        "missingRefCount": 0,
        "missingReferences": [],
    }
    return "".join(f"{dumps(one)}\n" for one in [*objects, summary])


def saved_objects(alias: str) -> Iterator[Json]:
    """Every object; what one refers to stands before it."""
    yield _data_view(alias)
    for id_, (title, query) in SESSIONS.items():
        yield _session(id_, title, query, only_copies=id_ == "news-copies")
    over_time = {
        "outlet": terms_column("outlet", LABELS["outlet"], 8, other=True),
        "date": date_column(TIME_FIELD, LABELS[TIME_FIELD]),
        COUNT: count_column(),
    }
    chart = bars("date", "bar_stacked", split="outlet")
    yield lens("news-over-time", "التقارير عبر الزمن حسب الجهة الناشرة", "lnsXY", over_time, chart)
    for id_, title, field, size in (
        ("news-entities", "أكثر ما تناولته التقارير", "about", 50),
        ("news-places", "أكثر الأماكن ورودا", "places", 50),
    ):
        columns = {field: terms_column(field, LABELS[field], size), COUNT: count_column()}
        yield lens(id_, title, "lnsDatatable", columns, table(field))
    affiliation = {
        "affiliation": terms_column("affiliation", LABELS["affiliation"], 10),
        COUNT: count_column(),
    }
    chart = bars("affiliation", "bar_horizontal")
    yield lens("news-affiliations", "التقارير حسب تبعية الجهة", "lnsXY", affiliation, chart)
    yield _dashboard()


def _data_view(alias: str) -> Json:
    link = {"id": "url", "params": {"openLinkInCurrentTab": False}}
    attributes = {
        "title": alias,
        "name": "الأخبار",
        "timeFieldName": TIME_FIELD,
        "allowHidden": False,
        "sourceFilters": "[]",
        "fields": "[]",
        "runtimeFieldMap": "{}",
        "fieldFormatMap": dumps({"url": link}),
        "fieldAttrs": dumps({field: {"customLabel": label} for field, label in LABELS.items()}),
    }
    return saved_object("index-pattern", DATA_VIEW, attributes, [])


def _session(id_: str, title: str, query: str, *, only_copies: bool) -> Json:
    source = {
        "highlightAll": True,
        "version": True,
        "query": lucene(query),
        "filter": [copies_filter(only=only_copies)],
        "indexRefName": INDEX_REF,
    }
    attributes = {
        "title": title,
        "description": "",
        "columns": COLUMNS,
        "sort": [[TIME_FIELD, "desc"]],
        "grid": {"columns": {"title": {"width": 420}, "outlet": {"width": 150}}},
        "hideChart": False,
        "isTextBasedQuery": False,
        "usesAdHocDataView": False,
        # Without these it opens on the last 15 minutes and shows nothing.
        "timeRestore": True,
        "timeRange": ALL_YEARS,
        "refreshInterval": PAUSED,
        "kibanaSavedObjectMeta": {"searchSourceJSON": dumps(source)},
    }
    data = [reference("index-pattern", DATA_VIEW, name) for name in (INDEX_REF, FILTER_REF)]
    return saved_object("search", id_, attributes, data)


def _dashboard() -> Json:
    panels = [
        {
            "type": kind,
            "panelIndex": id_,
            "gridData": {"x": x, "y": y, "w": width, "h": height, "i": id_},
            "embeddableConfig": {"enhancements": {}},
            "panelRefName": f"panel_{id_}",
        }
        for id_, kind, _, x, y, width, height in PANELS
    ]
    references = [reference(kind, shown, f"{id_}:panel_{id_}") for id_, kind, shown, *_ in PANELS]
    controls = {field: _control(field, title, order) for order, (field, title) in enumerate(CONTROLS)}
    names = [FILTER_REF, *(f"controlGroup_{field}:optionsListDataView" for field in controls)]
    references += [reference("index-pattern", DATA_VIEW, name) for name in names]
    settings = dict.fromkeys(("ignoreFilters", "ignoreQuery", "ignoreTimerange", "ignoreValidations"), False)
    options = {"useMargins": True, "syncColors": True, "syncCursor": True, "syncTooltips": False}
    attributes = {
        "title": "نظرة عامة على الأخبار",
        "description": "",
        "hits": 0,
        "version": 1,
        "timeRestore": True,
        "timeFrom": ALL_YEARS["from"],
        "timeTo": ALL_YEARS["to"],
        "refreshInterval": PAUSED,
        "optionsJSON": dumps({**options, "hidePanelTitles": False}),
        "panelsJSON": dumps(panels),
        "controlGroupInput": {
            "controlStyle": "oneLine",
            "chainingSystem": "HIERARCHICAL",
            "panelsJSON": dumps(controls),
            "ignoreParentSettingsJSON": dumps(settings),
        },
        "kibanaSavedObjectMeta": {"searchSourceJSON": dumps({"query": lucene(), "filter": [copies_filter()]})},
    }
    return saved_object("dashboard", DASHBOARD, attributes, references)


def _control(field: str, title: str, order: int) -> Json:
    explicit = {"id": field, "fieldName": field, "title": title, "enhancements": {}, "selectedOptions": []}
    return {"type": "optionsListControl", "order": order, "grow": True, "width": "medium", "explicitInput": explicit}
