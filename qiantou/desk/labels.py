"""The words of the pages for what the rules call by codes: kinds, phases, moves, grounds, causes, outcomes.

A code without words here is shown as it is: a site may add kinds, and its register names them.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiantou.access.terms import TERMS
from qiantou.core import kind_table
from qiantou.core.mandate import Power
from qiantou.desk import labels_review

Labels = Mapping[str, "str | Promise"]

WHISTLES = ("whistle-emergency", "whistle-enforcement", "whistle-key-work")
KINDS: Labels = {kind: TERMS[kind] for kind in kind_table.KINDS}
HUES = {
    "task": "1", "obstacle": "3", "variation": "2", "dispute": "5", "word": "6", "consultation": "6", "signature": "4",
    "options": "6", "meeting": "2", "data": "3", "proposal": "4", "means": "3", "duty-change": "5", "passing": "4",
    "decision": "5", "explanation": "2", "guidance": "6", "whistle-emergency": "3", "whistle-enforcement": "3",
    "whistle-key-work": "3", "precedence": "2", "supervision": "5",
    **labels_review.HUES,
}  # fmt: skip

POWERS: Labels = {power.value: TERMS[power.value] for power in Power} | {"data": _("request data")}
"""The power to request data has a name of its own beside the kind of matter it opens."""

PHASES: Labels = {
    "offered": _("offered, waiting for an answer"),
    "countered": _("changes proposed"),
    "declined": _("declined"),
    "underway": _("under way"),
    "blocked": _("blocked"),
    "delivered": _("delivered, waiting for review"),
    "referred": _("waiting for a decision"),
    "closed": _("closed"),
}

NOT_YET_IN_EFFECT: Labels = {"objection": _("agreed; may be objected to")}
"""By why its holder has it: what is agreed and not in effect yet."""

_CALLED: Labels = {
    "offered": _("called, not arrived yet"),
    "underway": _("on the spot"),
    "delivered": _("done; waiting for the caller's word"),
}
_COMING: Labels = {
    "accept": _("We are here"),
    "reserve": _("We are here, with a reservation"),
    "deliver": _("It is done"),
    "accept-delivery": _("Rate and close"),
}
PHASES_OF: Mapping[str, Labels] = {
    "consultation": {"offered": _("waiting for the reply"), "countered": _("points wait for the lead")},
    "signature": {"offered": _("waiting for the signature")},
    "word": {"offered": _("waiting for the reply")},
    "options": {"offered": _("waiting for the reply")},
    "meeting": {"offered": _("waiting for the reply")},
    "guidance": {"offered": _("waiting for the answer"), "delivered": _("answered; the asker reads it")},
    **labels_review.PHASES_OF,
    **dict.fromkeys(WHISTLES, _CALLED),
}  # fmt: skip

OUTCOMES: Labels = {
    "accepted": _("accepted and closed"),
    "granted": _("granted"),
    "answered": _("answered"),
    "refused": _("refused"),
    "consented": _("counts as agreed"),
    "silent": _("not answered"),
    "withdrawn": _("withdrawn"),
    "moot": _("ended with the matter it stood beside"),
    "over": _("ended with its last day"),
}

SHEET_ENDED: Labels = {
    "granted": _("decided, with another day or doer"),
    "refused": _("decided: day and doer as they were"),
}

CAUSES: Labels = {
    "reply": _("to answer"),
    "answer": _("to answer what came back"),
    "work": _("to do the work"),
    "review": _("to review the delivery"),
    "decision": _("to decide"),
    "objection": _("may object before it takes effect"),
    "blocker": _("holds what blocks it"),
    "outside": _("an outside cause to confirm"),
}

REFERRALS: Labels = {
    "asked": _("one side asked for a decision"),
    "rounds": _("the two sides did not agree within the rounds allowed"),
    "returns": _("it was sent back as often as allowed"),
    "not-ours": _("two units said it is not theirs"),
    "cycle": _("matters wait for each other in a circle"),
    "contest": _("an entry recorded for a desk is contested"),
    "silence": _("a clock ran out"),
    "approval": _("a leader approves it before its doer is asked"),
    "meeting": _("a coordination meeting took it up"),
    "withheld": _("what was said could be given was refused too"),
    "which-first": _("two works compete for the same days"),
    "reason": _("the reason given was not accepted"),
    "ladder": _("the ladder came to its last rung"),
}

GROUNDS: Labels = {
    "not-ours": _("not our duty (say whose)"),
    "no-power": _("we lack the power"),
    "no-means": _("we lack the means"),
    "conflicts-with-rule": _("it conflicts with a rule"),
    "already-done": _("it is done already"),
    "date-impossible": _("the date is impossible"),
    "too-late": _("asked too late"),
    "no-reason-shown": _("no reason is shown"),
    "others-depend-on-it": _("others depend on the date"),
    "outside-the-limit": _("beyond what may be granted"),
    "confidential": _("confidential"),
    "within-its-power": _("it was within the unit's own power"),
    "not-concerned": _("not concerned"),
    "temporary-work": _("temporary or phased work"),
    "no-ground": _("no ground for the duty"),
    "opinions-missing": _("opinions of units touched are missing"),
    **labels_review.GROUNDS,
}

MOVES: Labels = {
    "accept": _("Accept"),
    "counter": _("Propose changes"),
    "reserve": _("Accept with a reservation"),
    "decline": _("Decline with a reason"),
    "withhold": _("Refuse as confidential"),
    "take-least": _("Take what can be given"),
    "not-ours": _("Decline: not our duty"),
    "amend": _("Change the terms"),
    "insist": _("Keep the terms"),
    "offer-to": _("Ask another unit"),
    "drop": _("Let it drop"),
    "deliver": _("Deliver for review"),
    "report": _("Report progress"),
    "block": _("Report what blocks it"),
    "block-outside": _("Report a cause outside"),
    "variation": _("Ask for more time or a hand-over"),
    "hand-over": _("Ask for a hand-over"),
    "dispute": _("Dispute whose duty it is"),
    "accept-delivery": _("Accept the delivery and close"),
    "return": _("Send back for completion"),
    "rule": _("Decide"),
    "assign": _("Decide who does it"),
    "pass-up": _("Pass up for a decision"),
    "reopen": _("Show cause against being bound"),
    "explain": _("Give the reason for being late"),
    "chase": _("Chase"),
    "lift": _("Let the ladder rest"),
    "take-back": _("Take back"),
    "refer": _("Ask for a decision"),
    "withdraw": _("Withdraw the demand"),
    "remark": _("Add a late remark"),
    "confirm": _("Confirm"),
    "contest": _("Contest"),
}
SETTLING: Labels = {"accept": _("Agree"), "decline": _("Refuse with a reason")}
"""What the same moves are called where accepting is the whole answer."""

MOVES_OF: Mapping[str, Labels] = {
    "consultation": {
        "accept": _("No remark: agree"), "counter": _("Give an opinion"), "amend": _("Dispose of each point"),
        "reserve": _("Agree, one lack reserved"),
    },
    "signature": {
        "accept": _("Sign"), "counter": _("Refuse to sign, with reasons"), "reserve": _("Comply, with a reservation"),
    },
    "word": {"deliver": _("Give an opinion")},
    "options": {"deliver": _("Give a position")},
    "guidance": {
        "deliver": _("Answer"), "counter": _("Ask back"), "accept-delivery": _("The answer is clear"),
        "return": _("Send back: it names nothing to do"),
    },
    "precedence": {"rule": _("Decide which goes first")},
    **labels_review.MOVES_OF,
    **dict.fromkeys(WHISTLES, _COMING),
    "passing": {"accept": _("Agree to lead"), "rule": _("Decide whether it passes"), "assign": _("Decide who leads")},
}  # fmt: skip
"""What moves are called on letters and signatures."""

GRAVE = frozenset({"decline", "not-ours", "drop", "withdraw", "contest", "return", "withhold"})

THEN: Labels = {
    "accept": _(
        "From then on the work is in your hands until you deliver it, or until a block or a decision moves it."
    ),
    "counter": _("The asker then answers your proposal."),
    "reserve": _("The work is yours; the lack you name is asked of that unit as an obstacle and counts later."),
    "decline": _("The asker then asks another unit, lets it drop or asks for a decision."),
    "withhold": _(
        "The asker then takes what can be given, or asks who may approve it. The refusal stays on record and is read "
        "with every later finding about the work."
    ),
    "take-least": _("It goes back for that much. Refused again, it goes to whoever may approve it."),
    "deliver": _("The asker then reviews it; time beyond its review days is not yours."),
    "block": _(
        "Your clock stops now; on a day of rest, or with an hour of work or less left of the day, once it is answered. "
        "It is that desk's turn when it accepts, when a leader rules so or when its time to answer runs out. "
        "If it proves no obstacle, the time is given back."
    ),
    "variation": _("You go on working meanwhile. The original date stays on record beside a granted one."),
    "dispute": _("The work stays with you, under reservation, until this is settled."),
    "accept-delivery": _("The matter is closed."),
    "return": _("The doer goes on. Sent back too often, the matter goes to the leader who decides."),
    "withdraw": _("The matter is closed for good; the record of it stays."),
    "refer": _("The leader above both sides then decides; once the work is taken the doer's clock stops meanwhile."),
    "rule": _("Everyone concerned sees the decision at once, and the dates follow from it."),
    "take-back": _("Only while nobody else has acted; both entries stay on record."),
    "report": _("A report changes no date and moves nothing."),
    "explain": _(
        "The asker accepts the reason, or the leader decides. Until then nobody chases you; the day stays as it is."
    ),
    "chase": _("Whoever has it in hand is told once. Chasers of the rule count too; a number is set for each kind."),
    "lift": _(
        "No further rung is taken through that day, else until the matter's own day, doer or stage changes. "
        "You may set another day later, and end it so. Your reason stays on record."
    ),
}

_ENDS: Labels = {"accept": _("The matter is closed."), "deliver": _("The matter is closed.")}
THEN_OF: Mapping[str, Labels] = {
    **dict.fromkeys(("word", "meeting", "options", "proposal"), _ENDS),
    "variation": {"accept": _("It is granted at once; the original day stays on record beside the new one.")},
    "dispute": {"accept": _("The work is yours from then on, with its dates and its history.")},
    "explanation": {
        "accept": _("The reason counts: nobody is chased for it until the day, the doer or the stage changes."),
    },
    "consultation": {
        "accept": _("The letter is closed: your unit agrees to its lines as they stand."),
        "counter": _("The lead disposes of every point, with reasons; then you are asked about those still open."),
        "amend": _("The unit is told at once. All adopted closes the letter; what the last round leaves open goes up."),
        "reserve": _("The letter is closed as agreed; the one lack you name stays on record and counts later."),
    },
    "signature": {
        "accept": _("Signed once for all; the date and the entry are on record."),
        "counter": _("It goes to the deciding leader at once, with your reasons."),
        "reserve": _("Your unit complies; the one lack you name stays on record and counts later."),
    },
    "guidance": {
        "deliver": _("The asker accepts it, by word or by silence, or sends it back once."),
        "return": _(
            "It is asked again, with a clock of its own. Sent back a second time it goes to the leader who decides."
        ),
        "accept-delivery": _("The question is closed; the answer is what counts from now on."),
    },
    "precedence": {"rule": _("The other work has the new day at once, beside its original one.")},
    **labels_review.THEN_OF,
    "passing": {
        "accept": _(
            "The leader who assigned the work is told and may still object, until the day shown then. "
            "If nobody does, the lead is yours from that day, with its matters, dates and history."
        ),
        "rule": _("If you let it pass, the lead goes over at once; if you refuse, it stays where it is."),
        "refer": _("The leader who is told then decides; until then the lead stays where it is."),
    },
}

RULINGS_OF: Mapping[str, Labels] = {
    "consultation": {
        "offered": _("it is asked again"),
        "granted": _("the lead's draft stands; the dissent stays beside the line"),
        "refused": _("the unit is right: the lead changes the plan"),
    },
    "signature": {
        "offered": _("it is asked to sign again"),
        "granted": _("it stands as if signed; the reasons against it stay on record"),
        "refused": _("the reasons hold: it is not signed"),
    },
    "passing": {
        "offered": _("it is asked again"),
        "granted": _("the lead passes, from today on"),
        "refused": _("the lead stays where it is"),
    },
    "guidance": {
        "offered": _("it is asked again"),
        "granted": _("this decision is the answer"),
        "refused": _("no answer is owed"),
    },
    **labels_review.RULINGS_OF,
    "decision": {"granted": _("another day or doer, as named"), "refused": _("as it is: the ladder begins anew")},
    "explanation": {"granted": _("the reason is accepted"), "refused": _("the reason is not accepted")},
}
"""What the outcomes of a ruling mean for letters and signatures."""

SILENCE: Labels = {
    "climb": _("If nobody answers by %(when)s, the matter goes to %(arbiter)s."),
    "bind": _(
        "An order: its terms stand unless declined on a listed ground. "
        "If nobody answers by %(when)s, the head of the unit is reminded once; "
        "%(days)s working day later the terms bind."
    ),
    "bind-chased": _("The head of the unit has been reminded. If nobody answers by %(when)s, the terms bind."),
    "consent": _("If nobody answers by %(when)s, that counts as agreed."),
    "close": _("If nobody answers by %(when)s, the demand ends."),
    "over": _("Whatever stands, it ends by rule at %(when)s."),
    "unopposed": _("If nobody objects by %(when)s, it takes effect as agreed."),
    "note": _("If nobody answers by %(when)s, it ends unanswered and is reported as silence."),
    "list": _("If nobody decides by %(when)s, it goes on the list of the next coordination meeting."),
}

LIGHTS: Labels = {
    "red": _("late for long"),
    "yellow": _("late"),
    "blue": _("due soon"),
    "green": _("in time"),
    "none": _("no light"),
}
EASES: Labels = {
    "waiting": _("waits for others"),
    "reason": _("reason given"),
    "excused": _("reason accepted"),
}
"""Why a light does not turn."""
LIGHT_CHIPS = {"red": "needs", "yellow": "warn", "blue": "", "green": "ok", "none": ""}

RUNGS: Labels = {
    "prompt": _("reminder before the time to answer runs out"),
    "reminder": _("reminder before the due day"),
    "chaser": _("written chaser"),
    "bulletin": _("item of the next bulletin"),
    "meeting": _("on the list of the next coordination meeting"),
    "sheet": _("decision sheet for the leader"),
}
"""The rungs of the ladder."""

SORTS: Labels = {
    "county": _("county"), "bureau": _("bureau"), "township": _("township"), "section": _("section"),
    "establishment": _("establishment office"), "park": _("park"),
    "discipline": _("discipline body"),
    "unit": _("unit"), "post": pgettext_lazy("position", "post"), "party": _("outside party"),
}  # fmt: skip

SECTIONS: Labels = {
    "meeting": _("coordination meeting"),
    "unit": _("unit"), "post": pgettext_lazy("position", "post"), "term": _("term"), "party": _("outside party"),
    "day": _("day"), "hours": _("hours"), "outage": _("outage"), "policy": _("kind"), "charter": _("joint work"),
    "duty": _("duty"), "off-list": _("exception to a duty list"), "mandate": _("mandate"),
    "secondment": _("secondment"), "paper": _("incoming paper"), "line": _("line of a plan"), "means": _("means"),
    "option": _("option"), "criterion": _("criterion"), "choice": _("choice between options"),
    "version": _("version of a plan"), "shares": _("credit shares"), "delegation": _("delegation"),
    "lookup": _("look-up"), "looked": _("page opened under a look-up"),
}  # fmt: skip


def label(table: Labels, code: str) -> str:
    """The words of a code, in the reader's language."""
    return str(table.get(code, code))


