"""The words of a case: what each answer is called, and what it would set in motion, read off what was tried aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.deciding import Case, Foreseen, Turn
from qiantou.core.kernel import Desk
from qiantou.core.kinds import Effect, Phase
from qiantou.core.matter import APPROVAL
from qiantou.core.register import InForce
from qiantou.core.span import cause
from qiantou.desk import labels
from qiantou.desk.clocks import silence
from qiantou.desk.templatetags.dates import day

Names = Mapping[str, str]

ANSWERS: labels.Labels = {
    "keep": gettext_lazy("Keep the terms: the work goes on"),
    "proposed": gettext_lazy("Grant the day the doer proposed"),
    "date": gettext_lazy("Set another day"),
    "doer": gettext_lazy("Name another doer"),
    "means": gettext_lazy("Order the means for it"),
    "lead": gettext_lazy("Put the lead to another unit"),
    "person": gettext_lazy("Suggest that another post takes it over"),
    "lift": gettext_lazy("Let the ladder rest"),
    "review": gettext_lazy("Back to review"),
    "done": gettext_lazy("It counts as done"),
    "end": gettext_lazy("End it: not to be done"),
    "grant": gettext_lazy("Grant it"),
    "grant-date": gettext_lazy("Grant it, with another day"),
    "refuse": gettext_lazy("Refuse it"),
    "again": gettext_lazy("Have it asked again"),
    "name": gettext_lazy("Name whose it is"),
    "first-1": gettext_lazy("This one first"),
    "first-2": gettext_lazy("This one first"),
    "up": gettext_lazy("Pass it up for a decision"),
}
TO_NAME: labels.Labels = {
    "date": gettext_lazy("write down the day"),
    "grant-date": gettext_lazy("write down the day"),
    "first-1": gettext_lazy("write down until when the other waits"),
    "first-2": gettext_lazy("write down until when the other waits"),
    "doer": gettext_lazy("write down the unit"),
    "name": gettext_lazy("write down the unit"),
    "means": gettext_lazy("write down what is to be given, by whom and by when"),
    "lead": gettext_lazy("write down the unit"),
}
"""What a leader names by hand with an answer on the approval slip."""
SHEET: labels.Labels = {
    "keep": gettext_lazy("Leave it as it is: the ladder begins anew"),
}
"""On a sheet of the ladder."""
OBSTACLE: labels.Labels = {
    "keep": gettext_lazy("It is an obstacle: it is to be removed"),
    "end": gettext_lazy("It is none: the paused time is given back"),
}
APPROVING: labels.Labels = {
    "again": gettext_lazy("Approve it: its doer is asked"),
    "end": gettext_lazy("Do not approve it"),
}
"""Of a supervision item that is the approver's first."""
RULED = {"grant": "granted", "refuse": "refused", "again": "offered"}
GRAVE = frozenset({"end", "refuse"})


def called(code: str, case: Case, titles: Names, names: Names) -> str:
    """What the answer is called in such a case."""
    matter = case.matter
    if code.startswith("first-"):
        title = titles.get(matter.about[int(code[-1]) - 1], "–")
        return _("First: %(title)s") % {"title": title}
    if case.is_sheet and code in SHEET:
        return labels.label(SHEET, code)
    if matter.referral == APPROVAL and code in APPROVING:
        return labels.label(APPROVING, code)
    if matter.policy.effect is Effect.UNBLOCK and code in OBSTACLE:
        return labels.label(OBSTACLE, code)
    if code in ("grant", "grant-date", "refuse") and (told := _at_issue(code, case, names)):
        return told
    own = labels.RULINGS_OF.get(matter.kind, {})
    if RULED.get(code) in own and not case.is_sheet:
        return labels.label(own, RULED[code])
    if code == "proposed" and matter.proposed is not None:
        return _("Grant the day the doer proposed: %(day)s") % {"day": day(matter.proposed)}
    return labels.label(ANSWERS, code)


def _at_issue(code: str, case: Case, names: Names) -> str:
    """What is granted or refused beside a work: whose it is, another day, another doer; empty for other cases."""
    matter = case.matter
    if matter.policy.effect is Effect.REASSIGN:
        desk = matter.asker if code == "refuse" else matter.new_doer or matter.doer
        if code == "grant-date":
            return _("It falls to %(desk)s, by another day") % _named(desk, names)
        return _("It falls to %(desk)s") % _named(desk, names)
    if matter.policy.effect is not Effect.VARY or case.is_sheet or code != "grant":
        return ""
    if matter.new_doer is not None:
        return _("Grant it: handed over to %(desk)s") % _named(matter.new_doer, names)
    return _("Grant it: %(day)s") % {"day": day(matter.due)} if matter.due is not None else ""


def follows(seen: Foreseen, force: InForce, names: Names, titles: Names) -> list[dict[str, Any]]:
    """What an answer sets in motion, a matter at a time: what it is, and what becomes of it. What ends comes last."""
    felt = sorted((turn for turn in seen.turns if turn.is_felt), key=lambda turn: not turn.after.is_open)
    told = [{"what": _what(turn, titles), "then": list(_becomes(turn, force, names))} for turn in felt]
    if seen.leads is not None:
        told.append(
            {"what": _("The joint work"), "then": [_("led by %(desk)s from today") % _named(seen.leads, names)]}
        )
    return told


def suggests(case: Case, names: Names) -> dict[str, Any]:
    """What a suggestion of another post comes to, which changes nothing by itself."""
    what = _("A letter to %(desk)s, ready to print") % _named(case.work.doer, names)
    return {"what": what, "then": [_("suggests another post; day and doer stay, and the ladder begins anew")]}


def _what(turn: Turn, titles: Names) -> str:
    title = turn.title or titles.get(turn.after.stream, "")
    told = {"kind": labels.kind(turn.after.kind), "title": title or "–"}
    return _("New: %(kind)s “%(title)s”") % told if turn.is_opened else _("%(kind)s “%(title)s”") % told


def _becomes(turn: Turn, force: InForce, names: Names) -> Iterator[str]:
    old, new = turn.before, turn.after
    if new.holder is None:
        yield _("ends: %(outcome)s") % {"outcome": labels.ended(new.outcome, new.kind)}
        return
    phase = labels.phase(new.phase.value, new.kind, cause(new))
    goes = old is None or old.holder != new.holder
    told = {**_named(new.holder, names), "phase": phase}
    yield _("goes to %(desk)s · %(phase)s") % told if goes else _("stays with %(desk)s · %(phase)s") % told
    if turn.due is not None and (old is None or turn.due != turn.was_due):
        if turn.was_due is not None:
            yield _("due %(day)s instead of %(was)s") % {"day": day(turn.due), "was": day(turn.was_due)}
        else:
            yield _("due %(day)s") % {"day": day(turn.due)}
    if new.stage is not Phase.UNDERWAY and (words := silence(new, force, names)):
        yield words


def _named(desk: Desk, names: Names) -> dict[str, str]:
    return {"desk": names.get(desk, desk)}
