"""The network of a signed plan as the record built it: the worked examples of docs/rules/attribution.md, and laws."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiantou.core.attribution import NOBODY
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, AcceptDelivery, Block, Decline, Deliver, Return, Rule, TakeBack, Withdraw
from qiantou.core.plan import LINES, MEANS, Every, Line, Rhythm, Role, Tie, TieType
from qiantou.core.register import CHARTERS
from qiantou.core.undertaking import Charter
from qiantou.documents.plan_ties import apart, read_tie
from qiantou.insight.as_built import as_built
from qiantou.insight.as_built_cuts import cuts
from qiantou.insight.as_built_step import AsBuilt
from qiantou.insight.as_built_ties import PutOut
from qiantou.insight.delay import Finding, attribute
from tests.core.examples import DESKS, command
from tests.core.steps import SIDE, Case, recorded, task, variation
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, LENT, ROADS, WATER, listed, local

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "attribution.md").read_text(encoding="utf-8")
APART = re.compile(r"^(Not launched|Dropped by a later version): (\w+)\.$", re.MULTILINE)
LATER = re.compile(r"^Signed on (\S+ \S+): (\w+) after (.+)\.$", re.MULTILINE)
OVER = re.compile(r"^The work was over on (\S+?)(?:, by the word of (\w+))?\.$", re.MULTILINE)
NAMES = {desk: name for name, desk in DESKS.items()}
TOLD = re.compile(r"^Planned (\S+), (finished|expected) (\S+), (\S+) days: (.+)\. Own overtime: (.+)\.$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """`apart`: "Not launched" or "Dropped by a later version" → the line it tells of. `later`: when all had signed
    a version that puts a line after others. `over`: on which day, in the evening, the work was, by whose word
    (`said`)."""

    lines: dict[str, Line]
    moves: list[list[str]]
    told: tuple[str, ...]
    apart: dict[str, str]
    later: tuple[str, str, str] | None = None
    over: str = ""
    said: str = ""

    def built(self) -> AsBuilt:
        case = played(launched(self.lines), self.moves) if self.later or self.over else Case()
        if self.over:
            by = DESKS[self.said] if self.said else GOV
            return over_on(case, f"2026-{self.over}", "2026-03-31 18:00", self.lines, by=by)
        if self.later is not None:
            when, name, after = self.later
            plain, ties = apart([read_tie(one) for one in after.split()]) if after != "nothing" else ((), ())
            plan = self.lines | {name: replace(self.lines[name], after=plain, ties=ties)}
            put = [(1, local("2026-03-09 08:30")), (2, local(f"2026-{when}"))]
            return built(case, plan, before=self.lines, put=put)
        unlaunched, dropped = self.apart.get("Not launched"), self.apart.get("Dropped by a later version")
        asked = {name: one for name, one in self.lines.items() if name != unlaunched}
        plan = {name: one for name, one in self.lines.items() if name != dropped}
        return built(played(launched(asked), self.moves), plan, before=self.lines)


def examples() -> dict[str, Example]:
    found = {}
    for part in RULES.split("\n## Worked examples\n")[1].split("\n### ")[1:]:
        title, rest = part.split("\n", 1)
        plan, moves = [
            [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
            for table in re.findall(r"(?:^\|.*\n)+", rest, re.MULTILINE)
        ]
        told = TOLD.search(rest)
        assert told, title
        lines = {name: line(*terms) for name, *terms in plan}
        later, over = LATER.search(rest), OVER.search(rest)
        found[title] = Example(lines, moves, told.groups(), dict(APART.findall(rest)),
                               later.groups() if later else None, *(over.groups("") if over else ()))  # fmt: skip
    return found


def line(unit: str, due: str, after: str) -> Line:
    """Due on a day; "coordination" behind the unit; "each month" behind the day."""
    plain, ties = apart([read_tie(one) for one in after.split()])
    desk, *role = unit.split(", ")
    first, *rhythm = due.split(", ")
    day = date.fromisoformat(f"2026-{first}")
    found = Line(DESKS[desk], Role.COORDINATE if role else Role.DO, due=day, after=plain, ties=ties)
    return replace(found, rhythm=Rhythm(Every.MONTH, day.day)) if rhythm else found


def launched(lines: dict[str, Line]) -> Case:
    case = Case().at("2026-03-09 08:30")
    for name, one in lines.items():
        asker = LEAD if one.unit != LEAD else DEPUTY
        offer = task(asker=asker, doer=one.unit, due=one.due, joint=JOINT, line=name, title=name)
        case.when(offer, asker, Stream(name)).when(Accept(), one.unit, Stream(name))
    return case


def built(
    case: Case, lines: dict[str, Line], through: str = "2026-03-31 18:00", before: dict[str, Line] | None = None,
    put: Sequence[PutOut] = (),
) -> AsBuilt:  # fmt: skip
    now = local(through)
    histories = {stream: case.town.of(stream) for stream in case.town.streams()}
    earlier = [{LINES: before}] if before is not None else []
    return as_built({LINES: lines, MEANS: {}}, histories, case.town.register.at(now), now, earlier=earlier, put=put)


def found(one: AsBuilt, each: str = "all") -> Finding:
    whole = attribute(one.activities, one.links)
    return attribute(one.activities, one.links, cuts(one, int(whole.actual_finish), each))


def played(case: Case, moves: list[list[str]]) -> Case:
    for when, who, matter, move in moves:
        told = command(move.replace("block outside", "block"), DESKS[who], Stream(matter), "fresh")
        if isinstance(told, Block) and "outside" in move:
            told = replace(told, outside=True)
        if isinstance(told, Return):
            told = replace(told, mandate=LENT)
        case.at(f"2026-{when}").when(told, DESKS[who], Stream(matter))
    return case


def days(told: str) -> dict[str, Fraction]:
    return {who: Fraction(many) for who, many in (one.split() for one in told.split(", "))} if told != "none" else {}


def named(minutes: dict[str, Fraction], day: int) -> dict[str, Fraction]:
    return {NAMES.get(Desk(party), party): Fraction(many) / day for party, many in minutes.items() if many}


@pytest.mark.parametrize("title", examples())
def test_the_worked_example_holds(title: str) -> None:
    example = examples()[title]
    planned, word, finish, delay, shares, overtime = example.told
    one = example.built()
    told, day = found(one), one.axis.force.calendar.day_minutes
    ends = [one.instant(int(minute)).astimezone(one.axis.force.calendar.clock) for minute in
            (told.planned_finish, told.actual_finish)]  # fmt: skip
    assert [f"{end:%m-%d}" for end in ends] == [planned, finish]
    assert one.is_final is (word == "finished")
    assert told.delay == Fraction(delay) * day
    assert named(dict(told.shares), day) == days(shares)
    over: dict[str, Fraction] = {}
    for step in one.steps:
        for party, minutes in step.overtime.items():
            over[party] = over.get(party, Fraction(0)) + minutes
    assert named(over, day) == days(overtime)
    own = {step.party for step in one.steps}
    assert {party: over[party] for party in over if party in own} == sums(one)


def sums(one: AsBuilt) -> dict[str, Fraction]:
    """What is each doer's own by matter, as it is put out, added up."""
    streams = {step.matter for step in one.steps}
    told = [row for row in one.overruns if row.matter in streams]
    return {row.party: sum((Fraction(o.minutes) for o in told if o.party == row.party), Fraction(0)) for row in told}


