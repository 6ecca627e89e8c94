"""A whole that changes hands takes its parts along, in the transaction that moves it."""

from qiantou.acts import registers, shell
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, Offer, Refer, Rule
from qiantou.readmodel.compare import differences
from tests.acts.county import played
from tests.core.world import DEPUTY, LEAD, ROADS, TOWN, WATER


def test_the_parts_of_a_whole_given_to_another_are_asked_by_the_new_lead(site):
    with played() as town:
        whole, part, own = town.offered(), shell.fresh(), shell.fresh()
        town.do(whole, Accept(), ROADS)
        for stream, doer in ((part, WATER), (own, TOWN)):
            town.do(stream, Offer("task", ROADS, doer, "一段", parent=whole), ROADS)
        town.do(whole, Refer("太大"), ROADS)
        receipt = town.do(whole, Rule(Phase.UNDERWAY, "由镇里办", doer=TOWN), DEPUTY)
        assert receipt.entries == 3
        assert [town.row(stream).asker for stream in (whole, part, own)] == [LEAD, TOWN, LEAD]
        assert town.row(part).version == 2
        assert not list(differences(registers.STREAMS, shell.now()))
