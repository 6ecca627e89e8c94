"""A confirmed division becomes a joint work: its charter and all its matters, in one transaction.

Of a row with lead L and cooperating units C1…Cn the issuer asks L for the whole and L asks each Ci for its
part, since L reviews it. Where the issuer leads a row itself, the post above it asks for the whole: nobody
asks itself. What is asked in another's name says who launched it and by which paper. The paper of an issuer above
that desk needs no more; any other issuer only records the demand, and it is unconfirmed until that desk confirms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count

from qiantou.acts import registers, shell
from qiantou.acts.execute import Asked, Receipt, Step, execute_all
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.moves import Basis, Offer
from qiantou.core.register import CHARTERS, InForce, Listed
from qiantou.core.undertaking import Charter


@dataclass(frozen=True)
class Request:
    """One row as a person confirmed it. `parts`: what each cooperating unit is asked, where it differs from `title`.

    `duties`: township → the key of the row of its duty list, or of the exception, that asking it rests on.
    """

    title: str
    lead: Desk
    cooperating: tuple[Desk, ...] = ()
    due: date | None = None
    due_text: str = ""
    standard: str = ""
    detail: str = ""
    source: str = ""
    parts: Mapping[Desk, str] = field(default_factory=dict)
    duties: Mapping[Desk, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Division:
    """An issued plan: its title and number, who issued it, who keeps its record, who decides in it."""

    title: str
    paper: str
    issuer: Desk
    rows: tuple[Request, ...]
    lead: Desk | None = None
    sponsor: Desk | None = None


def launch(division: Division, *, by: Actor, command_id: str) -> tuple[Stream, Receipt]:
    """Open the joint work. Returns its stream and the receipt; raises Rejected, and then nothing was opened.

    `by.desk` must be the issuer. Sent again with the same id it answers with the joint work it opened.
    The facts of a refusal that concerns one row name it under "row", from 1.
    """
    if by.desk != division.issuer:
        raise Rejected("not-your-demand", asker=division.issuer)
    if not division.rows:
        raise Rejected("no-rows")
    if not division.title.strip():
        raise Rejected("title-missing")
    opening = _Opening(division, by, registers.current().at(shell.now()), _names(by, command_id))
    steps: list[Step] = []
    places: list[int] = []
    for number, row in enumerate(division.rows, 1):
        asked = list(opening.steps(number, row))
        steps += asked
        places += [number] * len(asked)
    try:
        sent = Asked(command_id, ("division", division))
        receipt = execute_all(steps, by=by, command_id=sent, listings=[opening.charter()])
    except Rejected as refusal:
        if "step" in refusal.facts:
            refusal.facts["row"] = places[int(str(refusal.facts.pop("step")))]
        raise
    assert receipt is not None  # a charter was listed
    return opening.joint, receipt


def _names(by: Actor, command_id: str) -> Iterator[Stream]:
    return (shell.fresh_for(by.account, command_id, number) for number in count())


class _Opening:
    """The steps that open one division, row by row."""

    def __init__(self, division: Division, by: Actor, force: InForce, names: Iterator[Stream]) -> None:
        self.division, self.by, self.force, self.names = division, by, force, names
        self.joint = next(names)

    def charter(self) -> Listed:
        division = self.division
        value = Charter(
            lead=division.lead or division.rows[0].lead,
            issuer=division.issuer,
            keeper=division.issuer,
            sponsor=division.sponsor,
        )
        return Listed(CHARTERS, self.joint, value, self.force.day, division.title, division.paper)

    def steps(self, number: int, row: Request) -> Iterator[Step]:
        """The whole, then its parts."""
        whole, place = next(self.names), f"{number:03}"
        asker = self.division.issuer if self.division.issuer != row.lead else self._above(row.lead, number)
        yield self._asked(whole, self._offer(row, asker, row.lead, place=place, title=row.title))
        helpers = [desk for desk in dict.fromkeys(row.cooperating) if desk != row.lead]
        for part, desk in enumerate(helpers, 1):
            text = row.parts.get(desk) or row.title
            offer = self._offer(row, row.lead, desk, place=f"{place}-{part:02}", title=text)
            yield self._asked(next(self.names), replace(offer, parent=whole))

    def _asked(self, stream: Stream, offer: Offer) -> Step:
        """In the issuer's name by the person who launches; in any other name by the paper, or recorded for it."""
        division, asker = self.division, offer.asker
        if asker == division.issuer:
            return Step(stream, offer, self.by)
        recorded = Recorded(division.issuer, self.force.day, division.paper or division.title)
        is_above = self.force.head(division.issuer) in self.force.superiors(asker)
        return Step(stream, offer, replace(self.by, desk=None if is_above else asker, recorded=recorded))

    def _offer(self, row: Request, asker: Desk, doer: Desk, *, place: str, title: str) -> Offer:
        cited = row.duties.get(doer, "")
        return Offer(
            kind="task", asker=asker, doer=doer, title=title, due=row.due, due_text=row.due_text, detail=row.detail,
            standard=row.standard, source=row.source, basis=Basis("document"), joint=self.joint, place=place,
            duty="" if cited.startswith("x:") else cited, off_list=cited if cited.startswith("x:") else "",
        )  # fmt: skip

    def _above(self, lead: Desk, number: int) -> Desk:
        above = (self.division.sponsor, *self.force.superiors(lead))
        found = next((post for post in above if post is not None), None)
        if found is None:
            raise Rejected("asks-itself", row=number)
        return found
