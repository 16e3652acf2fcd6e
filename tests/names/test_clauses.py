"""A relative clause behind a name describes it, and asks for nothing more."""

from newsetl.names.gazetteer import Gazetteer
from newsetl.names.linker import Linker
from newsetl.search.planner import plan
from tests.conftest import entry

LINKER = Linker(
    Gazetteer(
        [
            entry("place:damascus", "دمشق"),
            entry("facility:sednaya", "سجن صيدنايا"),
            entry("place:syria", "سوريا", demonyms=["سوري"]),
            entry("facility:hmeimim", "قاعدة حميميم"),
        ]
    )
)


def test_the_clause_only_describes() -> None:
    found = plan("سجن صيدنايا الذي أعدم فيه معتقلون من دمشق", LINKER)
    assert (found.entities, found.words) == (["facility:sednaya"], [])


def test_of_a_country_it_says_what_is_meant() -> None:
    assert plan("سوريا التي فيها قاعدة حميميم", LINKER).entities == ["place:syria", "facility:hmeimim"]


def test_behind_another_word_it_describes_that() -> None:
    assert "facility:hmeimim" in plan("تقرير عن سجن صيدنايا الذي زاره وفد قاعدة حميميم", LINKER).entities
