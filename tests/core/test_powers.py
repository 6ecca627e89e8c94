"""Lent powers: what each is needed for, whom a mandate binds, and that old orders stand. Source: docs/rules/mandate.md,
whose worked examples are run here."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qiantou.core.duty import Duty, DutySort
from qiantou.core.kernel import RULE, Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.listing import check
from qiantou.core.mandate import Mandate, Power, Source
from qiantou.core.moves import (
    Accept,
    Basis,
    Command,
    Contest,
    Counter,
    Decline,
    Deliver,
    Offer,
    OfferTo,
    Return,
    Rule,
)  # fmt: skip
from qiantou.core.passing import entailed
from qiantou.core.plan import LINES, MEANS, Line, Means, Sort
from qiantou.core.plan_check import check_entry
from qiantou.core.register import CHARTERS, DUTIES, MANDATES, POSTS, UNITS, Listed, Post, Unit
from qiantou.core.undertaking import Charter
from tests.core.steps import WORK, Case, order, task
from tests.core.world import DEPUTY, FIRM, GOV, HEAD, JOINT, LEAD, ROADS, TOWN, WATER, listed

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "mandate.md").read_text(encoding="utf-8")
OTHER, FAR, CUSTOMS = Desk("p:other"), Desk("u:far"), Desk("u:customs")
DESKS = {"DEPUTY": DEPUTY, "HEAD": HEAD, "ROADS": ROADS, "WATER": WATER, "TOWN": TOWN, "FAR": FAR, "OTHER": OTHER,
         "CUSTOMS": CUSTOMS, "FIRM": FIRM}  # fmt: skip
KEY, SIGNING = "g:one", Stream("signing")
LENT = Mandate(JOINT, LEAD, (Power.DISPATCH,), (ROADS,), DEPUTY, date(2026, 12, 31))


def county(mandate: Mandate | None = LENT) -> Case:
    """LEAD holds this mandate and no other; beside the four units there are FAR and CUSTOMS."""
    case = Case()
    kept = [entry for entry in case.town.listings if entry.event.section != MANDATES]
    case.town.listings[:] = [
        *kept,
        listed(POSTS, OTHER, Post(GOV)),
        listed(UNITS, FAR, Unit(parent=GOV, head=Desk("p:far"), leader=OTHER)),
        listed(POSTS, Desk("p:far"), Post(FAR)),
        listed(UNITS, CUSTOMS, Unit(head=Desk("p:customs"), line=Desk("u:above"))),
        listed(POSTS, Desk("p:customs"), Post(CUSTOMS)),
    ]
    if mandate is not None:
        case.town.listings.append(listed(MANDATES, KEY, mandate))
    return case


def asked_to_sign(case: Case, about: str = KEY) -> Case:
    letter = Offer("signature", DEPUTY, OTHER, "countersign", joint=JOINT, cause="countersign", about=(about,))
    return case.when(letter, DEPUTY, on=SIGNING)


def decided(case: Case, value: Mandate | None) -> Case:
    """DEPUTY, who issued it, changes the mandate or ends it."""
    entered = replace(listed(MANDATES, KEY, value, at=case.town.now), by=Actor(DEPUTY))
    case.town.listings.append(entered)
    return case


def moved(case: Case, unit: Desk, leader: Desk) -> Case:
    """A minute later another leader looks after the unit."""
    case.town.later(minutes=1)
    case.town.listings.append(listed(UNITS, unit, Unit(parent=GOV, leader=leader), at=case.town.now))
    return case


def again(case: Case, mandate: Mandate) -> None:
    """LEAD enters it from the paper it still has."""
    paper = replace(mandate, source=Source.MINUTES, number="no. 3", clause="LEAD leads", scan="a" * 64)
    check(Listed(MANDATES, "g:again", paper, date(2026, 3, 2)), case.town.register.at(case.town.now), Actor(LEAD))


def asked_to_join(mandate: Mandate) -> Case:
    """HEAD, above whom nobody stands, asks a party itself."""
    party = mandate.scope[0]
    letter = Offer("signature", HEAD, party, "join us", joint=JOINT, cause="countersign", about=(KEY,))
    return county(replace(mandate, countersigns=(SIGNING,))).when(letter, HEAD, on=SIGNING)


def on_paper(party: Desk, *, by: Desk, scan: str = "a" * 64) -> Actor:
    return Actor(party, recorded=Recorded(by, date(2026, 3, 2), "letter no. 4", scan))


def rows() -> list[list[str]]:
    section = RULES.split("\n## Worked examples\n")[1]
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return found[2:]


def standing(powers: str, over: str, issuer: str, until: str, how: str) -> Case:
    """The county in which the mandate of a row stands as the row says."""
    if how == "not there":
        return county(None)
    month, day = (int(part) for part in until.split("-"))
    scope = tuple(DESKS[name] for name in over.split())
    mandate = Mandate(
        JOINT, LEAD, tuple(Power(one) for one in powers.split()), scope, DESKS[issuer], date(2026, month, day),
        budget="the road fund",
    )  # fmt: skip
    how, _comma, later = how.partition(", now under ")
    if later:
        return moved(standing(powers, over, issuer, until, how), scope[-1], DESKS[later])
    match how:
        case "suspended":
            return decided(county(mandate), replace(mandate, suspended=True))
        case "waiting for itself":
            return asked_to_join(mandate)
        case "consented to by itself":
            return asked_to_join(mandate).when(Accept(), scope[0], on=SIGNING)
        case "consented to on paper":
            return asked_to_join(mandate).when(Accept(), on_paper(scope[0], by=GOV), on=SIGNING)
        case "consented to on paper, contested":
            case = asked_to_join(mandate).when(Accept(), on_paper(scope[0], by=GOV), on=SIGNING)
            return case.when(Contest(2, "we never wrote that"), WATER, on=SIGNING)
        case "ruled to be consented to":
            case = asked_to_join(mandate).at("2026-03-06 09:00").ticked(SIGNING)
            return case.when(Rule(Phase.CLOSED, "let it"), DEPUTY, on=SIGNING).at("2026-03-02 09:00")
        case "another lead's":
            return county(replace(mandate, holder=WATER))
        case "for another work":
            case = county(replace(mandate, joint=Stream("elsewhere")))
            case.town.listings.append(listed(CHARTERS, "elsewhere", Charter(LEAD, GOV, LEAD, DEPUTY)))
            return case
        case "revoked":
            return decided(county(mandate), None)
        case "waiting for OTHER":
            return asked_to_sign(county(replace(mandate, countersigns=(SIGNING,))))
        case "signed by OTHER":
            return asked_to_sign(county(replace(mandate, countersigns=(SIGNING,)))).when(Accept(), OTHER, on=SIGNING)
        case "signed for something else":
            case = asked_to_sign(county(replace(mandate, countersigns=(SIGNING,))), about="g:two")
            return case.when(Accept(), OTHER, on=SIGNING)
    assert how == "in force", how
    return county(mandate)


ORDER, CITE = Basis("mandate", dispatch=True, mandate=KEY), Basis("mandate", mandate=KEY)


def act(text: str) -> tuple[Command, ...]:
    """What LEAD does, as a row says it; the last of them is the one in question."""
    named = next((DESKS[word] for word in text.split() if word in DESKS), DEPUTY)
    about = (named,) if named != DEPUTY else ()
    match re.sub(r" ?[A-Z]+ ?", " ", text).strip():
        case "orders":
            return (task(doer=named, joint=JOINT, basis=ORDER),)
        case "asks":
            return (task(doer=named, joint=JOINT),)
        case "asks to meet":
            return (task(kind="meeting", doer=named, joint=JOINT),)
        case "convenes":
            return (task(kind="meeting", doer=named, joint=JOINT, basis=ORDER),)
        case "demands data of":
            return (task(kind="data", doer=named, joint=JOINT, basis=ORDER),)
        case "sets a day for":
            return (task(doer=named, joint=JOINT, basis=replace(CITE, powers=("deadlines",))),)
        case "returns what did":
            return task(doer=named, joint=JOINT), Accept(), Deliver("done"), Return("more", lacking=False, mandate=KEY)
        case "proposes the budget":
            return (proposal("budget"),)
        case "proposes to appraise the head of":
            return (proposal("appraisal", Desk(named.replace("u:", "p:"))),)
        case "proposes to appraise":
            return (proposal("appraisal", *about),)
        case "reports on":
            return (proposal("oversee", *about),)
    raise ValueError(f"no such act in docs/rules/mandate.md: {text}")


def proposal(power: str, *about: Desk) -> Offer:
    return task(
        kind="proposal", doer=DEPUTY, joint=JOINT, basis=replace(CITE, powers=(power,)), about=about, blames=False
    )


@pytest.mark.parametrize("row", rows(), ids=lambda row: " ".join((*row[:1], *row[4:])))
def test_the_worked_example_runs(row: list[str]) -> None:
    *mandate, text, answer = row
    case = standing(*mandate)
    doer = next((DESKS[word] for word in text.split() if word in DESKS), DEPUTY)
    told = "done"
    try:
        if text == "enters it again":
            again(case, LENT)
        else:
            *before, last = act(text)
            for command in before:
                case.when(command, LEAD if isinstance(command, Offer) else doer)
            case.when(last, LEAD)
    except Rejected as refusal:
        facts = refusal.facts
        names = {desk: name for name, desk in DESKS.items()}
        lender = names.get(facts.get("lender"))  # type: ignore[call-overload]
        told = f"{refusal.code} {facts.get('power', '')}".rstrip() + (f": {lender}" if lender else "")
    assert told == answer


def test_each_power_is_shown_missing_and_there() -> None:
    there = {row[0] for row in rows() if row[-1] in ("done", "through-the-gate appraisal")}
    missing = {row[-1].split()[1].rstrip(":") for row in rows() if row[-1].startswith("needs-power")}
    assert there >= set(Power) <= missing


USES = {
    Power.CONVENE: "convenes ROADS", Power.DISPATCH: "orders ROADS", Power.DEADLINES: "sets a day for ROADS",
    Power.DATA: "demands data of ROADS", Power.RETURN: "returns what ROADS did", Power.BUDGET: "proposes the budget",
    Power.APPRAISAL: "proposes to appraise ROADS", Power.OVERSEE: "reports on ROADS",
}  # fmt: skip


@pytest.mark.parametrize("power", Power)
def test_no_power_is_used_after_its_mandate_ended_or_while_it_is_suspended(power: Power) -> None:
    lent = replace(LENT, powers=tuple(Power), budget="the road fund")
    for mandate, code in (
        (replace(lent, until=date(2026, 3, 1)), "mandate-ended"), (replace(lent, suspended=True), "mandate-suspended"),
        (replace(lent, powers=tuple(one for one in Power if one is not power)), "needs-power"),
    ):  # fmt: skip
        case = county(mandate)
        *before, last = act(USES[power])
        for command in before:
            case.when(command, LEAD if isinstance(command, Offer) else ROADS)
        with pytest.raises(Rejected, match=code) as refusal:
            case.when(last, LEAD)
        assert (refusal.value.facts["power"], refusal.value.facts["lender"]) == (power.value, DEPUTY)


def test_what_was_ordered_stands_after_the_mandate_ended_and_nothing_new_is_ordered() -> None:
    case = county(replace(LENT, scope=(ROADS, WATER), until=date(2026, 3, 2)))
    case.when(task(joint=JOINT, basis=ORDER), LEAD)
    case.at("2026-03-03 09:00").refused("mandate-ended", task(joint=JOINT, basis=ORDER), LEAD, on=Stream("second"))
    case.at("2026-03-10 09:00").ticked().then("underway", ROADS)
    assert case.told() == ["Offered", "Chased", "Bound"]


def test_an_order_declined_is_given_to_another_desk_only_under_a_mandate_over_it() -> None:
    def declined(mandate: Mandate) -> Case:
        case = county(mandate).when(task(joint=JOINT, basis=ORDER), LEAD)
        return case.when(Decline("no-means", "no digger"), ROADS)

    declined(LENT).refused("outside-the-mandate", OfferTo(WATER), LEAD)
    declined(replace(LENT, until=date(2026, 3, 2))).at("2026-03-03 09:00").refused("mandate-ended", OfferTo(TOWN), LEAD)
    declined(replace(LENT, scope=(ROADS, WATER))).when(OfferTo(WATER), LEAD).then("offered", WATER)


def test_a_day_that_is_set_can_be_declined_and_not_bargained_over() -> None:
    lent = replace(LENT, powers=(Power.DISPATCH, Power.DEADLINES))
    case = county(lent).when(task(joint=JOINT, basis=replace(ORDER, powers=("deadlines",))), LEAD)
    case.refused("date-is-set", Counter(date(2026, 4, 1), "a week more"), ROADS)
    case.when(Decline("date-impossible", "the bridge is closed"), ROADS).then("declined", LEAD)


def test_a_leader_above_the_doer_orders_by_its_post() -> None:
    county(None).when(order(asker=DEPUTY, basis=Basis(dispatch=True)), DEPUTY).then("offered", ROADS)


def test_nobody_orders_a_party_because_its_contact_is_below() -> None:
    county(None).refused("only-by-consent", order(asker=DEPUTY, doer=FIRM, basis=Basis(dispatch=True)), DEPUTY)


def test_a_kind_that_names_no_power_is_ordered_by_dispatch() -> None:
    obstacle = task(kind="obstacle", joint=JOINT, basis=ORDER)
    county(replace(LENT, powers=(Power.DATA,))).refused("needs-power", obstacle, LEAD)
    county().when(obstacle, LEAD).then("offered", ROADS)


def test_a_countersignature_refused_by_the_leader_binds_nobody() -> None:
    case = asked_to_sign(county(replace(LENT, scope=(FAR,), countersigns=(SIGNING,))))
    case.when(Counter(None, "not in the harvest"), OTHER, on=SIGNING).then("referred", HEAD, on=SIGNING)
    case.refused("not-countersigned", task(doer=FAR, joint=JOINT, basis=ORDER), LEAD, on=WORK)


def test_the_silence_of_a_portfolio_leader_climbs() -> None:
    case = asked_to_sign(county(replace(LENT, scope=(FAR,), countersigns=(SIGNING,))))
    case.at("2026-03-06 09:00").ticked(SIGNING).then("referred", HEAD, on=SIGNING)


def test_a_portfolio_leader_signs_once() -> None:
    case = asked_to_sign(county(replace(LENT, scope=(FAR,), countersigns=(SIGNING,)))).when(Accept(), OTHER, on=SIGNING)
    case.refused("closed", Accept(), OTHER, on=SIGNING)
    asked_to_sign(county()).refused("not-yours", Accept(), HEAD, on=SIGNING)


def test_a_discipline_body_is_listed_by_a_duty_of_its_own_and_by_no_mandate() -> None:
    watch = Desk("u:watch")
    case = county(replace(LENT, scope=(ROADS, watch)))
    case.town.listings += [
        listed(UNITS, watch, Unit(parent=GOV, leader=HEAD, sort="discipline")),
        listed(DUTIES, "d:own", Duty(watch, DutySort.BASIC, item="watch over the tender")),
        listed(DUTIES, "d:gone", Duty(watch, DutySort.TAKEN_BACK, item="sit on the panel")),
        listed(DUTIES, "d:past", Duty(watch, DutySort.BASIC, item="open the bids", until=date(2025, 12, 31))),
        listed(DUTIES, "d:roads", Duty(ROADS, DutySort.BASIC, item="mend roads")),
    ]
    force = case.town.register.at(case.town.now)

    def enter(value: Line | Means) -> None:
        section = LINES if isinstance(value, Line) else MEANS
        check_entry(Listed(section, f"{JOINT}/N001", value, date(2026, 3, 2)), force, RULE)

    for none_of_its_own in ("", "d:roads", "d:gone", "d:past"):
        for value in (Line(watch, duty=none_of_its_own), Means(Sort.PEOPLE, watch, duty=none_of_its_own)):
            with pytest.raises(Rejected, match="discipline-by-its-own-duty"):
                enter(value)
    with pytest.raises(Rejected, match="discipline-by-its-own-duty"):
        enter(Line(ROADS, competent=watch, duty="d:roads"))
    enter(Line(watch, duty="d:own"))
    enter(Means(Sort.PEOPLE, watch, duty="d:own"))


def test_mandates_pass_with_the_lead_where_their_issuer_could_lend_them_to_the_new_one() -> None:
    case = county(replace(LENT, scope=(ROADS, WATER)))
    case.town.listings += [
        listed(MANDATES, "g:alone", replace(LENT, scope=(ROADS,))),
        listed(MANDATES, "g:over", replace(LENT, scope=(WATER,), until=date(2026, 2, 1))),
    ]
    offer = Offer("passing", LEAD, ROADS, "it is your duty", joint=JOINT)
    passed = Rule(Phase.CLOSED, "no objection")
    play = case.when(offer, LEAD).when(Accept(), ROADS).town.do(WORK, passed, DEPUTY)
    entered = {one.key: one.value for one in entailed(play, case.town.register.at(case.town.now))}
    assert entered[KEY] == replace(LENT, holder=ROADS, scope=(WATER,))
    assert (entered["g:alone"], entered["g:over"]) == (None, None)

    far = county(replace(LENT, scope=(ROADS,)))
    play = far.when(replace(offer, doer=FAR), LEAD).when(Accept(), FAR).town.do(WORK, passed, far.matter().arbiter)
    assert {one.key: one.value for one in entailed(play, far.town.register.at(far.town.now))}[KEY] is None
