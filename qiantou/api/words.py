"""What the operations of the interface are called in the reader's language; the details stay as programs read them.

A move is called as on its page (`desk/labels.py`). A test keeps the tables whole.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qiantou.desk import labels

_MOVE = "move-"

OPERATIONS = {
    "desk": _("My desk: for me, waiting for others, coming"),
    "matters": _("List of matters"),
    "matter": _("One matter, as it stands or stood on a day"),
    "matter-time": _("Time account of a matter: who had it, for how long, and why"),
    "move-beside": _("Ask for something beside a matter: more time, whose duty it is, and the like"),
    "decisions": _("Cases that wait for a decision"),
    "meeting-points": _("Points that wait for the next meeting"),
    "call-numbers": _("Whistles in numbers, by who was called and by who called"),
    "standard-requests": _("Data asked for by an accepted standard request: what may be collected"),
    "standard-collect": _("Enter that standing data was collected"),
    "decision": _("One case with both sides"),
    "decide": _("Decide a case"),
    "delegations": _("Delegations of a leader's desk"),
    "delegate": _("Give a leader's desk to a deputy for a time"),
    "delegation-over": _("End a delegation before its day"),
    "meetings": _("Coordination meetings"),
    "meeting-call": _("Call a meeting"),
    "meeting-minutes": _("Enter the minutes of a meeting, and what it decided"),
    "meeting-off": _("Call a meeting off"),
    "ask": _("Ask one or several units for something, propose something under a power"),
    "bulk": _("Accept many at once"),
    "joints": _("List of joint works"),
    "joint-begin": _("Begin a joint work"),
    "joint": _("One joint work with its charter"),
    "charter-change": _("Change a charter, or end the work"),
    "lead-pass": _("Ask another unit to take the lead"),
    "report-ask": _("Ask a working group for its yearly report"),
    "delay": _("Where the time of a joint work went"),
    "delay-out": _("Put out the attribution of the delay"),
    "division-launch": _("Open the matters of a division document"),
    "plan": _("The plan of a joint work"),
    "plan-change": _("Change lines and means of a plan"),
    "plan-shares": _("Set what part of a plan's weight is kept for coordination and in reserve"),
    "letters": _("Letters and signatures of a plan"),
    "letters-send": _("Send a plan out for consultation"),
    "signatures-send": _("Send a plan out to be signed"),
    "launch": _("Launch a signed plan"),
    "options": _("Options compared in a joint work"),
    "option-change": _("Enter or change an option"),
    "options-ask": _("Ask units what each option means for them"),
    "option-choose": _("Choose an option"),
    "mandates": _("Mandates"),
    "mandate-issue": _("Issue a mandate"),
    "mandate-ask": _("Ask for a power that is missing"),
    "mandate-say": _("Suspend, resume, confirm or end a mandate"),
    "mandate-change": _("Change a mandate"),
    "lendings": _("People lent"),
    "lending": _("Lend a person, or ask for one"),
    "lending-end": _("End a lending early"),
    "bulletins": _("Bulletins"),
    "bulletin-order": _("Set whose bulletin is drawn, and in which rhythm"),
    "bulletin": _("One bulletin"),
    "bulletin-show": _("Show a bulletin to the units it names"),
    "bulletin-ask": _("Put a bulletin before whoever signs it"),
    "bulletin-issue": _("Issue a bulletin"),
    "bulletin-say": _("Add a unit's own sentence to a bulletin, or correct a line"),
    "numbers": _("Numbers of papers: taken and left"),
    "number-take": _("Take a number for a paper"),
    "number-word": _("Set the words of an agency's numbers"),
    "number-cap": _("Set how many papers a unit may issue in a year"),
    "units": _("Units, posts and who sits where"),
    "calendar": _("The working calendar"),
    "calendar-change": _("Change the working calendar"),
    "kinds": _("Kinds of matters and their rules"),
    "kind-change": _("Change a kind of matters"),
    "duties": _("Rows of duty lists"),
    "duties-load": _("Load duty lists"),
    "duty-exceptions": _("Exceptions to duty lists"),
    "duty-exception": _("Enter an exception to a duty list"),
    "papers": _("Incoming papers"),
    "paper-register": _("Register an incoming paper and ask who takes the lead"),
    "paper": _("One incoming paper"),
    "review": _("The review of a joint work: shares, points and what they rest on"),
    "review-measure": _("Enter what a measure came to"),
    "review-confirm": _("Confirm a reading"),
    "review-put-out": _("Put the assessment sheet out"),
    "review-contest": _("Contest one item of the sheet"),
    "review-amend": _("Carry out what a ruling granted"),
    "accountability": _("What a proposal of accountability may cite, and what is missing yet"),
    "accountability-check": _("Draw the exemption check of a unit from the record"),
    "accountability-propose": _("Propose accountability of a unit; the unit is heard first"),
    "figures": _("Numbers that the site sets"),
    "figure-change": _("Change a number of the site"),
    "duty-change-apply": _("Apply for a change of a duty list"),
    "duty-change-publish": _("Publish a change of a duty list"),
    "checkpoints": _("Checkpoints of the record"),
    "keys": _("Public keys of the record"),
    "entry": _("One entry of the record"),
    "receipt": _("The receipt of an entry"),
    "receipt-check": _("Check a receipt"),
    "file": _("A scan"),
    "download": _("A paper or table, as a page gives it"),
}
GROUPS = {
    "matters": _("Matters"),
    "moves": _("Moves on a matter"),
    "what waits": _("What waits"),
    "deciding": _("Deciding"),
    "meetings": _("Meetings"),
    "asking": _("Asking"),
    "joint work": _("Joint work"),
    "plans": _("Plans"),
    "mandates": _("Mandates"),
    "bulletins": _("Bulletins"),
    "papers": _("Numbers for papers"),
    "register": _("Register"),
    "record": _("Record"),
    "files": _("Files"),
}
FIELDS = {
    "desk": _("whose move it is"),
    "scans": _("scans that the words name, in Base64"),
    "seen": _("the version last seen; refused once there is a later one"),
    "recorded": _("entered for another desk: by whom, which paper, said on which day"),
    "reason": _("why"),
    "title": _("what it is called"),
    "until": _("last day"),
    "unit": _("unit"),
    "due": _("day by which it is due"),
    "duty": _("row of the duty list it rests on"),
    "off_list": _("exception it rests on, where it is not on the list"),
    "number": _("number"),
    "kind": _("kind of matter"),
    "cursor": _("where to go on reading"),
    "limit": _("how many at most"),
    "asof": _("as of the end of this day"),
    "paper": _("paper it rests on"),
    "q": _("words to look for"),
    "joint": _("joint work"),
    "text": _("text"),
    "sponsor": _("leader who decides"),
    "scan": _("scan, by its name"),
    "detail": _("what exactly"),
    "doer": _("who is to do it"),
    "doers": _("who is to do it, one matter each"),
    "to": _("to whom"),
    "lead": _("lead"),
    "mandate": _("mandate it rests on"),
    "basis": _("what the demand rests on"),
    "part_of": _("matter that this is a part of"),
    "day": _("day"),
    "ground": _("ground"),
    "urgency": _("urgency"),
}


def operation(name: str) -> str:
    """What an operation does, in a few words. Raises KeyError for one that has none."""
    told = OPERATIONS.get(name)
    return str(told) if told is not None else str(labels.MOVES[name.removeprefix(_MOVE)])


def group(tag: str) -> str:
    """What the operations of a tag are about. Raises KeyError."""
    return str(GROUPS[tag])


def field(name: str) -> str:
    """What a field says that many operations have; empty for one that its name or the details explain."""
    return str(FIELDS.get(name, ""))
