"""What was put out of a joint work's delay: the one that counts, those before it, and the window that rules.

Nobody chooses the window or the moment; every earlier one stays to be read, here and before the gate.
Rules: docs/rules/attribution.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from math import ceil, floor
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiantou.core.attribution import ATTRIBUTIONS, NOBODY, OUTSIDE, Attribution, Bounds, Window
from qiantou.core.figures import DELAY_WINDOW
from qiantou.core.kernel import Desk, Stream
from qiantou.core.register import InForce
from qiantou.desk.addresses import matter_url
from qiantou.desk.delay_told import in_days
from qiantou.desk.figure_words import WINDOWS, basis_words
from qiantou.desk.figures_pages import last_change
from qiantou.desk.frame import names_for
from qiantou.desk.templatetags.dates import day, listed, moment
from qiantou.insight.in_tenths import tenths
from qiantou.readmodel.listing_rows import InForce as Entered
from qiantou.readmodel.listing_rows import entries
from qiantou.readmodel.models import MatterRow

MOST = 50  # earlier ones that a page tells, the latest first


def entered(joint: Stream, until: datetime | None = None) -> list[Entered]:
    """What was put out, or was by then, oldest first; one query."""
    return [one for one in entries(ATTRIBUTIONS, joint) if until is None or one.at < until]


def rulings_told(streams: Collection[Stream]) -> list[dict[str, str]]:
    """Contests that were granted, each with its page; one query, none for none."""
    titles = dict(MatterRow.objects.filter(stream__in=streams).values_list("stream", "title")) if streams else {}
    return [{"title": titles.get(name, ""), "url": matter_url(name)} for name in streams]


def put_out_told(request: HttpRequest, told: Sequence[Entered], force: InForce) -> dict[str, Any]:
    """The latest in words, and a table of those before it."""
    desks = {share.party for one in told for share in one.value.shares} | {one.by.desk for one in told}
    names = {NOBODY: _("nobody"), OUTSIDE: _("outside cause"), **names_for(request, desks)}
    shown = [_shown(number, one, names, force.calendar.day_minutes) for number, one in enumerate(told, 1)]
    return {"last": shown[-1] if shown else None, "before": _table(shown[:-1])}


def _shown(number: int, found: Entered, names: Mapping[str, str], minutes: int) -> dict[str, Any]:
    made = found.value
    shares = tenths({one.party: one.minutes for one in made.shares}, minutes)
    told = ({"name": names.get(party, party), "days": in_days(many)} for party, many in shares.items())
    return {
        "number": number, "by": names.get(found.by.desk or "", ""), "at": moment(found.at),
        "window": shared_words(Window(made.window), made.method), "reason": made.reason,
        "days": in_days(tenths({"": made.delay}, minutes)[""]), "is_final": made.is_final,
        "shares": listed(_("%(name)s %(days)s") % one for one in told), "drawn": drawn_words(made, names, minutes),
        "parties": _parties(made, shares, names, minutes),
        "ruled": _("By a ruling that granted a contest of the one before.") if made.rulings else "",
    }  # fmt: skip


def _parties(made: Attribution, shares: Mapping[str, int], names: Mapping[str, str], minutes: int) -> dict[str, Any]:
    """A row a party, the largest share first; those of whom not a tenth of a day is told are named below it."""
    order = sorted(shares, key=lambda party: (party == NOBODY, -shares[party], names.get(party, party)))
    bounds = {one.party: _between(one, minutes) for one in made.drawn.bounds} if made.drawn is not None else {}
    columns: list[dict[str, Any]] = [{"label": _("Party"), "wide": True}, {"label": _("Working days"), "num": True}]
    if made.drawn is not None:
        columns.append({"label": _("95 % interval"), "num": True})
    rows = []
    for party in order:
        if shares[party]:
            figures = [in_days(shares[party]), *([bounds.get(party, "–")] if made.drawn is not None else [])]
            told = zip(figures, columns[1:], strict=True)
            cells = [{"text": figure, "num": True, "label": column["label"]} for figure, column in told]
            rows.append({"cells": [{"text": names.get(party, party)}, *cells]})
    rest = listed(names.get(party, party) for party in order if not shares[party])
    facts = {"count": made.drawn.orders, "seed": made.drawn.seed} if made.drawn is not None else {}
    return {
        "table": {"label": _("As put out"), "columns": columns, "rows": rows, "empty": "", "stack": True},
        "rest": _("Less than a tenth of a working day each: %(names)s.") % {"names": rest} if rest else "",
        "drawn": _(
            "The shares are the mean over %(count)s drawn orders of the parties, each with its reverse (seed "
            "%(seed)s); with 95 %% each exact one lies within its interval."
        ) % facts if facts else "",
    }  # fmt: skip


def shared_words(window: Window, method: int) -> str:
    """By which window and which method; what was put out before methods were numbered has none."""
    facts = {"window": WINDOWS[window], "number": method}
    return _("%(window)s, method %(number)s") % facts if method else str(WINDOWS[window])


def drawn_words(made: Attribution, names: Mapping[str, str], minutes: int) -> str:
    """How the shares were drawn, and between what the exact ones lie; "" where they are exact."""
    if made.drawn is None:
        return ""
    held = {one.party for one in made.shares}
    bounds = (
        _("%(name)s %(days)s") % {"name": names.get(one.party, one.party), "days": _between(one, minutes)}
        for one in made.drawn.bounds
        if one.party in held
    )
    facts = {"count": made.drawn.orders, "seed": made.drawn.seed, "bounds": listed(bounds)}
    return (
        _(
            "The shares are the mean over %(count)s drawn orders of the parties, each with its reverse (seed "
            "%(seed)s); with 95 %% the exact ones lie between: %(bounds)s."
        )
        % facts
    )


def _between(bounds: Bounds, minutes: int) -> str:
    """Tenths of a working day, rounded outwards."""
    least, most = floor(Fraction(10 * bounds.least, minutes)), ceil(Fraction(10 * bounds.most, minutes))
    return f"{in_days(least)} – {in_days(most)}"


def _table(shown: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    columns = [
        {"label": _("Put out on")}, {"label": _("Put out by")}, {"label": _("Shared")},
        {"label": _("Working days"), "num": True}, {"label": _("Shares"), "wide": True},
        {"label": _("Why anew"), "wide": True},
    ]  # fmt: skip
    rows = [
        {"cells": [
            {"text": one["at"]},
            {"text": one["by"], "label": _("Put out by")},
            {"text": one["window"], "label": _("Shared")},
            {"text": one["days"], "num": True, "label": _("Working days"),
             "note": "" if one["is_final"] else _("Work was still open then.")},
            {"text": one["shares"] or "–", "note": one["drawn"], "label": _("Shares")},
            {"text": one["reason"] or "–", "note": one["ruled"], "label": _("Why anew")},
        ]}
        for one in reversed(shown[-MOST:])
    ]  # fmt: skip
    count = len(shown)
    label = ngettext("%(count)d put out before", "%(count)d put out before", count) % {"count": count}
    return {"label": label, "columns": columns, "rows": rows, "empty": "", "stack": True}


def window_words(force: InForce, window: Window) -> str:
    """Which window counts, since when, and on what that rests."""
    change = last_change(DELAY_WINDOW, force)
    if change is None:
        told = _("What is put out is shared %(window)s, as the program comes: the site has entered nothing else.")
        return told % {"window": WINDOWS[window]}
    facts = {"day": day(change.since), "basis": basis_words(force.figure(DELAY_WINDOW))}
    return _("What is put out is shared %(window)s: a number of this site, in force from %(day)s (%(basis)s).") % {
        **facts, "window": WINDOWS[window],
    }  # fmt: skip


def gate_words(unit: Desk, joint: Stream, force: InForce) -> str:
    """For whoever proposes or decides: what the unit's share was whenever the attribution was put out before, told
    once where several in a row say the same."""
    told = [(one.at, one.value) for one in force.history(ATTRIBUTIONS, joint) if isinstance(one.value, Attribution)]
    minutes = force.calendar.day_minutes
    drawn = _drawn_for(unit, told[-1][1], minutes) if told else ""
    if len(told) < 2:
        return drawn
    before = [(at, _days(made, unit, minutes), _days(made, None, minutes)) for at, made in told[:-1]]
    first_of = [next(same) for _figures, same in groupby(before, lambda one: one[1:])]  # those that say another thing
    each = [
        _("%(at)s: %(share)s of %(delay)s") % {"at": moment(at), "share": share, "delay": delay}
        for at, share, delay in first_of[-MOST:]
    ]
    facts = {"count": len(told), "each": _("; ").join(each)}
    said = _("Put out %(count)d times; the latest counts. This unit's share before, in working days: %(each)s.") % facts
    return f"{said} {drawn}".strip()


def _drawn_for(unit: Desk, made: Attribution, minutes: int) -> str:
    """Between what the unit's exact share lies, where it was drawn."""
    drawn = made.drawn
    held = next((one for one in drawn.bounds if one.party == unit), None) if drawn is not None else None
    if drawn is None or held is None:
        return ""
    facts = {"count": drawn.orders, "days": _between(held, minutes)}
    return _("Drawn from %(count)s orders of the parties: with 95 %% its exact share is %(days)s working days.") % facts


def _days(made: Attribution, unit: Desk | None, minutes: int) -> str:
    """Of one party; of the whole for None."""
    return in_days(tenths({"": made.delay if unit is None else made.share(unit)}, minutes)[""])
