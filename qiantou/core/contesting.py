"""A contest (考核复核申请): a party of an assessment sheet, or of an attribution, asks for one item of it to be mended.

It is asked within the contest time, once for each item by each party, of whoever put the sheet out, who answers on a
clock; who decides between them rules. The item says what it is about and, where the credit is another's, whose: the
ruling grants exactly that or refuses it, so that what it amends can be computed and not typed. What it grants is from
then on a matter by itself: whoever put the sheet or the attribution out has it in hand, with a day, until the sheet is
amended, or the attribution put out anew. Rules: docs/rules/assessment.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from qiantou.core.attribution import ATTRIBUTIONS, Attribution
from qiantou.core.context import Context
from qiantou.core.figures import CARRY_OUT, CONTEST_WITHIN
from qiantou.core.guard import said
from qiantou.core.kernel import Desk, Rejected, Stream, derived
from qiantou.core.kinds import ASSESSING, Effect, Policy
from qiantou.core.matter import Matter
from qiantou.core.moves import Chase, Command, Lift, Offer, Report
from qiantou.core.register import InForce, Known
from qiantou.core.review import SHEETS, Lack, Sheet, Source
from qiantou.core.worktime import add_working_days

CONTEST, AMENDING = "contest", "amending"
BY_THE_SHEET = (AMENDING, ASSESSING)
"""The kinds that the rule opens, in hand at once, and that end by what is put out alone."""
AFTERWARDS = (CONTEST, *BY_THE_SHEET)
"""The kinds of what is asked of a work once it is assessed: no part of the work, they weigh in no sheet of it."""
GRANTED = "granted"
"""The outcome by a ruling alone: what its doer agrees to is answered, and goes to the arbiter."""


class Item(StrEnum):
    """What of a sheet is contested; the name after the colon of a claim's item."""

    LINE = "line"  # a line's share is the asker's
    SHARE = "share"  # so much of a hundred of what a line earned is the asker's, who has part of it
    HELP = "help"  # clearing an obstacle was the asker's help; or nobody's, where it names no unit
    TIME = "time"  # the over-run in a matter was not its own
    MEASURE = "measure"  # the reading of a measure
    RATING = "rating"  # the mean by which it was rated
    DELAY = "delay"  # the attribution of the delay
    EXEMPT = "exempt"  # never asked: what was late is exempted since the sheet; no name: in the whole work
    FALLEN = "fallen"  # never asked: that exemption has fallen since


PART = re.compile(r"[1-9][0-9]?")
BY_EXEMPTION = frozenset({Item.EXEMPT, Item.FALLEN})
CONTESTED = frozenset(Item) - BY_EXEMPTION
DELAYED = "delay:"
"""The item of who contests its share of the delay: no sheet is amended by it, the attribution is put out anew. Who
regained time has no share to be rid of: it asks for so many working days more, 1 … 99, behind the colon."""


@dataclass(frozen=True)
class Claim:
    """One item as asked: `item` is "line:L003", "share:L003/60", "help:…", "time:…", "measure:0", "rating:u:…",
    "delay:" or "delay:3"."""

    item: str
    unit: Desk | None = None

    @property
    def about(self) -> tuple[str, ...]:
        return (self.item, self.unit or "")

    @property
    def sort(self) -> Item:
        return Item(self.item.partition(":")[0])

    @property
    def name(self) -> str:
        """What it is about; of another division the line."""
        name = self.item.partition(":")[2]
        return name.rpartition("/")[0] if self.sort is Item.SHARE else name

    @property
    def part(self) -> int:
        """Of another division how much of a hundred, 1 … 99; 0 for anything else."""
        asked = self.item.rpartition("/")[2] if self.sort is Item.SHARE else ""
        return int(asked) if PART.fullmatch(asked) else 0

    @property
    def days(self) -> int:
        """Of the delay how many working days more it asks to have regained, 1 … 99; 0 for anything else."""
        return int(self.name) if self.sort is Item.DELAY and PART.fullmatch(self.name) else 0


def is_of_delay(item: str) -> bool:
    return item.startswith(DELAYED)


def claim_of(about: Sequence[str]) -> Claim | None:
    """The claim that a contest is about; None for anything else."""
    if len(about) != 2 or about[0].partition(":")[0] not in CONTESTED:
        return None
    return Claim(about[0], Desk(about[1]) if about[1] else None)


