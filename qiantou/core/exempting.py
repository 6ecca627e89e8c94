"""Exemption (容错纠错) in the loop: who applies to whom, the hearing before the decision, the decision, the review.

A unit applies for its own part in a joint work or a matter, to the body that decides: the desk the site names in the
kind's row, else the office of who issued the mandate, of the sponsor, or of a leader above; never the lead, never a
side. Nothing is decided before the applicant was heard, or said in writing that it need not be. What is decided against
it, or left to lighter treatment, it may put up to the arbiter, where other people decide. Silence climbs.
The days are of the kind's row; docs/rules/exemption.md, with worked examples that the tests run.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from qiantou.core.attribution import AT_ONCE
from qiantou.core.contesting import AFTERWARDS
from qiantou.core.context import Context
from qiantou.core.exemption import (
    CHECKS,
    CONDITIONS,
    SITE,
    TABLES,
    USUAL_TABLE,
    Check,
    Failing,
    Finding,
    Hearing,
    Outcome,
    Table,
    Verdict,
    check_table,
    is_laid_out,
    key_of,
    reads,
)
from qiantou.core.exemption_again import shows_more
from qiantou.core.exemption_bodies import bodies, part_of
from qiantou.core.figures import EXEMPTION_WITHIN
from qiantou.core.guard import in_phase, only, said
from qiantou.core.hearing_word import check_heard
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kinds import CLEARING, EXEMPTION, Effect, Phase
from qiantou.core.matter import Matter
from qiantou.core.moves import Accept, Counter, Decline, Deliver, Offer, Report, Rule
from qiantou.core.plain import says
from qiantou.core.register import POSTS, InForce, Listed
from qiantou.core.worktime import working_days_between


def table_in_force(force: InForce) -> tuple[Table, date | None]:
    """The table by which an application of today is read, and from which day it is; the usual one has no day."""
    told = force.history(TABLES, SITE)
    value = told[-1].value if told else None
    return (value, told[-1].since) if isinstance(value, Table) else (USUAL_TABLE, None)


def table_of(matter: Matter, force: InForce) -> Table:
    """The table in force when the application was made."""
    assert matter.opened is not None
    return table_in_force(force.register.at(matter.opened))[0]


def check_of(subject: Stream, unit: Desk | None, force: InForce) -> Check | None:
    """The check of the unit's part that is in force."""
    value = force.section(CHECKS).get(key_of(subject, unit or Desk("")))
    return value if isinstance(value, Check) else None


def check_entry(listed: Listed, force: InForce) -> None:
    """A check names what it is of; it is computed from the record (acts/exempting.py). Raises Rejected."""
    if isinstance(listed.value, Table):
        check_table(listed.value)
        return
    if not isinstance(listed.value, Check):
        if listed.section == CHECKS:
            raise Rejected("check-stays")
        return
    check = listed.value
    if listed.key != key_of(check.subject, check.unit):
        raise Rejected("wrong-key", key=listed.key)
    if force.whole(check.unit) != check.unit and check.unit not in force.section(POSTS):
        raise Rejected("unknown-desk", desk=check.unit)
    if check.through > force.instant:
        raise Rejected("said-in-future", day=force.calendar.day_of(check.through))
    if check.through < force.instant - AT_ONCE:  # drawn as it is entered
        raise Rejected("wrong-value", section=listed.section)
    if check.decided not in ("", *Outcome) or (check.decided and check.application is None):
        raise Rejected("check-first")
    table, since = table_in_force(force)
    if tuple(one.condition for one in check.stands) != tuple(row.name for row in table.conditions):
        raise Rejected("condition-left-out", condition=next(iter(CONDITIONS)))
    if check.table != since or not is_laid_out(check, table):
        raise Rejected("check-of-nothing")


