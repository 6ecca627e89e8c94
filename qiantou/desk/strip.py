"""The strip 办理时段图: a row per matter, a bar per holding span, and the table with the same facts.

A bar has the colour, letter and print texture of its holder; blocked time therefore shows the blocker.
Inside the allowed time it is pale, past it hatched; a span resting on an unconfirmed entry is dashed and
dotted; the controlling chain is underlined and has a column of its own in the table. Superiors are ink.
Figures are working minutes cut at whole minutes counted from one origin, so that they add up over holders,
over rows and over any cut.
Pure but for the reader's language.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qiantou.core.worktime import Calendar, working_minutes
from qiantou.desk.strip_marks import TEXTURES
from qiantou.desk.strip_svg import Picture
from qiantou.desk.templatetags.dates import brief

COLOURS = 6
LISTED_SPANS = 200  # more than these are listed on their matters' own pages


@dataclass(frozen=True)
class Holder:
    """Who may hold a matter, as the strip draws it: `hue` 1–6, "above" for superiors, "none".

    `again`: another has that hue already; its texture is shown on a screen too.
    """

    desk: str
    label: str
    letter: str
    hue: str
    texture: int | None  # 0–11, the pattern on paper; None: solid
    again: bool = False

    @property
    def look(self) -> str:
        """The classes of its bars."""
        return f"hue-{self.hue} again" if self.again else f"hue-{self.hue}"


@dataclass(frozen=True)
class Held:
    """One holding span; `end` is None while it lasts. From `allowed_until` on it is overtime."""

    desk: str
    start: datetime
    end: datetime | None = None
    why: str = ""
    allowed_until: datetime | None = None
    unconfirmed: bool = False


@dataclass(frozen=True)
class Row:
    """A matter: its spans in order of time; `note` is written after its last bar; `depth` 0–2 indents it.

    `deciding`: the stretches of time in which it decided when the whole work would be done.
    """

    label: str
    spans: Sequence[Held]
    url: str = ""
    depth: int = 0
    note: str = ""
    deciding: Sequence[tuple[datetime, datetime]] = ()


@dataclass(frozen=True)
class Line:
    """A row of the table; `cells` follow `Strip.holders`; "–" is never held, which is not 0.

    `had`: the holders who ever held it with their cells, for narrow screens.

    `deciding`: of its time, what it decided the completion; empty for none.
    """

    label: str
    url: str
    minutes: tuple[int | None, ...]
    cells: tuple[str, ...]
    total_minutes: int
    total: str
    had: tuple[tuple[str, str], ...]
    deciding_minutes: int = 0
    deciding: str = ""


@dataclass(frozen=True)
class Listed:
    """One span in words: the equal of its bar for those who do not see it."""

    label: str
    holder: str
    start: datetime
    end: datetime | None
    length: str
    overtime: str  # empty for none
    deciding: str  # the same
    why: str
    unconfirmed: bool


@dataclass(frozen=True)
class Strip:
    """What `desk/parts/strip.html` shows. `listed` is empty when there are more than LISTED_SPANS spans."""

    svg: SafeString
    legend: tuple[tuple[SafeString, str], ...]  # a swatch and its words
    names: tuple[Row, ...]
    holders: tuple[Holder, ...]
    lines: tuple[Line, ...]
    total: Line
    has_chain: bool
    listed: tuple[Listed, ...]
    zoom: str  # day, week or month


def holders_of(desks: Iterable[tuple[str, str, bool]]) -> dict[str, Holder]:
    """Holders by desk from (desk, label, is a superior), in order of first appearance.

    The first six who are not superiors get a colour each, the next six the same with their texture over it; letters
    stay different, and so do colour and texture up to twelve. The same order gives the same colours.
    """
    found: dict[str, Holder] = {}
    peers = 0
    for desk, label, is_superior in desks:
        if desk in found:
            continue
        hue = "above" if is_superior else str(peers % COLOURS + 1)
        texture = None if is_superior else peers % len(TEXTURES)
        found[desk] = Holder(desk, label, _letter(len(found)), hue, texture, not is_superior and peers >= COLOURS)
        peers += not is_superior
    return found


def draw(
    rows: Sequence[Row],
    holders: Mapping[str, Holder],
    calendar: Calendar,
    now: datetime,
    *,
    name: str = "strip",
    past: bool = False,
) -> Strip:
    """The strip of `rows` at `now`; `name` keeps the ids of several strips on one page apart.

    `past`: `now` is a day that is over, and is named by its day.

    Raises KeyError when a span's desk is not in `holders`.
    """
    shown = [holder for holder in holders.values() if any(_holds(row, holder.desk) for row in rows)]
    origin = min((span.start for row in rows for span in row.spans), default=now)
    count = _Count(calendar, origin, now)
    lines = tuple(_line(row, shown, count) for row in rows)
    picture = Picture(rows, holders, calendar, now, name=name, past=past)
    spans = sum(len(row.spans) for row in rows)
    return Strip(
        svg=picture.svg(count.between),
        legend=picture.legend(shown),
        names=tuple(rows),
        holders=tuple(shown),
        lines=lines,
        total=_total(lines, shown, calendar.day_minutes),
        has_chain=any(row.deciding for row in rows),
        listed=tuple(_listed(rows, holders, count)) if spans <= LISTED_SPANS else (),
        zoom=picture.zoom,
    )


class _Count:
    """Working minutes cut at whole minutes since one origin: pieces of a span add up to the span."""

    def __init__(self, calendar: Calendar, origin: datetime, now: datetime) -> None:
        self.calendar, self.origin, self.now = calendar, origin, now
        self._since: dict[datetime, int] = {}  # a span ends where the next begins: half of the work is known

    def between(self, start: datetime, end: datetime | None) -> int:
        return max(self._upto(end or self.now) - self._upto(start), 0)

    def _upto(self, instant: datetime) -> int:
        found = self._since.get(instant)
        if found is None:
            found = self._since[instant] = working_minutes(self.calendar, self.origin, instant)
        return found


def _holds(row: Row, desk: str) -> bool:
    return any(span.desk == desk for span in row.spans)


def _line(row: Row, shown: Sequence[Holder], count: _Count) -> Line:
    held: dict[str, int] = {}
    for span in row.spans:
        held[span.desk] = held.get(span.desk, 0) + count.between(span.start, span.end)
    minutes = tuple(held.get(holder.desk) for holder in shown)
    line = _written(row.label, row.url, minutes, shown, count.calendar.day_minutes)
    return _decided(line, sum(count.between(*stretch) for stretch in row.deciding), count.calendar.day_minutes)


def _total(lines: Sequence[Line], shown: Sequence[Holder], day_minutes: int) -> Line:
    columns = zip(*(line.minutes for line in lines), strict=True) if lines else ((),) * len(shown)
    sums = tuple(sum(minutes or 0 for minutes in column) for column in columns)
    decided = sum(line.deciding_minutes for line in lines)
    return _decided(_written(_("Together"), "", sums, shown, day_minutes), decided, day_minutes)


def _decided(line: Line, minutes: int, day_minutes: int) -> Line:
    return replace(line, deciding_minutes=minutes, deciding=brief(minutes, day_minutes) if minutes else "")


def _written(label: str, url: str, minutes: tuple[int | None, ...], shown: Sequence[Holder], day_minutes: int) -> Line:
    cells = tuple("–" if held is None else brief(held, day_minutes) for held in minutes)
    total = sum(held or 0 for held in minutes)
    had = tuple(
        (f"{who.letter} {who.label}", cell)
        for who, held, cell in zip(shown, minutes, cells, strict=True) if held is not None
    )  # fmt: skip
    return Line(label, url, minutes, cells, total, brief(total, day_minutes), had)


def _listed(rows: Sequence[Row], holders: Mapping[str, Holder], count: _Count) -> Iterable[Listed]:
    day = count.calendar.day_minutes
    for row in rows:
        for span in row.spans:
            over = 0
            if span.allowed_until is not None:
                over = count.between(max(span.start, span.allowed_until), span.end)
            length = brief(count.between(span.start, span.end), day)
            decided = sum(count.between(*stretch) for stretch in _within(row.deciding, span, count.now))
            yield Listed(
                row.label, holders[span.desk].label, span.start, span.end, length,
                overtime=brief(over, day) if over else "", deciding=brief(decided, day) if decided else "",
                why=span.why, unconfirmed=span.unconfirmed,
            )  # fmt: skip


def _within(
    stretches: Iterable[tuple[datetime, datetime]], span: Held, now: datetime
) -> Iterable[tuple[datetime, datetime]]:
    """The parts of the stretches that fall in the span."""
    for start, end in stretches:
        begin, close = max(start, span.start), min(end, span.end or now)
        if begin < close:
            yield begin, close


def _letter(index: int) -> str:
    """A, B, … Z, A2, B2, …: short enough to stand on a bar."""
    turn, place = divmod(index, 26)
    return chr(ord("A") + place) + (str(turn + 1) if turn else "")