def contest_stream(joint: Stream, asker: Desk, item: str, number: int = 1) -> Stream:
    """The one name under which a party contests an item as it stands since that version (`contest_number`): a second
    time it is there already, however much of a line is asked for."""
    named = DELAYED if is_of_delay(item) else item
    named = item.rpartition("/")[0] if item.startswith(f"{Item.SHARE}:") else named
    return derived(joint, f"contest/{asker}/{named}" + (f"/{number}" if number > 1 else ""))


def contest_number(claim: Claim, asker: Desk, told: Sequence[Known]) -> int:
    """The version since which the item stands as it does, counted from 1: what a ruling changed is contested anew."""
    number, before = 1, None
    for place, row in enumerate(told, 1):
        stands = _as_told(claim, asker, row.value)
        if place > 1 and stands != before:
            number = place
        before = stands
    return number


def _as_told(claim: Claim, asker: Desk, value: object) -> object:
    """What a version tells of the item: who earned it, what was late, what was measured; the asker's own minutes."""
    if isinstance(value, Attribution):
        return [share for share in value.shares if share.party == asker]
    if not isinstance(value, Sheet):
        return None
    match claim.sort:
        case Item.LINE:
            return {one.unit for one in value.earnings if one.line == claim.name}
        case Item.SHARE:
            return parts_of_line(claim.name, value)
        case Item.HELP:
            return {one.unit for one in value.earnings if one.source is Source.HELP and one.matter == claim.name}
        case Item.TIME:
            return [one for one in value.overruns if (one.unit, one.matter) == (asker, claim.name)]
        case Item.MEASURE:
            return [one for one in value.measures if str(one.measure) == claim.name]
        case Item.RATING:
            return [(one.rating, one.raters) for one in value.parts if one.unit == claim.name]
        case Item.DELAY | Item.EXEMPT | Item.FALLEN:
            return None


def contested_until(at: datetime, force: InForce) -> date:
    """The last day on which what was put out at an instant may be contested: by the number and the calendar as they
    were at that instant, whatever they are since."""
    then = force.register.at(at)
    return add_working_days(then.calendar, then.calendar.day_of(at), then.number(CONTEST_WITHIN))


def concerned(joint: Stream | None, force: InForce) -> frozenset[Desk]:
    """The desks with a row in the sheet or a share of the delay: they decide no contest about it."""
    told = (force.section(name).get(joint or "") for name in (SHEETS, ATTRIBUTIONS))
    found: set[Desk] = set()
    for value in told:
        if isinstance(value, Sheet):
            found |= {part.unit for part in value.parts}
        elif isinstance(value, Attribution):
            found |= {Desk(share.party) for share in value.shares}
    return frozenset(found)


def amending_of(contest: Matter | None) -> Stream | None:
    """The name of the matter by which a granted ruling is carried out; None where nothing was granted."""
    if contest is None or contest.kind != CONTEST or contest.is_open or contest.outcome != GRANTED:
        return None
    return derived(contest.stream, f"{AMENDING}/{contest.ended}") if claim_of(contest.about) is not None else None


def rulings_of(value: object) -> frozenset[Stream]:
    """The contests whose rulings a sheet or an attribution carries out."""
    if isinstance(value, Sheet):
        return frozenset(one.contest for one in value.amended)
    return frozenset(value.rulings) if isinstance(value, Attribution) else frozenset()


def carry_out_by(at: datetime, force: InForce) -> date:
    """The last day for carrying out what was ruled at an instant, by the number and the calendar of then."""
    then = force.register.at(at)
    return add_working_days(then.calendar, then.calendar.day_of(at), then.number(CARRY_OUT))


def ends_with_the_sheet(command: Command, matter: Matter) -> None:
    """Raises Rejected for a move by which what is owed of a sheet would leave its desk: only what is put out ends
    it."""
    if matter.kind in BY_THE_SHEET and not isinstance(command, Report | Chase | Lift):
        raise Rejected("amended-on-its-page")


def stays_in_hand(command: Offer, policy: Policy, context: Context) -> None:
    """Raises Rejected for what a desk asks beside what is owed of a sheet, or as a part of it: by that it would change
    hands or days, or rest. It may be pressed, and whoever is late may say why."""
    if policy.supervises or policy.effect is Effect.EXCUSE:
        return
    named = (command.parent, *(map(Stream, command.about) if policy.effect is Effect.FIRST else ()))
    told = (context.matter(name) for name in named if name is not None)
    if any(one is not None and one.kind in BY_THE_SHEET for one in told):
        raise Rejected("amended-on-its-page")


