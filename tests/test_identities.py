"""Article ids: made once, found again under every address."""

import pytest

from newsetl.identities import guid_alias, resolve, url_alias
from newsetl.state import State


@pytest.fixture
def state(tmp_path):
    return State(tmp_path / "state.sqlite")


def test_an_id_stays_when_the_url_rules_change(state):
    old, guid, new = url_alias("http://a.example/?p=1"), guid_alias("nahr", "1"), url_alias("https://a.example/1")
    [first] = resolve(state, [[old, guid]])
    assert resolve(state, [[new, guid]]) == [first]
    assert resolve(state, [[new]]) == [first], "the new address is an alias from then on"


def test_a_guid_means_nothing_at_another_source(state):
    one, other = resolve(state, [[guid_alias("nahr", "1")], [guid_alias("dijla", "1")]])
    assert one != other


def test_ids_do_not_depend_on_the_order_of_arrival(tmp_path):
    records = [[url_alias(f"https://a.example/{n}"), guid_alias("nahr", str(n))] for n in range(20)]
    forwards = dict(zip(map(str, records), resolve(State(tmp_path / "1.sqlite"), records), strict=True))
    backwards = dict(zip(map(str, records[::-1]), resolve(State(tmp_path / "2.sqlite"), records[::-1]), strict=True))
    assert forwards == backwards


def test_generations_rise_with_new_code_and_stand_still_without(state):
    assert [state.generation(name) for name in ("a", "a", "b", "b")] == [1, 1, 2, 2]
    assert state.generation("a") == 3, "going back to old code is a new generation too"


def test_a_lost_store_numbers_on_from_what_the_records_carry(state):
    assert state.generation("a", last_known=lambda: 17) == 18
    assert state.generation("b", last_known=lambda: 99) == 19, "asked only when nothing is remembered"
