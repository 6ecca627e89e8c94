"""The gate to a proposal of accountability (问责建议): what must stand in the record before anybody may put one.

A lead that was lent the power to propose appraisal, or the office of a leader above, proposes it of one unit. It rests
on entries, never on a missing one; it is refused until the ladder was used, guidance was given or help offered, the
attribution and the exemption check are there, and the unit's own overtime passes the site's part of the delay. A clue
of a breach or a crime is none of this: it goes its lawful way, and no rule here holds it up.
Rules: docs/rules/gate.md, with worked examples that the tests run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qiantou.core.attribution import ATTRIBUTIONS, Attribution
from qiantou.core.contesting import DELAYED, GRANTED, Item, contest_stream
from qiantou.core.context import Context
from qiantou.core.exempting import stands
from qiantou.core.exemption import CHECKS, Check, Outcome, key_of
from qiantou.core.figures import OWN_SHARE
from qiantou.core.guidance import GUIDANCE, is_answered
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import EXPLANATION, Phase, Rung
from qiantou.core.matter import Matter
from qiantou.core.register import InForce
from qiantou.core.review import SHEETS

ACCOUNTABILITY, HEARING = "accountability", "hearing"
SUPPORT = "support"
"""The kind by which help is offered (主动帮扶): on record with what is offered, and answered or left unanswered."""
HELP = (GUIDANCE, SUPPORT)


class Lack(StrEnum):
    """What a proposal may lack, in the order in which it is told."""

    LADDER = "lack-ladder"  # a written chaser and the bulletin, or an explanation; or the sheet before who decides
    GUIDANCE = "lack-guidance"  # a question answered, or help offered, beside the work
    ATTRIBUTION = "lack-attribution"  # none in force, or drawn before the last entry of the work
    CHECK = "lack-check"  # none in force, or drawn before the last entry of the work
    SHARE = "lack-share"  # by the attribution, the unit's own overtime is less of the delay than the site's figure
    EXEMPTION = "lack-exemption"  # an application for exemption is not decided yet


@dataclass(frozen=True)
class Cited:
    """An entry that a proposal rests on."""

    matter: Matter
    version: int


@dataclass(frozen=True)
class Proposal:
    """A unit, the joint work, and the entries cited; help given stands among them."""

    unit: Desk
    joint: Stream
    cited: tuple[Cited, ...]

    @property
    def works(self) -> tuple[Matter, ...]:
        """The unit's own matters of which entries are cited, each once."""
        own = (one.matter for one in self.cited if one.matter.kind not in HELP)
        return tuple({matter.stream: matter for matter in own}.values())


@dataclass(frozen=True)
class Part:
    """The unit's own part of the delay in working minutes. `caused`: by the attribution, regained time taken off;
    `overtime`: past its own days, what protects left out; `delay`: of the whole work."""

    caused: Fraction
    overtime: int
    delay: int

    @property
    def own(self) -> Fraction:
        """What it caused, as far as it was its own overtime: a wait inside its days delays and is nobody's fault."""
        return max(Fraction(0), min(self.caused, Fraction(self.overtime)))

    def passes(self, percent: int) -> bool:
        return self.delay > 0 and self.own * 100 >= percent * self.delay and self.own > 0


def missing(proposal: Proposal, context: Context) -> tuple[Lack, ...]:
    """Everything that the proposal lacks; nothing for one that may be put."""
    return tuple(_missing(proposal, context))


def _missing(proposal: Proposal, context: Context) -> Iterator[Lack]:
    if not proposal.works or not all(is_climbed(work) for work in proposal.works):
        yield Lack.LADDER
    if not proposal.works or not all(is_helped(work, proposal) for work in proposal.works):
        yield Lack.GUIDANCE
    if attribution_of(proposal, context) is None:
        yield Lack.ATTRIBUTION
    if check_of(proposal, context) is None:
        yield Lack.CHECK
    yield from _of_its_part(proposal, context)


def missing_now(proposal: Proposal, context: Context) -> tuple[Lack, ...]:
    """What a proposal has come to lack since it was put: its part, by the attribution in force now, what was exempt or
    struck since left out; an attribution that a ruling has overtaken; an exemption that is asked for. The rungs, the
    help and the check were there when it was put."""
    return tuple(_missing_now(proposal, context))


def _missing_now(proposal: Proposal, context: Context) -> Iterator[Lack]:
    held = context.force.section(ATTRIBUTIONS).get(proposal.joint)
    if not isinstance(held, Attribution) or _is_overtaken(held, proposal, context):
        yield Lack.ATTRIBUTION
    yield from _of_its_part(proposal, context)


def _of_its_part(proposal: Proposal, context: Context) -> Iterator[Lack]:
    """What is asked when it is put and when it is adopted."""
    part = part_of(proposal, context)
    if part is not None and not part.passes(context.force.number(OWN_SHARE)):
        yield Lack.SHARE
    if pending(proposal, context):
        yield Lack.EXEMPTION


def is_climbed(work: Matter) -> bool:
    """Whether the ladder was used on whoever does the work now: the sheet came before who decides, or a written chaser
    was followed by the bulletin or by the doer's explanation."""
    taken = {one.rung for one in work.climbed if one.doer == work.doer}
    chased = Rung.CHASER in taken or any(to == work.doer for _at, to in work.prompted)
    explained = any(rest.kind == EXPLANATION for rest in work.rests)
    return Rung.SHEET in taken or (chased and (Rung.BULLETIN in taken or explained))


