"""The attribution as put out: by whom, adding up, never taken back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from qiantou.core.attribution import ATTRIBUTIONS, NOBODY, OUTSIDE, Attribution, Bounds, Drawn, Overtime, Share, Window
from qiantou.core.attribution_check import attributors, window_at
from qiantou.core.figures import DELAY_WINDOW, USUAL, Figure
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.listing import check
from qiantou.core.register import CHARTERS, FIGURES, UNITS, Listed
from qiantou.core.undertaking import Charter
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, ROADS, TOWN, WATER, Town, listed, local

DOC = (Path(__file__).parents[2] / "docs" / "rules" / "attribution.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ((?:\d, entered [\d :-]+?)?) ?\| (2026[\d :-]+?) \| (\w+) \|$", re.M)
AT = local("2026-03-09 09:00")
PUT_OUT = Attribution(
    JOINT, AT, Window.WEEK, 4800, 6240, (Share(NOBODY, 240), Share(ROADS, 2401, 2), Share(WATER, -1, 2)), plan=1
)

DRAWN = Drawn(256, 1, (Bounds(NOBODY, 200, 280), Bounds(ROADS, 1190, 1201), Bounds(WATER, -1, 0)))


def entered(made: Attribution | None, by: Desk | None = LEAD, *, town: Town | None = None) -> None:
    force = (town or Town(now=AT)).register.at(AT)
    check(Listed(ATTRIBUTIONS, JOINT, made, date(2026, 3, 9)), force, Actor(by))


def refused(code: str, made: Attribution | None, by: Desk | None = LEAD) -> None:
    with pytest.raises(Rejected) as refusal:
        entered(made, by)
    assert refusal.value.code == code


def test_the_lead_the_keeper_and_the_offices_put_it_out_and_nobody_else() -> None:
    town = Town(now=AT)
    charter = Charter(lead=LEAD, issuer=DEPUTY, keeper=WATER, sponsor=DEPUTY)
    town.listings.append(listed(CHARTERS, JOINT, charter, at=local("2026-03-01 09:00")))
    assert attributors(JOINT, town.register.at(AT)) == (WATER, GOV, LEAD)
    for desk in (WATER, GOV, LEAD):
        entered(PUT_OUT, desk, town=town)
    for stranger in (ROADS, TOWN, DEPUTY, None):
        with pytest.raises(Rejected, match="not-the-attributor"):
            entered(PUT_OUT, stranger, town=town)
    assert attributors(Stream("none"), town.register.at(AT)) == ()


def test_the_shares_add_up_and_what_was_regained_counts_against_them() -> None:
    entered(PUT_OUT)
    assert (PUT_OUT.delay, PUT_OUT.share(ROADS), PUT_OUT.share(WATER)) == (1440, Fraction(2401, 2), Fraction(-1, 2))
    assert PUT_OUT.share(TOWN) == 0


@pytest.mark.parametrize(
    "made",
    [
        replace(PUT_OUT, actual=6241),
        replace(PUT_OUT, joint=Stream("other")),
        replace(PUT_OUT, through=local("2026-03-09 09:01")),
        replace(PUT_OUT, through=local("2026-03-09 07:59")),
        replace(PUT_OUT, window=Window.DAY),
        replace(PUT_OUT, shares=PUT_OUT.shares[::-1]),
        replace(PUT_OUT, shares=(Share(NOBODY, 720), Share(NOBODY, 720))),
        replace(PUT_OUT, shares=(Share(OUTSIDE, 2880, 2),)),
        replace(PUT_OUT, shares=(Share(OUTSIDE, 1440, 0),)),
        replace(PUT_OUT, shares=(Share(NOBODY, 1440), Share(OUTSIDE, 0))),
        replace(PUT_OUT, shares=(Share("u:nowhere", 1440),)),
        replace(PUT_OUT, overtime=(Overtime(ROADS, Stream("a"), 0),)),
        replace(PUT_OUT, overtime=(Overtime("u:nowhere", Stream("a"), 9),)),
        replace(PUT_OUT, overtime=(Overtime(ROADS, Stream("b"), 9), Overtime(ROADS, Stream("a"), 9))),
        replace(PUT_OUT, drawn=replace(DRAWN, orders=0)),
        replace(PUT_OUT, drawn=replace(DRAWN, bounds=DRAWN.bounds[::-1])),
        replace(PUT_OUT, drawn=replace(DRAWN, bounds=DRAWN.bounds[:2])),
        replace(PUT_OUT, drawn=replace(DRAWN, bounds=(*DRAWN.bounds[:2], Bounds(WATER, 0, 9)))),
        replace(PUT_OUT, drawn=replace(DRAWN, bounds=(*DRAWN.bounds, Bounds("u:zzz", 0, 9)))),
        None,
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused(made: Attribution | None) -> None:
    refused("wrong-value", made)


def test_what_was_drawn_keeps_how_and_between_what_the_exact_shares_lie() -> None:
    entered(replace(PUT_OUT, drawn=DRAWN))
    entered(replace(PUT_OUT, drawn=replace(DRAWN, bounds=(*DRAWN.bounds[:2], Bounds(TOWN, 0, 0), *DRAWN.bounds[2:]))))


def test_own_overtime_is_kept_by_matter_and_party() -> None:
    made = replace(PUT_OUT, overtime=(Overtime(ROADS, Stream("a"), 420), Overtime(WATER, Stream("a"), 30)))
    entered(made)
    assert (made.own_overtime(ROADS, Stream("a")), made.own_overtime(ROADS, Stream("b"))) == (420, 0)


@pytest.mark.parametrize("gone", [ROADS, WATER])
def test_who_was_taken_out_of_the_register_keeps_what_it_lost(gone: Desk) -> None:
    """A merger of a unit that was late holds up nobody's attribution; who never was a desk is none still."""
    town = Town(now=AT)
    town.listings.append(listed(UNITS, gone, None, at=AT - timedelta(days=2), since=date(2026, 3, 8)))
    assert not town.register.at(AT).is_known(gone)
    entered(replace(PUT_OUT, overtime=(Overtime(gone, Stream("a"), 420),)), town=town)
    with pytest.raises(Rejected, match="wrong-value"):
        entered(replace(PUT_OUT, overtime=(Overtime("u:nowhere", Stream("a"), 420),)), town=town)


