"""Reports that are not in Arabic: found by their own words, by any name of what they are on, and by their language."""

from collections.abc import Callable

import pytest

from newsetl.index.documents import Document
from newsetl.index.engine import Engine
from newsetl.names.gazetteer import Entry, Gazetteer
from newsetl.names.linker import Linker
from newsetl.search.planner import Filters
from newsetl.search.service import search

PRISON = "sinaa-prison"
ENTRY = Entry(
    id=PRISON,
    kind="facility",
    ar="سجن الصناعة",
    en="al-Sina'a prison",
    aliases=["Ghweran prison", "زیندانی سیناعە", "Girtîgeha Sînaa"],
    source="test",
)
REPORTS = {
    "english": ("Sieges of prisons and countries", "Guards of the Ghweran prison escaped the camps.", "en"),
    "halved": ("A café's guests", "The Sina’a facility was seen from the café.", "en"),
    "sorani": ("هێرش بۆ سەر زیندانی سیناعە", "هێزە ئەمنییەکان شارەکەیان گەمارۆ دا.", "ckb"),
    "kurmanji": ("Êrîşa li ser Girtîgeha Sînaa", "Hêzên ewlehiyê bajar dorpêç kirin.", "ku"),
    "arabic": ("هجوم على سجن الصناعة", "هاجم مسلحون البوابة.", "ar"),
}
ABOUT = {"english", "sorani", "kurmanji", "arabic"}


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Gazetteer([ENTRY]))


@pytest.fixture(scope="module")
def ask(open_place: Callable[[], object], linker: Linker, make: Callable[..., Document]) -> Callable[..., set[str]]:
    """Ids of the reports that a search finds without widening."""
    engine: Engine = open_place().open(linker.gazetteer)  # type: ignore[attr-defined]
    engine.prepare()
    engine.write(
        make(name, title, body, lang=lang, **({"entities": [PRISON], "about": [ENTRY.ar]} if name in ABOUT else {}))
        for name, (title, body, lang) in REPORTS.items()
    )

    def found(text: str, **terms: str) -> set[str]:
        answer = search(engine, linker, text, filters=Filters(terms))
        return set() if answer.widened else {hit.id for hit in answer.hits}

    return found


def test_the_linker_finds_the_names_in_every_language(linker: Linker) -> None:
    for name, (title, body, _) in REPORTS.items():
        linked = {mention.entity_id for mention in linker.link(title, body)}
        assert linked == ({PRISON} if name in ABOUT else set()), name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("guard", {"english"}),
        ("guards", {"english"}),
        ("siege camp", {"english"}),
        ("Prison country", {"english"}),
        ("cafe guest", {"halved"}),
        ("CAFÉ", {"halved"}),
        ("sinaa facility", {"halved"}),
        ("Sina'a facility", {"halved"}),
        ("ewlehiye", {"kurmanji"}),
        ("hêzên", {"kurmanji"}),
        ("hezen ewlehiyê", {"kurmanji"}),
        ("گەمارۆ", {"sorani"}),
    ],
)
def test_words_are_found_in_singular_and_plural_and_without_accents(
    ask: Callable[..., set[str]], text: str, expected: set[str]
) -> None:
    assert ask(text) == expected


@pytest.mark.parametrize(
    "name",
    [
        *("سجن الصناعة", "بسجن الصناعة", "Ghweran prison", "ghweran PRISON"),
        *("al-Sina'a prison", "al-Sinaa prison", "al-Sina’a prison", "Al Sinaʿa Prison"),
        *("زیندانی سیناعە", "زيندانى سيناعه", "Girtîgeha Sînaa", "girtigeha sinaa", '"Girtîgeha Sînaa"'),
    ],
)
def test_any_name_finds_the_reports_in_every_language(ask: Callable[..., set[str]], name: str) -> None:
    assert ask(name) == ABOUT


def test_a_language_narrows_a_search(ask: Callable[..., set[str]]) -> None:
    assert ask("سجن الصناعة", lang="en") == {"english"}
    assert ask("", lang="en") == {"english", "halved"}
    assert {code: ask("al-Sinaa prison", lang=code) for code in ("ckb", "ku", "de")} == {
        "ckb": {"sorani"},
        "ku": {"kurmanji"},
        "de": set(),
    }
