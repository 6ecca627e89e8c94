"""The attribution 时间去向: computed from the record inside the command that puts it out, and pinned in the register.

What is read here the page shows too; what is put out is nobody's to type. Rules: docs/rules/attribution.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import partial
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from qiantou.acts import registers, shell
from qiantou.acts.alone import alone
from qiantou.acts.execute import Asked, Receipt, Step, catch_up, execute_all, sent_before
from qiantou.acts.lapsed_lead import due_in
from qiantou.acts.launchable import Launches
from qiantou.acts.open_plan import unsigned
from qiantou.core.attribution import ATTRIBUTIONS, METHOD, Attribution, Bounds, Drawn, Share, Window
from qiantou.core.attribution_check import may_attribute, window_at
from qiantou.core.carrying_out import is_ruled, regained_by
from qiantou.core.contesting import AMENDING, BY_THE_SHEET, CONTEST, is_of_delay
from qiantou.core.evolve import evolve
from qiantou.core.facts import BlockFiled
from qiantou.core.kernel import RULE, Actor, Entry, Rejected, Stream, fold
from qiantou.core.led_plan import read_by_its_lead
from qiantou.core.matter import Matter
from qiantou.core.moves import Moot
from qiantou.core.plan_diff import Signed, signed_versions, versions_to_sign
from qiantou.core.register import InForce, Listed
from qiantou.core.ruled_delay import left_to_nobody, ruled, taken_by
from qiantou.core.ruled_delay import versions as versions_of
from qiantou.core.signature import SIGNATURE
from qiantou.core.undertaking import Charter
from qiantou.insight.as_built import built_of
from qiantou.insight.as_built_agreed import signed_at
from qiantou.insight.as_built_cuts import cuts
from qiantou.insight.as_built_read import recorded
from qiantou.insight.as_built_step import AsBuilt, late_launches
from qiantou.insight.as_built_ties import in_force
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import letters_of

if TYPE_CHECKING:
    from qiantou.insight.delay import Finding

DEEPEST = 8
"""Blockers of blockers that are followed."""


@dataclass(frozen=True)
class Reading:
    """The network of one joint work through an instant. `plan`: the signed version; `versions`: of the streams read;
    `latest`: when the last entry of them was made."""

    joint: Stream
    plan: Signed
    built: AsBuilt
    versions: dict[Stream, int]
    latest: datetime

    def finding(self, window: Window) -> Finding:
        from qiantou.insight.delay import attribute  # brings numpy, which a site that attributes nothing never needs

        whole = attribute(self.built.activities, self.built.links)
        edges = cuts(self.built, int(max(whole.planned_finish, whole.actual_finish)), window)
        return attribute(self.built.activities, self.built.links, edges) if edges is not None else whole


def reading(joint: Stream, force: InForce, through: datetime) -> Reading | None:
    """What the record through an instant makes of the plan signed by then; None where nothing was launched. Five
    queries, and one for each depth of blockers outside the work."""
    charter = force.charter(joint)
    if charter is None:
        return None
    entries = [entry for entry in read([joint])[joint] if entry.at <= through]
    versions = _signed(entries, charter, force, through)
    rows = MatterRow.objects.filter(joint=joint, opened__lte=through) if versions else MatterRow.objects.none()
    rows = rows.exclude(kind__in=(CONTEST, *BY_THE_SHEET))  # what is asked of it afterwards is no part of the work
    histories = _histories([Stream(name) for name in rows.values_list("stream", flat=True)])
    if not versions or not histories:
        return None
    *earlier, plan = versions
    put = [(one.entry, entries[one.entry - 1].at) for one in versions]
    built = partial(
        built_of, plan.content, recorded(histories, force, through), force, through,
        earlier=[one.content for one in earlier], put=put,
    )  # fmt: skip
    found = built()
    if asked := late_launches(found):
        since = in_force(put, signed_at(recorded(histories, force, through)))
        found = built(hindered=Launches(joint, entries, versions, since, histories, force).hindered(asked))
    latest = max(entry.at for told in histories.values() for entry in told)
    return Reading(joint, plan, found, {name: len(told) for name, told in histories.items()}, latest)


def _signed(entries: Sequence[Entry[Any]], charter: Charter, force: InForce, through: datetime) -> list[Signed]:
    """The last version that everybody had signed by then, after those put out to be signed before it; empty where there
    is none."""
    if not entries:
        return []
    led = read_by_its_lead(entries, entries[0].stream, force)
    told, history = versions_to_sign(led), signed_versions(led)
    letters = letters_of(entries[0].stream, SIGNATURE, until=through) if history else []
    whole = (n for n in range(len(history), 0, -1) if not unsigned(history[:n], letters, charter, force))
    number = next(whole, 0)
    return told[: len(told) - len(history) + number] if number else []


def _histories(streams: Iterable[Stream]) -> dict[Stream, list[Entry[Any]]]:
    """These matters, and whatever stopped one of them."""
    found: dict[Stream, list[Entry[Any]]] = {}
    wanted = set(streams)
    for _depth in range(DEEPEST):
        if not wanted:
            break
        told = read(sorted(wanted))
        found |= told
        events = (entry.event for own in told.values() for entry in own)
        wanted = {event.blocker for event in events if isinstance(event, BlockFiled)} - found.keys()
    return found


def attribution_of(one: Reading, force: InForce) -> Attribution:
    """What is pinned: shares in minutes, exact, under the window in force at the instant it is read through."""
    window = window_at(one.built.through, force)
    told = one.finding(window)
    shares = tuple(
        Share(party, *Fraction(minutes).as_integer_ratio()) for party, minutes in sorted(told.shares.items()) if minutes
    )
    return Attribution(
        one.joint, one.built.through, window, int(told.planned_finish), int(told.actual_finish), shares,
        one.plan.number, one.built.is_final, one.built.overruns, drawn=drawn_of(told), method=METHOD,
    )  # fmt: skip


def drawn_of(told: Finding) -> Drawn | None:
    """How the shares were drawn, with what that leaves open; None where they are exact."""
    if told.interval is None:
        return None
    from qiantou.insight.shapley import SEED  # numpy, as above

    bounds = (Bounds(party, floor(least), ceil(most)) for party, (least, most) in sorted(told.interval.items()))
    return Drawn(told.draws, SEED, tuple(bounds))


def is_of_the_record(made: Attribution) -> bool:
    """Whether the record through its instant, read again under the window in force then, says the same, and something
    new since the one before: nobody has put out anything else, nor chosen when to say it again."""
    force = registers.current().at(made.through)
    one = reading(made.joint, force, made.through)
    told = versions_of(made.joint, registers.current().at(shell.now()), made)
    if one is None:
        return False
    before = told[-2] if made in told[1:] else None
    bare = replace(made, reason="", rulings=())
    has_news = bool(made.rulings) or is_new(made, one.latest, before, force)
    return has_news and left_to_nobody(attribution_of(one, force), taken_by(told)) == bare


def by_another_method(made: Attribution) -> bool:
    """Whether the program that put it out computed otherwise, so that this one cannot say whether it did so rightly."""
    return made.method != METHOD


def is_new(made: Attribution, latest: datetime, last: Attribution | None, force: InForce) -> bool:
    """Whether there is anything to put out since the last one: an entry of the work, another plan, window or method,
    or, from the next day on, what the mere passing of time made of it. `latest`: of the entries that were read."""
    if last is None or latest > last.through:
        return True
    if (made.plan, made.window, made.method) != (last.plan, last.window, last.method):
        return True
    day = force.calendar.day_of
    same = replace(made, through=last.through, reason=last.reason, rulings=last.rulings) == last
    return day(made.through) > day(last.through) and not same


def waiting(joint: Stream, force: InForce) -> dict[Stream, Stream]:
    """The contests of the attribution that a ruling granted and nobody has carried out yet, each with the matter that
    asks for it; one query, two more where there is any."""
    rows = MatterRow.objects.filter(kind=AMENDING, joint=joint, is_open=True).values_list("stream", flat=True)
    begun = _matters([Stream(name) for name in rows])
    asked = {Stream(one.about[0]): one.stream for one in begun.values() if is_of_delay(one.about[1])}
    ruled = _matters(list(asked))
    return {name: asked[name] for name in sorted(asked) if is_ruled(ruled.get(name), joint, force)}


def _matters(streams: Sequence[Stream]) -> dict[Stream, Matter]:
    told = read(streams) if streams else {}
    folded: dict[Stream, Matter | None] = {name: fold(evolve, None, entries) for name, entries in told.items()}
    return {name: one for name, one in folded.items() if one is not None}


def put_out(joint: Stream, *, by: Actor, command_id: str, reason: str = "") -> Receipt | None:
    """Put the attribution out under the window in force, through this moment; where rulings wait for it, the one before
    as they have it.

    `reason`: why anew, where one stands and no ruling waits. Raises Rejected, "nothing-to-attribute" where no signed
    plan was launched of which a line has a day, "nothing-new" where none waits and the record has nothing new.
    """
    sent = Asked(command_id, ("attribute", joint, reason))
    if (before := sent_before(by, sent)) is not None:
        return before
    catch_up(due_in([joint]))
    begun = waiting(joint, registers.current().at(shell.now()))
    with alone(*begun.values()) as now:
        force = registers.current().at(now)
        may_attribute(joint, by, force)
        told = versions_of(joint, force)
        if found := {name: stream for name, stream in waiting(joint, force).items() if name in begun}:
            asked = [regained_by(one) for one in _matters(list(found)).values()]
            made = replace(ruled(told[-1], asked, list(found), force), reason=reason.strip())
            ends = [Step(stream, Moot(), RULE) for stream in found.values()]
            return execute_all(ends, by=by, command_id=sent, listings=[Listed(ATTRIBUTIONS, joint, made, force.day)])
        one = reading(joint, force, now)
        if one is None or not one.built.steps:
            raise Rejected("nothing-to-attribute")
        made = replace(left_to_nobody(attribution_of(one, force), taken_by(told)), reason=reason.strip())
        if not is_new(made, one.latest, told[-1] if told else None, force):
            raise Rejected("nothing-new")
        listed = Listed(ATTRIBUTIONS, joint, made, force.day)
        return execute_all((), by=by, command_id=sent, listings=[listed], seen=one.versions)