def parts_of_line(line: str, sheet: Sheet) -> dict[Desk, Fraction]:
    """Unit → what of the whole credit it earned by a line."""
    found: dict[Desk, Fraction] = {}
    for one in sheet.earnings:
        if one.line == line:
            found[one.unit] = found.get(one.unit, Fraction(0)) + one.share.exact
    return found


def asks_more(claim: Claim, asker: Desk, sheet: Sheet) -> bool:
    """Whether it shares the line with others, and asks for more of it than it has."""
    parts = parts_of_line(claim.name, sheet) if claim.name else {}  # what is earned by no line is nobody's to divide
    whole = sum(parts.values(), Fraction(0))
    return asker in parts and len(parts) > 1 and Fraction(claim.part, 100) > parts[asker] / whole


def is_party_of(unit: Desk, sheet: Sheet) -> bool:
    return any(part.unit == unit for part in sheet.parts)


def check_contest(command: Offer, context: Context) -> None:
    """Raises Rejected for a contest that may not be asked."""
    if command.kind != CONTEST:
        return
    force, claim = context.force, claim_of(command.about)
    section = ATTRIBUTIONS if claim is not None and claim.sort is Item.DELAY else SHEETS
    told = force.history(section, command.joint or "")
    value = told[-1].value if told else None
    if command.joint is None or claim is None or not isinstance(value, Sheet | Attribution):
        raise Rejected("nothing-to-contest")
    if command.doer != told[-1].by:
        raise Rejected("contest-goes-to", desk=told[-1].by)
    if not _concerns(command.asker, value):
        raise Rejected("not-on-the-sheet", desk=command.asker)
    until = contested_until(told[-1].at, force)
    if force.day > until:
        raise Rejected("contest-too-late", day=until)
    if isinstance(value, Sheet) and not _is_there(claim, command.asker, value, context):
        raise Rejected("nothing-to-contest")
    if isinstance(value, Attribution) and not can_be_granted(claim, command.asker, value):
        raise Rejected("nothing-to-contest")
    number = contest_number(claim, command.asker, told)
    if context.stream not in (None, contest_stream(command.joint, command.asker, claim.item, number)):
        raise Rejected("contested-on-its-page")
    said(command.detail)


def _concerns(asker: Desk, value: Sheet | Attribution) -> bool:
    if isinstance(value, Sheet):
        return is_party_of(asker, value)
    return any(share.party == asker for share in value.shares)


def can_be_granted(claim: Claim, asker: str, told: Attribution) -> bool:
    """Whether a ruling on it would change anything: of a share above nought that it is nobody's, of regained time that
    it is so many working days more."""
    share = told.share(asker)
    return claim.item == DELAYED if share > 0 else share < 0 and claim.days > 0


def _is_there(claim: Claim, asker: Desk, sheet: Sheet, context: Context) -> bool:
    """Whether the sheet has that item, and it is asked for nobody else: what is another's, that one asks for itself."""
    if claim.unit not in (None, asker):
        return False
    match claim.sort:
        case Item.LINE:
            lines = {one.line for one in sheet.earnings}
            lines |= {one.line for one in sheet.unearned if one.lacks is not Lack.GIVEN_UP}
            earned = {one.unit for one in sheet.earnings if one.line == claim.name}
            return claim.name in lines - {""} and claim.unit is not None and earned != {asker}
        case Item.SHARE:
            return claim.unit == asker and asks_more(claim, asker, sheet)
        case Item.TIME:
            own = {one.matter for one in sheet.overruns if one.unit == asker and one.contest is None}
            return claim.name in own and claim.unit == asker
        case Item.MEASURE:
            return claim.name in {str(one.measure) for one in sheet.measures} and claim.unit is None
        case Item.RATING:
            own_mean = any(one.rating is not None for one in sheet.parts if one.unit == asker)
            return own_mean and (claim.name, claim.unit) == (asker, asker)
        case Item.HELP:
            cleared = context.matter(Stream(claim.name))
            if cleared is None or (cleared.kind, cleared.joint) != ("obstacle", sheet.joint):
                return False
            return claim.unit is None or (context.force.whole(cleared.asker) != asker and cleared.delivered is not None)
        case Item.DELAY:
            return True
        case Item.EXEMPT | Item.FALLEN:
            return False
