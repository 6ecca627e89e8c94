"""The words of guidance, calls, data requests and which-first: what codes of these kinds are called on pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qiantou.desk.labels import Labels

LEAST: Labels = {
    "yes-no": _("yes or no for each name on the list"),
    "hits": _("the names found, and nothing else"),
    "holder-matches": _("the holder makes the match and gives the result"),
    "nothing": _("nothing"),
}
BECAME: Labels = {
    "open": _("the asker has still to say what then"),
    "taken-up": _("the least is asked for"),
    "with-the-approver": _("with whoever decides"),
    "given": _("given in the end"),
    "stands": _("nothing was given"),
}
SATISFIED: Labels = {"yes": _("satisfied"), "partly": _("partly satisfied"), "no": _("not satisfied")}
CLASSES: Labels = {
    "whistle-emergency": _("Emergency"),
    "whistle-enforcement": _("Enforcement"),
    "whistle-key-work": _("Key work"),
}
FAR: Labels = {"few": _("far fewer than its peers"), "many": _("far more than its peers")}
EVERY: Labels = {"month": _("each month"), "quarter": _("each quarter"), "year": _("each year"), "week": _("each week")}
