"""The words of an assessment sheet: shares and points to two places, and why something is as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.contesting import Item
from qiantou.core.review import Held, Lack, Rates, Ratio, Refused, Source, Unmeasured
from qiantou.desk import labels
from qiantou.insight.rounding import half_up, rounded

SOURCES: labels.Labels = {
    Source.LINE.value: gettext_lazy("line delivered"),
    Source.COORDINATION.value: gettext_lazy("coordination as signed"),
    Source.HELP.value: gettext_lazy("help given"),
}
LACKS: labels.Labels = {
    Lack.NOT_BEGUN.value: gettext_lazy("no matter was opened for it"),
    Lack.OPEN.value: gettext_lazy("not delivered yet"),
    Lack.AWAITED.value: gettext_lazy("handed in, not answered yet"),
    Lack.NOT_ACCEPTED.value: gettext_lazy("ended without an accepted delivery"),
    Lack.UNCONFIRMED.value: gettext_lazy("rests on an entry that nobody confirmed, or that is contested"),
    Lack.GIVEN_UP.value: gettext_lazy("accepted, but its line was taken out of the plan, which all it touches signed"),
    Lack.NO_LINES.value: gettext_lazy("no line of the plan to earn it by"),
}
UNMEASURED: labels.Labels = {
    Unmeasured.NO_READING.value: gettext_lazy("not measured"),
    Unmeasured.UNCONFIRMED.value: gettext_lazy("read, not confirmed yet"),
    Unmeasured.NO_TARGET.value: gettext_lazy("no target was agreed"),
    Unmeasured.TOO_FEW.value: gettext_lazy("too few were asked"),
    Unmeasured.STRUCK.value: gettext_lazy("struck by a ruling"),
}
ITEMS: labels.Labels = {
    Item.LINE.value: gettext_lazy("who delivered a line"),
    Item.SHARE.value: gettext_lazy("how a line is divided"),
    Item.HELP.value: gettext_lazy("help with an obstacle"),
    Item.TIME.value: gettext_lazy("own over-run"),
    Item.MEASURE.value: gettext_lazy("reading of a measure"),
    Item.RATING.value: gettext_lazy("mutual rating"),
    Item.DELAY.value: gettext_lazy("where the time went"),
}
PLACES = 100
"""Shares of a percent that are shown."""


def percent(value: Fraction | Ratio, *, of: int = 100) -> str:
    """To two places, half up: 46.80."""
    exact = value.exact if isinstance(value, Ratio) else value
    return fixed(exact * of)


def in_percent(value: Fraction | Ratio) -> str:
    return _("%(value)s %%") % {"value": percent(value)}


def fixed(value: Fraction) -> str:
    return placed(half_up(value * PLACES))


def hundredths(values: Sequence[Fraction]) -> list[int]:
    """Shares in hundredths of a percent, whole, adding up to what the exact ones add up to: what is left goes to the
    largest rests."""
    given = rounded({place: value * 100 * PLACES for place, value in enumerate(values)})
    return [given[place] for place in range(len(given))]


def placed(count: int) -> str:
    """Hundredths of a percent as they are written: 46.80."""
    return f"{count // PLACES}.{count % PLACES:02d}"


def points(value: Ratio | None) -> str:
    return fixed(value.exact) if value is not None else "–"


def exact(value: Fraction | Ratio) -> str:
    told = value.exact if isinstance(value, Ratio) else value
    return str(told)


def formula(share: Fraction, outcome: Ratio | None, process: Ratio, rates: Rates) -> str:
    """How the points of one row come about."""
    if outcome is None:
        return _("Points wait: no outcome was measured.")
    return _("%(share)s × (%(result)s %% × %(outcome)s %% + %(rest)s %% × %(process)s %%)") % {
        "share": percent(share), "result": rates.result, "outcome": percent(outcome), "rest": 100 - rates.result,
        "process": percent(process),
    }  # fmt: skip


def refused(one: Refused, lines: Mapping[str, str], names: Mapping[str, str]) -> str:
    """What a version of the plan tried, and that it does not count."""
    told = {
        "version": _("Version %(number)d of the plan") % {"number": one.version} if one.version else _("The draft"),
        "line": f"{one.line} {lines.get(one.line, '')}".strip(), "unit": names.get(one.unit or "", one.unit or ""),
        "was": percent(one.was), "would": percent(one.would),
    }  # fmt: skip
    match one.held:
        case Held.MOVED:
            return _("%(version)s gives “%(line)s”, which %(unit)s delivered, to another. Its share stays where the "
                     "work was done: %(unit)s has not signed that.") % told  # fmt: skip
        case Held.LESSENED:
            return _("%(version)s lowers the share of “%(line)s” from %(was)s %% to %(would)s %%. %(unit)s, which "
                     "delivered it, has not signed that: it does not count.") % told  # fmt: skip
        case Held.DROPPED:
            return _("%(version)s takes out “%(line)s”, which %(unit)s delivered and has not signed away: its share "
                     "stays.") % told  # fmt: skip
        case Held.SET_ASIDE:
            return _("%(version)s sets aside %(would)s %% for coordination instead of the %(was)s %% signed. "
                     "Not all have signed that: it does not count.") % told  # fmt: skip
        case Held.TAKEN_OUT:
            return _("“%(line)s” was taken out after %(unit)s had handed it in. Its share stays, %(was)s %% of the "
                     "whole.") % told  # fmt: skip
        case Held.RESERVE:
            return _("%(version)s changes the reserve for help from the %(was)s %% signed to %(would)s %%. "
                     "Not all have signed that: it does not count.") % told  # fmt: skip