def is_helped(work: Matter, proposal: Proposal) -> bool:
    """Whether a question of whoever does the work now was answered beside it, or help offered to it there has had its
    time: taken, turned down, or left unanswered. One that ended with the work, or was taken back, offered nothing."""
    beside = (one.matter for one in proposal.cited if one.matter.parent == work.stream)
    return any(_is_told(one, work) if one.kind == GUIDANCE else _is_offered(one, work) for one in beside)


def _is_told(question: Matter, work: Matter) -> bool:
    return question.asker == work.doer and is_answered(question)


def _is_offered(help_: Matter, work: Matter) -> bool:
    ended = help_.stage is not Phase.OFFERED and help_.outcome not in ("withdrawn", "moot")
    return help_.kind == SUPPORT and help_.doer == work.doer and ended


def attribution_of(proposal: Proposal, context: Context) -> Attribution | None:
    """The one in force that was drawn after the last entry of the works; None for none, and while a ruling that grants
    the unit another is not carried out."""
    found = context.force.section(ATTRIBUTIONS).get(proposal.joint)
    if not isinstance(found, Attribution) or _is_overtaken(found, proposal, context):
        return None
    return found if _is_later(found, proposal) else None


def _is_overtaken(held: Attribution, proposal: Proposal, context: Context) -> bool:
    asked = contests(proposal.joint, proposal.unit, DELAYED, context.force)
    return any(is_granted(name, context) and name not in held.rulings for name in asked)


def contests(joint: Stream, unit: Desk, item: str, force: InForce) -> tuple[Stream, ...]:
    """The names under which the unit can have contested the item, one for each version that was put out."""
    section = ATTRIBUTIONS if item == DELAYED else SHEETS
    told = len(force.history(section, joint))
    return tuple(contest_stream(joint, unit, item, number) for number in range(1, told + 1))


def is_granted(name: Stream, context: Context) -> bool:
    """Whether a contest of that name was granted by a ruling that stands."""
    asked = context.matter(name)
    return asked is not None and not asked.is_open and asked.outcome == GRANTED and not asked.is_hatched


def check_of(proposal: Proposal, context: Context) -> Check | None:
    """The exemption check in force of the unit's part in the work, or in every matter cited; None for none."""
    held = context.force.section(CHECKS)
    whole = held.get(key_of(proposal.joint, proposal.unit))
    each = [held.get(key_of(work.stream, proposal.unit)) for work in proposal.works]
    found = next((one for one in (whole, *each) if isinstance(one, Check)), None)
    if isinstance(whole, Check):
        return whole if _is_later(whole, proposal) else None
    complete = bool(each) and all(isinstance(one, Check) and _is_later(one, proposal) for one in each)
    return found if complete else None


def _is_later(value: Attribution | Check, proposal: Proposal) -> bool:
    return all(work.at <= value.through for work in proposal.works)


def part_of(proposal: Proposal, context: Context) -> Part | None:
    """The unit's own part by the attribution in force, which holds its own overtime too; None without one. What is
    exempt, or was found by a ruling not to be the unit's own, has no part."""
    held = context.force.section(ATTRIBUTIONS).get(proposal.joint)
    if not isinstance(held, Attribution):
        return None
    own = (work for work in proposal.works if not is_struck(work, proposal, context))
    works = (work for work in own if not _is_exempt(work, proposal, context))
    late = sum(held.own_overtime(proposal.unit, work.stream) for work in works)
    return Part(held.share(proposal.unit), late, held.delay)


def is_struck(work: Matter, proposal: Proposal, context: Context) -> bool:
    """Whether a granted contest of the unit found that its over-run in the work was not its own."""
    asked = contests(proposal.joint, proposal.unit, time_of(work.stream), context.force)
    return any(is_granted(name, context) for name in asked)


def time_of(work: Stream) -> str:
    """The item by which an over-run is contested."""
    return f"{Item.TIME}:{work}"


def _is_exempt(work: Matter, proposal: Proposal, context: Context) -> bool:
    """By what the check says, or by an application that was granted since."""
    subjects = (proposal.joint, work.stream)
    held = context.force.section(CHECKS)
    told = (held.get(key_of(subject, proposal.unit)) for subject in subjects)
    if any(isinstance(one, Check) and _says_exempt(one, context) for one in told):
        return True
    granted = (one for one in context.applied(proposal.unit) if stands(one) is Outcome.EXEMPT)
    return any(one.about[:1] == (subject,) for one in granted for subject in subjects)


def _says_exempt(check: Check, context: Context) -> bool:
    """As long as what it rests on stands: an exemption that was overturned since counts no more."""
    asked = context.matter(check.application) if check.application is not None else None
    return check.decided == Outcome.EXEMPT and (asked is None or stands(asked) is Outcome.EXEMPT)


def pending(proposal: Proposal, context: Context) -> bool:
    """Whether the unit has applied for exemption, of this joint work or of a matter in it, and nobody decided it. Once
    it was not granted, what is applied for again holds nothing up."""
    applied = list(context.applied(proposal.unit))
    refused = {one.about[:1] for one in applied if not one.is_open and stands(one) is Outcome.NOT}
    open_ = (one for one in applied if one.is_open and one.about[:1] not in refused)
    return any(_is_of(one, proposal.joint, context) for one in open_)


def _is_of(application: Matter, joint: Stream, context: Context) -> bool:
    named = Stream(application.about[0]) if application.about else joint
    work = context.matter(named)
    return joint in (named, application.joint, work.joint if work is not None else None)
