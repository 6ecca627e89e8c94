"""Entering a mandate (授权清单): its listing and the signatures it needs, in one command.

Each portfolio leader whose units the issuer does not stand above is asked to countersign by a matter of its own,
whose clock and silence are those of the kind; so is each vertical unit and outside party, for its own consent. A
change keeps the signatures there are, which hold for what was signed, and asks for what is new. Another name of the
budget is another budget. A letter still open ends with the mandate, and where its desk is asked anew.
All mandates stand in one stream: another one's entry meanwhile is no change of this one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from qiantou.acts import registers, shell
from qiantou.acts.execute import Asked, Receipt, Step, execute_all, sent_before
from qiantou.acts.files import Scan
from qiantou.acts.registers import AUTHORITY
from qiantou.core.binding import COUNTERSIGN, to_sign
from qiantou.core.kernel import RULE, Actor, Desk, Rejected, Stream
from qiantou.core.mandate import Mandate
from qiantou.core.moves import Basis, Moot, Offer
from qiantou.core.register import MANDATES, InForce, Listed, Value
from qiantou.ledger.models import StreamHead
from qiantou.readmodel.listing_rows import entries
from qiantou.readmodel.models import MatterRow

TRIES = 4
Letter = Callable[[Mandate, tuple[Desk, ...]], tuple[str, str]]
"""Title and text of the letter in which a portfolio leader, or a party itself, is asked to sign for these units."""


@dataclass(frozen=True)
class Lending:
    """What is to be entered under a key. `value` None ends it; `seen` is the version of its entry that the person
    saw, None for a new one; `note` says why."""

    key: str
    value: Mandate | None
    seen: int | None = None
    note: str = ""
    scan: Scan | None = None


def fresh_key(by: Actor, command_id: str) -> str:
    """The key of the mandate a command enters: the same when it is sent again."""
    return f"g:{shell.fresh_for(by.account, command_id, -1)[:12]}"


def lend(lending: Lending, letter: Letter, *, by: Actor, command_id: str | Asked) -> Receipt | None:
    """Enter it. Raises Rejected, with "moved-on" where this mandate was changed since it was seen."""
    sent = command_id if isinstance(command_id, Asked) else Asked(command_id, ("lend", lending))
    before = sent_before(by, sent)
    if before is not None:
        return before
    for attempt in range(TRIES):
        version = StreamHead.objects.filter(pk=AUTHORITY).values_list("version", flat=True).first() or 0
        if lending.seen is not None and _version(lending.key) != lending.seen:
            raise Rejected("moved-on")
        listed, steps = _asked(lending, letter, by, sent.command_id)
        files = [lending.scan] if lending.scan is not None else []
        try:
            return execute_all(steps, by=by, command_id=sent, listings=[listed], seen={AUTHORITY: version}, files=files)
        except Rejected as refusal:
            if refusal.code != "moved-on" or attempt + 1 == TRIES:
                raise
    raise Rejected("conflict")


def _version(key: str) -> int:
    found = entries(MANDATES, keys=[key])
    return found[-1].version if found else 0


def _asked(lending: Lending, letter: Letter, by: Actor, command_id: str) -> tuple[Listed, list[Step]]:
    force = registers.current().at(shell.now())
    if lending.value is None:
        ending = _superseded(force.section(MANDATES).get(lending.key))
        return Listed(MANDATES, lending.key, None, force.day, note=lending.note), ending
    value, steps = lending.value, list[Step]()
    if by.desk is not None:
        value, steps = _countersigned(lending.key, value, force, letter, (by, command_id))
    return Listed(MANDATES, lending.key, value, force.day, note=lending.note), steps


def _countersigned(
    key: str, value: Mandate, force: InForce, letter: Letter, sent: tuple[Actor, str]
) -> tuple[Mandate, list[Step]]:
    by, command_id = sent
    before = force.section(MANDATES).get(key)
    kept = before.countersigns if isinstance(before, Mandate) else ()
    value = replace(value, fund=_fund(key, value, before))
    asked: dict[Desk, Stream] = {}
    steps: list[Step] = []
    for number, (leader, units) in enumerate(to_sign(value, key, force).items()):
        assert by.desk is not None
        title, text = letter(value, units)
        asked[leader] = shell.fresh_for(by.account, command_id, number)
        offer = Offer(
            "signature", by.desk, leader, title, detail=text, basis=Basis("mandate", mandate=key), joint=value.joint,
            cause=COUNTERSIGN, about=(key,),
        )  # fmt: skip
        steps.append(Step(asked[leader], offer))
    return replace(value, countersigns=(*kept, *asked.values())), [*_superseded(before, tuple(asked)), *steps]


def _superseded(before: Value | None, asked: tuple[Desk, ...] | None = None) -> list[Step]:
    """The letters still open that nobody need answer any more: of these desks, who are asked anew; None: of all."""
    streams = before.countersigns if isinstance(before, Mandate) else ()
    letters = MatterRow.objects.filter(stream__in=streams, is_open=True).order_by("stream")
    if asked is not None:
        letters = letters.filter(doer__in=asked)
    return [Step(Stream(stream), Moot(), RULE) for stream in letters.values_list("stream", flat=True)]


def _fund(key: str, value: Mandate, before: Value | None) -> int:
    """Which naming of the budget this is: the last one, while its words are the same as they were last said."""
    if not isinstance(before, Mandate):
        return 0
    told = (entry.value.budget for entry in reversed(entries(MANDATES, keys=[key])) if entry.value is not None)
    last = next((text for text in told if text), "")
    return before.fund if value.budget.strip() == last.strip() else before.fund + 1