def test_the_network_ends_where_the_record_does() -> None:
    one = examples()["6 Two at once, both late the same two days"].built()
    assert found(one).actual_finish == max(step.actual[1] for step in one.steps)
    assert found(one).planned_finish == max(step.planned[1] for step in one.steps)


def test_what_was_recorded_later_counts_for_nothing() -> None:
    one = examples()["1 Two days late in its own hands"]
    early = built(played(launched(one.lines), one.moves), one.lines, "2026-03-11 18:00")
    assert not early.is_final
    assert found(early).delay == 0


def test_of_a_line_that_repeats_the_last_period_is_what_another_waits_for() -> None:
    """As the record of the matters has it: the first was late too, and holds nobody up."""
    lines = {"L1": line("ROADS", "03-20, each month", ""), "L2": line("WATER", "03-24", "L1")}
    case = launched({"L1": replace(lines["L1"], due=date(2026, 3, 11))})
    last = task(asker=LEAD, doer=ROADS, due=date(2026, 3, 20), joint=JOINT, line="L1")
    case.when(last, LEAD, Stream("last")).when(Accept(), ROADS, Stream("last"))
    asked = task(asker=LEAD, doer=WATER, due=date(2026, 3, 24), joint=JOINT, line="L2")
    case.when(asked, LEAD, Stream("L2")).when(Accept(), WATER, Stream("L2"))
    for when, who, name in (("03-17", ROADS, "L1"), ("03-24", ROADS, "last"), ("03-26", WATER, "L2")):
        case.at(f"2026-{when} 18:00").when(Deliver("done"), who, Stream(name)).when(
            AcceptDelivery(), LEAD, Stream(name)
        )
    one = built(case, lines)
    assert named(dict(found(one).shares), 420) == overtime(one) == {"ROADS": 2}


