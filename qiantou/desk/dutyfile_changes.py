"""Changes of the register in a duty file, in words: mandates, plan, meetings, bulletins, and what was assessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from qiantou.core.attribution import NOBODY, OUTSIDE, Attribution
from qiantou.core.bulletin import Bulletin
from qiantou.core.delegation import Delegation
from qiantou.core.exemption import Check
from qiantou.core.mandate import Mandate
from qiantou.core.meeting import Meeting
from qiantou.core.plan import Line, Version
from qiantou.core.register import Listed
from qiantou.core.review import Sheet
from qiantou.core.undertaking import Charter
from qiantou.desk import bulletin_words, labels, plan_labels
from qiantou.desk.dutyfile_read import DutyFile, OfRegister, entry_of
from qiantou.desk.templatetags.dates import day, duration, listed

Names = Mapping[str, str]
Worded = tuple[str, Sequence[str], str]
"""What it says, further facts, and the words typed with it."""


def owner_of(change: Listed) -> str:
    """The joint work a change belongs to; "" for none."""
    value = change.value
    return str(getattr(value, "joint", "") or getattr(value, "subject", "") or change.key.partition("/")[0])


def told_of(one: OfRegister, change: Listed, file: DutyFile, names: Names) -> Worded:
    """A change in words, for a file that it stands in."""
    value = change.value
    since = _("from %(day)s") % {"day": day(change.since)}
    match value:
        case Charter():
            facts = {"lead": _name(value.lead, names), "sponsor": _name(value.sponsor, names)}
            return _("Charter: %(lead)s leads, %(sponsor)s decides") % facts, (since,), change.note
        case Mandate():
            return (
                _mandate(value, names),
                (since, _until(value.until), _scope(value, names)),
                _lines(value.number, value.clause),
            )
        case Delegation():
            facts = {"post": _name(value.post, names), "deputy": _name(value.deputy, names)}
            return _("%(deputy)s acts for %(post)s") % facts, (since, _until(value.until)), change.note
        case Version():
            told_number: dict[str, object] = {"number": value.number}
            told_number["purpose"] = labels.label(plan_labels.PURPOSES, value.purpose)
            return _("Version %(number)d of the plan is put out: %(purpose)s") % told_number, (), change.note
        case Line():
            told = tuple(_("%(label)s: %(value)s") % row for row in plan_labels.said(value, names))
            unit = {"unit": _name(value.unit, names)}
            return _("Line of the plan: %(unit)s") % unit, (since, *told), value.deliverable
        case Meeting():
            return _meeting(value, names), (), _lines(value.number, value.minutes)
        case Bulletin():
            return _bulletin(one, value, file, names)
        case _:
            return _review(value, file, names)


def _review(value: Any, file: DutyFile, names: Names) -> Worded:
    desks = file.sight.subject.desks
    minutes = file.sight.force.calendar.day_minutes
    match value:
        case Attribution():
            shares = [one for one in value.shares if desks is None or one.party in desks]
            told = tuple(f"{_name(one.party, names)}: {_minutes(one.minutes, minutes)}" for one in shares)
            return (
                _("Where the time went: %(delay)s of delay") % {"delay": _minutes(Fraction(value.delay), minutes)},
                told,
                "",
            )
        case Sheet():
            parts = [part for part in value.parts if desks is None or part.unit in desks]
            told = tuple(f"{_name(part.unit, names)}: {_percent(part.total)}, {_points(part.points)}" for part in parts)
            return _("Assessment sheet no. %(number)d") % {"number": value.number}, told, value.reason
        case Check():
            held = sum(len(one.speaks_for) for one in value.stands), sum(len(one.against) for one in value.stands)
            facts = {"for": held[0], "against": held[1]}
            told = (_("entries that speak for it: %(for)d, against it: %(against)d") % facts,)
            return _("Exemption check: %(unit)s") % {"unit": _name(value.unit, names)}, told, ""
        case _:
            return "", (), ""


def _bulletin(one: OfRegister, value: Bulletin, file: DutyFile, names: Names) -> Worded:
    minutes = file.sight.force.calendar.day_minutes
    items = [value.items[place] for place in one.held.lines]
    said = [
        f"{_name(item.unit, names)}: {bulletin_words.CODES[item.code]}. "
        f"{bulletin_words.sentence(item, names, minutes)} ({item.matter[:12]})"
        for item in items
    ]
    facts = {"first": day(value.start), "last": day(value.end), "office": _name(value.issuer, names)}
    return _("Bulletin of %(first)s to %(last)s, issued by %(office)s") % facts, tuple(said), ""


def _mandate(value: Mandate, names: Names) -> str:
    powers = listed(labels.label(labels.POWERS, power.value) for power in value.powers)
    facts = {"issuer": _name(value.issuer, names), "holder": _name(value.holder, names), "powers": powers}
    return _("%(issuer)s lends %(holder)s: %(powers)s") % facts


def _scope(value: Mandate, names: Names) -> str:
    return _("over: %(units)s") % {"units": listed(_name(unit, names) for unit in value.scope)}


def _meeting(value: Meeting, names: Names) -> str:
    facts = {"chair": _name(value.chair, names), "day": day(value.held or value.day)}
    if value.held is None:
        return _("Coordination meeting called for %(day)s, chair: %(chair)s") % facts
    return _("Coordination meeting held on %(day)s, chair: %(chair)s") % facts


def _until(last: Any) -> str:
    return _("until %(day)s") % {"day": day(last)}


def _name(desk: str | None, names: Names) -> str:
    special = {OUTSIDE: _("a cause outside"), NOBODY: _("nobody at fault")}
    return special.get(desk or "") or names.get(desk or "", desk or "–")


def _minutes(exact: Fraction, day_minutes: int) -> str:
    whole = round(exact)
    return f"−{duration(-whole, day_minutes)}" if whole < 0 else duration(whole, day_minutes)


def _percent(share: Fraction) -> str:
    return _("%(share)s %% of the credit") % {"share": f"{float(100 * share):.2f}"}


def _points(points: Any) -> str:
    return (
        _("no outcome measured")
        if points is None
        else _("%(points)s points") % {"points": f"{float(points.exact):.2f}"}
    )


def _lines(*told: str) -> str:
    return "\n".join(text for text in told if text)


def named_in(one: OfRegister) -> set[str | None]:
    value: Any = entry_of(one.record).event.value
    match value:
        case Mandate():
            return {value.issuer, value.holder, *value.scope}
        case Bulletin():
            items = [value.items[place] for place in one.held.lines]
            return {
                value.issuer,
                *(desk for item in items for desk in (item.unit, item.whose, *(w.desk for w in item.waits))),
            }
        case Attribution():
            return {share.party for share in value.shares}
        case Sheet():
            return {part.unit for part in value.parts}
        case _:
            fields = ("lead", "sponsor", "post", "deputy", "unit", "competent", "chair")
            return {getattr(value, field, None) for field in fields}