def test_a_later_one_says_why() -> None:
    town = Town(now=AT)
    town.listings.append(listed(ATTRIBUTIONS, JOINT, PUT_OUT, at=AT - timedelta(days=1)))
    for unsaid in ("", " \n"):
        with pytest.raises(Rejected, match="put-out-before"):
            entered(replace(PUT_OUT, reason=unsaid), town=town)
    entered(replace(PUT_OUT, reason="L002 was delivered since"), town=town)


def test_a_later_one_is_of_no_earlier_method() -> None:
    town = Town(now=AT)
    town.listings.append(listed(ATTRIBUTIONS, JOINT, replace(PUT_OUT, method=2), at=AT - timedelta(days=1)))
    anew = replace(PUT_OUT, reason="L002 was delivered since")
    for method in (0, 1):
        with pytest.raises(Rejected, match="wrong-value"):
            entered(replace(anew, method=method), town=town)
    entered(replace(anew, method=2), town=town)
    entered(replace(anew, method=3), town=town)


@pytest.mark.parametrize(("entered", "at", "window"), ROW.findall(DOC))
def test_the_window_is_the_number_of_the_site_at_its_moment(entered: str, at: str, window: str) -> None:
    town = Town(now=AT)
    if entered:
        amount, since = entered.split(", entered ")
        own = Figure(int(amount), "a paper")
        town.listings.append(listed(FIGURES, DELAY_WINDOW, own, at=local(since)))
    assert window_at(local(at), town.register.at(AT)) == window


def test_no_other_window_is_entered_than_that_of_its_moment() -> None:
    town = Town(now=AT)
    turned = AT - timedelta(minutes=10)
    town.listings.append(listed(FIGURES, DELAY_WINDOW, Figure(3, "a paper"), at=turned))
    entered(replace(PUT_OUT, window=Window.MONTH), town=town)
    entered(replace(PUT_OUT, through=turned - timedelta(minutes=1)), town=town)
    with pytest.raises(Rejected, match="wrong-value"):
        entered(PUT_OUT, town=town)
    assert (USUAL[DELAY_WINDOW].least, USUAL[DELAY_WINDOW].most) == (1, len(Window))
