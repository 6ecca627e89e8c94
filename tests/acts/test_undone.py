"""What rests on an end that falls, on a real database: the closed side is no longer tied to its work, which is reached
all the same, caught up first, and whose rows follow."""

from datetime import date

from qiantou.acts import registers, shell
from qiantou.acts.execute import execute
from qiantou.core.kernel import Actor, Recorded
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, Contest, Offer, Rule
from qiantou.readmodel.compare import differences
from tests.acts.county import CLERK, played
from tests.core.world import DEPUTY, LEAD, ROADS, TOWN

DUE, LATER = date(2026, 3, 20), date(2026, 3, 27)


def test_a_hand_over_that_was_never_granted_comes_back_after_the_new_doers_silence(sqlite_site):
    with played() as town:
        work, side = town.offered(due=DUE), shell.fresh()
        town.do(work, Accept(), ROADS)
        asked = Offer("variation", ROADS, LEAD, "请转办", parent=work, beside=True, new_doer=TOWN, due=LATER)
        town.do(side, asked, ROADS)
        entered = Actor(LEAD, account=CLERK, recorded=Recorded(ROADS, date(2026, 3, 2), "电话记录"))
        execute(side, Accept(), by=entered, command_id="entered")
        assert (town.row(work).doer, town.row(work).hatched, town.row(side).is_open) == (TOWN, True, False)
        town.later(days=5)  # what TOWN let lapse meanwhile was recorded by no clock
        town.do(side, Contest(2, "我们没有同意"), LEAD)
        told = town.row(work)
        assert (told.phase, told.arbiter, told.hatched) == ("referred", DEPUTY, True)
        town.do(side, Rule(Phase.CLOSED, "确未同意", granted=False), DEPUTY)
        told = town.row(work)
        assert (told.phase, told.doer, told.hatched) == ("underway", ROADS, False)
        assert told.due_now == date(2026, 3, 27)  # five working days with TOWN are not its own
        assert [(fault.code, *fault.facts.values()) for fault in differences(registers.STREAMS, shell.now())] == []
