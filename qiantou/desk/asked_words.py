"""The words of guidance, calls, data requests and which-first: what codes of these kinds are called on pages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from qiantou.desk.labels import WHISTLES, Labels

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
    "lifted": _("decided: it is to be given"),
    "given": _("given in the end"),
    "stands": _("nothing was given"),
}
SATISFIED: Labels = {"yes": _("satisfied"), "partly": _("partly satisfied"), "no": _("not satisfied")}
CLASSES: Labels = {
    "whistle-emergency": _("Emergency"),
    "whistle-enforcement": _("Enforcement"),
    "whistle-key-work": _("Key work"),
}
_CALL: Labels = {
    "Offered": _("called"),
    "Accepted": _("has come"),
    "Delivered": _("says that it is done"),
    "DeliveryAccepted": _("rated the call; it is closed"),
}
ASKED_ACTS: Mapping[str, Labels] = {
    "guidance": {
        "Offered": _("asked how it is to be done"), "Delivered": _("answered"),
        "Returned": _("sent the answer back: it names nothing to do"),
        "DeliveryAccepted": _("accepted the answer; the question is closed"),
    },
    "precedence": {"Offered": _("asked which of two works goes first")},
    "contest": {
        "Offered": _("contested the assessment"), "Delivered": _("answered the contest"),
        "Returned": _("sent the answer back"), "DeliveryAccepted": _("left it at the answer; the contest is closed"),
    },
    "amending": {
        "Offered": _("by the ruling it is to be carried out"), "Accepted": _("in hand by the ruling"),
        "Mooted": _("carried out as ruled"),
    },
    "assessing": {
        "Offered": _("by rule: the sheet of a work that is over"), "Accepted": _("in hand by rule"),
        "Mooted": _("ended: put out, or no longer owed by this desk"),
    },
    "exemption": {
        "Offered": _("applied for exemption"), "Accepted": _("took the application up"),
        "Reported": _("put the hearing on record"), "Delivered": _("decided and answered"),
        "Returned": _("asked for a review"), "DeliveryAccepted": _("left it at the answer"),
    },
    "clearing": {
        "Offered": _("is owed the clearing of its name"), "Delivered": _("told those who had heard of the blame"),
        "Returned": _("said that not all were told"), "DeliveryAccepted": _("read that its name is cleared"),
    },
    **dict.fromkeys(WHISTLES, _CALL),
}  # fmt: skip
FAR: Labels = {"few": _("far fewer than its peers"), "many": _("far more than its peers")}
EVERY: Labels = {"month": _("each month"), "quarter": _("each quarter"), "year": _("each year"), "week": _("each week")}
