"""A changed gazetteer becomes a new index version: as if all had been done anew, and nothing less is promoted."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsetl import building
from newsetl import reindex as work
from newsetl.enrich import relink as relinking
from newsetl.enrich import stage as enrich_stage
from newsetl.index.engine import Engine, IndexUnusable
from newsetl.index.query import Concept
from newsetl.names.gazetteer import Entry
from newsetl.names.loading import load_gazetteer
from newsetl.names.snapshots import Snapshots
from newsetl.pipeline import Pipeline, StageFailed
from newsetl.records import EnrichedArticle, Route
from newsetl.reindex import Reindexed, Survey, reindex, survey
from newsetl.search.service import search
from newsetl.settings import Settings
from newsetl.web.app import create_app
from tests.conftest import PACKS
from tests.pipelines import three_outlets
from tests.web.asking import ask

SINCE, UNTIL = datetime(2022, 1, 20, tzinfo=UTC), datetime(2022, 2, 3, tzinfo=UTC)
ENTITY_IDS = ("about_ids", "mentioned_ids", "possible_ids")
PLAIN = re.compile(r"[\w ]+")
QUARTER = {"id": "place:x-zuhur", "kind": "place", "ar": "حي الزهور", "en": "Zuhur quarter", "source": "test"}
Place = Any


@pytest.fixture(scope="module")
def few_names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of the shipped names that the sample's reports have and of where those lie, without what asks for others.

    Every test makes several linkers and indices, which take ten times as long with all names.
    """
    entries = load_gazetteer(None, PACKS.split(",")).entries
    folder = tmp_path_factory.mktemp("few")
    settings = Settings(data_dir=folder / "data", expectations=False, _env_file=None)
    pipeline = run(three_outlets(settings, folder / "sources"))
    linked = {name for one in pipeline.engine.scan() for ids in ENTITY_IDS for name in getattr(one, ids)}
    known = linked.union(*map(pipeline.gazetteer.containing, linked))
    pack = folder / "few.jsonl"
    pack.write_text(
        "\n".join(among(entries[name], known).model_dump_json() for name in sorted(known)), encoding="utf-8"
    )
    return pack


def among(entry: Entry, known: set[str]) -> Entry:
    """An entry as it is where there are only these."""
    weak = [
        alias.model_copy(update={"context": context})
        for alias in entry.weak_aliases
        if (context := [option for option in alias.context if known.issuperset(need for need in option if ":" in need)])
    ]
    listed = {name: [one for one in getattr(entry, name) if one in known] for name in ("places", "participants")}
    driven_out = entry.driven_out if entry.driven_out in known else None
    changes = {"weak_aliases": weak, "retold": [], "driven_out": driven_out, **listed}
    return entry.model_copy(update=changes)