def test_what_is_no_step_is_left_out_by_name() -> None:
    lines = {
        "L1": Line(ROADS, due=date(2026, 3, 13)), "L2": Line(LEAD, Role.COORDINATE, due=date(2026, 3, 13)),
        "L3": Line(WATER, rhythm=Rhythm(Every.WEEK, 5)), "L4": Line(WATER, due=date(2026, 3, 13)), "L5": Line(WATER),
    }  # fmt: skip
    case = launched({"L1": lines["L1"], "L5": lines["L5"]})
    one = built(case, lines)
    assert [step.name for step in one.steps] == ["L1"]
    assert one.left_out == {"L2": "coordination", "L3": "repeats", "L4": "not-opened", "L5": "no-day"}


ENDS = st.lists(st.tuples(st.integers(10, 27), st.integers(0, 3)), min_size=3, max_size=3)
DUES = st.lists(st.integers(10, 25), min_size=3, max_size=3)
TIE = st.builds(Tie, st.just("L1"), st.sampled_from(TieType), st.integers(-4, 4).filter(bool))


@settings(max_examples=40, deadline=None)
@given(ends=ENDS, dues=DUES, each=st.sampled_from(["day", "week", "all"]), tie=TIE)
def test_the_shares_add_up_and_the_finish_is_the_records(ends, dues, each, tie) -> None:
    units = (ROADS, WATER, ROADS)
    lines = {f"L{number}": Line(units[number], due=date(2026, 3, due)) for number, due in enumerate(dues)}
    lines["L2"] = replace(lines["L2"], after=("L0",), ties=(tie,))
    case = launched(lines)
    for number, (day, waits) in sorted(enumerate(ends), key=lambda one: one[1][0]):
        name = Stream(f"L{number}")
        case.at(f"2026-03-{day:02} 10:00").when(Deliver("done"), units[number], name)
        case.town.later(minutes=waits)
        case.when(AcceptDelivery(), LEAD, name)
    one = built(case, lines)
    told = found(one, each)
    assert sum(told.shares.values()) == told.delay == told.actual_finish - told.planned_finish
    assert told.actual_finish == max(step.actual[1] for step in one.steps)
    assert told.planned_finish == max(step.planned[1] for step in one.steps)
    assert told.actual_finish == one.axis.at(max(entry.at for entry in case.town.entries))
    assert all(part.end > part.start for step in one.steps for part in step.parts)


def late(case: Case, lines: dict[str, Line]) -> dict[str, Fraction]:
    """Handed in and accepted at the end of 20 March: the shares of the five days."""
    if case.matter(Stream("L1")).stage is Phase.UNDERWAY:
        case.at("2026-03-20 18:00").when(Deliver("done"), ROADS, Stream("L1"))
        case.when(AcceptDelivery(), LEAD, Stream("L1"))
    one = built(case, lines)
    assert found(one).delay == 5 * 420
    return named(dict(found(one).shares), 420)


ONE = {"L1": Line(ROADS, due=date(2026, 3, 13))}


def test_a_day_granted_is_nobodys_and_what_comes_after_it_the_doers() -> None:
    case = launched(ONE).at("2026-03-12 09:00")
    case.when(variation(parent=Stream("L1"), due=date(2026, 3, 18)), ROADS, SIDE).when(Accept(), LEAD, SIDE)
    assert late(case, ONE) == {"nobody": 3, "ROADS": 2}


def test_a_reason_accepted_is_nobodys() -> None:
    case = launched(ONE).at("2026-03-16 09:00")
    asked = replace(variation(parent=Stream("L1"), due=None), kind="explanation")
    case.when(asked, ROADS, SIDE).when(Accept(), LEAD, SIDE)
    assert late(case, ONE) == {"nobody": 5}


def overtime(one: AsBuilt) -> dict[str, Fraction]:
    return named({party: Fraction(many) for step in one.steps for party, many in step.overtime.items()}, 420)


def asked_in_time() -> Case:
    """On the eve of its day ROADS asks for the 31st."""
    case = launched(ONE).at("2026-03-12 18:00")
    return case.when(variation(parent=Stream("L1"), due=date(2026, 3, 31)), ROADS, SIDE)


def handed_in(case: Case) -> AsBuilt:
    case.at("2026-03-31 18:00").when(Deliver("done"), ROADS, Stream("L1")).when(AcceptDelivery(), LEAD, Stream("L1"))
    return built(case, ONE)