def check_application(command: Offer, context: Context) -> None:
    """Raises Rejected for an application that names nothing of its own, or is put to another than who decides."""
    if command.kind == CLEARING:
        return
    if command.kind != EXEMPTION:
        if command.caused is not None:
            raise Rejected("no-cause-here")
        return
    force = context.force
    alone = command.joint is None and command.parent is None
    if not alone or len(command.about) != 1 or command.caused is None:
        raise Rejected("exempts-one-work")
    subject, unit = Stream(command.about[0]), part_of(command.asker, force)
    if unit != command.asker:
        raise Rejected("ask-the-unit", unit=unit)
    weighs(context.matter(subject))
    if check_of(subject, unit, force) is None:
        raise Rejected("check-first")
    check_again(context.applied(unit), subject)
    shows_more(subject, unit, context)
    if command.caused > force.day:
        raise Rejected("said-in-future", day=command.caused)
    able = bodies(command.asker, subject, force, context)
    if not able:
        raise Rejected("no-deciding-body")
    if command.doer != able[0]:
        raise Rejected("not-the-deciding-body", body=able[0])


def weighs(subject: Matter | None) -> None:
    """Raises Rejected for what is asked of a work once it is assessed: that it comes late weighs in no sheet and no
    share of the delay, so that no exemption could take anything off."""
    if subject is not None and subject.kind in AFTERWARDS:
        raise Rejected("nothing-to-exempt")


def check_again(applied: Iterable[Matter], subject: Stream) -> None:
    """One application of a unit for a work at a time. Raises Rejected."""
    asked = next((one for one in applied if one.is_open and one.about[:1] == (subject,)), None)
    if asked is not None:
        raise Rejected("applied-before", number=asked.stream[:12])


def not_bargained(command: Accept | Counter | Decline, matter: Matter) -> None:
    """An application is taken up or refused: no lack is named to be cured, and no other terms. Raises Rejected."""
    bargains = isinstance(command, Counter) or (isinstance(command, Accept) and command.reservation is not None)
    if matter.kind == EXEMPTION and bargains:
        raise Rejected("decided-not-bargained")


def not_handed_on(command: Offer, parent: Matter | None, effect: Effect) -> None:
    """Who decides an application asks for no more time for it, disputes no duty by it, and asks nobody else for a part
    of it. Raises Rejected."""
    if parent is None or parent.kind != EXEMPTION:
        return
    if not command.beside or effect in (Effect.VARY, Effect.REASSIGN):
        raise Rejected("decided-not-bargained")


def days_late(matter: Matter, force: InForce) -> int:
    """By how many working days an application came after its time; 0 for one in time. It is heard all the same."""
    if matter.caused is None or matter.opened is None:
        return 0
    day = force.calendar.day_of(matter.opened)
    return max(0, working_days_between(force.calendar, matter.caused, day) - force.number(EXEMPTION_WITHIN))


def check_hearing(command: Report, matter: Matter, by: Actor, context: Context) -> Hearing:
    """Who decides records the hearing; the applicant itself that it need not be heard. Raises Rejected."""
    hearing = command.hearing
    if hearing is None or matter.kind != EXEMPTION:
        raise Rejected("no-hearing-here")
    said(command.text)
    in_phase(matter, command, Phase.UNDERWAY, Phase.REFERRED)
    today = context.force.day
    assert matter.opened is not None
    if hearing.day > today or hearing.day < context.force.calendar.day_of(matter.opened):
        raise Rejected("said-in-future", day=hearing.day)
    if hearing.waived:
        only(matter.asker, by)
        if by.recorded is not None and context.force.is_staffed(by.desk):
            raise Rejected("says-it-itself", desk=matter.asker)
        return hearing
    only(matter.holder, by)
    units = [part_of(desk, context.force) for desk in hearing.present]
    own = {part_of(context.force.unit_of(desk) or desk, context.force) for desk in hearing.present}
    if matter.asker not in (*units, *own):
        raise Rejected("hear-the-applicant", desk=matter.asker)
    return hearing


