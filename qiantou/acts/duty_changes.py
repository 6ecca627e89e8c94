"""A change of duty lists (履职事项调整) on its way: applied for with a letter to every unit touched, then published.

Each is one command. What is published names the matter by which it came, and is in force three working days after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from qiantou.acts import registers, shell
from qiantou.acts.duties import ending, fresh_key
from qiantou.acts.duty_text import ADD, END, Application, Item, written
from qiantou.acts.execute import Asked, Receipt, Step, execute_all, sent_before
from qiantou.core.duty import GROUNDS, TEMPORARY
from qiantou.core.duty_change import lists_kept_by, published_on
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.moves import Basis, Deliver, Offer
from qiantou.core.plain import says
from qiantou.core.register import DUTIES, InForce, Listed
from qiantou.readmodel import listing_rows
from qiantou.readmodel.models import MatterRow


def touched(application: Application, applicant: Desk, force: InForce) -> tuple[Desk, ...]:
    """The units whose opinion is asked: of each row its unit and the department above, as it is and as it shall be."""
    known = {key: duty for item in application.items for key, duty in force.duties(item.duty.unit).items()}
    rows = [duty for item in application.items for duty in (item.duty, known.get(item.key)) if duty is not None]
    units = dict.fromkeys(unit for row in rows for unit in (row.unit, *row.uppers))
    return tuple(unit for unit in units if unit not in (applicant, lists_kept_by(force)))


def apply(
    application: Application, *, title: str, names: Mapping[str, str], by: Actor, command_id: str
) -> tuple[Stream, Receipt]:
    """Open the change and its letters. Returns the change and the receipt.

    Raises Rejected: no office keeps the lists, no row, a cause in the future, no ground or a temporary one.
    """
    force, asker = registers.current().at(shell.now()), by.desk
    assert asker is not None  # who applies is a desk
    stream = shell.fresh_for(by.account, command_id)
    sent = Asked(command_id, ("apply", application, title))
    before = sent_before(by, sent)
    if before is not None:
        return stream, before
    office = lists_kept_by(force)
    if office is None:
        raise Rejected("no-establishment-office")
    _check(application, force)
    asked = touched(application, asker, force)
    letters = [shell.fresh_for(by.account, command_id, number) for number in range(1, len(asked) + 1)]
    text = written(application, names)
    change = Offer(
        "duty-change", asker, office, title, detail=text, source=application.source, basis=Basis("duty"),
        about=tuple(letters),
    )  # fmt: skip
    steps = [Step(stream, change)]
    steps += [
        Step(name, Offer("consultation", asker, unit, title, detail=text, basis=Basis("duty"), parent=stream))
        for name, unit in zip(letters, asked, strict=True)
    ]
    receipt = execute_all(steps, by=by, command_id=sent)
    assert receipt is not None  # an offer was recorded
    return stream, receipt


def _check(application: Application, force: InForce) -> None:
    if not application.items:
        raise Rejected("no-rows")
    if application.ground == TEMPORARY:
        raise Rejected("temporary-is-no-ground")
    if application.ground not in GROUNDS:
        raise Rejected("no-such-ground", ground=application.ground)
    if application.caused > force.day:
        raise Rejected("said-in-future", day=application.caused)
    if not says(application.cause):
        raise Rejected("reason-missing")
    for item in application.items:
        if not item.duty.item.strip():
            raise Rejected("item-missing")
        if item.duty.unit in item.duty.uppers:
            raise Rejected("duty-above-itself", unit=item.duty.unit)
    named = [item.key for item in application.items if item.act != ADD]
    if len(set(named)) != len(named):
        raise Rejected("row-named-twice")


def publish(
    change: MatterRow, application: Application, *, paper: str, note: str, by: Actor, command_id: str,
    version: int | None = None,
) -> Receipt:  # fmt: skip
    """Deliver the change and enter its rows. `paper`: the number it is published under; `version`: of the matter as
    the person saw it. Raises Rejected: opinions are awaited, no paper, a row is not there any more."""
    sent = Asked(command_id, ("publish", change.stream, application, paper, note))
    before = sent_before(by, sent)
    if before is not None:
        return before
    if not paper.strip():
        raise Rejected("publishing-paper-missing")
    if not application.items:
        raise Rejected("no-rows")
    stream = Stream(change.stream)
    listings = list(_listings(application, stream, paper, (by.account, command_id)))
    seen = {stream: version} if version is not None else {}
    steps = [Step(stream, Deliver(f"{paper}\n{note}".strip()))]
    receipt = execute_all(steps, by=by, command_id=sent, listings=listings, seen=seen)
    assert receipt is not None  # rows were listed
    return receipt


def _listings(application: Application, change: Stream, paper: str, sent: tuple[str, str]) -> Iterator[Listed]:
    force = registers.current().at(shell.now())
    since = published_on(force)
    standing = _standing(application.items, since)
    for number, item in enumerate(application.items):
        duty = replace(item.duty, ground=application.ground, change=change)
        before = standing.get(item.key)
        if item.act == ADD:
            yield Listed(DUTIES, fresh_key(*sent, number), duty, since, note=paper)
        elif before is None:
            raise Rejected("row-not-there", unit=item.duty.unit)
        elif item.act == END:
            yield ending(before, since, paper, change=change)
        else:
            yield Listed(DUTIES, item.key, duty, max(since, before.since), note=paper)


def _standing(items: Sequence[Item], day: date) -> Mapping[str, listing_rows.InForce]:
    """The rows that are changed or end, as they will stand on the day."""
    keys = [item.key for item in items if item.act != ADD]
    found = listing_rows.in_force(DUTIES, day=day, keys=keys) if keys else {}
    return {key: row for key, row in found.items() if row.value.until is None or row.value.until >= day}