def test_a_timely_request_that_nobody_decides_is_whoever_had_it_beyond_its_clock() -> None:
    one = handed_in(asked_in_time().at("2026-03-31 09:00").ticked(SIDE))
    assert named(dict(found(one).shares), 420) == {"nobody": 8, "DEPUTY": 4}
    assert overtime(one) == {"DEPUTY": 4}


def test_a_timely_request_granted_late_but_within_the_clocks_is_nobodys() -> None:
    one = handed_in(asked_in_time().at("2026-03-24 17:00").when(Rule(Phase.CLOSED, "so be it"), DEPUTY, SIDE))
    assert named(dict(found(one).shares), 420) == {"nobody": 12}
    assert overtime(one) == {}


def test_time_after_a_refusal_left_to_climb_is_the_doers() -> None:
    case = asked_in_time().at("2026-03-17 18:00").when(Decline("others-depend-on-it", "no"), LEAD, SIDE)
    one = handed_in(case.at("2026-03-30 09:00").ticked(SIDE))
    assert named(dict(found(one).shares), 420) == overtime(one) | {"nobody": 2} == {"nobody": 2, "ROADS": 10}


@pytest.mark.parametrize("minutes", [0, 1])
def test_asked_for_late_and_granted_at_once_is_no_warning(minutes: int) -> None:
    """The two days by which it was late stay its own, and so does what comes after the day it was granted."""
    case = launched(ONE).at("2026-03-17 18:00").when(variation(parent=Stream("L1"), due=date(2026, 3, 25)), ROADS, SIDE)
    case.town.later(minutes=minutes)
    one = handed_in(case.when(Accept(), LEAD, SIDE))
    assert named(dict(found(one).shares), 420) == {"ROADS": 6, "nobody": 6}
    assert overtime(one) == {"ROADS": 6}


def sent_back() -> Case:
    """Handed in on its day, and back at once with another wish."""
    case = launched(ONE).at("2026-03-13 18:00").when(Deliver("done"), ROADS, Stream("L1"))
    return case.when(Return("otherwise", lacking=False, mandate=LENT), LEAD, Stream("L1"))


def test_days_with_who_reviews_are_never_the_doers_though_it_was_lacking() -> None:
    """Handed in on its day, and twice found lacking after five days: one of the eleven was in the hands of ROADS."""
    case = launched(ONE)
    for handed, back in (("03-13", "03-20"), ("03-23", "03-30")):
        case.at(f"2026-{handed} 18:00").when(Deliver("done"), ROADS, Stream("L1"))
        case.at(f"2026-{back} 18:00").when(Return("lacking", lacking=True, mandate=LENT), LEAD, Stream("L1"))
    case.at("2026-03-30 18:05").when(Deliver("done"), ROADS, Stream("L1"))
    case.at("2026-03-30 18:10").when(AcceptDelivery(), LEAD, Stream("L1"))
    one = built(case, ONE)
    assert named(dict(found(one).shares), 420) == {"nobody": 10, "ROADS": 1}
    assert overtime(one) == {"ROADS": 1}
    within = [part for part in one.steps[0].parts if part.cause == "review"]
    assert {(part.party, part.holder, part.over) for part in within} == {(NOBODY, LEAD, False)}


def test_what_its_doer_took_back_itself_was_in_its_own_hands() -> None:
    case = launched(ONE).at("2026-03-13 18:00").when(Deliver("done"), ROADS, Stream("L1"))
    case.at("2026-03-18 18:00").when(TakeBack(), ROADS, Stream("L1"))
    assert late(case, ONE) == {"ROADS": 5}


def test_another_wish_is_the_askers_for_as_long_as_there_is_to_answer() -> None:
    one = handed_in(sent_back())
    assert named(dict(found(one).shares), 420) == {"LEAD": 3, "ROADS": 9}
    assert overtime(one) == {"ROADS": 9}


def test_a_request_while_another_wish_is_the_askers_came_in_time() -> None:
    case = sent_back().at("2026-03-17 18:00").when(variation(parent=Stream("L1"), due=date(2026, 3, 31)), ROADS, SIDE)
    one = handed_in(case.at("2026-03-31 09:00").ticked(SIDE))
    assert named(dict(found(one).shares), 420) == {"LEAD": 3, "nobody": 7, "DEPUTY": 2}


def test_what_rests_on_an_entry_nobody_confirmed_is_nobodys() -> None:
    case = Case().at("2026-03-09 08:30")
    case.when(task(doer=ROADS, due=date(2026, 3, 13), joint=JOINT, line="L1"), LEAD, Stream("L1"))
    case.when(Accept(), recorded(ROADS, LEAD, said=date(2026, 3, 9)), Stream("L1"))
    assert late(case, ONE) == {"nobody": 5}


