"""Draws the strip as SVG: places, axis, textures; what the bars mean is said in `strip`.

Lengths are CSS pixels, one unit each: the picture is as wide as its days need and scrolls in its box.
Colours come from the stylesheet by class, for no inline style passes the pages' content policy. The zoom
follows the horizon: days to about six weeks, weeks to about eight months, months beyond; there, parts too
thin to see are drawn as one with the colour of whoever held most of it, and the bar's title says of how
many spans it speaks.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiantou.core.worktime import Calendar
from qiantou.desk.strip_marks import filled, mark, patterns, swatch
from qiantou.desk.templatetags.dates import brief, day, month, short_day

if TYPE_CHECKING:
    from qiantou.desk.strip import Held, Holder, Row

TOP, ROW, BAR = 34, 34, 18  # the names beside the picture keep the same heights in desk.css
_WIDTH, _NOTE = 824, 72  # wished for the days; at least kept free for the note after the last bar
_ZOOMS = (("day", 45, 14.0, 34.0), ("week", 245, 4.0, 14.0), ("month", 10**6, 1.2, 4.0))
_THIN = 3.0  # narrower parts are drawn together, where the zoom is not by day
_LABEL = 66  # least room for a date on the axis


@dataclass(slots=True)
class _Part:
    left: float
    right: float
    span: "Held"
    start: datetime
    end: datetime
    state: str  # "pale" inside the allowed time, "over" past it, "" where none was set
    count: int = 1


def _room(note: str) -> int:
    """Pixels that a note takes at the strip's size of letters, with its gap; a little more than it needs."""
    return 12 + round(sum(11.5 if char > "\u2e80" else 6.2 for char in note))


