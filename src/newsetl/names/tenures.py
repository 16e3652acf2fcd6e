"""Words of a query that say when somebody held an office: «عام 2015», «في عهد أوباما», «قبل ماكرون»."""

from collections.abc import Sequence

from newsetl.arabic.tokens import norms_of
from newsetl.names.dated import is_year

RELATIVE = frozenset(norms_of("الذي التي الذين اللذين اللتين who which"))
YEAR = frozenset(norms_of("عام عامي سنة سنتي العام منذ"))
UNDER = frozenset(norms_of("حكومة عهد إدارة رئاسة زمن أيام حقبة ولاية فترة حكم"))
"""Before the name of whose government it was."""
WHEN = YEAR | frozenset(norms_of("من إلى حتى بين و في خلال المنتخب المنتخبة تولى تولت المنصب منصبه حكم"))
"""Around the years of an office."""
SINCE = frozenset(norms_of("منذ المنتخب المنتخبة"))
BEFORE = frozenset(norms_of("قبل سبق سبقت سلف"))
AFTER = frozenset(norms_of("بعد خلف خلفت خليفة وريث خلفا لخلافة"))
"""Before the name of the next holder of an office, or the last one."""
BY_ITSELF = frozenset(norms_of("سلف خليفة خلف"))
"""Of those, what asks for the holder though no office is named."""
HEADS = frozenset(norms_of("رئيس رئيسة ملك أمير سلطان مستشار مستشارة شاه"))
"""What heads of states and governments are."""


def says_when(norms: Sequence[str]) -> bool:
    """Whether the words behind an office begin with when somebody held it."""
    at = 1 if norms[0:1] in (["في"], ["خلال"]) else 0
    then = norms[at : at + 2]
    if not then:
        return False
    dated = then[0] in YEAR and is_year(then[-1])
    return then[0] in UNDER or dated or (not at and then[0] in BEFORE | AFTER)
