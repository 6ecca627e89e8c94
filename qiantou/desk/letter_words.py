"""The words of letters: roles in a plan, what became of a point, and a point in a line."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.desk import labels
from qiantou.desk.templatetags.dates import day
from qiantou.readmodel.opinions import Opinion

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
    "set-aside": gettext_lazy("the letter was withdrawn; the dissent stays"),
}  # fmt: skip
OPINIONS: labels.Labels = {"change": gettext_lazy("changes"), "object": gettext_lazy("objection")}


def opinion_note(one: Opinion) -> str:
    """ "objection · round 2 · asks for 20 May"."""
    parts = [labels.label(OPINIONS, one.raised.answer), _("round %(round)s") % {"round": one.raised.round}]
    if one.raised.due:
        parts.append(_("asks for %(day)s") % {"day": day(one.raised.due)})
    return " · ".join(parts)
