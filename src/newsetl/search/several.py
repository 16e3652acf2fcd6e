"""Several things of a class in a place: «سجون دمشق», «حقول النفط في دير الزور», "hospitals in Aleppo" ask for every
report that names one of them, and for those that say the words.
"""

from newsetl.arabic.function_words import ASKING, FUNCTION_WORDS
from newsetl.arabic.tokens import norms_of, words
from newsetl.names.asking import QueryName
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.heads import plurals_at
from newsetl.search.between import called_so

_SAID_OF = frozenset(
    word.norm
    for word in words("""
    النفط نفط النفطية نفطية الغاز والغاز غاز النازحين نازحين للنازحين اللاجئين لاجئين للاجئين النزوح نزوح اللجوء
    الحدودية حدودية البرية برية العسكرية عسكرية المدنية الجوية جوية الحكومية الميدانية الكهرباء المياه
    oil gas refugee refugees idp displaced border military air civilian field power
    """)
)
"""What may stand beside the noun."""


def several_in(place: QueryName, text: str, gazetteer: Gazetteer) -> list[str]:
    """Ids of the things that a query of a plural and a place's name asks for; empty where it says anything else."""
    kind = _class_asked(text[: place.start], text[place.end :])
    if not kind or any(gazetteer.entries[entity].kind != "place" for entity in place.entity_ids):
        return []
    around = called_so(place, text, gazetteer)
    of_class = (entry.id for entry in gazetteer.entries.values() if entry.head == kind)
    return [entity for entity in of_class if not around.isdisjoint(gazetteer.containing(entity))]


def _class_asked(before: str, behind: str) -> str:
    """The class of the plural that is all that stands around a name; empty for none."""
    norms = [*norms_of(before), *norms_of(behind)]
    for at in range(len(norms)):
        for first, kind in plurals_at(norms, at):
            if {*norms[:first], *norms[at + 1 :]} <= FUNCTION_WORDS | ASKING | _SAID_OF:
                return kind
    return ""
