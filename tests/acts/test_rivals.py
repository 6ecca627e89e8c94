"""Two rulings on one line, another division of it, a line that all gave up: entered, computed again, and verified."""

from __future__ import annotations

from fractions import Fraction

import pytest

from qiantou.acts import shell
from qiantou.acts.assessing import agrees, amend, contest, put_out
from qiantou.acts.attributing import put_out as attribute
from qiantou.acts.letters import send_signatures
from qiantou.acts.registers import current
from qiantou.core.attribution import ATTRIBUTIONS, Attribution
from qiantou.core.contesting import AMENDING, Claim, contest_stream
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, AcceptDelivery, Deliver, Offer, Refer, Rule
from qiantou.core.plan import LINES, Purpose
from qiantou.core.review import Lack, Sheet
from qiantou.jobs.site import make_key_and_witness
from qiantou.jobs.verify_site import differing
from qiantou.ledger.legal import fold_under, together_under
from qiantou.ledger.seal import seal
from qiantou.ledger.verify import verify_live
from qiantou.readmodel.models import MatterRow
from tests.acts.assessed import UNREAD, Assessed, assessed, begun, worked
from tests.acts.county import played
from tests.acts.test_assessing import by, name, ruled, share, total
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER

YES = Rule(Phase.CLOSED, "情况属实", granted=True)


def verified(work: Assessed) -> None:
    assert list(differing()) == []
    seal(work.town.now)
    assert verify_live(fold_under=fold_under, together=together_under).findings == ()


def asked(work: Assessed, claim: Claim, asker: Desk) -> Stream:
    """Contested, answered, and before who decides."""
    contest(work.joint, claim, "复核", "理由", by=by(asker), command_id=name())
    stream = contest_stream(work.joint, asker, claim.item)
    work.town.do(stream, Deliver("维持"), GOV)
    work.town.do(stream, Refer("请裁定"), asker)
    return stream


def earned(sheet: Sheet, line: str) -> dict[Desk, Fraction]:
    return {one.unit: one.share.exact for one in sheet.earnings if one.line == line}


def test_the_second_ruling_on_a_line_waits_for_what_the_first_came_to(site):
    make_key_and_witness()
    with assessed() as work:
        put_out(work.joint, by=by(GOV), command_id=name(), reason=UNREAD)
        work.at("2026-04-03 10:00")
        first = asked(work, Claim("line:L004", TOWN), TOWN)
        second = asked(work, Claim("line:L004", WATER), WATER)
        work.town.do(first, YES, DEPUTY)
        with pytest.raises(Rejected) as refusal:
            work.town.do(second, YES, DEPUTY)
        assert refusal.value.code == "contest-before-it"
        assert refusal.value.facts["number"] == first[:12]
        amend(work.joint, first, "市场已搬迁", by=by(GOV), command_id=name())
        assert set(earned(work.sheet(), "L004")) == {TOWN}
        work.town.do(second, YES, DEPUTY)
        amend(work.joint, second, "系水利局代为搬迁", by=by(GOV), command_id=name())
        last = work.sheet()
        assert (set(earned(last, "L004")), total(last), last.number) == ({WATER}, 1, 3)
        verified(work)


def handed_over(work: Assessed) -> None:
    """The bridge, half of it, from ROADS to WATER: the line is shared."""
    work.at("2026-03-09 09:00")
    bridge, asking = work.stream("L002"), shell.fresh()
    handing = Offer("variation", ROADS, LEAD, "移交", new_doer=WATER, parent=bridge, beside=True, joint=work.joint)
    work.town.do(asking, handing, ROADS)
    work.town.do(asking, Accept(), LEAD)
    work.town.do(bridge, Accept(), WATER)
    work.at("2026-03-12 15:00")
    work.town.do(bridge, Deliver("三座桥通车"), WATER)
    work.town.do(bridge, AcceptDelivery(), LEAD)


def test_a_unit_that_shares_a_line_has_it_divided_anew(sqlite_site):
    make_key_and_witness()
    with played() as town:
        work = begun(town)
        handed_over(work)
        work.concluded()
        put_out(work.joint, by=by(GOV), command_id=name(), reason=UNREAD)
        before = earned(work.sheet(), "L002")
        assert set(before) == {ROADS, WATER}
        work.at("2026-04-03 10:00")
        with pytest.raises(Rejected, match="nothing-to-contest"):
            contest(work.joint, Claim("share:L002/10", ROADS), "复核", "", by=by(ROADS), command_id=name())
        stream = ruled(work, Claim("share:L002/70", ROADS), ROADS)
        amend(work.joint, stream, "七成由公路局完成", by=by(GOV), command_id=name())
        after, whole = earned(work.sheet(), "L002"), sum(before.values(), Fraction(0))
        assert after == {ROADS: whole * Fraction(7, 10), WATER: whole * Fraction(3, 10)}
        assert agrees(work.sheet())
        verified(work)


