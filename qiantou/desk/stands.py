"""What stands before anybody signs: opinions overridden, lacks reserved, who was silent, what each line weighs.

Shown on the page of signatures, and on the sponsor's own request beside the button that signs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from qiantou.core.advance import lapse_at
from qiantou.core.credit import credit, is_agreed, weighed
from qiantou.core.plan import Line
from qiantou.core.register import InForce
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.desk.clocks import last_day_before
from qiantou.desk.drafted import Plan, deliverable
from qiantou.desk.letter_status import SILENT, group_of, turn
from qiantou.desk.letter_words import dissent_note
from qiantou.desk.shares import percent
from qiantou.desk.templatetags.dates import day, listed, moment
from qiantou.readmodel.opinions import Letter, dissent_in, latest

Names = Mapping[str, str]
Table = dict[str, Any]


def stands(letters: Sequence[Letter], plan: Plan, names: Names, force: InForce) -> dict[str, Any]:
    """The tables of `desk/signing/stands.html`, at the instant of `force`."""
    last = latest(letters)
    told = [overridden_table(letters, plan, names), reservations_table(last, names), silent_table(last, names)]
    told.append(running_table(last, names, force))
    return {
        "facts": [{"label": table["label"], "value": len(table["rows"]) or table["empty"]} for table in told],
        "overridden": told[0],
        "reservations": told[1],
        "silent": told[2],
        "running": told[3],
        "weights": weights_table(plan, names),
    }


def desks_in(letters: Sequence[Letter], plan: Plan) -> set[str]:
    """The desks these tables name."""
    desks = {str(one.matter.doer) for one in letters} | {str(one.matter.holder or "") for one in letters}
    desks |= {str(one.before_end.holder or "") for one in letters if one.overtaken}
    desks |= {str(one.lack.curer) for one in letters if one.lack is not None}
    return desks | {str(line.unit) for line in plan.now.values() if isinstance(line, Line)}


def overridden_table(letters: Sequence[Letter], plan: Plan, names: Names) -> Table:
    """Points not settled and objections ruled upon: whoever signs signs over these, and they stay beside the line."""
    columns = [
        {"label": _("Line")}, {"label": _("Unit")}, {"label": _("Opinion overridden"), "wide": True},
    ]  # fmt: skip
    rows = [
        {"cells": [
            {"text": line or _("the whole"), "note": deliverable(plan.now.get(line))},
            {"text": names.get(one.unit, one.unit), "label": _("Unit")},
            {"text": one.words, "url": receipt_url(one.position) if one.position is not None else "",
             "note": dissent_note(one), "label": _("Opinion overridden")},
        ]}
        for line, said in dissent_in(letters, plan.entries, signing=True).items()
        for one in said
    ]  # fmt: skip
    empty = _("No opinion is overridden.")
    return {"label": _("Opinions overridden"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def reservations_table(last: Sequence[Letter], names: Names) -> Table:
    columns = [
        {"label": _("Unit")}, {"label": _("Lines")}, {"label": _("The one thing lacking"), "wide": True},
        {"label": _("Who could cure it")}, {"label": _("Lacking since")},
    ]  # fmt: skip
    rows = [
        {"cells": [
            {"text": names.get(one.matter.doer, one.matter.doer), "url": matter_url(one.row.stream)},
            {"text": listed(one.lines), "label": _("Lines")},
            {"text": one.lack.lack, "label": _("The one thing lacking")},
            {"text": names.get(one.lack.curer, one.lack.curer), "label": _("Who could cure it")},
            {"text": day(one.lack.since), "label": _("Lacking since")},
        ]}
        for one in last if one.lack is not None
    ]  # fmt: skip
    empty = _("Nothing is reserved.")
    return {"label": _("Reservations"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def silent_table(last: Sequence[Letter], names: Names) -> Table:
    """Units that let the letter's clock run out, whatever the letter says that means."""
    columns = [{"label": _("Unit")}, {"label": _("Lines")}, {"label": _("What the letter said")}]
    rows = [
        {"cells": [
            {"text": names.get(one.matter.doer, one.matter.doer), "url": matter_url(one.row.stream)},
            {"text": listed(one.lines), "label": _("Lines")},
            {"text": _("silence counts as no objection") if one.matter.outcome == "consented"
             else _("silence is no consent"), "note": moment(one.matter.since), "label": _("What the letter said")},
        ]}
        for one in last if group_of(one) == SILENT
    ]  # fmt: skip
    empty = _("No unit was silent.")
    return {"label": _("Silent units"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def unanswered(one: Letter) -> bool:
    """A letter whose time has not run out: open, or ended open by the plan being put out to be signed."""
    return one.matter.kind == "consultation" and (one.matter.is_open or one.overtaken)


def running_table(last: Sequence[Letter], names: Names, force: InForce) -> Table:
    """Letters not at their end: neither answered to the end nor silent, since their time was not out."""
    columns = [
        {"label": _("Unit")}, {"label": _("Lines")}, {"label": _("Asked on")}, {"label": _("How it stood")},
    ]  # fmt: skip
    rows = []
    for one in last:
        if not unanswered(one):
            continue
        then = replace(one, matter=one.before_end)
        ended = _("ended: the plan was put out to be signed, %(when)s") % {"when": moment(one.matter.since)}
        lapse = lapse_at(then.matter, force)
        until = day(last_day_before(lapse, force.calendar)) if lapse is not None else ""
        notes = [_("until %(day)s") % {"day": until} if until else "", ended if one.overtaken else ""]
        rows.append({"cells": [
            {"text": names.get(one.matter.doer, one.matter.doer), "url": matter_url(one.row.stream)},
            {"text": listed(one.lines), "label": _("Lines")},
            {"text": moment(one.row.opened), "label": _("Asked on")},
            {"text": turn(then, names), "note": " · ".join(part for part in notes if part),
             "label": _("How it stood")},
        ]})  # fmt: skip
    empty = _("No letter is open.")
    return {"label": _("Not yet answered"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def weights_table(plan: Plan, names: Names) -> Table:
    """Each line's weight and its share of the credit, fixed by signing; the shares add up to the whole."""
    lines = weighed(plan.now)
    equal = not is_agreed(lines)
    shares = credit(lines, plan.shares)
    columns = [
        {"label": _("Line")}, {"label": _("Unit")}, {"label": _("Weight"), "num": True},
        {"label": _("Share of the credit"), "num": True},
    ]  # fmt: skip
    rows = [
        {"cells": [
            {"text": name, "note": deliverable(line)},
            {"text": names.get(line.unit, line.unit), "label": _("Unit")},
            {"text": _("equal") if equal else line.weight, "num": True, "label": _("Weight")},
            {"text": percent(Fraction(shares[name], 1000), 1), "num": True, "label": _("Share of the credit")},
        ]}
        for name, line in lines.items()
    ]  # fmt: skip
    for label, share in ((_("Coordination, for the lead"), plan.shares.coordination),
                         (_("Reserve, for help given"), plan.shares.reserve)):  # fmt: skip
        set_aside = {"text": f"{share}%", "num": True, "label": _("Share of the credit")}
        rows.append({"cells": [{"text": label}, {"text": "–"}, {"text": "–", "num": True}, set_aside]})
    label = _("Weights and shares of the credit")
    return {"label": label, "columns": columns, "rows": rows, "empty": "", "stack": True}
