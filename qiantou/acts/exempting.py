"""The check of a unit's part, computed from the record and put out; an application, with the check it rests on.

Nobody types a check: it is drawn here from the entries as they stand, and entered as it was drawn. What an application
has come to is read from the application each time (`outcomes`), so that nothing has to be taken back where it falls.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from qiantou.acts import registers, shell
from qiantou.acts.alone import alone
from qiantou.acts.as_of import AsOf, held
from qiantou.acts.execute import Asked, Receipt, Step, catch_up, execute_all, sent_before
from qiantou.acts.lapsed_lead import due_in
from qiantou.acts.world import Stored
from qiantou.core.contesting import AFTERWARDS
from qiantou.core.context import Context
from qiantou.core.evolve import evolve
from qiantou.core.exempting import check_again, stands, table_in_force, weighs
from qiantou.core.exemption import CHECKS, Check, Outcome, key_of
from qiantou.core.exemption_again import check_more
from qiantou.core.exemption_bodies import bodies, part_of
from qiantou.core.facts import BlockFiled, Offered
from qiantou.core.forgiving import is_exempt
from qiantou.core.gate import ACCOUNTABILITY, HEARING
from qiantou.core.kernel import Actor, Desk, Rejected, Stream, fold
from qiantou.core.kinds import CLEARING, EXEMPTION
from qiantou.core.loop import Play
from qiantou.core.matter import Matter
from qiantou.core.moves import Basis, Offer
from qiantou.core.register import InForce, Listed
from qiantou.insight.exemption import Case, conditions, dissent, shown
from qiantou.ledger.writer import read
from qiantou.readmodel.models import JointRow, MatterRow

APART = (EXEMPTION, CLEARING, ACCOUNTABILITY, HEARING, *AFTERWARDS)
"""What is asked about a work afterwards shows nothing of how it was done."""


@dataclass(frozen=True)
class Application:
    """What a unit says: of which joint work or matter, when it went wrong, and what happened."""

    subject: Stream
    caused: date
    title: str
    detail: str


def drawn(subject: Stream, desk: Desk, force: InForce, then: AsOf | None = None) -> Check:
    """The check as the record stands at the instant of `force`, or stood then; two queries for the matters and one for
    their entries."""
    unit, told = part_of(desk, force), list(cases(subject, then))
    signs = shown(told, lambda one: one is not None and _is_of(one, unit, force), force.calendar.day_of)
    table, since = table_in_force(force)
    own = next((one for one in applications(unit, then=then) if one.about == (subject,)), None)
    outcome = stands(own) if own is not None else None
    return Check(
        subject, unit, force.instant, conditions(signs, table), dissent(signs), since,
        application=own.stream if own is not None else None, decided=outcome.value if outcome is not None else "",
    )  # fmt: skip


def is_of_the_record(check: Check, at: datetime, place: tuple[Stream, int]) -> bool:
    """Whether the record before the check's entry, at that instant and place, says the same: nobody has entered
    anything else, nor left out what came last."""
    force = registers.current().at(check.through)
    return drawn(check.subject, check.unit, force, AsOf(at, place)) == check


def _is_of(desk: Desk, unit: Desk, force: InForce) -> bool:
    """A section and a post of the unit are the unit; a leader's post is itself."""
    return desk == unit or part_of(force.unit_of(desk) or desk, force) == unit


def cases(subject: Stream, then: AsOf | None = None) -> Iterator[Case]:
    """The matters of a joint work, or a matter with what stands around it, with their entries, in the order in which
    they were opened; as they stood then, where that is said."""
    found = held(_names(subject), then)
    told = sorted((one for one in found.values() if one), key=lambda one: (one[0].at, one[0].stream))
    for entries in told:
        matter = fold(evolve, None, entries)
        assert matter is not None
        if matter.kind not in APART:
            yield Case(matter, entries)


def _names(subject: Stream) -> list[Stream]:
    """Of a joint work its matters; of a matter itself, whatever was asked beside or under it, what ever stopped it, and
    the work it was asked for. None of these ties ends: a check comes out the same whenever it is computed again."""
    rows = MatterRow.objects.filter(joint=subject).values_list("stream", flat=True)
    if JointRow.objects.filter(stream=subject).exists():
        return [Stream(name) for name in rows]
    own = read([subject])[subject]
    stopped = [one.event.blocker for one in own if isinstance(one.event, BlockFiled)]
    above = [one.event.parent for one in own[:1] if isinstance(one.event, Offered) and one.event.parent is not None]
    under = MatterRow.objects.filter(parent=subject).values_list("stream", flat=True)
    return list(dict.fromkeys([subject, *above, *stopped, *map(Stream, under)]))