def test_whoever_lost_its_part_of_a_line_by_a_ruling_is_not_granted_more_of_it(sqlite_site):
    make_key_and_witness()
    with played() as town:
        work = begun(town)
        handed_over(work)
        work.concluded()
        put_out(work.joint, by=by(GOV), command_id=name(), reason=UNREAD)
        work.at("2026-04-03 10:00")
        more, alone = Claim("share:L002/70", ROADS), Claim("line:L002", TOWN)
        first, second = asked(work, more, ROADS), asked(work, alone, TOWN)
        town.do(second, YES, DEPUTY)
        amend(work.joint, second, "系该镇完成", by=by(GOV), command_id=name())
        assert set(earned(work.sheet(), "L002")) == {TOWN}
        with pytest.raises(Rejected, match="share-is-no-more"):
            town.do(first, YES, DEPUTY)
        town.do(first, Rule(Phase.CLOSED, "已裁定归他人", granted=False), DEPUTY)
        verified(work)


def test_what_was_accepted_of_a_line_that_all_gave_up_stands_in_the_sheet_with_nothing(sqlite_site):
    make_key_and_witness()
    with played() as town:
        work = worked(begun(town))
        work.at("2026-03-30 10:00").enter(LINES, f"{work.joint}/L003", None, LEAD)
        send_signatures(work.joint, purpose=Purpose.AMENDMENT, by=by(LEAD), command_id=name())
        for row in MatterRow.objects.filter(joint=work.joint, kind="signature", is_open=True):
            town.do(Stream(row.stream), Accept(), Desk(row.doer))
        drains, whole = work.stream("L003"), MatterRow.objects.get(joint=work.joint, line="L001", beside=False)
        town.do(Stream(whole.stream), Deliver("统筹完成"), LEAD)
        town.do(Stream(whole.stream), AcceptDelivery(), Desk(whole.asker))
        work.concluded()
        put_out(work.joint, by=by(GOV), command_id=name(), reason=UNREAD)
        sheet = work.sheet()
        assert (sheet.plan, sheet.refused, total(sheet)) == (2, (), 1)
        told = [(one.line, one.unit, one.matter, one.share.top) for one in sheet.unearned
                if one.lacks is Lack.GIVEN_UP]  # fmt: skip
        assert told == [("L003", WATER, drains, 0)], "coordination shares by no weight, and was taken out of nothing"
        assert share(sheet, WATER) == Fraction(2, 100), "its help alone"
        with pytest.raises(Rejected, match="nothing-to-contest"):
            contest(work.joint, Claim("line:L003", WATER), "复核", "", by=by(WATER), command_id=name())
        verified(work)


def test_where_an_office_puts_the_attribution_out_meanwhile_the_ruling_is_its_to_carry_out(sqlite_site):
    make_key_and_witness()
    with played() as town:
        work = worked(begun(town)).at("2026-04-01 09:30")
        attribute(work.joint, by=by(LEAD), command_id=name())
        made = current().at(work.town.now).section(ATTRIBUTIONS)[work.joint]
        assert isinstance(made, Attribution)
        late = next(Desk(one.party) for one in made.shares if one.party in (ROADS, WATER, TOWN))
        contest(work.joint, Claim("delay:"), "复核", "理由", by=by(late), command_id=name())
        stream = contest_stream(work.joint, late, "delay:")
        work.town.do(stream, Deliver("维持"), LEAD)
        work.town.do(stream, Refer("请裁定"), late)
        work.concluded().at("2026-04-02 09:00")
        attribute(work.joint, by=by(GOV), command_id=name(), reason="补记之后重新测算")
        work.town.do(stream, YES, DEPUTY)
        owed = MatterRow.objects.get(kind=AMENDING)
        assert (owed.holder, owed.asker, owed.title) == (GOV, late, "落实复核裁定：复核")
        attribute(work.joint, by=by(GOV), command_id=name())
        anew = current().at(work.town.now).section(ATTRIBUTIONS)[work.joint]
        assert isinstance(anew, Attribution)
        assert anew.rulings == (stream,)
        assert not MatterRow.objects.filter(kind=AMENDING, is_open=True).exists()
        verified(work)
