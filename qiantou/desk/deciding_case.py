"""One case as it stands: the referred matter, the work beside it, the world in which each answer can be tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import Http404

from qiantou.access.guards import Standing, matter_for, standing
from qiantou.access.models import Account
from qiantou.acts import registers
from qiantou.acts.world import Stored, tied
from qiantou.core.binding import is_above
from qiantou.core.deciding import Case, Foreseen, Terms, case_of, foreseen, steps
from qiantou.core.guidance import GUIDANCE
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Effect, Phase
from qiantou.core.loop import Play
from qiantou.core.offered_moves import NAMELESS, SAID
from qiantou.core.span import spans
from qiantou.core.undertaking import Charter
from qiantou.core.worktime import working_minutes
from qiantou.desk.offering import recorder_for
from qiantou.desk.situation import Situation, Told, read_told, situation
from qiantou.readmodel.models import MatterRow

SPOKEN = (Effect.EXCUSE, Effect.VARY, Effect.REASSIGN)


@dataclass(frozen=True)
class Brought:
    """A case for a reader. `told` and `parent`: the entries and the row of the work it stands beside, if any.

    `asides`: on a sheet of the ladder the matters asked beside that work, each with its entries.
    `own`: the desk the reader decides for, None for whoever only prepares it; `recorder`: the reader's desk that may
    enter what the leader wrote by hand.
    """

    found: Situation
    case: Case
    play: Play
    charter: Charter | None
    told: Sequence[Told] = ()
    parent: MatterRow | None = None
    own: Desk | None = None
    recorder: Desk | None = None
    asides: Mapping[Stream, Sequence[Told]] = field(default_factory=dict)

    @property
    def decides(self) -> Desk:
        return self.case.decides

    def by(self, seen: Standing) -> Actor:
        return Actor(self.decides, post=seen.post_for(self.decides))


def brought(account: Account, ref: str) -> Brought | None:
    """The case of this name; None where it is no longer before anybody. Raises Http404 to whoever neither decides
    in it nor works for who does."""
    row = matter_for(account, ref)
    seen = standing(account)
    found = situation(row, seen)
    arbiter = found.matter.arbiter
    own = arbiter if arbiter in seen.desks_on(row.kind, row.joint) else None
    recorder = recorder_for(found, seen, arbiter) if arbiter is not None and own is None else None
    if found.matter.stage is not Phase.REFERRED or arbiter is None:
        return None
    if own is None and recorder is None and arbiter not in seen.offices:
        raise Http404
    play, told = _world(found)
    above = found.matter.parent if found.matter.beside else None
    case = case_of(found.matter, play.matter(above) if above else None)
    parent = next((one for one in found.relatives if one.stream == above), None)
    charter = found.force.charter(case.work.joint)
    asides = _asides(case) if case.is_sheet else {}
    return Brought(found, case, play, charter, told, parent, own, recorder, asides)


def _world(found: Situation) -> tuple[Play, Sequence[Told]]:
    """The world of the case with the work beside it, up to date; and the work's entries with their words."""
    own, above = Stream(found.row.stream), found.matter.parent if found.matter.beside else None
    ties = tied({own, above} if above else {own})
    told = read_told([above])[above] if above else ()
    play = Play(Stored(registers.current(), ties.keys(), ties), found.now)
    play.catch_up(own)
    return play, told


def _asides(case: Case) -> Mapping[Stream, Sequence[Told]]:
    """Reasons given, other days, questions and disputes asked beside the work, open or ended; two queries."""
    kinds = [kind for kind, policy in KINDS.items() if kind == GUIDANCE or policy.effect in SPOKEN]
    rows = MatterRow.objects.filter(parent=case.work.stream, beside=True, kind__in=kinds)
    streams = [Stream(name) for name in rows.order_by("opened", "stream").values_list("stream", flat=True)]
    return read_told(streams) if streams else {}


def tried(brought: Brought, code: str, terms: Terms, seen: Standing) -> Foreseen:
    """What the answer sets in motion. Raises Rejected."""
    moves = steps(code, terms, brought.case, fresh=NAMELESS, charter=brought.charter)
    return foreseen(brought.play, moves, _acting(brought, seen))


def _acting(brought: Brought, seen: Standing) -> Actor:
    """Who would act: the leader, or the deputy; for whoever prepares the case, the leader."""
    return brought.by(seen) if brought.own else Actor(brought.decides)


def ordered(brought: Brought, terms: Terms) -> Terms:
    """Means are ordered of whom the leader stands above, and asked of others."""
    above = terms.desk is not None and is_above(brought.decides, terms.desk, brought.found.force)
    return replace(terms, ordered=above)


def fits(brought: Brought, code: str, terms: Terms, seen: Standing) -> Foreseen | Rejected:
    """As `tried`, with a sentence in place of the leader's own; the refusal where the rule has one."""
    probe = replace(terms, reason=terms.reason or SAID, what=terms.what or SAID)
    try:
        return tried(brought, code, probe, seen)
    except Rejected as refusal:
        return refusal


def held_days(brought: Brought) -> dict[Desk, tuple[int, int]]:
    """Desk → working minutes it had the case in hand, and the work beside it, so far; in order of first holding."""
    found, calendar = brought.found, brought.found.force.calendar
    count: defaultdict[Desk, list[int]] = defaultdict(lambda: [0, 0])
    beside = spans([one.entry for one in brought.told])
    timed = sorted(
        [(span.start, 1, span) for span in beside] + [(span.start, 0, span) for span in found.spans],
        key=lambda one: one[:2],
    )
    for _start, column, span in timed:
        count[span.holder][column] += working_minutes(calendar, span.start, span.end or found.now)
    return {desk: (own, work) for desk, (own, work) in count.items()}
