"""What is remembered of one move is true of the next: a matter that touches no other, judged under the register."""

from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.facts import Reported
from qiantou.core.kernel import Actor, Desk, Entry, Recorded, Rejected, Stream
from qiantou.ledger.alone import Known
from tests.core.world import LEAD, ROADS, Town, county

PLACE = 10**6


def test_a_paper_in_a_post_does_not_make_it_the_seat_of_a_move():
    known = Known(tuple(enumerate(county())), frozenset())
    foreign = Desk("p:water")
    told = Entry(
        Stream("a" * 32), 2, Town().now, Actor(ROADS, foreign, recorded=Recorded(LEAD, date(2026, 3, 2))), Reported()
    )
    known.seated(PLACE, told)
    with pytest.raises(Rejected, match="not-your-desk"):
        known.seated(PLACE, replace(told, by=Actor(ROADS, foreign)))