def again(case: Case, when: str, due: date) -> Case:
    """Opened anew under another matter, and agreed on."""
    case.at(when).when(task(asker=LEAD, doer=ROADS, due=due, joint=JOINT, line="L1"), LEAD, Stream("again"))
    return case.when(Accept(), ROADS, Stream("again"))


def test_a_line_withdrawn_and_opened_anew_keeps_its_delay() -> None:
    case = launched(ONE).at("2026-03-17 18:00").when(Withdraw("over"), LEAD, Stream("L1"))
    again(case, "2026-03-18 18:00", date(2026, 3, 24)).at("2026-03-25 18:00")
    case.when(Deliver("done"), ROADS, Stream("again")).when(AcceptDelivery(), LEAD, Stream("again"))
    one = built(case, ONE)
    assert one.axis.origin == local("2026-03-09 08:30")
    assert one.steps[0].due == date(2026, 3, 13)
    assert named(dict(found(one).shares), 420) == {"ROADS": 3, "LEAD": 1, "nobody": 4}
    assert {who: many / 420 for who, many in named(dict(one.steps[0].overtime), 1).items()} == {"ROADS": 3}


def test_a_line_withdrawn_when_it_was_late_keeps_its_delay_and_one_withdrawn_in_time_is_left_out() -> None:
    late_one = launched(ONE).at("2026-03-17 18:00").when(Withdraw("over"), LEAD, Stream("L1"))
    told = built(late_one, ONE)
    assert named(dict(found(told).shares), 420) == {"ROADS": 2}
    assert told.is_final
    in_time = launched(ONE).at("2026-03-12 18:00").when(Withdraw("over"), LEAD, Stream("L1"))
    assert built(in_time, ONE).left_out == {"L1": "withdrawn"}


def test_nobody_regains_what_was_left_of_a_line_withdrawn_late() -> None:
    case = played(launched(ONE), [["03-10 08:30", "ROADS", "L1", "block outside, opens flood to WATER"]])
    case.at("2026-03-17 18:00").when(Withdraw("over"), LEAD, Stream("L1"))
    told = built(case, ONE)
    shares = named(dict(found(told).shares), 420)
    assert found(told).delay == 2 * 420
    assert set(shares) == {"outside", "nobody"}
    assert shares["nobody"] < 0


def test_the_day_agreed_after_a_counter_is_the_first() -> None:
    case = Case().at("2026-03-09 08:30").when(
        task(asker=LEAD, doer=ROADS, due=date(2026, 3, 13), joint=JOINT, line="L1"), LEAD, Stream("L1")
    )  # fmt: skip
    case.at("2026-03-09 10:00").when(command("counter, due 03-20", ROADS, Stream("L1"), "f"), ROADS, Stream("L1"))
    case.at("2026-03-09 11:00").when(command("amend, due 03-20", LEAD, Stream("L1"), "f"), LEAD, Stream("L1"))
    case.at("2026-03-09 12:00").when(Accept(), ROADS, Stream("L1"))
    case.at("2026-03-20 18:00").when(Deliver("done"), ROADS, Stream("L1")).when(AcceptDelivery(), LEAD, Stream("L1"))
    told = built(case, ONE)
    assert told.steps[0].due == date(2026, 3, 20)
    assert found(told).delay == 0


AFTER = {"L1": Line(ROADS, due=date(2026, 3, 11)), "L2": Line(WATER, due=date(2026, 3, 13), after=("L1",))}


def test_what_was_delivered_all_the_same_stays_the_leads_who_had_not_launched_what_it_comes_after() -> None:
    case = launched({"L2": AFTER["L2"]}).at("2026-03-18 18:00").when(Deliver("done"), WATER, Stream("L2"))
    one = built(case.when(AcceptDelivery(), LEAD, Stream("L2")), AFTER)
    assert one.left_out == {"L1": "not-opened"}
    assert (named(dict(found(one).shares), 420), overtime(one)) == ({"LEAD": 3}, {})


def test_what_has_no_day_is_waited_for_until_it_ended_and_then_as_long_as_was_planned() -> None:
    lines = AFTER | {"L1": Line(ROADS)}
    case = launched(lines).at("2026-03-17 18:00").when(Deliver("done"), ROADS, Stream("L1"))
    one = built(case.when(AcceptDelivery(), LEAD, Stream("L1")), lines)
    assert one.left_out == {"L1": "no-day"}
    assert (named(dict(found(one).shares), 420), overtime(one)) == ({"nobody": 7, "WATER": 5}, {"WATER": 5})


