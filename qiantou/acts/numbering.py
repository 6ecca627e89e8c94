"""Taking a number for a paper: asked for without one, given inside the transaction, never twice."""

from __future__ import annotations

from qiantou.acts import registers, shell
from qiantou.acts.execute import Receipt, execute_all
from qiantou.core.kernel import Actor
from qiantou.core.numbering import NUMBERS, Number
from qiantou.core.numbering_check import asking_key
from qiantou.core.register import Listed
from qiantou.ledger.writer import read


def take_number(asked: Number, title: str, *, by: Actor, command_id: str) -> Number:
    """The number taken for a paper of this title; the same again when the same command is sent again.

    Raises Rejected: the word is not the unit's, a cap is reached, the unit is another's.
    """
    receipt = execute_all((), by=by, command_id=command_id, listings=[asking(asked, title)])
    assert receipt is not None  # a number was listed
    return number_at(receipt)


def asking(asked: Number, title: str) -> Listed:
    """The entry that asks for a number, for a command that does more in the same transaction."""
    day = registers.current().at(shell.now()).day
    return Listed(NUMBERS, asking_key(asked.unit), asked, day, name=title)


def number_at(receipt: Receipt) -> Number:
    """The number that stands in the entry of this receipt."""
    entries = read([receipt.stream], after=receipt.version - 1)[receipt.stream]
    value = entries[0].event.value
    assert isinstance(value, Number)
    return value
