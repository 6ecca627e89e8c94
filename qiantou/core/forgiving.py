"""An exemption granted after the sheet, or fallen after it, reaches the sheet (docs/rules/exemption.md, 7).

Whoever put the last sheet of the work out has it in hand, with the day and the ladder of what a ruling grants, and ends
it by the sheet amended in exactly that: the own over-runs of that unit, in the matter or in the whole work. Nothing is
asked where no figure of the sheet rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from qiantou.core.attribution import Overtime
from qiantou.core.contest_titles import exemption_title
from qiantou.core.contesting import AMENDING, BY_EXEMPTION, Claim, Item
from qiantou.core.exempting import stands
from qiantou.core.exemption import Outcome
from qiantou.core.kernel import Desk, Stream, derived
from qiantou.core.kinds import EXEMPTION
from qiantou.core.matter import Matter
from qiantou.core.moves import Basis, Command, Moot, Offer
from qiantou.core.register import InForce
from qiantou.core.review import SHEETS, Amendment, Overrun, Sheet

BY_RULE = "exemption"
"""The cause of a matter by which an exemption reaches the sheet; of one that a ruling opens it is none."""
Lookup = Callable[[Stream], Matter | None]
Exempt = Mapping[tuple[Stream, Desk], Stream]
"""(Joint work or matter, unit) → the application by which it is exempted."""


class Joined(Protocol):
    """What the rule asks of the record."""

    def joined(self, joint: Stream) -> Iterable[Stream]: ...

    def title(self, stream: Stream) -> str: ...

    def sheet_of(self, application: Matter) -> Sheet | None: ...


def is_exempt(application: Matter | None) -> bool:
    return application is not None and application.kind == EXEMPTION and stands(application) is Outcome.EXEMPT


def sheet_of(application: Matter, force: InForce, lookup: Lookup) -> Sheet | None:
    """The last sheet of the work that an application is about, or that the matter it is about was done for."""
    if not application.about:
        return None
    subject = Stream(application.about[0])
    work = lookup(subject) if force.charter(subject) is None else None
    value = force.section(SHEETS).get((work.joint if work is not None else subject) or "")
    return value if isinstance(value, Sheet) else None


def claim_by(application: Matter, joint: Stream) -> Claim:
    """What the application changes of the sheet of that work, as it stands: what was late is forgiven, or is not."""
    sort = Item.EXEMPT if is_exempt(application) else Item.FALLEN
    return exempting(application.asker, application.about[0], joint, sort)


def exempting(unit: Desk, subject: str, joint: Stream, sort: Item = Item.EXEMPT) -> Claim:
    """What an exemption of that unit, of the work or of a matter of it, is about in the sheet of the work."""
    return Claim(f"{sort.value}:{'' if subject == joint else subject}", unit)


def touched(claim: Claim, overruns: Iterable[Overrun]) -> list[Overrun]:
    """The over-runs that an exemption is about."""
    return [one for one in overruns if one.unit == claim.unit and claim.name in ("", one.matter)]


def exempted_by(matter: Stream, unit: Desk, joint: Stream, exempt: Exempt) -> Stream | None:
    """The exemption by which a unit's over-run in a matter does not count: of that matter, or of the whole work."""
    return exempt.get((matter, unit)) or exempt.get((joint, unit))


def left_out(
    late: Iterable[Overtime], joint: Stream, exempt: Exempt, sheet: Sheet | None
) -> list[tuple[Overtime, Stream]]:
    """Those of each party's own overtime that no sheet counts, with the contest whose ruling, or the application whose
    exemption takes it out: the last sheet says so, or the one that is computed now would."""
    ruled = {(one.unit, one.matter): one.contest for one in sheet.overruns} if sheet is not None else {}
    found = ((one, Desk(one.party)) for one in late)
    told = ((one, ruled.get((unit, one.matter)) or exempted_by(one.matter, unit, joint, exempt)) for one, unit in found)
    return [(one, why) for one, why in told if why is not None]


def is_due(application: Matter, sheet: Sheet, *, since: bool) -> bool:
    """Whether the sheet says otherwise than the application stands. `since`: whether it stood when the sheet was put
    out, which tells of a fallen one that no sheet names."""
    claim = claim_by(application, sheet.joint)
    last = _last(application.stream, sheet.amended)
    if claim.sort is Item.EXEMPT:
        return last is not Item.EXEMPT and any(one.contest is None for one in touched(claim, sheet.overruns))
    return last is Item.EXEMPT or (last is None and since)


def is_as_it_stands(application: Matter | None, amended: tuple[Amendment, ...], joint: Stream, lookup: Lookup) -> bool:
    """Whether the last of these amendments is what that application changes now, and was not carried out before."""
    made = amended[-1]
    if application is None or application.kind != EXEMPTION or not application.about:
        return False
    subject = Stream(application.about[0])
    work = lookup(subject) if subject != joint else None
    if (work.joint if work is not None else subject) != joint:
        return False
    claim = claim_by(application, joint)
    return (claim.item, claim.unit) == (made.item, made.unit) and _last(made.contest, amended[:-1]) is not claim.sort


def reckoned_anew(
    before: Matter | None, after: Matter, links: Joined, lookup: Lookup
) -> Iterator[tuple[Stream, Command]]:
    """Of an entry by which an exemption begins or ceases to stand. What was in hand before is no more."""
    was = is_exempt(before)
    if was == is_exempt(after):
        return
    sheet = links.sheet_of(after)
    if sheet is None:
        return
    for name in links.joined(sheet.joint):
        begun = lookup(name)
        if begun is not None and begun.is_open and begun.kind == AMENDING and begun.about[:1] == (after.stream,):
            yield name, Moot()
    stood = min((one for one in (before.delivered, before.since) if one is not None), default=None) if before else None
    if is_due(after, sheet, since=was and stood is not None and stood <= sheet.through):
        claim = claim_by(after, sheet.joint)
        yield derived(after.stream, f"{AMENDING}/{after.version}"), Offer(
            kind=AMENDING, asker=_asks(after, sheet.by), doer=sheet.by, basis=Basis("matter"), joint=sheet.joint,
            title=exemption_title(links.title(Stream(after.about[0]))), cause=BY_RULE,
            about=(after.stream, *claim.about),
        )  # fmt: skip


def _asks(application: Matter, keeper: Desk) -> Desk:
    """The unit whose exemption it is; where it put the sheet out itself, who decided."""
    return application.doer if application.asker == keeper else application.asker


def _last(application: Stream, amended: Iterable[Amendment]) -> Item | None:
    told = (Claim(one.item).sort for one in amended if one.contest == application)
    return next((sort for sort in reversed(list(told)) if sort in BY_EXEMPTION), None)