def test_a_line_dropped_from_the_plan_keeps_its_delay_until_then() -> None:
    lines = {"L1": Line(ROADS, due=date(2026, 3, 13)), "L2": Line(WATER, due=date(2026, 3, 10))}
    case = launched(lines).at("2026-03-10 18:00").when(Deliver("done"), WATER, Stream("L2"))
    case.when(AcceptDelivery(), LEAD, Stream("L2")).at("2026-03-18 18:00").when(Withdraw("over"), LEAD, Stream("L1"))
    kept = {"L2": lines["L2"]}
    assert found(built(case, kept)).delay == 0
    one = built(case, kept, before=lines | {"L9": Line(WATER, due=date(2026, 3, 10))})
    assert (named(dict(found(one).shares), 420), overtime(one)) == ({"ROADS": 3}, {"ROADS": 3})
    assert (one.is_final, one.left_out) == (True, {})


def test_what_nobody_confirmed_puts_nothing_in_doubt_that_was_before() -> None:
    """Three days late when the lead records the delivery for it, from a paper; the same in every reading of it."""
    case = launched(ONE).at("2026-03-18 18:00")
    case.when(Deliver("done"), recorded(ROADS, LEAD, said=date(2026, 3, 18)), Stream("L1"))
    case.at("2026-03-24 18:00").when(Return("wrong", lacking=True), LEAD, Stream("L1"))
    one = built(case, ONE)
    assert overtime(one) == {"ROADS": 3}
    assert named(sums(one), 420) == {"ROADS": 3}
    assert named(dict(found(one).shares), 420) == {"ROADS": 3, "nobody": 9}


def test_a_doer_before_the_one_whose_entry_nobody_confirmed_keeps_its_overtime() -> None:
    case = launched(ONE).at("2026-03-17 18:00")
    case.when(replace(variation(parent=Stream("L1"), due=date(2026, 3, 24)), new_doer=WATER), ROADS, SIDE)
    case.when(Accept(), LEAD, SIDE).when(Accept(), WATER, Stream("L1"))
    case.at("2026-03-26 18:00").when(Deliver("done"), recorded(WATER, LEAD, said=date(2026, 3, 26)), Stream("L1"))
    one = built(case, ONE)
    assert overtime(one) == {"ROADS": 2, "WATER": 2}
    assert {row.party: row.minutes / 420 for row in one.overruns} == {ROADS: 2, WATER: 2}


def test_no_overtime_after_the_work_is_over() -> None:
    """The line is open still, twelve days after its day; the work was over two days after it."""
    case = launched(ONE)
    histories = {stream: case.town.of(stream) for stream in case.town.streams()}
    now, over = local("2026-03-31 18:00"), Charter(LEAD, GOV, GOV, ended=date(2026, 3, 17), ending="done")
    case.town.listings.append(listed(CHARTERS, JOINT, over, at=local("2026-03-17 18:00")))
    one = as_built({LINES: ONE, MEANS: {}}, histories, case.town.register.at(now), now)
    assert overtime(one) == {"ROADS": 2}
    assert {row.party: row.minutes / 420 for row in one.overruns} == {ROADS: 2}


def test_what_is_left_out_of_the_network_is_told_with_its_overtime() -> None:
    lines = ONE | {"L2": Line(WATER, Role.COORDINATE, due=date(2026, 3, 11))}
    case = launched(lines).at("2026-03-13 18:00")
    for name, unit in (("L1", ROADS), ("L2", WATER)):
        case.when(Deliver("done"), unit, Stream(name)).when(AcceptDelivery(), LEAD, Stream(name))
    one = built(case, lines)
    assert one.left_out == {"L2": "coordination"}
    assert one.overtime == {WATER: 2 * 420}


def over_on(
    case: Case, day: str, through: str, lines: dict[str, Line] | None = None, *, by: Desk = GOV, again: str = "",
) -> AsBuilt:  # fmt: skip
    """The work was said to be over at the end of that day, or that its end condition was met; `again`: when GOV ended
    it as well."""
    histories = {stream: case.town.of(stream) for stream in case.town.streams()}
    met = Charter(LEAD, GOV, GOV, met=date.fromisoformat(day))
    ended = replace(met, ended=date.fromisoformat(day), ending="done")
    said = listed(CHARTERS, JOINT, ended if by == GOV else met, at=local(f"{day} 18:00"))
    case.town.listings.append(replace(said, by=Actor(by)))
    if again:
        case.town.listings.append(replace(listed(CHARTERS, JOINT, ended, at=local(again)), by=Actor(GOV)))
    now = local(through)
    return as_built({LINES: lines or BOTH, MEANS: {}}, histories, case.town.register.at(now), now)


