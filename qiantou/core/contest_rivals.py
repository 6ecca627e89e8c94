"""Two contests of one thing (docs/rules/assessment.md): whose ruling comes second is given in sight of the first.

Two contests are rivals where they ask that one line, or one cleared obstacle, be counted otherwise than the other does.
While a ruling that granted one of them waits to be carried out, its rival is not granted: what that would change is not
to be seen yet. Once the sheet says what the first came to, whoever decides may rule otherwise, and says why; but more
of a line is given only to whoever has part of it still.
"""

from __future__ import annotations

from collections.abc import Iterable

from qiantou.core.contesting import AMENDING, CONTEST, Claim, Item, asks_more, claim_of
from qiantou.core.context import Context
from qiantou.core.facts import Event, Ruled
from qiantou.core.kernel import Entry, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter
from qiantou.core.moves import Rule
from qiantou.core.review import SHEETS, Sheet

_SUBJECT = {Item.LINE: Item.LINE, Item.SHARE: Item.LINE, Item.HELP: Item.HELP}
"""What a claim is about where another may ask for the opposite. A reading, a mean, an over-run and a share of the delay
are struck or not, whoever asks."""


def are_rivals(one: Claim, other: Claim) -> bool:
    """Whether what they ask cannot both be: the same line, or the same obstacle, counted in two ways."""
    subject = _SUBJECT.get(one.sort)
    same = subject is not None and (subject, one.name) == (_SUBJECT.get(other.sort), other.name)
    return same and one != other


def first_of(contest: Stream, claim: Claim, open_ones: Iterable[Matter]) -> Matter | None:
    """The open matter in which a ruling on a rival of that contest is to be carried out; None for none."""
    for one in open_ones:
        told = claim_of(one.about[1:]) if one.kind == AMENDING else None
        if told is not None and Stream(one.about[0]) != contest and are_rivals(claim, told):
            return one
    return None


def after_the_first(command: Rule, matter: Matter, context: Context) -> None:
    """Raises Rejected("contest-before-it") for a ruling that grants a contest while a rival of it waits to be carried
    out, and Rejected("share-is-no-more") for one that grants more of a line to whom a ruling since left no part of it,
    or as much as it asked for."""
    claim = claim_of(matter.about) if matter.kind == CONTEST else None
    if claim is None or matter.joint is None or command.outcome is not Phase.CLOSED or not command.granted:
        return
    first = first_of(matter.stream, claim, context.carrying(matter.joint))
    if first is not None:
        raise Rejected("contest-before-it", desk=first.asker, number=first.about[0][:12], doer=first.doer)
    sheet = context.force.section(SHEETS).get(matter.joint)
    if claim.sort is Item.SHARE and isinstance(sheet, Sheet) and not asks_more(claim, matter.asker, sheet):
        raise Rejected("share-is-no-more", desk=matter.asker)


def grants_a_contest(entry: Entry[Event], matter: Matter | None) -> bool:
    """Whether by that entry of the matter a ruling grants a contest: of two at once the later has to see the first."""
    made = entry.event
    granted = isinstance(made, Ruled) and made.outcome is Phase.CLOSED and made.granted
    return granted and matter is not None and matter.kind == CONTEST