def kind(code: str) -> str:
    return label(KINDS, code)


def phase(code: str, kind: str = "", cause: str = "") -> str:
    """Where a matter of this kind stands. `cause`: why its holder has it."""
    if cause in NOT_YET_IN_EFFECT:
        return label(NOT_YET_IN_EFFECT, cause)
    own = PHASES_OF.get(kind, {})
    return label(own if code in own else PHASES, code)


def standing(phase_code: str, outcome: str, is_open: bool, kind: str = "") -> str:
    """Where a matter of this kind stands; how it ended, once it is closed."""
    return phase(phase_code, kind) if is_open else ended(outcome, kind)


def ended(outcome: str, kind: str = "") -> str:
    """How a matter of this kind ended. A sheet of the ladder asked for nothing that could be granted or refused."""
    if outcome in labels_review.ENDED.get(kind, {}):
        return label(labels_review.ENDED[kind], outcome)
    return label(SHEET_ENDED if kind == "decision" and outcome in SHEET_ENDED else OUTCOMES, outcome)


def move(code: str, *, settles: bool = False, kind: str = "") -> str:
    """What a move is called on a matter of this kind."""
    own = MOVES_OF.get(kind, {})
    if code in own:
        return label(own, code)
    return label(SETTLING, code) if settles and code in SETTLING else label(MOVES, code)


def then(code: str, kind: str = "") -> str:
    """What follows a move; empty where it goes without saying."""
    own = THEN_OF.get(kind, {})
    return label(own, code) if code in own else label(THEN, code) if code in THEN else ""