OWN = {"L1": Line(LEAD, due=date(2026, 3, 13)), "L2": Line(ROADS, due=date(2026, 3, 13))}


def test_nobody_ends_its_own_overtime_by_its_own_word() -> None:
    """LEAD says on the 17th that the end is met, while its own line is late: until then two days, and it goes on."""

    def told(**said: Any) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
        one = over_on(launched(OWN), "2026-03-17", "2026-03-31 18:00", OWN, **said)
        return overtime(one), named({row.party: Fraction(row.minutes) for row in one.overruns}, 420)

    assert told(by=GOV) == ({"LEAD": 2, "ROADS": 2},) * 2
    assert told(by=DEPUTY) == ({"LEAD": 2, "ROADS": 2},) * 2
    assert told(by=LEAD) == ({"LEAD": 12, "ROADS": 2},) * 2
    assert told(by=LEAD, again="2026-03-20 18:00") == ({"LEAD": 5, "ROADS": 2},) * 2


def test_its_own_line_goes_on_until_it_is_handed_in_and_no_longer() -> None:
    case = launched(OWN).at("2026-03-24 18:00").when(Deliver("done"), LEAD, Stream("L1"))
    for through in ("2026-03-24 18:00", "2026-03-31 18:00", "2026-06-30 18:00"):
        one = over_on(case, "2026-03-17", through, OWN, by=LEAD)
        assert overtime(one) == {"LEAD": 7, "ROADS": 2}
        assert found(one).delay == 7 * 420


BOTH = {"L1": Line(ROADS, due=date(2026, 3, 13)), "L2": Line(WATER, due=date(2026, 3, 18), after=("L1",))}


def after_it(case: Case, then: str) -> Case:
    """What is done with the late line once the work is over."""
    case.at("2026-03-26 18:00")
    if then == "withdrawn":
        return case.when(Withdraw("over"), LEAD, Stream("L1"))
    if then in ("accepted", "handed in"):
        case.when(Deliver("done"), ROADS, Stream("L1"))
    return case.when(AcceptDelivery(), LEAD, Stream("L1")) if then == "accepted" else case


@pytest.mark.parametrize("then", ["open", "handed in", "accepted", "withdrawn"])
@pytest.mark.parametrize("through", ["2026-03-17 18:00", "2026-03-31 18:00", "2026-06-30 18:00"])
def test_delay_and_shares_end_with_the_work_as_overtime_does(then: str, through: str) -> None:
    """L1 is two days late when the work is over, and L2 waits for it; nothing done since makes more or less of it."""
    case = launched(BOTH) if through < "2026-03-26" else after_it(launched(BOTH), then)
    one = over_on(case, "2026-03-17", through)
    for each in ("day", "week", "all"):
        assert (found(one, each).delay, named(dict(found(one, each).shares), 420)) == (2 * 420, {"ROADS": 2})
    assert overtime(one) == {"ROADS": 2}
    assert not one.is_final


def test_what_was_handed_in_before_the_work_was_over_and_accepted_since_is_done() -> None:
    case = launched(BOTH).at("2026-03-13 18:00").when(Deliver("done"), ROADS, Stream("L1"))
    case.at("2026-03-19 18:00").when(AcceptDelivery(), LEAD, Stream("L1"))
    step = next(step for step in over_on(case, "2026-03-17", "2026-03-31 18:00").steps if step.name == "L1")
    assert not step.is_open
    assert [(part.cause, part.party, part.minutes / 420) for part in step.parts] == [("review", "nobody", 2)]


TIED = {"L1": Line(ROADS, due=date(2026, 3, 13)), "L2": Line(WATER, due=date(2026, 3, 20))}
PUT = [(1, local("2026-03-09 08:30")), (2, local("2026-03-17 18:00"))]


def put_before(case: Case, tie: Tie | None = None) -> AsBuilt:
    """L2 is put after L1 by a version that everybody had signed on the evening of the 17th."""
    later = replace(TIED["L2"], ties=(tie,)) if tie is not None else replace(TIED["L2"], after=("L1",))
    return built(case, TIED | {"L2": later}, before=TIED, put=PUT)


