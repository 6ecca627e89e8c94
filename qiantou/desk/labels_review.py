"""The words of the kinds of review: contests of an assessment, proposals of accountability, hearings, help offered.

As `labels`, which shows them; a code without words here has the common ones.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Mapping[str, str | Promise]]

HUES = {
    "contest": "5",
    "amending": "5",
    "assessing": "5",
    "exemption": "6",
    "clearing": "6",
    "accountability": "5",
    "hearing": "6",
    "support": "3",
}
GROUNDS = {"within-its-days": _("the delay was not the unit's own overtime")}

PHASES_OF: Words = {
    "contest": {"offered": _("waiting for the answer"), "delivered": _("answered; the asker reads it")},
    "amending": {"underway": _("granted; to be carried out")},
    "assessing": {"underway": _("the work is over; its sheet is to be put out")},
    "accountability": {"offered": _("waiting for who decides"), "declined": _("not adopted")},
    "hearing": {"offered": _("the unit is heard")},
    "support": {"offered": _("help is offered")},
    "exemption": {
        "offered": _("applied for; waiting to be taken up"),
        "underway": _("taken up: the applicant is heard"),
        "delivered": _("answered; the applicant may ask for a review"),
    },
    "clearing": {"offered": _("the name is still to be cleared"), "delivered": _("cleared; the unit reads it")},
}

ASKED_BY_RULE: Mapping[str, Promise] = {"assessing": _("by rule (the sheet is owed once a work is over)")}


def asked_by(kind: str, name: str) -> str:
    """Who asked for a matter, by name; of what the rule opened for whoever is its asker, the rule."""
    return str(ASKED_BY_RULE.get(kind, name))


MOVES_OF: Words = {
    "contest": {
        "deliver": _("Answer"),
        "counter": _("Ask back"),
        "accept-delivery": _("Leave it at the answer"),
        "return": _("Send back: it does not answer"),
        "refer": _("Ask for the ruling"),
    },
    "accountability": {
        "accept": _("Adopt"),
        "decline": _("Do not adopt, with the reason"),
        "rule": _("Adopt it or not"),
        "drop": _("Leave it at that"),
    },
    "hearing": {
        "deliver": _("Say what your unit has to say"),
        "counter": _("Have the hearing put before the leader above"),
    },
    "support": {"accept": _("Take the help"), "decline": _("Turn it down, with the reason")},
    "exemption": {
        "accept": _("Take it up"),
        "decline": _("Do not take it up, with the reason"),
        "counter": _("Ask for what is missing"),
        "amend": _("Add what was missing"),
        "accept-delivery": _("Leave it at the answer"),
        "return": _("Ask for a review, with reasons"),
        "refer": _("Put it up for a review"),
    },
    "clearing": {"accept-delivery": _("The name is cleared"), "return": _("Send back: not all were told")},
}

THEN_OF: Words = {
    "contest": {
        "deliver": _("The unit leaves it at that, or asks for the ruling. The sheet changes by a ruling alone."),
        "accept-delivery": _("The contest is closed and the sheet stays as it is."),
        "rule": _("Granted, what was put out is mended in exactly what was asked; refused, it stays."),
    },
    "accountability": {
        "accept": _(
            "On record: adopted. What follows from it outside is decided by the authority that has the power for it "
            "there."
        ),
        "decline": _("On record with your reason. The proposer leaves it at that, or asks the leader above."),
    },
    "hearing": {
        "deliver": _("Whoever decides reads it before deciding. Until then nobody decides."),
        "counter": _("Nothing is decided until the leader above has said how your unit is heard."),
    },
    "exemption": {
        "accept": _("Then the applicant is heard. Nothing is decided before that."),
        "decline": _("On record with your reason. The applicant may put it up to the leader above."),
        "accept-delivery": _("The application is closed with the answer as it stands."),
        "return": _("Other people decide it anew."),
        "refer": _("Other people decide it anew."),
    },
    "support": {
        "accept": _("On record: your unit takes the help. The work stays yours."),
        "decline": _("On record with your reason: the help was offered."),
    },
}

RULINGS_OF: Words = {
    "contest": {
        "offered": _("it is answered again"),
        "granted": _("granted: what was put out is mended as asked"),
        "refused": _("refused: the sheet stands"),
    },
    "accountability": {
        "offered": _("it is decided again"),
        "granted": _("adopted"),
        "refused": _("not adopted"),
    },
    "hearing": {
        "offered": _("the unit is heard again"),
        "granted": _("the hearing is closed: the unit was heard"),
        "refused": _("the hearing is closed: there is nothing more to hear"),
    },
}

ENDED: Words = {
    "amending": {"moot": _("carried out as ruled")},
    "assessing": {"moot": _("put out, or no longer owed by this desk")},
    "exemption": {"answered": _("exempt"), "accepted": _("answered"), "granted": _("decided on review"),
                  "refused": _("not exempt, or not taken up")},
    "clearing": {"accepted": _("the name is cleared"), "consented": _("the name is cleared")},
    "accountability": {"granted": _("adopted"), "refused": _("not adopted")},
    "hearing": {"answered": _("the unit was heard"), "granted": _("the unit was heard"),
                "silent": _("the unit said nothing")},
    "support": {"granted": _("help taken"), "refused": _("help turned down"),
                "silent": _("help offered, not answered")},
}  # fmt: skip
"""How such a matter ended."""
