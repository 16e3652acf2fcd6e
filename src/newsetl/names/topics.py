"""Of what kind a thing in a query is that is on an event and not the event: «اجتماع … بشأن هجوم دوما»."""

from collections.abc import Collection

from newsetl.arabic.analysis import DEFAULT
from newsetl.arabic.function_words import FUNCTION_WORDS
from newsetl.arabic.tokens import norms_of
from newsetl.names.proclitics import ARTICLE

_SAID = frozenset(
    norms_of("""
    اجتماع اجتماعات جلسة جلسات مؤتمر تقرير تقارير تحقيق تحقيقات بيان تصريح تصريحات قرار مشروع نقاش مناقشة مباحثات
    محادثات لقاء خطاب كلمة مشاورات تصويت meeting session report statement statements resolution investigation talks vote
    """)
)
_ON = frozenset(norms_of("بشأن حول عن إزاء حيال بخصوص on about over"))
"""Before what it is on."""
_WHO = frozenset(norms_of("كتلة ائتلاف قائمة تحالف حزب تيار لجنة party bloc list coalition"))
"""Who takes part in something, and is not it: «كتلة إياد علاوي في انتخابات العراق»."""


def said_on_something(norms: Collection[str]) -> str:
    """The stem of the word with which a query begins, where that is what is held or said and the query says on what, or
    who takes part; else empty.
    """
    first = next((norm for norm in norms if norm not in FUNCTION_WORDS), "")
    bare = first.removeprefix(ARTICLE)
    return DEFAULT.query_term(first) if bare in _WHO or (bare in _SAID and not _ON.isdisjoint(norms)) else ""
