"""What may be entered of an assessment, and by whom (docs/rules/assessment.md).

A measure is read by whoever the charter names for it, else by the keeper; what the lead reads itself, or another for
the desk that measures, counts once confirmed. The sheet is put out by an office, never by the lead, from the record;
once put out only a ruling on a contest amends it, in nothing but what was asked. That its rows are the record's is the
business of the act that computes them; that they add up is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from qiantou.core.bulletin_check import issuers_of
from qiantou.core.contesting import Claim, Item
from qiantou.core.forgiving import touched
from qiantou.core.guard import said, worded
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.office import offices_of
from qiantou.core.register import InForce, Known, Listed
from qiantou.core.review import (
    READINGS,
    SERVED,
    SHEETS,
    Earning,
    Lack,
    Overrun,
    Part,
    Reading,
    Sheet,
    Source,
    outcome_of,
    points_of,
    process_of,
    ratio,
    reading_key,
)
from qiantou.core.review_terms import is_concluded, is_of
from qiantou.core.undertaking import Charter

FIGURE = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")
"""A reading as it may be written: what is reckoned with exactly has no exponent."""


def assessors(joint: Stream | None, force: InForce) -> tuple[Desk, ...]:
    """The units that may put out the sheet: the keeper and the offices of issuer and sponsor, where none of them is
    there the offices of the posts above the lead; never a desk of the lead."""
    charter = force.charter(joint)
    if charter is None:
        return ()
    above = (office for post in force.superiors(charter.lead) for office in offices_of(post, force))
    fit = (desk for desk in above if not is_of(desk, charter.lead, force))
    return issuers_of(joint, force) or tuple(dict.fromkeys(fit))


def measurer(charter: Charter, measure: int) -> Desk:
    """Who reads a measure: whom the charter names, else the keeper. Raises Rejected("no-such-measure")."""
    if measure == SERVED:
        return charter.keeper
    if not 0 <= measure < len(charter.measures):
        raise Rejected("no-such-measure")
    return charter.measures[measure].by or charter.keeper


def confirmers(charter: Charter, reading: Reading, force: InForce, *, entered: Desk | None) -> tuple[Desk, ...]:
    """Who may confirm a reading: the desk that measures, issuer, sponsor, keeper, the posts above the lead; never a
    desk of the lead, nor who entered it."""
    named = (reading.by, charter.issuer, charter.sponsor, charter.keeper, *force.superiors(charter.lead))
    fit = (desk for desk in named if desk not in (None, entered) and not is_of(desk, charter.lead, force))
    return tuple(dict.fromkeys(desk for desk in fit if desk is not None))


def counts(reading: Reading, charter: Charter, force: InForce, *, entered: Desk | None) -> bool:
    """Whether it feeds the sheet: entered by its own measurer, which is no desk of the lead, or confirmed."""
    return reading.confirmed is not None or (entered == reading.by and not is_of(reading.by, charter.lead, force))


def stands_of(
    joint: Stream, measure: int, charter: Charter, force: InForce
) -> tuple[Known | None, Known | None]:  # fmt: skip
    """The entry of the last reading of a measure that counts, and of a later one that does not count yet.

    What nobody confirmed displaces nothing.
    """
    waits: Known | None = None
    for row in reversed(force.history(READINGS, reading_key(joint, measure))):
        if isinstance(row.value, Reading):
            if counts(row.value, charter, force, entered=row.by):
                return row, waits
            waits = waits or row
    return None, waits


def check_review(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for a reading or sheet that is not this desk's to enter, or cannot stand."""
    match listed.value:
        case Reading() as reading:
            _reading(reading, listed, force, by)
        case Sheet() as sheet:
            _sheet(sheet, listed, force, by)
        case _:
            raise Rejected("only-a-ruling-amends")


def _concluded(joint: Stream, force: InForce) -> Charter:
    charter = force.charter(joint)
    if charter is None:
        raise Rejected("no-such-joint-work")
    if not is_concluded(charter):
        raise Rejected("work-not-concluded")
    return charter


def _reading(reading: Reading, listed: Listed, force: InForce, by: Actor) -> None:
    charter = _concluded(reading.joint, force)
    if listed.key != reading_key(reading.joint, reading.measure) or by.desk is None:
        raise Rejected("wrong-key", key=listed.key)
    measures = measurer(charter, reading.measure)
    if reading.day > force.day:
        raise Rejected("said-in-future", day=reading.day)
    if reading.confirmed is not None:
        _confirmed(reading, listed, charter, force, by.desk)
        return
    if reading.by != measures or by.desk not in (measures, charter.keeper, charter.issuer):
        raise Rejected("not-the-measurer", desk=measures)
    worded(reading.evidence)
    _figures(reading)


def _confirmed(reading: Reading, listed: Listed, charter: Charter, force: InForce, desk: Desk) -> None:
    told = force.history(listed.section, listed.key)
    before = told[-1] if told else None
    if before is None or not isinstance(before.value, Reading) or _bare(before.value) != _bare(reading):
        raise Rejected("moved-on")
    if reading.confirmed != desk or desk not in confirmers(charter, reading, force, entered=before.by):
        raise Rejected("not-the-confirmer", lead=charter.lead)


def _bare(reading: Reading) -> tuple[object, ...]:
    return (reading.measure, reading.by, reading.day, reading.value, reading.asked, reading.satisfied)


