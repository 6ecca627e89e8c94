"""The words of exemption: what failing a condition means, what is found, and each sign that the record can show."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qiantou.access.terms_exemption import CONDITION_WORDS, EXCLUSION_WORDS, OUTCOME_WORDS
from qiantou.desk.labels import Labels

CONDITIONS: Labels = CONDITION_WORDS
EXCLUSIONS: Labels = EXCLUSION_WORDS
OUTCOMES: Labels = OUTCOME_WORDS
FAILING: Labels = {
    "out": _("failing it: not exempt"),
    "lighter": _("failing it: lighter treatment at most"),
    "weighs": _("weighs with the others"),
}
FINDINGS: Labels = {
    "holds": _("the condition holds"),
    "fails": _("the condition does not hold"),
    "unclear": _("cannot be told"),
}
QUESTIONS: Labels = {
    "no-gain": _("For people to judge: the record holds nothing of it."),
    "not-banned": _("For people to judge; entries that touch it stand beside."),
    "no-major-harm": _("For people to judge; entries that touch it stand beside."),
}
SIGNS: Labels = {
    "opinions-asked": _("asked others for their opinion"),
    "opinions-answered": _("said what became of each opinion"),
    "signed": _("signed, or had it signed"),
    "decided-above": _("a leader decided"),
    "granted": _("more time or other terms were granted"),
    "met": _("called a coordination meeting"),
    "asked-how": _("asked for guidance"),
    "own-reading": _("said how it reads the matter"),
    "chased": _("chased whoever had it in hand"),
    "reported": _("reported how it stood"),
    "attempted": _("reported what it tried without success"),
    "asked-in-time": _("asked for time, or gave its reason, before its day"),
    "put-up": _("put it up for a decision"),
    "reserved": _("took it under a reservation"),
    "dissent": _("objected, and was overridden"),
    "blocked": _("reported what stopped it"),
    "block-real": _("what stopped it was found real"),
    "outside-cause": _("the cause was outside"),
    "data-refused": _("data were refused to it as confidential"),
    "others-declined": _("what it asked for was declined"),
    "others-silent": _("what it asked for met with silence"),
    "disputed": _("whose duty it is was in dispute"),
    "delivered": _("delivered"),
    "delivered-again": _("delivered anew what had come back"),
    "accepted": _("its delivery was accepted"),
    "solved": _("the caller said: solved"),
    "unsolved": _("the caller said: not solved"),
    "bound-by-silence": _("was bound by its silence"),
    "own-silence": _("let the time to answer run out"),
    "let-chasers-come": _("was chased past its day"),
    "overrode": _("insisted against an opinion"),
    "returned": _("its delivery was sent back"),
    "returned-again": _("its delivery was sent back once more"),
    "block-unreal": _("what it said stopped it was found to be none"),
    "dispute-lost": _("the duty was found to be its own"),
    "against-a-rule": _("its request was declined: a rule is against it"),
}
WHY: Labels = {
    "late": _("past its day"),
    "rung": _("the ladder has come far"),
    "refused": _("its reason for being late was not accepted"),
    "accountability": _("accountability is proposed"),
}