def check_verdict(command: Deliver | Rule, matter: Matter, by: Actor, context: Context) -> None:
    """Raises Rejected for a decision without its ground, before the hearing, or by those whose decision is reviewed."""
    verdict = command.verdict
    if matter.kind != EXEMPTION:
        if verdict is not None:
            raise Rejected("no-verdict-here")
        return
    if isinstance(command, Rule) and command.outcome is not Phase.CLOSED:
        if command.outcome is not Phase.UNDERWAY or command.doer is not None or verdict is not None:
            raise Rejected("no-such-outcome", outcome=command.outcome.value if command.outcome else "")
        return
    if verdict is None:
        raise Rejected("verdict-missing")
    if not (matter.heard and verdict.outcome is Outcome.EXEMPT):
        check_heard(matter, context.force)
    own = by.account and by.recorded is None and by.account in matter.judges
    if isinstance(command, Rule) and (own or matter.arbiter == matter.doer):
        raise Rejected("reviewed-by-others")
    if isinstance(command, Rule) and command.granted is (verdict.outcome is Outcome.NOT):
        raise Rejected("no-such-outcome", outcome=verdict.outcome.value)
    said(command.note if isinstance(command, Deliver) else command.reason)
    _grounded(verdict, matter, context.force)


def _grounded(verdict: Verdict, matter: Matter, force: InForce) -> None:
    """Each condition is found to hold, to fail, or unclear; one that fails, or against which the record speaks, has its
    reason; so has a decision that is not as the table reads. What is never exempt, or puts out, no reason passes."""
    table = table_of(matter, force)
    check = check_of(Stream(matter.about[0]), matter.asker, force)
    names, known = [one.condition for one in verdict.found], {row.name for row in table.conditions}
    for row in table.conditions:
        if names.count(row.name) != 1:
            raise Rejected("condition-left-out", condition=row.name)
    for one in verdict.found:
        if one.condition not in known:
            raise Rejected("no-such-condition")
        spoken = check is not None and bool(check.of(one.condition).against)
        if (one.finding is Finding.FAILS or spoken) and not says(one.reason):
            raise Rejected("condition-without-reason", condition=one.condition)
    if verdict.excluded and verdict.outcome is not Outcome.NOT:
        raise Rejected("never-exempt", exclusion=verdict.excluded[0])
    unknown = next((one for one in verdict.excluded if one not in table.exclusions), None)
    if unknown is not None:
        raise Rejected("no-such-sign", sign=unknown)
    out = {row.name for row in table.conditions if row.failing is Failing.OUT}
    fails = [one.condition for one in verdict.found if one.finding is Finding.FAILS and one.condition in out]
    if fails and verdict.outcome is not Outcome.NOT:
        raise Rejected("condition-puts-out", condition=fails[0])
    read = reads(table, {one.condition: one.finding for one in verdict.found}, verdict.excluded)
    if read is not verdict.outcome and not says(verdict.departs):
        raise Rejected("departs-without-reason", reads=read.value)


def check_notice(command: Deliver, matter: Matter, context: Context) -> None:
    """Who is told that a name is cleared is known here, and told in a clearing alone. Raises Rejected."""
    if command.told and matter.kind != CLEARING:
        raise Rejected("no-verdict-here")
    for desk in command.told:
        if not context.force.is_known(desk):
            raise Rejected("unknown-desk", desk=desk)
    if matter.kind == CLEARING:
        said(command.note)


def stands(matter: Matter) -> Outcome | None:
    """What an application has come to that others may rest on; None while nothing is decided, while a no is still
    being reviewed, or while its entry is not confirmed or is contested."""
    if matter.verdict is None or matter.is_hatched or matter.outcome in ("withdrawn", "refused"):
        return matter.verdict if matter.outcome == "refused" and not matter.is_hatched else None
    return None if matter.is_open and matter.verdict is Outcome.NOT else matter.verdict
