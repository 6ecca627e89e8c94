"""What entries do to the ladder of a matter: the rungs taken, what moved since, and what rests it meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from qiantou.core.facts import Event, Excused, Prompted, Referred, Ruled, SideNoted, Urged
from qiantou.core.kernel import Entry, changed
from qiantou.core.kinds import DISPUTE, SHEET, Phase, Rung
from qiantou.core.matter import STOPPED, Aside, Climbed, Matter, Rest, Taken


def taken(matter: Matter, event: Urged, at: datetime) -> Matter:
    """A rung was taken; of a meeting, and of a sheet for which there is nobody above, it waits for a meeting."""
    nobody_above = event.rung is Rung.SHEET and event.to == matter.asker
    listed = matter.listed or event.rung is Rung.MEETING or nobody_above
    climbed = (*matter.climbed, Climbed(event.rung, matter.version + 1, matter.doer))
    return changed(matter, rungs=(*matter.rungs, Taken(event.rung, at)), climbed=climbed, listed=listed)


def climbed_on(matter: Matter, entry: Entry[Event], after: Matter) -> Matter:
    """The ladder begins anew with another day, side or stage, an accepted reason falls with another day or doer alone;
    else a move of the doer shows that the last rung moved something."""
    if _rungs_of(matter) != _rungs_of(after):
        listed = after.listed and after.stage is not Phase.UNDERWAY
        excused = after.excused if _excused_for(matter) == _excused_for(after) else None
        aside = _aside(matter, entry, after)
        anew = changed(after, rungs=(), excused=excused, lifted=None, listed=listed, aside=aside)
        return _gone_on(matter, entry.event, anew)
    event, doer = entry.event, matter.doer
    if isinstance(event, Excused) and matter.stage is not Phase.UNDERWAY:
        return changed(after, listed=matter.listed)  # whoever has it before it still meets on it
    asked = (
        isinstance(event, SideNoted) and event.pending and not event.held_back and event.kind not in (SHEET, STOPPED)
    )
    acted = asked or (entry.by.desk == doer and not isinstance(event, Prompted))
    if acted and after.rungs and not after.rungs[-1].moved:
        return changed(after, rungs=(*after.rungs[:-1], changed(after.rungs[-1], moved=True)))
    return after


def _aside(matter: Matter, entry: Entry[Event], after: Matter) -> Aside | None:
    """What is left standing while whoever decides has it: a side asked him, and may ask every week."""
    if after.stage is not Phase.REFERRED:
        return None
    event, rungs = entry.event, matter.rungs
    if matter.stage is not Phase.UNDERWAY or not isinstance(event, Referred) or event.cause != "asked" or not rungs:
        return matter.aside
    moved = rungs[-1].moved or entry.by.desk == matter.doer
    return Aside(matter.since, (*rungs[:-1], changed(rungs[-1], moved=moved)), _terms(matter))


def _gone_on(matter: Matter, event: Event, after: Matter) -> Matter:
    """Ruled to go on with the same day and doer, its ladder goes on where it stood; the time in between is waiting."""
    aside = matter.aside
    if aside is None or not isinstance(event, Ruled) or after.stage is not Phase.UNDERWAY:
        return after
    return changed(after, rungs=aside.rungs, since=aside.since) if aside.terms == _terms(after) else after


def _terms(matter: Matter) -> tuple[object, ...]:
    return matter.asker, matter.doer, matter.due, matter.grants


def _rungs_of(matter: Matter) -> tuple[object, ...]:
    """What the rungs taken so far belong to."""
    return matter.stage, matter.asker, matter.doer, matter.arbiter, matter.due, matter.grants


def _excused_for(matter: Matter) -> tuple[object, ...]:
    """What an accepted reason speaks of: another side, or a stage, takes nothing from it."""
    return matter.doer, matter.due, matter.grants


def noted_beside(matter: Matter, event: SideNoted, at: datetime) -> Matter:
    """What the doer asked beside the work went to another desk or came back. A sheet that was decided without changing
    the day or the doer lets the ladder begin anew.

    Who owes an answer to an item that rested has its whole time again.
    """
    if event.kind == DISPUTE:
        return changed(matter, disputed=_told(matter.disputed, event, at))
    rests = _told(matter.rests, event, at)
    if event.pending:
        return changed(matter, rests=rests)
    anew: dict[str, Any] = {"rungs": (), "since": at} if event.kind == SHEET else {}
    if event.kind == STOPPED and matter.stage is not Phase.UNDERWAY:
        anew = {"since": at, "entered": at}
    return changed(matter, rests=rests, **anew)


def _told(rests: tuple[Rest, ...], event: SideNoted, at: datetime) -> tuple[Rest, ...]:
    """With what begins to be asked, is waited for no longer, or has ended."""
    is_open = any((one.side, one.end) == (event.side, None) for one in rests)
    if event.pending and is_open:
        return tuple(changed(one, held_back=at) if (one.side, one.end) == (event.side, None) else one for one in rests)
    if event.pending:
        return (*rests, Rest(event.side, event.kind, at, held_back=at if event.held_back else None))
    return tuple(changed(one, end=at) if (one.side, one.end) == (event.side, None) else one for one in rests)
