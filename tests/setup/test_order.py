"""Every worker begins with its share of what takes long, and no test is lost or told twice."""

from hypothesis import given
from hypothesis import strategies as st

from tests.support.order import dealt


def runs(order: list[int], hands: int) -> list[list[int]]:
    """As pytest-xdist cuts a list among idle workers."""
    left, cut = list(order), []
    for hand in range(hands):
        size = len(left) // (hands - hand)
        cut.append(left[:size])
        del left[:size]
    return cut


@given(st.integers(0, 40), st.integers(0, 300), st.integers(1, 6))
def test_all_are_dealt_once(slow: int, rest: int, hands: int):
    order = dealt(range(slow), range(slow, slow + rest), hands=hands)
    assert sorted(order) == list(range(slow + rest))


def test_each_run_begins_with_its_share_and_neighbours_stay_together():
    cut = runs(dealt(range(7), range(7, 100), hands=3), 3)
    assert [[one for one in run if one < 7] for run in cut] == [[0, 3, 6], [1, 4], [2, 5]]
    assert [run[:3] for run in cut] == [[0, 3, 6], [1, 4, 37], [2, 5, 68]]
    assert all(run[3:] == list(range(run[3], run[3] + len(run) - 3)) for run in cut)
