"""Launch (启动): once everybody has signed, all matters of a plan are opened in one transaction.

The latest version put out for signature, or as an amendment, is what is opened: each line is asked by its competent
unit, else by the lead, and is taken at once by the signature under it; the lead signs its own by launching. What was
launched before is not opened again, so that a second press finds nothing left to do. Rules: docs/rules/plan.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from qiantou.acts import registers, shell
from qiantou.acts.execute import Asked, Receipt, catch_up, execute_all, receipt_of, sent_before
from qiantou.acts.lapsed_lead import due_in
from qiantou.acts.plan_amending import Amending
from qiantou.acts.plan_steps import Named, Opening, given
from qiantou.acts.world import Stored, tied
from qiantou.core.choosing import chooser
from qiantou.core.kernel import Actor, Desk, Entry, Rejected, Stream
from qiantou.core.led_plan import read_by_its_lead
from qiantou.core.loop import Play
from qiantou.core.moves import Offer
from qiantou.core.plan import LINES
from qiantou.core.plan_diff import Signed, demanded, signed_versions
from qiantou.core.register import InForce
from qiantou.core.signature import SIGNATURE
from qiantou.core.undertaking import Charter
from qiantou.ledger.models import Entry as EntryRow
from qiantou.ledger.writer import read
from qiantou.readmodel.models import JointRow, MatterRow
from qiantou.readmodel.opinions import Letter, letters_of

MOST_TRIED = 50
"""[default] Lines of which a page finds out whether they wait: when more are left, the launch was not pressed yet."""
Waiting = dict[str, Rejected]
"""Line or means → why its change waits."""


def open_plan(joint: Stream, *, by: Actor, command_id: str) -> Receipt:
    """Open every matter of the signed plan that is not open yet. `by.desk` must be the lead.

    The first launch opens all or nothing. What an amendment adds or changes is put into force line by line: one that
    cannot be now waits (`waiting`), and holds up nobody else. Where nothing is left it answers with the first receipt.
    Raises Rejected("not-all-signed", units=…) and, with the line under "line", what the loop refuses; then nothing was
    opened.
    """
    sent = Asked(command_id, ("launch", joint))
    if (before := sent_before(by, sent)) is not None:
        return before
    catch_up(due_in([joint]))
    try:
        return _opened(_opening(joint, by), sent)
    except Rejected as refusal:
        if refusal.code != "already-offered":
            raise
        return _opened(_opening(joint, by), sent)  # another launch was faster: what it left


def waiting(entries: Sequence[Entry[Any]], letters: Iterable[Letter], charter: Charter, force: InForce) -> Waiting:
    """The lines that cannot be opened, or follow their change, now; each with why. At most MOST_TRIED are looked at.

    A launch puts the rest into force; these wait until another launch finds them free. Of a plan that everybody signed,
    with its entries and letters; before the first launch, which opens all or nothing, nothing waits.
    """
    joint = entries[0].stream
    told = tuple(one for one in letters if one.matter.kind == SIGNATURE)
    opening = _read(joint, Actor(charter.lead), (charter, force), read_by_its_lead(entries, joint, force), told)
    return _tried(_changes(opening)[:MOST_TRIED], opening.by)[1] if opening.known else {}


def _opening(joint: Stream, by: Actor) -> Opening:
    """What is signed, and what was opened before. Raises Rejected."""
    force = registers.current().at(shell.now())
    charter = force.charter(joint)
    if charter is None:
        raise Rejected("no-such-joint-work")
    if by.desk != charter.lead:
        raise Rejected("only-the-lead-launches", lead=charter.lead)
    entries = read_by_its_lead(read([joint], words=True)[joint], joint, force)
    history = signed_versions(entries)
    if not history or not history[-1].content[LINES]:
        raise Rejected("not-put-out")
    letters = letters_of(joint, SIGNATURE)
    missing = unsigned(history, letters, charter, force)
    if missing:
        raise Rejected("not-all-signed", units=missing)
    return _read(joint, by, (charter, force), entries, tuple(letters))


def _read(
    joint: Stream, by: Actor, now: tuple[Charter, InForce], entries: Sequence[Entry[Any]], letters: tuple[Letter, ...]
) -> Opening:
    rows = MatterRow.objects.filter(joint=joint, line__gt="").order_by("place", "opened")
    title = JointRow.objects.values_list("title", flat=True).get(stream=joint)
    return Opening(joint, *now, by, title, entries, letters, tuple(rows))


def _opened(opening: Opening, sent: Asked) -> Receipt:
    changes = _changes(opening)
    told, stuck = _tried(changes, opening.by) if opening.known else ([one for change in changes for one in change], {})
    if not told and stuck:
        name, refusal = next(iter(stuck.items()))
        raise Rejected(refusal.code, **{**refusal.facts, "line": name})
    if not told:
        return _receipt_before(opening.rows)
    try:
        receipt = execute_all([step for _name, step in told], by=opening.by, command_id=sent)
    except Rejected as refusal:
        if "step" in refusal.facts:
            refusal.facts["line"] = told[int(str(refusal.facts.pop("step")))][0]
        raise
    assert receipt is not None  # every step makes an entry
    return receipt


def _changes(opening: Opening) -> list[list[Named]]:
    """What a launch does, line by line: what it opens, then what it moves. The steps of one stand or fall together."""
    opened = groupby(opening.steps(), key=lambda named: named[0])
    return [*(list(steps) for _name, steps in opened), *Amending(opening).changes()]


def _tried(changes: Sequence[Sequence[Named]], by: Actor) -> tuple[list[Named], Waiting]:
    """The same of what is recorded now."""
    steps = [step for change in changes for _name, step in change]
    offers = [step.command for step in steps if isinstance(step.command, Offer)]
    ties = tied({step.stream for step in steps} | {one.parent for one in offers if one.parent is not None})
    signatures = {one.signature for one in offers if one.signature is not None}
    return tried(changes, by, Play(Stored(registers.current(), ties.keys() | signatures, ties), shell.now()))


def tried(changes: Sequence[Sequence[Named]], by: Actor, play: Play) -> tuple[list[Named], Waiting]:
    """The steps of those changes that can be made in that world, and why the others cannot; nothing is recorded."""
    made: list[Named] = []
    stuck: Waiting = {}
    for change in changes:
        aside = play.aside()
        try:
            for _name, step in change:
                aside.carry_out(step.stream, step.command, step.by or by)
        except Rejected as refusal:
            stuck.setdefault(change[0][0], refusal)
        else:
            play = aside
            made += change
    return made, stuck


def _receipt_before(rows: Sequence[MatterRow]) -> Receipt:
    """The receipt of the first entry of the launch."""
    if not rows:
        raise Rejected("nothing-to-open")
    opened = EntryRow.objects.filter(stream__in=[row.stream for row in rows], version=1).order_by("position")
    first = opened.values_list("stream", flat=True)[0]
    return receipt_of(Stream(first), 1)


def unsigned(
    history: Sequence[Signed], letters: Sequence[Letter], charter: Charter, force: InForce
) -> tuple[Desk, ...]:  # fmt: skip
    """Whose signature is lacking: units under their lines, and the sponsor under the latest version.

    The lead signs by asking, whoever leads later. A signature holds until its line is touched by a later version.
    """
    put = {one.number: one for one in history}
    lacking = [
        desk
        for desk, names in demanded(history).items()
        if desk != charter.lead
        and any(
            desk != put[number].by and given(letters, desk, name, put[number], force) is None
            for name, number in names.items()
        )
    ]
    sponsor = chooser(charter, force)
    if sponsor is not None and given(letters, sponsor, "", history[-1], force) is None:
        lacking.insert(0, sponsor)
    return tuple(dict.fromkeys(lacking))
