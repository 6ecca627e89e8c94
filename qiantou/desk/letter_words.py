"""The words of letters: roles in a plan, what became of a point, and a point in a line."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.acts import registers
from qiantou.desk import labels
from qiantou.desk.templatetags.dates import day
from qiantou.readmodel.opinions import Dissenting, Opinion

ROLES: labels.Labels = {
    "lead": gettext_lazy("leads"), "do": gettext_lazy("does"), "support": gettext_lazy("supports"),
    "coordinate": gettext_lazy("coordinates"), "accept": gettext_lazy("sets the standard and accepts"),
    "promise": gettext_lazy("provides the means"),
}  # fmt: skip
FATES: labels.Labels = {
    "": gettext_lazy("waits for the lead"), "adopted": gettext_lazy("adopted"),
    "partly": gettext_lazy("partly adopted"), "not": gettext_lazy("not adopted"),
    "let-go": gettext_lazy("let go by the unit"),
    "overruled": gettext_lazy("decided for the lead; the dissent stays"),
    "upheld": gettext_lazy("decided for the unit"),
    "set-aside": gettext_lazy("the letter ended before it was settled; the dissent stays"),
    "unanswered": gettext_lazy("the unit did not answer again; the dissent stays"),
    "unconfirmed": gettext_lazy("let go in an answer the unit has not confirmed; the dissent stays"),
}  # fmt: skip
STANDS_ON: labels.Labels = {
    "upheld": gettext_lazy("decided for the unit, and the plan stands as it was"),
    "unconfirmed": gettext_lazy("given up in an answer recorded for the unit, which it has not confirmed"),
}  # fmt: skip
OPINIONS: labels.Labels = {"change": gettext_lazy("changes"), "object": gettext_lazy("objection")}


def dissent_note(one: Dissenting) -> str:
    """When it was said, and why it stands still: "said 5 Mar 2026 · the letter was withdrawn on 9 Mar 2026"."""
    parts = [_("said on %(day)s") % {"day": _day_of(one.said)}]
    if one.withdrawn is not None:
        ended = _("the plan was put out to be signed before it was settled, on %(day)s")
        ended = ended if one.overtaken else _("the letter was withdrawn on %(day)s")
        parts.append(ended % {"day": _day_of(one.withdrawn)})
    if one.silent is not None:
        parts.append(_("asked again, it did not answer by %(day)s") % {"day": _day_of(one.silent)})
    if one.fate in STANDS_ON:
        parts.append(str(STANDS_ON[one.fate]))
    if one.reply:
        parts.append(_("the lead's answer: %(reply)s") % {"reply": one.reply})
    return " · ".join(parts)


def _day_of(instant: datetime) -> str:
    """What ends at midnight ended with the day before."""
    return day(localtime(instant - timedelta(microseconds=1), registers.zone()).date())


def opinion_note(one: Opinion) -> str:
    """ "objection · round 2 · asks for 20 May"."""
    parts = [labels.label(OPINIONS, one.raised.answer), _("round %(round)s") % {"round": one.raised.round}]
    if one.raised.due:
        parts.append(_("asks for %(day)s") % {"day": day(one.raised.due)})
    return " · ".join(parts)
