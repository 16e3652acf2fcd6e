"""Elasticsearch's ``_analyze`` and our Python chain make the same terms at the same positions."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from elasticsearch import Elasticsearch

from newsetl.arabic.analysis import Token, analyse, analyse_exact
from newsetl.arabic.forms import to_text
from newsetl.index.mapping import index_body
from newsetl.index.synonyms import SynonymGraph
from newsetl.names.gazetteer import Gazetteer

TEXTS = [
    "هجوم على سجن غويران في الحسكة",
    "بسجنِ غُوَيْران وبالسِّجنِ",
    "ﻣﺼﺮ ﻭﺍﻟﻌﺮﺍﻕ ﷺ ﷲ ﻻ ﻷ",
    "کردستان پژوهش گروه ھەولێر ڤیتامین",
    "سجن_غويران الحسكة.وقال ال26 ٢٠٢٢/١/٢٠ ۱۲۳",
    "كـــتاب مــدرسة ـــ",
    "«السجن» “الصناعة” ‘حي’ النِّظام؟ نعم، لا؛ ٪",
    "وزير الوزير والوزير لبنان بلبنان واشنطن على علي مستشفى مستشفي",
    "وال ال و لل ولد بلد كلب كتاب والدة",
    "Ghwayrān Prison, Élysée ISIS-K naïve Straße Ørsted Łódź İstanbul",
    "𝐛𝐨𝐥𝐝 😀 ①② ㎞ ﬁn x² ½ ＡＢＣ",
    "سطر\nآخر\tهنا\u00a0مسافة\u200fعلامة\u200cواصلة\u00adخفية",
    "أإآٱا ىي ةه ؤئء",
    "وَالْمُسْتَشْفَيَاتُ لِلْمُعَلِّمِينَ فَالْكِتَابَاتِ",
    "٣٫١٤ ١٬٠٠٠ 3.14 1,000 covid19 كوفيد19",
    "Горький ёлка Ελλάδα Ñandú ŠČŽ Þór ʿAyn",
    "مَؤُونَة مؤتمر شؤون رئيس",
    "",
]


@pytest.fixture(scope="module")
def analyze(gazetteer: Gazetteer, server_url: str) -> Iterator[Callable[[str, str], list[tuple[str, int, int]]]]:
    """Terms, positions and position lengths of a real index's analyzer."""
    index = f"test-{uuid.uuid4().hex[:12]}"
    with Elasticsearch(server_url) as client:
        client.indices.create(index=index, **index_body(gazetteer))

        def run(analyzer: str, text: str) -> list[tuple[str, int, int]]:
            tokens = client.indices.analyze(index=index, analyzer=analyzer, text=text)["tokens"]
            return [(token["token"], token["position"], token.get("positionLength", 1)) for token in tokens]

        yield run
        client.indices.delete(index=index)


@pytest.mark.parametrize(("analyzer", "chain"), [("news_text", analyse), ("news_exact", analyse_exact)])
@pytest.mark.parametrize("text", TEXTS)
def test_terms_and_positions_agree(
    analyze: Callable[[str, str], list[tuple[str, int, int]]],
    analyzer: str,
    chain: Callable[[str], list[Token]],
    text: str,
) -> None:
    shown = to_text(text)  # what reaches an index
    assert analyze(analyzer, shown) == [(token.term, token.position, 1) for token in chain(shown)]


@pytest.mark.parametrize(
    "text",
    ["سجن غويران", "هجوم سجن الصناعة في غويران اليوم", "الحسكة داعش", "مخيم الأمل", "Ghweran Prison x", "غويران سجن"],
)
def test_names_agree(
    analyze: Callable[[str, str], list[tuple[str, int, int]]], gazetteer: Gazetteer, text: str
) -> None:
    """The graph of the search analyzer holds exactly the spellings that the embedded engine looks for."""
    edges: dict[int, list[tuple[str, int]]] = {}
    for term, position, length in analyze("news_search", text):
        edges.setdefault(position, []).append((term, position + length))

    def paths(start: int) -> set[tuple[str, ...]]:
        if start not in edges:
            return {()}
        return {(term, *rest) for term, end in edges[start] for rest in paths(end)}

    ours: set[tuple[str, ...]] = {()}
    for segment in SynonymGraph(gazetteer.synonym_rules()).segments(analyse(text)):
        ours = {(*path, *spelling) for path in ours for spelling in segment}
    assert paths(0) == ours
