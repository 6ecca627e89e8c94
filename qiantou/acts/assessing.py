"""The joint assessment 联动考核: measures are read and confirmed, the sheet is put out, contested and amended.

The sheet is computed here from the record and typed by nobody. It is of the record through the moment it is put out, so
that it can be computed again and comes out the same; an amended sheet is of that same record, with what rulings on
contests changed. Rules: docs/rules/assessment.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from qiantou.acts import files as scans
from qiantou.acts import rating, registers, shell
from qiantou.acts.alone import alone
from qiantou.acts.execute import Asked, Receipt, Step, catch_up, execute_all, sent_before
from qiantou.acts.exempting import exempt_in, matter_of
from qiantou.acts.lapsed_lead import due_in
from qiantou.acts.sheet_clock import begun_of
from qiantou.core import figures
from qiantou.core.attribution import ATTRIBUTIONS
from qiantou.core.carrying_out import is_carried_out
from qiantou.core.choosing import chooser
from qiantou.core.contesting import (
    AMENDING,
    BY_EXEMPTION,
    BY_THE_SHEET,
    CONTEST,
    Claim,
    Item,
    claim_of,
    contest_number,
    contest_stream,
    is_of_delay,
)
from qiantou.core.facts import BlockFiled
from qiantou.core.forgiving import claim_by
from qiantou.core.kernel import RULE, Actor, Desk, Entry, Rejected, Stream
from qiantou.core.kinds import EXEMPTION
from qiantou.core.matter import Matter
from qiantou.core.moves import Moot, Offer
from qiantou.core.plain import says
from qiantou.core.plan_diff import Signed, content, versions_to_sign
from qiantou.core.register import InForce, Known, Listed
from qiantou.core.review import (
    METHOD,
    READINGS,
    SERVED,
    SHEETS,
    Amendment,
    Rates,
    Reading,
    Sheet,
    outcome_of,
    ratio,
    reading_key,
)
from qiantou.core.review_check import assessors, last_sheet, stands_of
from qiantou.core.review_terms import is_concluded
from qiantou.core.sheet_clock import held_until
from qiantou.core.signature import SIGNATURE, is_given
from qiantou.core.undertaking import Charter
from qiantou.core.unread import unread
from qiantou.insight.attainment import Read, attained
from qiantou.insight.credit import Earned, assess
from qiantou.insight.credit_plan import Put, Terms, agreed
from qiantou.insight.credit_read import Seen, work_of
from qiantou.ledger.writer import read
from qiantou.outbox.queue import notice
from qiantou.readmodel.models import MatterRow

DEEPEST = 8
"""Blockers of blockers that are followed."""
Ratings = Mapping[Desk, tuple[int, Fraction | None]]


@dataclass(frozen=True)
class Reckoning:
    """The sheet as the record has it, and what it was computed from. `terms` None: nobody signed a plan."""

    sheet: Sheet
    seen: Seen
    terms: Terms | None


def readings_of(joint: Stream, charter: Charter, force: InForce) -> dict[int, tuple[Known | None, Known | None]]:
    """Measure → the entry of its last reading that counts, and of a later one that does not yet."""
    places = (SERVED, *range(len(charter.measures)))
    told = {place: stands_of(joint, place, charter, force) for place in places}
    return {place: pair for place, pair in told.items() if pair != (None, None)}


def reckoned(
    joint: Stream, through: datetime, *, by: Desk, amended: Sequence[Amendment] = (), ratings: Ratings | None = None
) -> Reckoning:  # fmt: skip
    """The sheet of the record through an instant; five queries, and one for each depth of blockers outside the work.

    Raises Rejected.
    """
    force = registers.current().at(through)
    charter = force.charter(joint)
    if charter is None:
        raise Rejected("no-such-joint-work")
    histories = _histories(joint, through)
    seen = Seen(joint, histories, force, through, exempt_in((joint, *histories), through, apart=_exemptions(amended)))
    terms = _terms(joint, seen)
    rates = _rates(force)
    measures = attained(
        charter, _read(joint, charter, force), served_least=force.number(figures.SERVED_LEAST),
        struck=_struck(joint, charter, amended, through),
    )  # fmt: skip
    work = work_of(seen, terms, ratings)
    told: Earned = assess(work, measures, rates, amended)
    outcome = outcome_of(measures)
    sheet = Sheet(
        joint, len(amended) + 1, through, by, terms.number if terms else 0, work.shares.coordination,
        work.shares.reserve, rates, ratio(outcome) if outcome is not None else None, measures, told.parts,
        told.earnings, told.unearned, told.overruns, (*(terms.refused if terms else ()), *told.refused), seen.left_out,
        tuple(amended), waits=tuple(work.waits), method=METHOD,
    )  # fmt: skip
    return Reckoning(sheet, seen, terms)


def _exemptions(amended: Iterable[Amendment]) -> set[Stream]:
    """The applications that a sheet was amended for: what these amendments say counts, whatever stood before."""
    return {one.contest for one in amended if Claim(one.item).sort in BY_EXEMPTION}


def _rates(force: InForce) -> Rates:
    names = (
        figures.RESULT_SHARE, figures.LATE_A_DAY, figures.LATE_AT_MOST, figures.HELP_AT_MOST, figures.RATING_WEIGHT,
    )  # fmt: skip
    result, late, late_at_most, help_at_most, rated = (force.number(name) for name in names)
    return Rates(result, late, late_at_most, help_at_most, rated, force.calendar.day_minutes)


def _read(joint: Stream, charter: Charter, force: InForce) -> dict[int, Read]:
    found: dict[int, Read] = {}
    for place, (stands, waits) in readings_of(joint, charter, force).items():
        row = stands or waits
        if row is not None and isinstance(row.value, Reading):
            found[place] = row.value, stands is not None
    return found


def _struck(
    joint: Stream, charter: Charter, amended: Sequence[Amendment], through: datetime
) -> dict[int, Read | None]:  # fmt: skip
    """Measures whose reading a ruling took away, with what counted of them when the ruling was carried out, if it was
    read after the sheet: what is read later changes no sheet."""
    found: dict[int, Read | None] = {}
    for one in amended:
        claim = Claim(one.item, one.unit)
        if claim.sort is Item.MEASURE:
            force = registers.current().at(one.at or through)
            row = stands_of(joint, int(claim.name), charter, force)[0]
            is_new = row is not None and row.at > through and isinstance(row.value, Reading)
            found[int(claim.name)] = (row.value, True) if is_new else None  # type: ignore[union-attr,assignment]
    return found


def _terms(joint: Stream, seen: Seen) -> Terms | None:
    entries = [entry for entry in read([joint])[joint] if entry.at <= seen.through]
    history = [_put(one, entries[one.entry - 1].at, seen) for one in versions_to_sign(entries)]
    return agreed(history, seen.done(), content(entries)) if history else None


def _put(version: Signed, at: datetime, seen: Seen) -> Put:
    """The version with the desks that signed it, and whether who decided then, or decides now, signed the whole."""
    told = (one.matter for one in seen.records.values() if one.matter.kind == SIGNATURE)
    given = [one for one in told if one.pinned == version.entry and is_given(one, seen.force)]
    whole = {one.doer for one in given if len(one.about) == 1}
    deciders = {_decides(seen.joint, force) for force in (registers.current().at(at), seen.force)}
    return Put(version, at, frozenset(one.doer for one in given), bool(deciders & {None, *whole}),
               seen.in_hand(at))  # fmt: skip


def _decides(joint: Stream, force: InForce) -> Desk | None:
    charter = force.charter(joint)
    return chooser(charter, force) if charter is not None else None


def _histories(joint: Stream, through: datetime) -> dict[Stream, list[Entry[Any]]]:
    """The matters of the joint work, and whatever stopped one of them."""
    rows = MatterRow.objects.filter(joint=joint, opened__lte=through).exclude(kind__in=(CONTEST, *BY_THE_SHEET))
    wanted = {Stream(name) for name in rows.values_list("stream", flat=True)}
    found: dict[Stream, list[Entry[Any]]] = {}
    for _depth in range(DEEPEST):
        if not wanted:
            break
        told = read(wanted)
        found |= told
        events = (entry.event for own in told.values() for entry in own)
        wanted = {event.blocker for event in events if isinstance(event, BlockFiled)} - found.keys()
    return found


def measure(reading: Reading, *, by: Actor, command_id: str, files: Sequence[scans.Scan] = ()) -> Receipt | None:
    """Enter what an outcome measure came to. Raises Rejected."""
    listed = Listed(READINGS, reading_key(reading.joint, reading.measure), reading, _today())
    return execute_all((), by=by, command_id=command_id, listings=[listed], files=files)


def confirm(joint: Stream, place: int, *, by: Actor, command_id: str) -> Receipt | None:
    """Confirm the reading that stands, as it stands. Raises Rejected("moved-on") where there is none to confirm."""
    sent = Asked(command_id, ("confirm", joint, place))
    if (before := sent_before(by, sent)) is not None:
        return before
    force = registers.current().at(shell.now())
    key = reading_key(joint, place)
    told = force.history(READINGS, key)
    value = told[-1].value if told else None
    if not isinstance(value, Reading) or value.confirmed is not None or by.desk is None:
        raise Rejected("moved-on")
    listed = Listed(READINGS, key, replace(value, confirmed=by.desk), force.day)
    return execute_all((), by=by, command_id=sent, listings=[listed])


def put_out(joint: Stream, *, by: Actor, command_id: str, path: str = "", reason: str = "") -> Receipt | None:
    """Compute the sheet and put it out; every party of it is told, with the `path` of its page. `reason`: why without
    the measures that nobody read, where there are any; it stands in the sheet. Raises Rejected."""
    sent = Asked(command_id, ("assess", joint, *([reason] if reason else [])))
    if (before := sent_before(by, sent)) is not None:
        return before
    catch_up(due_in([joint]))
    with alone(*begun_of(joint)) as now:
        force = registers.current().at(now)
        charter = force.charter(joint)
        if charter is None:
            raise Rejected("no-such-joint-work")
        if not is_concluded(charter):
            raise Rejected("work-not-concluded")
        if by.desk is None or by.desk not in assessors(joint, force):
            raise Rejected("not-the-assessor", lead=charter.lead)
        if last_sheet(joint, force) is not None:
            raise Rejected("only-a-ruling-amends")
        ratings = {unit: (one.n, one.part) for unit, one in rating.ratings_of(joint, force).items()}
        made = reckoned(joint, now, by=by.desk, ratings=ratings)
        _days_have_passed(made, charter)
        ends = [Step(stream, Moot(), RULE) for stream in begun_of(joint)]
        return _enter(_with_reason(made.sheet, reason), path, by=by, sent=sent, ends=ends)


def _with_reason(sheet: Sheet, reason: str) -> Sheet:
    """Raises Rejected("measures-unread"): no measure is left out by silence. Where none is read the points wait."""
    left_out = unread(sheet)
    if left_out and sheet.outcome is not None and not says(reason):
        raise Rejected("measures-unread", count=len(left_out))
    return replace(sheet, reason=reason if left_out else "")


def _days_have_passed(made: Reckoning, charter: Charter) -> None:
    """The work may be over while a unit is within its day: the sheet waits for it, by the day that was agreed for a
    line of it before the work was over. What nobody took, what was asked for since, and the lead's own lines hold up
    nobody. Raises Rejected("lines-in-time")."""
    seen, force = made.seen, made.seen.force
    lines = made.terms.lines if made.terms is not None else None
    days = []
    for one in (each.matter for each in seen.records.values()):
        ours = one.kind == "task" and one.is_open and not one.is_hatched and (lines is None or one.line in lines)
        day = held_until(one, seen.over, charter, force) if ours else None
        days += [day] if day is not None and day >= force.day else []
    if days:
        raise Rejected("lines-in-time", count=len(days), day=max(days))


def amend(joint: Stream, contest: Stream, reason: str, *, by: Actor, command_id: str, path: str = "") -> Receipt | None:
    """Carry out what a ruling granted, or an exemption changes, and nothing else; the matter that asked for it ends.

    `contest`: the contest, the application, or the matter in which either is to be carried out. Raises Rejected.
    """
    sent = Asked(command_id, ("amend", joint, contest, reason))
    if (before := sent_before(by, sent)) is not None:
        return before
    catch_up(due_in([joint]))
    begun = matter_of(contest)
    contest = Stream(begun.about[0]) if begun is not None and begun.kind == AMENDING else contest
    with alone(*begun_for(joint, contest)) as now:
        force = registers.current().at(now)
        before_it, matter = last_sheet(joint, force), matter_of(contest)
        claim = _claim(matter, joint)
        if before_it is None or claim is None or by.desk is None:
            raise Rejected("contest-not-granted")
        amended = (*before_it.amended, Amendment(contest, claim.item, claim.unit, now))
        if not is_carried_out(replace(before_it, amended=amended), matter_of, force):
            raise Rejected("contest-not-granted")
        made = replace(again(before_it, amended, by=by.desk).sheet, waits=before_it.waits)  # of no ruling's concern
        ends = [Step(stream, Moot(), RULE) for stream in begun_for(joint, contest)]
        return _enter(replace(made, reason=reason), path, by=by, sent=sent, ends=ends)


def _claim(matter: Matter | None, joint: Stream) -> Claim | None:
    """What a contest asks, or an exemption changes of the sheet."""
    if matter is None or matter.kind not in (CONTEST, EXEMPTION) or not matter.about:
        return None
    return claim_of(matter.about) if matter.kind == CONTEST else claim_by(matter, joint)


def begun_for(joint: Stream, asked: Stream) -> list[Stream]:
    """The open matters in which that contest, or that exemption, is to be carried out; one query, two where there is
    any."""
    rows = MatterRow.objects.filter(joint=joint, kind=AMENDING, is_open=True).values_list("stream", flat=True)
    told = read([Stream(name) for name in rows], until=1) if rows else {}
    return sorted(name for name, entries in told.items() if entries and entries[0].event.about[:1] == (asked,))


def again(
    sheet: Sheet, amended: Sequence[Amendment] | None = None, *, by: Desk | None = None
) -> Reckoning:  # fmt: skip
    """The sheet computed once more from the record it was computed from; with `amended`, also that.

    Mutual ratings are gone by then: they stay as the first sheet of the work has them.
    """
    told = registers.current().at(shell.now()).history(SHEETS, sheet.joint) if sheet.amended or amended else ()
    first = next((row.value for row in told if isinstance(row.value, Sheet)), sheet)
    kept = {part.unit: (part.raters, part.rating.exact if part.rating else None) for part in first.parts}
    ratings = {unit: told for unit, told in kept.items() if told[0]}
    ruled = sheet.amended if amended is None else amended
    made = reckoned(sheet.joint, sheet.through, by=by or sheet.by, amended=ruled, ratings=ratings)
    return replace(made, sheet=replace(made.sheet, number=sheet.number + len(ruled) - len(sheet.amended)))


def agrees(sheet: Sheet) -> bool:
    """Whether the record still says what the sheet says."""
    return bears_out(again(sheet).sheet, sheet)


def by_another_method(sheet: Sheet) -> bool:
    """Whether the program that put it out computed otherwise, so that this one cannot say whether it did so rightly."""
    return sheet.method != METHOD


def bears_out(made: Sheet, sheet: Sheet) -> bool:
    """Whether a sheet computed again is the one put out in all it says: also in its outcome, in what waited and in what
    of the plan does not count."""
    return replace(made, reason="") == replace(sheet, reason="")


def contest(joint: Stream, claim: Claim, title: str, text: str, *, by: Actor, command_id: str) -> Receipt | None:
    """Contest one item, before whoever put it out. Raises Rejected, "contested-before" for the second time."""
    sent = Asked(command_id, ("contest", joint, claim, text))
    if (before := sent_before(by, sent)) is not None:
        return before
    if claim_of(claim.about) is None:
        raise Rejected("nothing-to-contest")
    force = registers.current().at(shell.now())
    told = force.history(ATTRIBUTIONS if is_of_delay(claim.item) else SHEETS, joint)
    if not told or told[-1].by is None or by.desk is None:
        raise Rejected("nothing-to-contest")
    stream = contest_stream(joint, by.desk, claim.item, contest_number(claim, by.desk, told))
    if MatterRow.objects.filter(pk=stream).exists():
        raise Rejected("contested-before")
    offer = Offer(CONTEST, by.desk, told[-1].by, title, detail=text, joint=joint, about=claim.about)
    return execute_all([Step(stream, offer)], by=by, command_id=sent)


def _enter(sheet: Sheet, path: str, *, by: Actor, sent: Asked, ends: Sequence[Step] = ()) -> Receipt | None:
    """Grades of mutual rating are gone with it, and every party is told; in the transaction that computed it."""
    listed = Listed(SHEETS, sheet.joint, sheet, _today())
    receipt = execute_all(ends, by=by, command_id=sent, listings=[listed])
    rating.close(sheet.joint)
    if receipt is not None and not receipt.repeated:
        for part in sheet.parts:
            notice(part.unit, "sheet", "", shell.now(), path=path)
    return receipt


def _today() -> date:
    return registers.current().at(shell.now()).day
