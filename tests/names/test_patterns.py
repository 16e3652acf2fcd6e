"""The tree of names as another process reads it from where it is kept."""

import pickle

from newsetl.arabic.tokens import norms_of
from newsetl.names.patterns import Patterns
from tests.conftest import entry

TEXTS = ["للحسكة ومدينة الحسكة", "سجن الحسكة المركزي", "رئيس سوريا في موسكو", "Al-Hasakah central prison"]


def test_names_read_from_where_they_are_kept_are_found_as_those_just_made() -> None:
    entries = [
        entry("place:hasakah", "الحسكة", "مدينة الحسكة", "Al-Hasakah"),
        entry("facility:hasakah-prison", "سجن الحسكة", "سجن الحسكة المركزي", "Al-Hasakah central prison"),
        entry("person:assad", "بشار الأسد", weak_aliases=[{"alias": "رئيس سوريا", "context": [["@self"]]}]),
    ]
    made = Patterns(entries)
    read = pickle.loads(pickle.dumps(made))
    found = [made.find(norms_of(text)) for text in TEXTS]
    assert all(found)
    assert [read.find(norms_of(text)) for text in TEXTS] == found
    # and as it is kept again once some of it was read
    begun = pickle.loads(pickle.dumps(made))
    begun.find(norms_of(TEXTS[0]))
    again = pickle.loads(pickle.dumps(begun))
    assert [again.find(norms_of(text)) for text in TEXTS] == found
    assert [match.pattern.context.rest for match in again.find(norms_of("رئيس سوريا")) if match.pattern.context] == [
        (("@self",),)
    ]
