"""Taking numbers on both databases: two at once get two, a repeat gets the same, and the rows can be rebuilt."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all
from qiantou.acts.numbering import asking, number_at, take_number
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.numbering import AGENCIES, CAPS, NUMBERS, Agency, Cap, Form, Number
from qiantou.core.register import Listed
from qiantou.readmodel.listing_rows import in_force
from qiantou.readmodel.rebuild import rebuild
from tests.acts.county import CLERK, Played, played
from tests.acts.whole import check_rows_are_the_fold
from tests.core.world import LEAD, ROADS

TODAY = date(2026, 3, 2)
HEAD = Actor(Desk("p:lead"), account=CLERK)
OFFICE = Actor(LEAD, account=CLERK)
ASKED = Number(LEAD, "丰农函", Form.REQUEST, to=(ROADS,))


@pytest.fixture
def town(site):
    with played() as made:
        given = (Listed(AGENCIES, "丰农函", Agency(LEAD), TODAY),)
        execute_all((), by=HEAD, command_id="word", listings=given)
        yield made


def cap(most: int) -> Listed:
    return Listed(CAPS, f"{LEAD}/request", Cap(LEAD, "request", most), TODAY)


def test_numbers_are_given_repeated_capped_and_rebuilt(town: Played):
    first = take_number(ASKED, "关于商请修桥的函", by=OFFICE, command_id="one")
    assert first.text == "丰农函〔2026〕1号"
    assert take_number(ASKED, "关于商请修桥的函", by=OFFICE, command_id="one") == first, "sent again"
    with pytest.raises(Rejected, match="command-id-reused"):
        take_number(ASKED, "另一份函", by=OFFICE, command_id="one")
    execute_all((), by=HEAD, command_id="cap", listings=[cap(2)])
    assert take_number(ASKED, "关于商请修路的函", by=OFFICE, command_id="two").n == 2
    with pytest.raises(Rejected, match="papers-capped"):
        take_number(ASKED, "关于商请再修的函", by=OFFICE, command_id="three")
    kept = in_force(NUMBERS, LEAD, day=TODAY)
    assert [(one.value.n, one.name, one.value.to) for one in kept.values()] == [
        (1, "关于商请修桥的函", (ROADS,)),
        (2, "关于商请修路的函", (ROADS,)),
    ]
    check_rows_are_the_fold(shell.now())
    with transaction.atomic():
        rebuild(registers.STREAMS, shell.now(), lambda done: None)
    assert list(in_force(NUMBERS, LEAD, day=TODAY)) == list(kept)
    both = execute_all(
        (), by=OFFICE, command_id="both", listings=[asking(Number(LEAD, "丰农函", Form.ORDER), "交办单")]
    )
    assert both is not None
    assert number_at(both).n == 3, "a refused one leaves no gap"


def test_two_that_take_at_once_get_two_numbers_without_a_gap(town: Played):
    def take(place: int) -> int:
        try:
            with shell.scripted(lambda: town.now):
                return take_number(ASKED, f"函{place}", by=OFFICE, command_id=f"at-once-{place}").n
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = sorted(pool.map(take, range(8)))
    assert taken == list(range(1, 9))