def done_on(case: Case, ends: dict[str, str]) -> Case:
    for name, day in sorted(ends.items(), key=lambda one: one[1]):
        case.at(f"2026-03-{day} 18:00").when(Deliver("done"), TIED[name].unit, Stream(name))
        case.when(AcceptDelivery(), LEAD, Stream(name))
    return case


def test_a_tie_that_was_signed_when_what_it_names_had_ended_changes_nothing() -> None:
    """L1 two days late and done on the day of the signature; L2 six days late by itself."""
    case = done_on(launched(TIED), {"L1": "17", "L2": "30"})
    one, before = put_before(case), built(case, TIED)
    assert found(one).shares == found(before).shares
    assert overtime(one) == overtime(before) == {"ROADS": 2, "WATER": 6}


def test_days_before_the_signature_stay_whose_they_were_and_the_wait_is_whose_it_is_from_then_on() -> None:
    """L1 was two days late when the tie was signed and loses three more; L2 has the three days that it had left."""
    one = put_before(done_on(launched(TIED), {"L1": "20", "L2": "25"}))
    step = next(step for step in one.steps if step.name == "L2")
    assert [(tie.line, one.instant(since)) for tie, since in step.later] == [("L1", local("2026-03-17 18:00"))]
    assert [(part.party, part.cause, part.minutes / 420) for part in step.parts] == [(ROADS, "ordered-later", 3)]
    assert (named(dict(found(one).shares), 420), overtime(one)) == ({"ROADS": 3}, {"ROADS": 5})


def test_what_did_not_wait_for_a_later_tie_is_measured_without_it() -> None:
    one = put_before(done_on(launched(TIED), {"L2": "24", "L1": "25"}))
    step = next(step for step in one.steps if step.name == "L2")
    assert [tie.line for tie in step.unheld] == ["L1"]
    assert overtime(one)["WATER"] == 2


def test_while_what_was_put_before_it_is_open_the_wait_is_told_through_its_expected_end() -> None:
    """Both open on the 31st: L1 is twelve days late, seven and a half of them before the 24th."""
    one = put_before(launched(TIED))
    step = next(step for step in one.steps if step.name == "L2")
    assert (step.actual[1] - step.planned[1]) / 420 == 10  # from the 18th through the 31st; three days are left
    assert overtime(one) == {"ROADS": 12}
    assert named(dict(found(one).shares), 420) == {"ROADS": Fraction(10)}


@settings(max_examples=40, deadline=None)
@given(ends=st.tuples(st.integers(10, 31), st.integers(10, 31)), each=st.sampled_from(["day", "week", "all"]),
       tie=st.builds(Tie, st.just("L1"), st.sampled_from(TieType), st.integers(-4, 4).filter(bool)),
       through=st.sampled_from(["2026-03-19 18:00", "2026-03-31 18:00"]))  # fmt: skip
def test_with_a_later_tie_the_shares_add_up_and_nothing_before_it_is_anybody_elses(ends, each, tie, through) -> None:
    done = {
        name: f"{day:02}" for name, day in zip(("L1", "L2"), ends, strict=True) if f"2026-03-{day:02} 18:00" <= through
    }
    case = done_on(launched(TIED), done)
    later = TIED | {"L2": replace(TIED["L2"], ties=(tie,))}
    one = built(case, later, through, before=TIED, put=PUT)
    told, since = found(one, each), one.axis.at(PUT[1][1])
    assert sum(told.shares.values()) == told.delay == told.actual_finish - told.planned_finish
    assert told.planned_finish == found(built(case, TIED, through)).planned_finish
    if one.is_final:
        assert told.actual_finish == one.axis.at(max(entry.at for entry in case.town.entries))
    plain = {part for step in built(case, TIED, through).steps for part in step.parts if part.end <= since}
    assert plain <= {part for step in one.steps for part in step.parts}


def test_two_lines_whose_order_is_turned_round_wait_as_each_version_has_it() -> None:
    """L2 after L1 until the 17th, L1 after L2 from then on; L1, four days late by then, has none of its days left."""
    first = {"L1": Line(ROADS, due=date(2026, 3, 11)), "L2": Line(WATER, due=date(2026, 3, 17), after=("L1",))}
    turned = {"L1": replace(first["L1"], after=("L2",)), "L2": replace(first["L2"], after=())}
    case = done_on(launched(first), {"L2": "20", "L1": "23"})
    one = built(case, turned, before=first, put=PUT)
    told = found(one)
    assert sum(told.shares.values()) == told.delay == 4 * 420
    assert one.axis.at(local("2026-03-23 18:00")) == told.actual_finish
    assert overtime(one)["ROADS"] == 5  # four before it was to wait for L2, and the day after that had ended
