"""Relative clauses of a query, which describe what is named before them: «سجن صيدنايا الذي أعدم فيه الآلاف»."""

from newsetl.arabic.function_words import ASKING
from newsetl.arabic.tokens import norms_of
from newsetl.names.asking import QueryName
from newsetl.names.gazetteer import Gazetteer
from newsetl.names.tenures import RELATIVE


def only_described(names: list[QueryName], query: str, gazetteer: Gazetteer) -> bool:
    """Whether a query begins with a name and all that follows is a clause that describes it.

    Of a broad thing a clause says which of its deeds are meant: «القوات الروسية التي انسحبت من حميميم».
    """
    if not names or not ASKING.issuperset(norms_of(query[: names[0].start])):
        return False
    behind = norms_of(query[names[0].end :])[:1]
    is_clause = bool(behind) and RELATIVE.issuperset(behind)
    return is_clause and not any(_is_broad(entity, gazetteer) for entity in names[0].entity_ids)


def _is_broad(entity_id: str, gazetteer: Gazetteer) -> bool:
    if entity_id.startswith("person:"):
        return False
    country = entity_id.startswith("place:") and not gazetteer.containing(entity_id)
    return country or entity_id.startswith("event:") or gazetteer.is_broad(entity_id)