def put_out(subject: Stream, desk: Desk, *, by: Actor, command_id: str) -> Receipt | None:
    """Draw the check and enter it, while nothing else is written; sent again, it is the one that was entered."""
    sent = Asked(command_id, ("check", subject, desk))
    before = sent_before(by, sent)
    if before is not None:
        return before
    catch_up(due_in([subject], [subject]))
    with alone() as now:
        force = registers.current().at(now)
        return execute_all((), by=by, command_id=sent, listings=[listing(drawn(subject, desk, force), force)])


def listing(check: Check, force: InForce) -> Listed:
    return Listed(CHECKS, key_of(check.subject, check.unit), check, force.day)


def body_for(asker: Desk, subject: Stream, force: InForce) -> Desk:
    """Who decides an application of that desk. Raises Rejected as the application would be."""
    weighs(matter_of(subject))
    put = Play(Stored(registers.current()), force.instant).accused(asker)
    able = bodies(asker, subject, force, Context(force.instant, force, matter_of, accused=lambda _unit: put))
    if not able:
        raise Rejected("no-deciding-body")
    return able[0]


def may_apply(check: Check, force: InForce) -> Desk:
    """Who decides an application that the unit would make now with this check. Raises Rejected as the application would
    be."""
    applied = applications(check.unit)
    check_again(applied, check.subject)
    check_more(check, applied, check.subject, check.unit, force)
    return body_for(check.unit, check.subject, force)


def matter_of(stream: Stream) -> Matter | None:
    entries = read([stream])[stream]
    return fold(evolve, None, entries) if entries and not isinstance(entries[0].event, Listed) else None


def apply(told: Application, *, by: Actor, command_id: str) -> tuple[Stream, Receipt | None]:
    """Enter the check and open the application, to the body that decides: one command. Raises Rejected."""
    assert by.desk is not None  # who applies is a desk
    stream = shell.fresh_for(by.account, command_id)
    sent = Asked(command_id, ("exemption", told))
    before = sent_before(by, sent)
    if before is not None:
        return stream, before
    catch_up(due_in([told.subject], [told.subject]))
    with alone() as now:
        force = registers.current().at(now)
        offer = Offer(
            EXEMPTION, by.desk, body_for(by.desk, told.subject, force), told.title, detail=told.detail,
            basis=Basis("matter"), about=(told.subject,), caused=told.caused,
        )  # fmt: skip
        listings = [listing(drawn(told.subject, by.desk, force), force)]
        return stream, execute_all((Step(stream, offer),), by=by, command_id=sent, listings=listings)


def applications(
    unit: Desk | None = None, *, subjects: Iterable[str] | None = None, through: datetime | None = None,
    then: AsOf | None = None,
) -> list[Matter]:  # fmt: skip
    """The applications of a unit, or of everybody, the newest first; of these subjects alone, where they are named, and
    as they stood at an instant, or then."""
    rows = MatterRow.objects.filter(kind=EXEMPTION)
    rows = rows.filter(asker=unit) if unit is not None else rows
    names = [Stream(name) for name in rows.order_by("-opened", "stream").values_list("stream", flat=True)]
    found = held(names, then) if names else {}
    kept = ([one for one in found[name] if through is None or one.at <= through] for name in names)
    told = [matter for entries in kept if (matter := fold(evolve, None, entries)) is not None]
    wanted = set(subjects) if subjects is not None else None
    return [one for one in told if wanted is None or wanted & set(one.about)]


def exempt_in(
    subjects: Iterable[str], through: datetime, *, apart: Collection[Stream] = ()
) -> dict[tuple[Stream, Desk], Stream]:
    """What had been exempted by that instant, as the record stood then, each with the oldest application; by others
    than those `apart`."""
    told = reversed(applications(subjects=subjects, through=through))
    found: dict[tuple[Stream, Desk], Stream] = {}
    for one in told:
        if is_exempt(one) and one.stream not in apart:
            found.setdefault((Stream(one.about[0]), one.asker), one.stream)
    return found


def outcomes(subjects: Iterable[str]) -> dict[tuple[Stream, Desk], Outcome]:
    """(Joint work or matter, unit) → what stands of its exemption; nothing that is undecided, or in doubt."""
    found: dict[tuple[Stream, Desk], Outcome] = {}
    for one in reversed(applications(subjects=subjects)):
        outcome = stands(one)
        if outcome is not None:
            found[Stream(one.about[0]), one.asker] = outcome
    return found
