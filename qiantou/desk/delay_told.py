"""What the page of a work's delay says: the figures, the parties with their shares, the waterfall.

Shares are told in tenths of a working day that add up; the cause of delay and each one's own overtime stand apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qiantou.core.attribution import NOBODY, OUTSIDE, Window
from qiantou.core.calendar import MICROSECOND
from qiantou.desk.delay_svg import Fall, draw
from qiantou.desk.strip import Holder, holders_of
from qiantou.desk.templatetags.dates import day
from qiantou.insight.as_built_parts import Part
from qiantou.insight.as_built_step import AsBuilt
from qiantou.insight.delay import Finding
from qiantou.insight.in_tenths import tenths


@dataclass(frozen=True)
class Told:
    """`names`: party → what it is called. `titles`: line → its deliverable. `entries`: place of an entry by matter and
    version, of those the reader may open.
    `window`: looked through; `counts`: the one that what is put out is shared by, whose order letters are given in.
    `left`: party → minutes of its own overtime that a ruling or an exemption takes out of the sheet."""

    built: AsBuilt
    findings: Mapping[Window, Finding]
    window: Window
    names: Mapping[str, str]
    titles: Mapping[str, str]
    entries: Mapping[tuple[str, int], int]
    counts: Window = Window.WEEK
    left: Mapping[str, int] = field(default_factory=dict)

    @property
    def finding(self) -> Finding:
        return self.findings[self.window]

    @property
    def day_minutes(self) -> int:
        return self.built.axis.force.calendar.day_minutes

    def name(self, party: str) -> str:
        reserved = {NOBODY: _("nobody"), OUTSIDE: _("outside cause")}
        return reserved.get(party) or self.names.get(party) or _("a desk without a name")

    def day_at(self, minutes: Fraction | int) -> date:
        """The last day on which one of so many minutes since the launch was worked."""
        calendar = self.built.axis.force.calendar
        return calendar.day_of(self.built.instant(int(minutes)) - MICROSECOND)

    def day_after(self, minutes: Fraction | int) -> date:
        """The day on which the minute after so many was worked."""
        calendar = self.built.axis.force.calendar
        return calendar.day_of(self.built.instant(int(minutes) + 1) - MICROSECOND)

    def days(self, minutes: Fraction | int) -> str:
        return in_days(tenths({"": Fraction(minutes)}, self.day_minutes)[""])

    @cached_property
    def parties(self) -> list[str]:
        """Whoever has a share, overtime, or had it inside what is allowed; the largest share first, NOBODY last."""
        return self._by_share(self.finding)

    @cached_property
    def lettered(self) -> list[str]:
        """The same by the window that counts: nobody's letter changes with the window looked through."""
        return self._by_share(self.findings[self.counts])

    def _by_share(self, found: Finding) -> list[str]:
        told = {party for one in self.findings.values() for party, minutes in one.shares.items() if minutes}
        told |= {*self.overtime, *self.inside, *self.regained}
        shares = found.shares
        return sorted(told, key=lambda party: (party == NOBODY, -shares.get(party, Fraction(0)), self.name(party)))

    @cached_property
    def tenths(self) -> dict[str, int]:
        return tenths({party: self.finding.shares.get(party, Fraction(0)) for party in self.parties}, self.day_minutes)

    @cached_property
    def overtime(self) -> dict[str, int]:
        return self.built.overtime

    @cached_property
    def inside(self) -> dict[str, int]:
        """By whoever had it in hand, the minutes inside what it was allowed that made a line longer."""
        return _summed(part for part in self._parts if part.party == NOBODY and not part.over and part.holder != NOBODY)

    @cached_property
    def regained(self) -> dict[str, int]:
        return {party: -minutes for party, minutes in _summed(p for p in self._parts if p.regained).items()}

    @property
    def _parts(self) -> Iterable[Part]:
        return (part for step in self.built.steps for part in step.parts)

    @cached_property
    def holders(self) -> dict[str, Holder]:
        """Colours and letters; nobody and what is outside have none of a unit's."""
        plain = holders_of((desk, self.name(desk), desk.startswith("p:")) for desk in self.lettered)
        for party in (NOBODY, OUTSIDE):
            if party in plain:
                one = plain[party]
                plain[party] = Holder(one.desk, one.label, one.letter, "none", one.texture)
        return plain


def _summed(parts: Iterable[Part]) -> dict[str, int]:
    found = defaultdict[str, int](int)
    for part in parts:
        found[part.holder] += part.minutes
    return dict(found)


def in_days(many: int) -> str:
    """Tenths of a working day as a figure: 2.5, −1.0."""
    sign = "−" if many < 0 else ""
    return f"{sign}{abs(many) // 10}.{abs(many) % 10}"


def facts(told: Told) -> list[dict[str, Any]]:
    found, done = told.finding, sum(not step.is_open for step in told.built.steps)
    late = found.delay > 0
    ends = day(told.day_at(found.actual_finish))
    finish = _("Finished") if told.built.is_final else _("Expected to finish")
    counts: dict[str, int | str] = {"done": done, "all": len(told.built.steps)}
    note = _("%(done)d of %(all)d steps delivered and accepted") % counts
    if told.built.over is not None:
        counts["day"] = day(told.built.over)
        told_over = _(
            "%(done)d of %(all)d steps; the work was over on %(day)s, and nothing since counts but own lines of who "
            "alone said so"
        )
        note = told_over % counts
    return [
        _fact(_("Planned finish"), day(told.day_at(found.planned_finish)), _("as first signed")),
        _fact(finish, ends, note),
        {**_fact(_("Delay, working days"), told.days(found.delay), _("below nought: earlier")), "late": late},
        _fact(_("Of it concurrent"), told.days(found.concurrent), _("stays, whichever one party's part is taken away")),
    ]


def _fact(label: str, value: str, note: str) -> dict[str, Any]:
    return {"label": label, "value": value, "note": note}


def waterfall(told: Told) -> SafeString | None:
    """None where nobody has a share."""
    falls = [
        Fall(told.holders[party], told.tenths[party], _signed(told.tenths[party]))
        for party in told.parties
        if told.tenths[party]
    ]
    if not falls:
        return None
    ends = (
        _("planned %(day)s") % {"day": day(told.day_at(told.finding.planned_finish))},
        (_("finished %(day)s") if told.built.is_final else _("expected %(day)s"))
        % {"day": day(told.day_at(told.finding.actual_finish))},
    )
    return draw("fall", falls, ends, _signed(sum(told.tenths.values())))


def _signed(many: int) -> str:
    """Days with their sign: a step forth or back."""
    plus = "+" if many > 0 else ""
    return _("%(days)s days") % {"days": f"{plus}{in_days(many)}"}
