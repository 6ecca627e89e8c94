"""Bulletins 通报: drawn from the record, shown, put before whoever approves, issued, added to; each one command.

A draft is not kept: it is drawn anew from what was recorded by the end of its period, and comes out the same. Who shows
it sends along what it was drawn as, so that nobody's praise stands beside another line than the one it was put to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from qiantou.acts import registers, shell
from qiantou.acts.execute import Asked, Receipt, Step, execute_all, sent_before
from qiantou.core.bulletin import (
    ADDITIONS,
    APPROVAL,
    BULLETINS,
    ISSUES,
    LETTERS,
    ORDERS,
    Addition,
    Bulletin,
    Issue,
    Item,
    Letter,
    Mark,
    Order,
    Struck,
    key_of,
    last_over,
    next_after,
    order_key,
    period,
    stream_of,
)  # fmt: skip
from qiantou.core.bulletin_check import approver, issuers_of
from qiantou.core.bulletin_stream import content_of, issued_of, letter_of
from qiantou.core.kernel import RULE, Actor, Entry, Rejected, Stream
from qiantou.core.moves import Basis, Moot, Offer
from qiantou.core.register import CHARTERS, InForce, Listed
from qiantou.insight.bulletin import blockers, draw, window
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow


@dataclass(frozen=True)
class Run:
    """The bulletin of one period under an order. `entries`: those of its year, without their words."""

    name: str  # the key of the order
    order: Order
    start: date
    end: date
    entries: Sequence[Entry[Listed]]

    @property
    def key(self) -> str:
        return key_of(self.name, self.end)

    @property
    def stream(self) -> Stream:
        return stream_of(self.name, self.end.year)

    @property
    def content(self) -> Entry[Listed] | None:
        return content_of(self.entries, self.key)

    @property
    def issued(self) -> Entry[Listed] | None:
        return issued_of(self.entries, self.key)


def orders(force: InForce) -> dict[str, Order]:
    """The orders in force, by their keys."""
    return {key: value for key, value in force.section(ORDERS).items() if isinstance(value, Order)}


def run_of(name: str, order: Order, end: date) -> Run:
    """The bulletin of the period that ends on a day; one query. Raises Rejected for a day that ends no period.

    What was shown in another rhythm than that of today keeps its period.
    """
    stream = stream_of(name, end.year)
    entries = read([stream])[stream]
    content = content_of(entries, key_of(name, end))
    if content is not None and isinstance(content.event.value, Bulletin):
        return Run(name, order, content.event.value.start, end, entries)
    start, last = period(order.every, end)
    if last != end:
        raise Rejected("period-not-over", day=end)
    return Run(name, order, start, end, entries)


def due_period(name: str, order: Order, force: InForce) -> tuple[date, date] | None:
    """The last period that is over: after the day from which the order holds, and begun before its work had ended."""
    begun = min((known.since for known in force.history(ORDERS, name)), default=force.day)
    start, end = last_over(order.every, force.day)
    charter = force.charter(order.joint)
    is_over = charter is not None and charter.ended is not None and charter.ended < start
    return (start, end) if end >= begun and not is_over else None


def joints_of(order: Order, force: InForce) -> list[Stream]:
    """The joint works a bulletin speaks of: never one that its issuer leads."""
    if order.joint is not None:
        return [order.joint]
    return sorted(joint for joint in map(Stream, force.section(CHARTERS)) if order.issuer in issuers_of(joint, force))


def drawn(run: Run, force: InForce) -> Bulletin:
    """The content of a period as the record gives it, without praise or criticism; three queries at the most."""
    order = run.order
    coming = next_after(order.every, run.end)[1]
    seen = window(run.start, run.end, coming, force)
    concerned = Q(is_open=True) | Q(changed__gte=seen.begin)
    rows = MatterRow.objects.filter(concerned, joint__in=joints_of(order, force), inner="", opened__lt=seen.until)
    told = read([Stream(name) for name in rows.values_list("stream", flat=True)])
    strange = blockers(told)
    found = draw(told, seen, read(strange) if strange else {})
    return Bulletin(order.issuer, run.start, run.end, found.items, joint=order.joint, looked=found.looked,
                    open=found.open, left_out=found.left_out)  # fmt: skip


def seal_of(items: Sequence[Item]) -> str:
    """What a draft was drawn as, in a few digits."""
    return hashlib.sha256(repr(items).encode()).hexdigest()[:16]


def order(value: Order | None, owner: str, *, by: Actor, command_id: str) -> Receipt | None:
    """Enter an order, change or end it."""
    today = _force().day
    return execute_all((), by=by, command_id=command_id, listings=[Listed(ORDERS, order_key(owner), value, today)])


def show(
    run: Run, marks: Sequence[Mark], seal: str, *, by: Actor, command_id: str, struck: Sequence[Struck] = ()
) -> Receipt | None:  # fmt: skip
    """Show the draft with these marks, and without the lines struck, to whoever it names. Raises Rejected("moved-on")
    where it is not as it was."""
    force = _force()
    content = drawn(run, force)
    if seal_of(content.items) != seal:
        raise Rejected("moved-on")
    made = replace(content, marks=tuple(marks), struck=tuple(struck))
    return enter(run, BULLETINS, made, *_superseded(run), by=by, command_id=command_id)


def _superseded(run: Run) -> list[Step]:
    """The signature still asked for the content before: nobody need give it any more."""
    letter = letter_of(run.entries, run.key)
    rows = (
        MatterRow.objects.filter(pk=letter.approval, is_open=True) if letter is not None else MatterRow.objects.none()
    )
    return [Step(Stream(stream), Moot(), RULE) for stream in rows.values_list("stream", flat=True)]


def ask(run: Run, title: str, text: str, *, by: Actor, command_id: str) -> Receipt | None:
    """Put the content as it stands before whoever approves, for signature."""
    content = run.content
    if content is None or by.desk is None:
        raise Rejected("not-approved", approver=approver(run.order, _force()))
    doer = approver(run.order, _force())
    stream = shell.fresh_for(by.account, command_id)
    offer = Offer("signature", by.desk, doer, title, detail=text, basis=Basis("request"), joint=run.order.joint,
                  cause=APPROVAL, about=(run.key,), pinned=content.version)  # fmt: skip
    letter = Letter(content.version, doer, stream)
    return enter(run, LETTERS, letter, Step(stream, offer), by=by, command_id=command_id)


def issue(run: Run, *, by: Actor, command_id: str) -> Receipt | None:
    content = run.content
    if content is None:
        raise Rejected("not-approved", approver=approver(run.order, _force()))
    return enter(run, ISSUES, Issue(content.version), by=by, command_id=command_id)


def add(run: Run, addition: Addition, *, by: Actor, command_id: str) -> Receipt | None:
    """A unit's own sentence, in place of the one it had; or a correction. Sent again it has its place already."""
    sent = Asked(command_id, ("add", run.key, addition))
    if (before := sent_before(by, sent)) is not None:
        return before
    told = [entry.event for entry in run.entries if entry.event.section == ADDITIONS and _is_of(entry, run.key)]
    own = (one.key for one in told if isinstance(one.value, Addition) and one.value.unit == addition.unit)
    kept = next(own, None) if addition.unit is not None else None
    number = len({one.key for one in told}) + 1
    key = kept or f"{run.key}/{number}"
    return enter(run, ADDITIONS, addition, by=by, command_id=sent, key=key)


def _is_of(entry: Entry[Listed], key: str) -> bool:
    return entry.event.key.startswith(f"{key}/")


def enter(
    run: Run, section: str, value: Bulletin | Letter | Issue | Addition, *steps: Step, by: Actor,
    command_id: str | Asked, key: str = "",
) -> Receipt | None:  # fmt: skip
    """One entry of the bulletin's stream, and nothing else may have come there meanwhile. The rule enters drafts."""
    listed = Listed(section, key or run.key, value, _force().day)
    seen = {run.stream: len(run.entries)} if section != ADDITIONS else {}
    return execute_all(steps, by=by, command_id=command_id, listings=[listed], seen=seen)


def _force() -> InForce:
    return registers.current().at(shell.now())
