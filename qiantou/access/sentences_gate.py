"""Sentences about proposals of accountability and look-ups; as `sentences`."""

from django.utils.translation import gettext_lazy as _

GATE = {
    "gate-not-passed": _("This proposal cannot be put yet. Missing: %(lacks)s."),
    "rests-on-no-record": _(
        "This rests on a missing record alone. That nothing is on record proves nothing: name entries of the unit's "
        "own work, other than what was asked of it and what the rule sent."
    ),
    "ground-not-found": _("One of the entries named is no entry of a matter in this joint work."),
    "ground-in-doubt": _("One of the entries named was recorded for a unit that has not confirmed it, or contests it."),
    "not-the-units-work": _("One of the entries named stands in work that is not done by %(desk)s."),
    "decided-above-both": _("This is put to a leader above both sides: %(desk)s."),
    "not-heard-yet": _(
        "%(desk)s is being heard. Nobody decides before it has answered, or its time to answer is over."
    ),
    "says-it-itself": _("This is for %(desk)s alone to say. Somebody sits there: nobody records it for it."),
    "below-the-minimum": _(
        "The national minimum may be tightened, never loosened: private gain, what was banned, major harm and what is "
        "never exempt."
    ),
    "through-the-gate": _(
        "What is asked or decided of a unit in its appraisal, a deduction or accountability, goes through the page of "
        "proposals of accountability: after its check, and with the unit heard."
    ),
    "proposed-before": _("A proposal of accountability on the same work is open already: %(number)s."),
    "nothing-new-since": _(
        "An application of this unit for the same work was decided: number %(number)s. Another needs an entry that the "
        "check did not show then."
    ),
    "decided-before": _(
        "A proposal of accountability on the same work was decided: %(number)s. Another rests on what was done or "
        "found in that work since."
    ),
    "say-if-it-blames": _(
        "Please say first whether this asks for a deduction, or that somebody answer for something. What does goes "
        "through the page of proposals of accountability."
    ),
    "adopted-or-not": _("A proposal of accountability is adopted or not adopted; no work is made of it."),
    "lawful-channel": _(
        "Clues of a breach of discipline or of a crime do not pass through this system. Please turn to the discipline "
        "inspection body (telephone 12388) or the police (110). Nothing was stored here. Whatever else is written can "
        "be sent without it, and the work goes on."
    ),
    "discipline-is-no-side": _(
        "%(desk)s is a discipline body: it reads by a look-up alone and has no part in matters."
    ),
    "only-a-discipline-body": _("A look-up is entered, used and closed by the discipline body whose case it is."),
    "lookup-stays": _("A look-up is not changed: it is closed on the day it ends, or another is entered."),
    "lookup-needs-its-number": _("A look-up needs its case number."),
    "lookup-needs-its-approval": _("A look-up needs who approved it."),
    "lookup-needs-its-range": _("A look-up needs its range: units, a joint work, or both; and opens nothing else."),
    "lookup-of-days-to-come": _(
        "The days of a look-up end today at the latest: what is not recorded yet is not looked at."
    ),
    "lookup-too-long": _("A look-up lasts %(days)s days at most. Enter another when it has ended."),
    "page-out-of-range": _("What was opened lies outside the look-up: no such matter is in its range and days."),
    "lookup-is-over": _("This look-up is closed or over, and opens nothing more."),
}
