"""The charter of a joint work with its words, each version of it, and entering another.

A passing of the lead goes on from the charter before it: it names the new lead, and the words stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.http import Http404

from qiantou.access.guards import standing
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.acts.execute import Receipt, Step, execute_all
from qiantou.acts.registers import JOINTS
from qiantou.core.chartering import answerable
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.review_terms import are_fixed, is_of
from qiantou.core.undertaking import Charter
from qiantou.desk.moving import is_repeat
from qiantou.ledger.models import Entry as EntryRow
from qiantou.ledger.plain import fetched
from qiantou.readmodel.listing_rows import entries

WORDED = ("measures", "goal", "end_condition", "assessment", "replaces", "ending")
"""The fields of a charter that hold words."""
TRIES = 4


@dataclass(frozen=True)
class Stage:
    """The charter as one entry left it: `title` and `paper` as last named, `version` its place in the stream."""

    version: int
    charter: Charter
    title: str
    paper: str
    since: date
    at: datetime
    by: Actor

    @property
    def is_passing(self) -> bool:
        return self.by.desk is None and self.charter.passed is not None


def stages(joint: str, *, day: date | None = None) -> list[Stage]:
    """Every version of the charter in force up to `day` (all, if None), oldest first; one query."""
    found: list[Stage] = []
    for entry in entries(CHARTERS, joint):
        if isinstance(entry.value, Charter) and (day is None or entry.since <= day):
            before = found[-1] if found else None
            charter = _whole(entry.value, before)
            title, paper = (entry.name, entry.note) if entry.name or before is None else (before.title, before.paper)
            found.append(Stage(entry.version, charter, title, paper, entry.since, entry.at, entry.by))
    return found


def _whole(charter: Charter, before: Stage | None) -> Charter:
    if before is None or charter.passed == before.charter.passed:
        return charter
    kept: Mapping[str, Any] = {name: getattr(before.charter, name) for name in WORDED}
    return replace(charter, **kept)


def stage_of(joint: str) -> tuple[Stage, list[Stage]]:
    """The charter in force, and all of them. Raises Http404 where there is none."""
    found = stages(joint)
    if not found:
        raise Http404
    return found[-1], found


def stood_at(found: Sequence[Stage], instant: datetime) -> Charter:
    """The charter as it stood at an instant; the first one where none stood yet."""
    return next((stage for stage in reversed(found) if stage.at <= instant), found[0]).charter


def positions(found: list[Stage]) -> dict[int, int]:
    """Version of a stage → the place of its entry in the record; one query."""
    rows = EntryRow.objects.filter(stream=JOINTS, version__in=[stage.version for stage in found])
    return dict(rows.values_list("version", "position"))


def chartering_desk(account: Account, charter: Charter) -> Desk | None:
    """The desk for which the account may change the charter; None if it may not."""
    mine = standing(account).desks
    return next((desk for desk in answerable(charter) if desk in mine), None)


@dataclass(frozen=True)
class Change:
    """A new version on top of the one the person saw."""

    joint: Stream
    charter: Charter
    title: str
    paper: str
    seen: int


def enter(change: Change, *, by: Actor, command_id: str, account: Account) -> Receipt | None:
    """Enter it, unless this charter was changed meanwhile: then Rejected("moved-on").

    All charters stand in one stream: another joint work's entry between reading and writing is no change here.
    """
    listed = Listed(CHARTERS, change.joint, change.charter, _today(), name=change.title, note=change.paper)
    repeated = is_repeat(account, command_id)
    _words_stand(change, by)
    for attempt in range(TRIES):
        stream_version = _version()
        if not repeated and stages(change.joint)[-1].version != change.seen:
            raise Rejected("moved-on")
        seen = {} if repeated else {JOINTS: stream_version}
        try:
            return execute_all((), by=by, command_id=command_id, listings=[listed], seen=seen)
        except Rejected as refusal:
            if refusal.code != "moved-on" or attempt + 1 == TRIES:
                raise
    raise Rejected("conflict")


def _words_stand(change: Change, by: Actor) -> None:
    """The words of the terms stand as their figures do: names of measures, and who uses the assessment. The register
    holds no words, so they are compared here. Raises Rejected("terms-stand")."""
    force = registers.current().at(shell.now())
    before, charter = stages(change.joint)[-1].charter, change.charter
    if _worded(before) == _worded(charter) or not is_of(by.desk, before.lead, force):
        return
    if are_fixed(change.joint, before, registers.plan_entries(change.joint), force):
        raise Rejected("terms-stand", lead=before.lead)


def _worded(charter: Charter) -> tuple[object, ...]:
    return charter.assessment, tuple((one.name, one.unit) for one in charter.measures)


def draw_up(
    joint: Stream, listed: tuple[Charter, str, str], steps: list[Step], *,
    by: Actor, command_id: str, plan: Sequence[Listed] = (),
) -> Receipt | None:  # fmt: skip
    """A new joint work: its charter with title and paper, first lines of its `plan`, and its first matters, in one
    transaction."""
    charter, title, paper = listed
    if not title.strip():
        raise Rejected("title-missing")
    listing = Listed(CHARTERS, joint, charter, _today(), name=title, note=paper)
    return execute_all(steps, by=by, command_id=command_id, listings=[listing, *plan])


def _today() -> date:
    return registers.current().at(shell.now()).day


def _version() -> int:
    found = fetched("SELECT version FROM ledger_streamhead WHERE stream = %s", [JOINTS])
    return int(found[0][0]) if found else 0