class Picture:
    """The geometry of one strip. Everything is fixed at construction; `svg` and `legend` only write it."""

    def __init__(
        self,
        rows: "Sequence[Row]",
        holders: "Mapping[str, Holder]",
        calendar: Calendar,
        now: datetime,
        *,
        name: str,
        past: bool = False,
    ) -> None:
        self.rows, self.holders, self.calendar, self.now, self.name = rows, holders, calendar, now, name
        self.past = past
        spans = [span for row in rows for span in row.spans]
        self.first = calendar.day_of(min((span.start for span in spans), default=now))
        self.is_over = bool(spans) and all(span.end is not None for span in spans)
        last = max((span.end or now for span in spans), default=now)
        last = last if self.is_over else max(last, now)
        self.days = max((calendar.day_of(last) - self.first).days + 1, 7)
        self.zoom, _most, low, high = next(zoom for zoom in _ZOOMS if self.days <= zoom[1])
        note = max([_NOTE, *(_room(row.note) for row in rows)])
        self.step = min(max((_WIDTH + _NOTE - note) / self.days, low), high)
        self.width = round(self.days * self.step) + note
        self.height = TOP + len(rows) * ROW + 4

    def svg(self, minutes: Callable[[datetime, datetime], int]) -> SafeString:
        """The whole picture; `minutes` counts the working minutes between two instants."""
        textures = (self.holders[span.desk].texture for row in self.rows for span in row.spans)
        used = {texture for texture in textures if texture is not None}
        out = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" role="img" '
            f'viewBox="0 0 {self.width} {self.height}" aria-labelledby="{self.name}-t {self.name}-d">'
            f'<title id="{self.name}-t">{escape(_("Who held what, and when"))}</title>'
            f'<desc id="{self.name}-d">{escape(self._described())}</desc>',
            patterns(self.name, sorted(used)),
            *self._rest_days(),
            *self._axis(),
        ]
        for index, row in enumerate(self.rows):
            out.extend(self._row(row, TOP + index * ROW, minutes))
        out.extend(self._chain())
        out.extend(() if self.is_over else self._today())
        out.append("</svg>")
        return mark_safe("".join(out))  # noqa: S308 - every text in it went through escape

    def _today(self) -> Iterable[str]:
        """Where nobody holds anything any more the picture ends where the last one let go, and there is no now.

        As of a past day the day stands in its place.
        """
        word = short_day(self.calendar.day_of(self.now)) if self.past else _("now")
        today = f"{self._x(self.now):.1f}"
        yield f'<line class="st-now" x1="{today}" x2="{today}" y1="24" y2="{self.height}"/>'
        yield f'<text class="st-now-word" x="{today}" y="32" dx="4">{escape(word)}</text>'

    def legend(self, shown: "Sequence[Holder]") -> tuple[tuple[SafeString, str], ...]:
        """Swatches with their words: the holders shown, then only those marks that stand in the picture."""
        spans = [span for row in self.rows for span in row.spans]
        marks = [(swatch(self.name, who.look, who.texture, who.letter), who.label) for who in shown]
        states = {part.state for row in self.rows for part in self._split(row)}
        if "pale" in states:
            marks.append((mark(self.name, "pale"), _("within the allowed time")))
        if "over" in states:
            marks.append((mark(self.name, "over"), _("past the allowed time")))
        if any(span.unconfirmed for span in spans):
            marks.append((mark(self.name, "claim"), _("recorded for them, not yet confirmed")))
        if any(row.deciding for row in self.rows):
            marks.append((mark(self.name, "chain"), _("underlined: decides the day of completion")))
        return tuple(marks)

    def _x(self, instant: datetime) -> float:
        local = instant.astimezone(self.calendar.clock)
        hours = local.hour * 60 + local.minute
        return ((local.date() - self.first).days + hours / 1440) * self.step

    def _described(self) -> str:
        count = len(self.rows)
        matters = ngettext("%(count)d matter", "%(count)d matters", count) % {"count": count}
        until = self.first + timedelta(days=self.days - 1)
        return _("%(matters)s from %(first)s to %(last)s; the table says the same in figures.") % {
            "matters": matters,
            "first": day(self.first),
            "last": day(until),
        }

    def _rest_days(self) -> Iterable[str]:
        """Runs of days of rest, shaded; by months only those of three days and more, as wide enough."""
        least = 3 if self.zoom == "month" else 1
        run = 0
        for index in range(self.days + 1):
            if index < self.days and not self.calendar.is_working_day(self.first + timedelta(days=index)):
                run += 1
                continue
            if run >= least:
                left, wide = (index - run) * self.step, run * self.step
                deep = self.height - TOP + 6
                yield f'<rect class="st-rest" x="{left:.1f}" y="28" width="{wide:.1f}" height="{deep}"/>'
            run = 0

    def _axis(self) -> Iterable[str]:
        last = -float(_LABEL)
        for index in range(self.days):
            here = self.first + timedelta(days=index)
            left = index * self.step
            if not self._is_marked(here) or left - last < _LABEL:
                continue
            last = left
            words = month(here) if self.zoom == "month" else short_day(here)
            yield f'<text x="{left:.1f}" y="18">{escape(words)}</text>'
            yield f'<line class="st-line" x1="{left:.1f}" x2="{left:.1f}" y1="24" y2="{self.height}"/>'

    def _is_marked(self, here: date) -> bool:
        if self.zoom == "month":
            return here.day == 1
        return here.weekday() == 0 or self.days <= 10

    def _split(self, row: "Row") -> Iterable[_Part]:
        for span in row.spans:
            end = span.end or self.now
            if end <= span.start:
                continue
            left, right, limit = self._x(span.start), self._x(end), span.allowed_until
            if limit is None:
                yield _Part(left, right, span, span.start, end, "")
            elif limit <= span.start or limit >= end:
                yield _Part(left, right, span, span.start, end, "pale" if limit >= end else "over")
            else:
                cut = self._x(limit)
                yield _Part(left, cut, span, span.start, limit, "pale")
                yield _Part(cut, right, span, limit, end, "over")

    def _row(self, row: "Row", top: int, minutes: Callable[[datetime, datetime], int]) -> Iterable[str]:
        parts = list(self._split(row))
        if self.zoom != "day":
            parts = _joined(parts)
        base = top + ROW - 0.5
        yield f'<line class="st-line" x1="0" x2="{self.width}" y1="{base}" y2="{base}"/>'
        for part in parts:
            yield self._bar(part, top + 7, minutes(part.start, part.end))
        if row.note and parts:
            yield f'<text x="{parts[-1].right + 6:.1f}" y="{top + 20}">{escape(row.note)}</text>'

    def _chain(self) -> Iterable[str]:
        """A line under the bars wherever their row decided, and a dashed one where the chain goes on in another."""
        stretches = sorted(
            (start, end, TOP + index * ROW + 27) for index, row in enumerate(self.rows) for start, end in row.deciding
        )
        words = escape(_("decides the day of completion"))
        for start, end, y in stretches:
            left, wide = self._x(start), max(self._x(end) - self._x(start), 1.0)
            box = f'x="{left:.1f}" width="{wide:.1f}" y="{y}" height="3"'
            yield f'<rect class="st-chain" {box}><title>{words}</title></rect>'
        for (_start, end, y), (begin, _end, below) in pairwise(stretches):
            if end == begin:
                x = f"{self._x(end):.1f}"
                yield f'<line class="st-link" x1="{x}" x2="{x}" y1="{y}" y2="{below}"/>'

    def _bar(self, part: _Part, top: int, minutes: int) -> str:
        holder, span = self.holders[part.span.desk], part.span
        wide = max(part.right - part.left - 1, 1.0)
        rounded = 3 if wide > 8 else 1
        box = f'x="{part.left + 0.5:.1f}" width="{wide:.1f}" y="{top}" height="{BAR}" rx="{rounded}"'
        inside = filled(self.name, box, holder.texture, part.state, span.unconfirmed)
        if wide >= 8 + 7 * len(holder.letter):
            inside += f'<text x="{part.left + wide / 2:.1f}" y="{top + 13}">{holder.letter}</text>'
        classes = " ".join(filter(None, ("st-bar", holder.look, part.state, "claim" * span.unconfirmed)))
        return f'<g class="{classes}"><title>{escape(self._said(part, minutes))}</title>{inside}</g>'

    def _said(self, part: _Part, minutes: int) -> str:
        """Who, from, to, how long, why: plain figures for dates, since a thousand bars must be quick."""
        clock = self.calendar.clock
        start, end = (instant.astimezone(clock).isoformat(" ", "minutes")[:16] for instant in (part.start, part.end))
        said = [
            f"{self.holders[part.span.desk].label} · {start} – {end}",
            brief(minutes, self.calendar.day_minutes),
            part.span.why,
            _("past the allowed time") if part.state == "over" else "",
            _("recorded for them, not yet confirmed") if part.span.unconfirmed else "",
        ]
        if part.count > 1:
            said.append(_("%(count)d spans drawn as one") % {"count": part.count})
        return " · ".join(word for word in said if word)


def _joined(parts: list[_Part]) -> list[_Part]:
    """Neighbours of one kind as one part, and thin parts together with the neighbour they touch."""
    joined: list[_Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        touching = last is not None and part.left - last.right < 0.5
        if last is None or not touching or not (_alike(last, part) or _is_thin(last) or _is_thin(part)):
            joined.append(part)
            continue
        if part.right - part.left > last.right - last.left:
            last.span, last.state = part.span, part.state
        last.right, last.end, last.count = part.right, part.end, last.count + part.count
    return joined


def _alike(one: _Part, other: _Part) -> bool:
    return _kind(one) == _kind(other)


def _kind(part: _Part) -> tuple[str, str, bool]:
    return part.span.desk, part.state, part.span.unconfirmed


def _is_thin(part: _Part) -> bool:
    return part.right - part.left < _THIN
