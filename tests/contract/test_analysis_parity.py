"""Elasticsearch's ``_analyze`` and our Python chain: the same terms, at the same positions, of the same characters."""

import uuid
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest

from newsetl.arabic.analysis import Analyzer, Token
from newsetl.arabic.forms import to_text
from newsetl.index.mapping import index_body
from newsetl.index.synonyms import SynonymGraph, search_rules
from newsetl.names.gazetteer import Gazetteer
from tests.contract import vocabulary
from tests.server import client_of

TEXTS = [
    "هجوم على سجن غويران في الحسكة",
    "بسجنِ غُوَيْران وبالسِّجنِ",
    "ﻣﺼﺮ ﻭﺍﻟﻌﺮﺍﻕ ﷺ ﷲ ﻻ ﻷ",
    "کردستان پژوهش گروه ھەولێر ڤیتامین",
    "سجن_غويران الحسكة.وقال ال26 و5000 ٢٠٢٢/١/٢٠ ۱۲۳ 1,500 ١٬٠٠٠٬٠٠٠ 12,34 و1,000",
    'كـــتاب مــدرسة ـــ لـ«قسد» الـ "الهول" و قال وال ـو',
    "«السجن» “الصناعة” ‘حي’ النِّظام؟ نعم، لا؛ ٪ الحسكة’غويران",
    "وزير الوزير والوزير لبنان بلبنان واشنطن على علي مستشفى مستشفي",
    "وال ال و لل ولد بلد كلب كتاب والدة",
    "Ghwayrān Prison, al-Sina'a Sina’a Élysée ISIS-K naïve Straße Ørsted Łódź İstanbul l'armée prisons countries",
    "𝐛𝐨𝐥𝐝 😀 قبل 😀 بعد 𐤀 ①② ㎞ ﬁn x² ½ ＡＢＣ",
    "سطر\nآخر\tهنا\u00a0مسافة\u200fعلامة\u200cواصلة\u00adخفية",
    "أإآٱا ىي ةه ؤئء",
    "وَالْمُسْتَشْفَيَاتُ لِلْمُعَلِّمِينَ فَالْكِتَابَاتِ",
    "٣٫١٤ ١٬٠٠٠ 3.14 1,000 covid19 كوفيد19",
    "Горький ёлка Ελλάδα ΣΟΦΟΣ Ñandú ŠČŽ Þór ʿAyn",
    "مَؤُونَة مؤتمر شؤون شئون رئيس وزراء وزرا علماء مسؤولون مسئولين وزرائهم هيئة هيأة",
    "عبدالله وعبدالرحمن ديرالزور صلاحالدين نورالدين نصرالله والدين عبد الله",
    "للجنة للاجئين وللوزير هالبلد عالحدود عالمي الألمانية ألمانيا باليستي الرياض رياضة",
    "تقديرات لـSNHR والـYPG بISIS، الـPKK iPhoneات كوفيدcovid قواتYPG lآ وкиев ولΕλ",
    "conceptfacilityghweran Conceptplace2",
    "",
]
Terms = list[tuple[str, int, int, int]]


@pytest.fixture(scope="module")
def analyze(gazetteer: Gazetteer, server_url: str) -> Iterator[Callable[[str, str], list[dict[str, Any]]]]:
    """A real index's analyzers."""
    index = f"test-{uuid.uuid4().hex[:12]}"
    with client_of(server_url) as client:
        body = index_body(gazetteer)
        body["settings"]["index"]["analyze.max_token_count"] = 1_000_000
        client.indices.create(index=index, **body)
        yield lambda analyzer, text: client.indices.analyze(index=index, analyzer=analyzer, text=text)["tokens"]
        client.indices.delete(index=index)


def _theirs(tokens: list[dict[str, Any]], text: str) -> Terms:
    """Sorted within a position; Java counts a character beyond the basic plane as two."""
    if text.isascii() or max(text) < "\U00010000":
        places = range(2 * len(text) + 1)
    else:
        places = [at for at, char in enumerate(text) for _ in range(1 + (char > "\uffff"))] + [len(text)]
    return sorted((t["token"], t["position"], places[t["start_offset"]], places[t["end_offset"]]) for t in tokens)


def _ours(tokens: list[Token]) -> Terms:
    return sorted(map(tuple, tokens))  # type: ignore[arg-type]


CHAINS = {
    "news_text": Analyzer.analyse,
    "news_exact": Analyzer.analyse_exact,
    "news_verbatim": Analyzer.analyse_verbatim,
}


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("text", TEXTS)
def test_terms_positions_and_offsets_agree(analyze, gazetteer, chain, text):
    shown = to_text(text)  # what reaches an index
    assert _theirs(analyze(chain, shown), shown) == _ours(CHAINS[chain](gazetteer.analyzer, shown))


@pytest.mark.parametrize("chain", CHAINS)
def test_every_word_of_a_large_vocabulary_agrees(analyze, gazetteer, chain):
    words = iter(dict.fromkeys(to_text(word) for word in vocabulary.words()))
    differing: list[str] = []
    compared = 0
    while batch := list(islice(words, 5_000)):
        text = "\n".join(batch)
        theirs, ours = _theirs(analyze(chain, text), text), _ours(CHAINS[chain](gazetteer.analyzer, text))
        compared += len(batch)
        if theirs != ours:
            differing += [word for word in batch if _differs(analyze, gazetteer, chain, word)][:20]
            differing += [] if differing else ["(only together)"]
    assert compared >= 50_000
    assert differing == []


@pytest.mark.parametrize("chain", CHAINS)
def test_whole_sentences_agree(analyze, gazetteer, chain):
    sentences = [to_text(sentence) for sentence in vocabulary.sentences()]
    assert len(sentences) == 2_000
    assert [sentence for sentence in sentences if _differs(analyze, gazetteer, chain, sentence)] == []


def _differs(analyze: Callable[..., Any], gazetteer: Gazetteer, chain: str, text: str) -> bool:
    return _theirs(analyze(chain, text), text) != _ours(CHAINS[chain](gazetteer.analyzer, text))


@pytest.mark.parametrize(
    "text",
    [
        "سجن غويران",
        "هجوم سجن الصناعة في غويران اليوم",
        "بسجن غويران ولقسد",
        "الحسكة داعش",
        "مخيم الأمل",
        "Ghweran Prison x",
        "غويران سجن",
        "خمسة وعشرون قتيلا وخمسة عشر جريحا",
        "5000 لاجئ",
        "ثلاثة آلاف",
    ],
)
def test_names_agree(analyze, gazetteer, text):
    """The graph of the search analyzer holds exactly the spellings that the embedded engine looks for."""
    edges: dict[int, list[tuple[str, int]]] = {}
    for token in analyze("news_search", text):
        end = token["position"] + token.get("positionLength", 1)
        edges.setdefault(token["position"], []).append((token["token"], end))

    def paths(start: int) -> set[tuple[str, ...]]:
        if start not in edges:
            return {()}
        return {(term, *rest) for term, end in edges[start] for rest in paths(end)}

    analyzer = gazetteer.analyzer
    ours: set[tuple[str, ...]] = {()}
    for segment in SynonymGraph(search_rules(gazetteer), analyzer).segments(analyzer.analyse_names(text)):
        ours = {(*path, *spelling) for path in ours for spelling in segment}
    assert paths(0) == ours