def _figures(reading: Reading) -> None:
    if reading.measure == SERVED:
        if reading.value or not 0 <= reading.satisfied <= reading.asked or not reading.asked:
            raise Rejected("satisfied-of-asked")
        return
    if not FIGURE.fullmatch(reading.value) or reading.asked or reading.satisfied:
        raise Rejected("figure-unreadable", figure=reading.value)


def _sheet(sheet: Sheet, listed: Listed, force: InForce, by: Actor) -> None:
    charter = _concluded(Stream(listed.key), force)
    if by.desk is None or by.desk not in assessors(Stream(listed.key), force):
        raise Rejected("not-the-assessor", lead=charter.lead)
    before = last_sheet(sheet.joint, force)
    if (sheet.joint, sheet.by) != (listed.key, by.desk) or sheet.through > force.instant or not adds_up(sheet):
        raise Rejected("wrong-value", section=listed.section)
    if sheet.method < (before.method if before is not None else 0):
        raise Rejected("wrong-value", section=listed.section)
    if before is None:
        if charter.measures and sheet.outcome is None:
            raise Rejected("nothing-measured")
        if sheet.number != 1 or sheet.amended:
            raise Rejected("only-a-ruling-amends")
        return
    kept = (sheet.through, sheet.plan, sheet.coordination, sheet.reserve, sheet.rates, sheet.amended[:-1])
    was = (before.through, before.plan, before.coordination, before.reserve, before.rates, before.amended)
    if kept != was or sheet.number != before.number + 1 or len(sheet.amended) != len(before.amended) + 1:
        raise Rejected("only-a-ruling-amends")
    if not _is_as_asked(sheet, before) or (sheet.amended[-1].at or before.through) > force.instant:
        raise Rejected("only-a-ruling-amends")
    said(sheet.reason)


def _is_as_asked(sheet: Sheet, before: Sheet) -> bool:
    """Whether nothing changes but what the last contest, or exemption, is about: measures, over-runs, a mean, or who
    earned what."""
    last = sheet.amended[-1]
    claim = Claim(last.item, last.unit)
    struck = claim.unit if claim.sort is Item.RATING else None
    if _rated(sheet, struck) != _rated(before, struck) or sheet.waits != before.waits:
        return False
    earned = (sheet.earnings, sheet.unearned) == (before.earnings, before.unearned)
    measured = sheet.measures == before.measures
    late = [(one.unit, one.matter, one.minutes) for one in sheet.overruns]
    was = [(one.unit, one.matter, one.minutes) for one in before.overruns]
    others = _late_of_others(sheet, claim) == _late_of_others(before, claim)
    ruled = sheet.overruns == before.overruns
    match claim.sort:
        case Item.LINE | Item.SHARE | Item.HELP:
            return measured and ruled
        case Item.TIME | Item.EXEMPT:
            return measured and earned and late == was and others
        case Item.MEASURE:
            return earned and ruled
        case Item.RATING:
            return measured and earned and ruled
        case Item.FALLEN:
            return measured and earned and others
        case Item.DELAY:
            return False


def _rated(sheet: Sheet, struck: Desk | None) -> dict[Desk, tuple[object, int]]:
    """Unit → the mean by which it was rated and by how many; without the one whose mean is taken away."""
    return {
        part.unit: (part.rating, part.raters) for part in sheet.parts if part.unit != struck and part.raters
    }  # fmt: skip


def _late_of_others(sheet: Sheet, claim: Claim) -> list[Overrun]:
    """The over-runs that the claim is not about."""
    own = touched(claim, sheet.overruns)
    return [one for one in sheet.overruns if one not in own]


def last_sheet(joint: Stream, force: InForce) -> Sheet | None:
    """The sheet as it stands."""
    value = force.section(SHEETS).get(joint)
    return value if isinstance(value, Sheet) else None


def adds_up(sheet: Sheet) -> bool:
    """Whether every figure of the sheet follows from the rows it rests on, and the shares are the whole credit."""
    shares = [part.total for part in sheet.parts] + [one.share.exact for one in sheet.unearned]
    units = [part.unit for part in sheet.parts]
    known = {one.unit for one in sheet.earnings} | {one.unit for one in sheet.overruns} <= set(units)
    positive = all(one.share.exact > 0 for one in sheet.earnings) and all(
        one.share.exact > 0 if one.lacks is not Lack.GIVEN_UP else not one.share.top for one in sheet.unearned
    )
    whole = sum(shares, Fraction(0)) == 1 and len(units) == len(set(units)) and known and positive
    mean = outcome_of(sheet.measures)
    told = sheet.outcome.exact if sheet.outcome is not None else None
    return whole and mean == told and all(_follows(part, sheet) for part in sheet.parts)


def _follows(part: Part, sheet: Sheet) -> bool:
    own = [one for one in sheet.earnings if one.unit == part.unit]
    minutes = sum(one.minutes for one in sheet.overruns if one.unit == part.unit and one.contest is None)
    rating = part.rating.exact if part.rating is not None else None
    process = process_of(minutes, rating, sheet.rates)
    points = points_of(part.total, sheet.outcome.exact if sheet.outcome else None, process, sheet.rates)
    told = (part.lines, part.coordination, part.help, part.minutes, part.process, part.points)
    earned = (_earned(own, source) for source in (Source.LINE, Source.COORDINATION, Source.HELP))
    return told == (*map(ratio, earned), minutes, ratio(process), ratio(points) if points is not None else None)


def _earned(earnings: Iterable[Earning], source: Source) -> Fraction:
    return sum((one.share.exact for one in earnings if one.source is source), Fraction(0))