@pytest.fixture
def settings(place: Place, few_names: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Three of the sample's outlets, 37 reports, and few names."""
    monkeypatch.setattr("newsetl.names.loading.shipped_packs", lambda: {"few": few_names})
    monkeypatch.setenv("NEWSETL_CAMEL_DATA", str(tmp_path / "camel_tools"))
    changes = {"expectations": False, "camel_data": tmp_path / "camel_tools", "packs": []}
    return three_outlets(place.settings.model_copy(update=changes), tmp_path / "sources")  # type: ignore[no-any-return]


def run(settings: Settings) -> Pipeline:
    pipeline = Pipeline.from_settings(settings)
    assert pipeline.run(pipeline.plan(Route.RANGE, SINCE, UNTIL)).ok
    return pipeline


def name(settings: Settings, *entries: dict[str, Any]) -> Pipeline:
    """A pipeline that knows these names too."""
    settings.gazetteer_path.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    (settings.gazetteer_path / "own.jsonl").write_text(text, encoding="utf-8")
    return Pipeline.from_settings(settings)


def snapshot(engine: Engine) -> dict[str, Any]:
    return {one.article_id: one.model_dump(exclude={"version", "fetched_at"}) for one in engine.scan()}


def afresh(settings: Settings, tmp_path: Path) -> dict[str, Any]:
    """The index that a run with these names makes where there was none."""
    calm = Settings(data_dir=tmp_path / "calm", _env_file=None).model_copy(
        update={
            "gazetteer": settings.gazetteer_path,
            **{key: getattr(settings, key) for key in ("sources", "expectations", "camel_data", "packs")},
        }
    )
    return snapshot(run(calm).engine)


def done(found: Reindexed | Survey) -> Reindexed:
    assert isinstance(found, Reindexed)
    return found


def asked(pipeline: Pipeline, text: str) -> tuple[str, int]:
    """What a question was understood as, and how many reports answered it."""
    answer = search(*pipeline.reading, text)
    return answer.understood, answer.total


def test_it_equals_a_run_from_the_beginning_and_links_only_what_is_touched(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(settings)
    assert isinstance(reindex(first), Survey), "nothing to do"
    # a name does not run over a comma
    document = max((one for one in first.reader.scan() if PLAIN.fullmatch(one.title)), key=lambda one: len(one.about))
    shared = first.gazetteer.entries[document.about_ids[0]]
    pipeline = name(settings, {**QUARTER, "ar": document.title, "located_in": shared.id})
    looked = survey(pipeline)
    assert looked.needed
    assert looked.added == [QUARTER["id"]]
    assert 0 < looked.relinked < looked.reports == 37
    assert looked.entities == {QUARTER["id"]: looked.relinked}

    linked: list[str] = []
    link = relinking.enrich_article

    def counted(article: Any, *args: Any) -> EnrichedArticle:
        linked.append(article.article_id)
        return link(article, *args)

    monkeypatch.setattr(relinking, "enrich_article", counted)
    answer = done(reindex(pipeline))
    assert len(linked) == looked.relinked
    assert (answer.reports, answer.survey.relinked) == (37, looked.relinked)
    assert (answer.previous[-6:], answer.index[-6:]) == ("000001", "000002")
    assert snapshot(pipeline.engine) == afresh(settings, tmp_path)
    assert pipeline.engine.matched_ids(Concept(QUARTER["id"])) >= {document.article_id}
    # later writes compare rightly: the same reports again change nothing
    verdict = pipeline.run(pipeline.plan(Route.RANGE, SINCE, UNTIL))
    assert verdict.ok
    assert {row.outcome.value for row in verdict.counts if row.stage in ("enrich", "index", "relate")} == {"unchanged"}
    assert isinstance(reindex(pipeline), Survey)


def test_a_run_with_new_names_names_the_command_and_its_reports_are_in_the_next_version(settings: Settings) -> None:
    run(settings)
    pipeline = name(settings, QUARTER)
    with pytest.raises(StageFailed, match=r"another gazetteer .*run `newsetl reindex`"):
        pipeline.run(pipeline.plan(Route.RANGE, SINCE, UNTIL))
    assert done(reindex(pipeline)).reports == 37
    assert pipeline.run(pipeline.plan(Route.RANGE, SINCE, UNTIL)).ok


def test_names_that_only_links_depend_on_are_not_mixed_either(settings: Settings) -> None:
    """Such a change leaves the mapping as it is: the search side does not know weak names."""
    run(settings)
    weak = {**QUARTER, "ar": "ساحة لا يذكرها أحد", "weak_aliases": [{"alias": "الحي", "context": [["@self"]]}]}
    done(reindex(name(settings, weak)))
    pipeline = name(settings, {**weak, "weak_aliases": []})
    with pytest.raises(IndexUnusable, match=r"another gazetteer .*newsetl reindex"):
        _ = pipeline.engine
    done(reindex(pipeline))
    assert pipeline.engine.count() == 37


def test_readers_keep_the_names_of_the_index_until_the_promotion(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(settings)
    document = next(iter(first.reader.scan()))
    words = " ".join(document.title.split()[:2])
    before = asked(first, words)
    pipeline = name(settings, {**QUARTER, "ar": words})
    app = create_app(first)
    seen: list[tuple[str, int]] = []
    check = building.find_faults

    def looking(*args: Any) -> Iterator[str]:
        seen.append(asked(Pipeline.from_settings(settings), words))
        return check(*args)

    monkeypatch.setattr(building, "find_faults", looking)
    done(reindex(pipeline))
    assert seen == [before]
    assert before[0] != f"[{words}]", "words, not yet a name"
    # a page that was opened before follows
    for serving in (first, pipeline, Pipeline.from_settings(settings)):
        assert asked(serving, words)[0] == f"[{words}]"
    assert ask(app, "/api/search?q=" + words.replace(" ", "+")).json()["understood"] == f"[{words}]"

    assert pipeline.reader.rollback()[-6:] == "000001"
    for serving in (first, pipeline, Pipeline.from_settings(settings)):
        assert asked(serving, words) == before
    with pytest.raises(IndexUnusable, match="no earlier version"):
        pipeline.reader.rollback()
    with pytest.raises(IndexUnusable, match="newsetl reindex"):
        Pipeline.from_settings(settings).reader.prepare()
    again = done(reindex(Pipeline.from_settings(settings)))
    assert again.index[-6:] == "000002"


def test_without_a_copy_of_the_old_names_readers_go_on_and_are_warned(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    first = run(settings)
    for path in settings.snapshots_path.glob("*.jsonl.gz"):
        path.unlink()
    pipeline = name(settings, QUARTER)
    assert asked(pipeline, "سجن غويران") == asked(first, "سجن غويران")
    assert asked(first, "سجن غويران")[1] > 0
    assert "newsetl reindex" in caplog.text
    answer = done(reindex(pipeline))
    assert answer.survey.records == {"unknown": 37}, "what is not known is linked anew"


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("lost", r"it holds 36 reports, 37 were expected"),
        ("unnamed", r"«.+» finds \d+ reports, \d+ are linked to it"),
        ("unworded", r"«.+» does not find report [0-9a-f]{64}"),
    ],
)
def test_what_does_not_hold_is_not_promoted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, fault: str, says: str
) -> None:
    first = run(settings)
    before, described = snapshot(first.engine), first.reader.describe()
    pipeline = name(settings, QUARTER)
    made = building._document

    def broken(*args: Any) -> Any:
        document = made(*args)
        if fault == "unnamed":
            return document.model_copy(update={"concepts": [], "title": "عنوان آخر تماما", "body": "نص"})
        if fault == "unworded":
            return document.model_copy(update={"title": "كلمات", "body": "أخرى", "about_ids": [], "mentioned_ids": []})
        return document

    with monkeypatch.context() as patch:
        if fault == "lost":
            victim = min(before)
            for module in ("embedded", "elasticsearch_write"):
                patch.setattr(f"newsetl.index.{module}.supersedes", lambda document, _: document.article_id != victim)
        else:
            patch.setattr(building, "_document", broken)
        if fault == "unworded":
            documents = {one.article_id: one for one in first.reader.scan()}
            patch.setattr(type(first.reader), "get", lambda self, ids: {i: documents[i] for i in ids})
        with pytest.raises(IndexUnusable, match=rf"000002 was not promoted, readers go on with .*000001: .*{says}"):
            reindex(pipeline)
    assert first.reader.describe() == described
    assert snapshot(first.engine) == before
    assert asked(first, "سجن غويران")[1] > 0
    answer = done(reindex(name(settings, QUARTER)))
    assert answer.survey.relinked == 0, "what was linked before the failure is not linked again"
    assert answer.reports == 37


@pytest.mark.parametrize("point", ["link", "index"])
def test_after_a_kill_it_goes_on(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    first = run(settings)
    entry = {**QUARTER, "ar": next(iter(first.reader.scan())).title}
    pipeline = name(settings, entry)
    calls = 0

    def dying(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise SystemExit
        return (relink if point == "link" else document)(*args)

    relink, document = work._relink, building._document
    with monkeypatch.context() as patch:
        patch.setattr(*((work, "_relink") if point == "link" else (building, "_document")), dying)
        with pytest.raises(SystemExit):
            reindex(pipeline)
    assert first.reader.count() == 37
    pipeline = Pipeline.from_settings(settings)
    assert survey(pipeline).needed
    done(reindex(pipeline))
    assert snapshot(pipeline.engine) == afresh(settings, tmp_path)


def test_other_code_links_all_and_a_run_from_the_captures_still_wins(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(settings)
    monkeypatch.setattr(enrich_stage, "code_fingerprint", lambda: "newer")
    pipeline = Pipeline.from_settings(settings)
    answer = done(reindex(pipeline))
    assert answer.survey.records == {"code": 37}
    assert isinstance(reindex(pipeline), Survey), "the index fits, and the lake too"
    reindexed = {one.article_id: one.version for one in pipeline.engine.scan()}
    normalised = enrich_stage.enrich_article

    def better(article: Any, *args: Any) -> EnrichedArticle:
        return normalised(article, *args).model_copy(update={"author": "من الشفرة الأحدث"})

    monkeypatch.setattr(enrich_stage, "enrich_article", better)
    run(settings)
    found = {one.article_id: one for one in pipeline.engine.scan()}
    assert all(found[article_id].version > version for article_id, version in reindexed.items())
    assert {one.author for one in found.values()} == {"من الشفرة الأحدث"}


def test_everything_may_be_asked_for(settings: Settings) -> None:
    pipeline = run(settings)
    before = snapshot(pipeline.engine)
    assert survey(pipeline, everything=True).records == {"all": 37}
    answer = done(reindex(pipeline, everything=True))
    assert answer.survey.records == {"all": 37}
    assert snapshot(pipeline.engine) == before


def test_without_an_index_the_lake_gives_it_back_with_its_relations(settings: Settings) -> None:
    pipeline = run(settings)
    before = snapshot(pipeline.engine)
    assert any(document["duplicate_group"] for document in before.values())
    pipeline.engine.drop()
    assert done(reindex(Pipeline.from_settings(settings))).previous == ""
    assert snapshot(Pipeline.from_settings(settings).engine) == before


def test_what_only_the_index_holds_is_linked_anew_and_kept(settings: Settings, tmp_path: Path) -> None:
    first = run(settings)
    before = snapshot(first.engine)
    [partition] = [one for one in first.context.lake.partitions("enrich") if one.source == "safsaf-news"]
    folder = first.context.lake.root / "enrich" / partition.path
    (folder / "current.json").unlink()
    lost = {article_id for article_id, document in before.items() if document["source"] == "safsaf-news"}
    named = next(document["title"] for article_id, document in sorted(before.items()) if article_id in lost)
    pipeline = name(settings, {**QUARTER, "ar": named})
    assert survey(pipeline).only_in_index == len(lost) == 12
    assert done(reindex(pipeline)).survey.only_in_index == 12
    assert snapshot(pipeline.engine) == afresh(settings, tmp_path)


def test_an_article_that_came_anew_is_linked_from_its_newest_form(settings: Settings) -> None:
    run(settings)
    pipeline = name(settings, QUARTER)
    [partition] = [one for one in pipeline.context.lake.partitions("validate") if one.source == "marafi-agency"]
    articles = pipeline.context.lake.read("validate", partition, enrich_stage.Article)
    renewed = [one.model_copy(update={"author": "كاتب جديد"}) for one in articles]
    commit = pipeline.context.lake.commit("validate", partition)
    assert commit is not None
    lake = pipeline.context.lake
    lake.write(
        *("validate", partition, commit.attempt + 1, renewed, []),
        digest="renewed",
        consumed=commit.consumed,
        model=enrich_stage.Article,
    )
    assert survey(pipeline).records["renewed"] == len(articles)
    done(reindex(pipeline))
    authors = {one.author for one in pipeline.engine.scan() if one.source == "marafi-agency"}
    assert authors == {"كاتب جديد"}


def test_two_at_once_wait_for_each_other(settings: Settings) -> None:
    pipeline = run(settings)
    impatient = Pipeline.from_settings(settings.model_copy(update={"lock_timeout": 0.1}))
    with (
        pipeline.context.exclusive("reindex"),
        pytest.raises(StageFailed, match="another run has been at «reindex»"),
    ):
        reindex(impatient, everything=True)


def test_a_dry_run_writes_nothing(settings: Settings) -> None:
    run(settings)
    pipeline = name(settings, QUARTER)
    before = {path: path.stat().st_mtime_ns for path in settings.data_path.rglob("*") if path.is_file()}
    survey(pipeline)
    after = {path: path.stat().st_mtime_ns for path in settings.data_path.rglob("*") if path.is_file()}
    assert {path for path in after if after[path] != before.get(path)} <= {settings.data_path / "state.sqlite"}
    assert Snapshots(settings.snapshots_path).load(pipeline.gazetteer.fingerprint) is None


def test_where_there_is_nothing_yet_the_way_in_is_told(settings: Settings) -> None:
    pipeline = Pipeline.from_settings(settings)
    assert survey(pipeline).reports == 0
    with pytest.raises(IndexUnusable, match=r"there is no index .*newsetl run"):
        reindex(pipeline)
