"""Words that carry no matter of their own.

They are indexed like all others; a search neither asks for them nor marks them when it has other words.
"""

from newsetl.arabic.tokens import norms_of, words

_LINES = """
في من على عن إلى مع حتى منذ عند عبر ضد بين حول خلال بعد قبل تحت فوق
أن إن ما لا لم لن قد هل أو ثم بل كما لكن
هذا هذه ذلك تلك هو هي هم الذي التي الذين اللواتي
أمام لدى ضمن أثناء عقب إثر جراء بسبب بشأن حيال تجاه إزاء نحو داخل دون بدون رغم
أي كل بعض غير فيه فيها منه منها عليه عليها به بها له لها
the a an of in on at to and or for by with from
"""
FUNCTION_WORDS = frozenset(norms_of(_LINES))
"""Normalised: prepositions, particles, demonstratives and pronouns, forms with a pronoun; English for mixed queries."""
_ASKING = """
ماذا ما متى كيف كم هل لماذا حدث جرى حصل شو شلون منو ليش وين صار قصة تفاصيل خبر أخبار آخر
what when how why who happened after news
ya yê yên ên a ê u li ji di de لە ی و
"""
ASKING = frozenset(norms_of(_ASKING))
"""What people put around a name when they ask for it, with the function words of Kurdish."""


def only_joins(text: str) -> bool:
    """Whether a text has no words but those that join others."""
    return all(word.norm in FUNCTION_WORDS for word in words(text))
