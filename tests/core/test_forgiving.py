"""An exemption that is granted, or falls, after the sheet is on the desk of whoever put the sheet out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.carrying_out import check_amended, is_carried_out
from qiantou.core.contesting import AMENDING, rulings_of
from qiantou.core.exemption import CHECKS, Outcome, key_of
from qiantou.core.forgiving import reckoned_anew
from qiantou.core.kernel import Actor, Entry, Rejected, Stream
from qiantou.core.listing import check as enters
from qiantou.core.loop import Play
from qiantou.core.matter import Matter
from qiantou.core.moves import Accept, Confirm, Deliver, Moot, Offer
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.review import SHEETS, Amendment, Overrun, Part, Ratio, Sheet
from tests.core.assessing import OVER, SHEET, TODAY
from tests.core.exempted import ASKED, application, check, decided, hearing, verdict
from tests.core.steps import WORK, Case, order, recorded
from tests.core.world import GOV, JOINT, LEAD, ROADS, WATER, listed

FREED = replace(
    SHEET, number=2, by=WATER, reason="exempted", amended=(Amendment(ASKED, f"exempt:{WORK}", ROADS),),
    parts=(SHEET.parts[0], Part(ROADS, lines=Ratio(1, 2), points=Ratio(43)), SHEET.parts[2]),
    overruns=(Overrun(ROADS, WORK, 480, contest=ASKED),),
)  # fmt: skip


def sheeted(sheet: Sheet = SHEET) -> Case:
    """The work is over, WATER keeps it and has put out the sheet in which ROADS was late; ROADS was heard by GOV."""
    case = Case().when(order(), LEAD).when(Accept(), ROADS)
    case.town.listings.append(listed(CHECKS, key_of(WORK, ROADS), check()))
    case.when(application(), ROADS, on=ASKED).when(Accept(), GOV, on=ASKED).when(hearing(), GOV, on=ASKED)
    case.when(Confirm(case.matter(ASKED).version), ROADS, on=ASKED)
    case.town.listings.append(listed(CHARTERS, JOINT, replace(OVER, keeper=WATER)))
    return entered(case, replace(sheet, by=WATER))


def entered(case: Case, sheet: Sheet) -> Case:
    one = Listed(SHEETS, JOINT, sheet, TODAY)
    case.town.listings.append(Entry(Stream("register"), 1, case.town.now, Actor(sheet.by), one))
    return case


def put_out(case: Case, sheet: Sheet) -> Case:
    """As the act enters it."""
    force = case.town.register.at(case.town.now)
    one = Entry(Stream("register"), 1, case.town.now, Actor(sheet.by), Listed(SHEETS, JOINT, sheet, TODAY))
    enters(one.event, force, one.by)
    check_amended([one], case.town.matter, force)
    return entered(case, sheet)


def in_hand(case: Case) -> list[Matter]:
    found = (case.town.matter(name) for name in case.town.streams())
    return [one for one in found if one is not None and one.kind == AMENDING and one.is_open]


def test_an_exemption_after_the_sheet_is_in_hand_with_a_day_until_the_sheet_is_amended_in_exactly_that() -> None:
    case = sheeted().when(decided(), GOV, on=ASKED)
    [work] = in_hand(case)
    assert (work.holder, work.asker, work.due) == (WATER, ROADS, date(2026, 3, 9))
    assert work.about == (ASKED, f"exempt:{WORK}", ROADS)
    case.refused("amended-on-its-page", Deliver("done"), WATER, on=work.stream)
    whole = replace(FREED, amended=(Amendment(ASKED, "exempt:", ROADS),))
    with pytest.raises(Rejected, match="contest-not-granted"):
        put_out(case, whole)
    other = replace(SHEET.parts[2], rating=Ratio(1), raters=4)
    with pytest.raises(Rejected, match="only-a-ruling-amends"):
        put_out(case, replace(FREED, parts=(*FREED.parts[:2], other)))
    put_out(case, FREED)
    assert rulings_of(FREED) == {ASKED}
    with pytest.raises(Rejected, match="contest-not-granted"):
        put_out(case, replace(FREED, number=3, amended=FREED.amended * 2))


@pytest.mark.parametrize("sheet", [replace(SHEET, overruns=()), replace(SHEET, overruns=FREED.overruns)])
def test_where_nothing_of_the_sheet_rests_on_it_nobody_has_to_amend_it(sheet: Sheet) -> None:
    assert in_hand(sheeted(sheet).when(decided(), GOV, on=ASKED)) == []
    assert in_hand(sheeted().when(decided(verdict(Outcome.LIGHTER, "procedure")), GOV, on=ASKED)) == []


def test_a_decision_entered_for_who_gave_it_reaches_the_sheet_once_it_is_confirmed() -> None:
    case = sheeted().when(decided(), recorded(GOV, ROADS, scan="f" * 64), on=ASKED)
    assert in_hand(case) == []
    number = case.matter(ASKED).judged
    case.when(Confirm(number), GOV, on=ASKED).when(Confirm(number + 1), GOV, on=ASKED)
    assert [one.holder for one in in_hand(case)] == [WATER]


def test_one_that_falls_ends_what_is_in_hand_and_asks_for_the_sheet_to_say_so_where_it_said_otherwise() -> None:
    case = sheeted().when(decided(), GOV, on=ASKED)
    [work] = in_hand(case)
    stood = case.matter(ASKED)
    fell = replace(stood, verdict=Outcome.NOT, outcome="refused", version=stood.version + 1)
    play = Play(case.town, case.town.now)
    assert list(reckoned_anew(stood, fell, play, play.matter)) == [(work.stream, Moot())]
    put_out(case, FREED)
    play = Play(case.town, case.town.now)
    ended, (_name, offer) = reckoned_anew(stood, fell, play, play.matter)
    assert ended == (work.stream, Moot())
    assert isinstance(offer, Offer)
    assert (offer.doer, offer.about) == (WATER, (ASKED, f"fallen:{WORK}", ROADS))
    blamed = replace(
        FREED, number=3, amended=(*FREED.amended, Amendment(ASKED, f"fallen:{WORK}", ROADS)), parts=SHEET.parts,
        overruns=SHEET.overruns,
    )  # fmt: skip
    with pytest.raises(Rejected, match="contest-not-granted"):
        put_out(case, blamed)
    looks = {ASKED: fell, WORK: case.matter(WORK)}
    assert is_carried_out(blamed, looks.get, case.town.register.at(case.town.now))
