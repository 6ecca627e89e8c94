"""The conversation of a matter: every entry in a sentence, with who, what they wrote, and its receipt.

Facts of an entry are worded here; what a person typed stays as typed. An entry recorded for another desk
says by whom, from which paper, and whether the desk has confirmed it. Erased words say that they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.facts import (
    Accepted,
    Agreed,
    Amended,
    BlockerMoved,
    BlockFiled,
    Bound,
    Carried,
    Chased,
    Climbed,
    Confirmed,
    Contested,
    Countered,
    Declined,
    Delivered,
    DeliveryAccepted,
    Doubted,
    Event,
    Inherited,
    Insisted,
    Lifted,
    NotOurs,
    Offered,
    OfferedTo,
    PassedUp,
    Prompted,
    Reassigned,
    Referred,
    Remarked,
    Reopened,
    Reported,
    Returned,
    Ruled,
    Settled,
    SideNoted,
    Signed,
    Succeeded,
    Urged,
    Varied,
)  # fmt: skip
from qiantou.core.kernel import Actor, Entry
from qiantou.core.kinds import DISPUTE
from qiantou.core.matter import APPROVAL, STOPPED, Matter
from qiantou.core.points import Disposal, Point
from qiantou.desk import labels
from qiantou.desk.addresses import address, receipt_url
from qiantou.desk.asked_told import asked_desks, asked_facts, exempted_facts, rating_facts, withheld_facts
from qiantou.desk.asked_words import ASKED_ACTS, LEAST
from qiantou.desk.duty_change_told import plain
from qiantou.desk.letter_words import FATES
from qiantou.desk.situation import Situation, Told
from qiantou.desk.templatetags.dates import day
from qiantou.desk.templatetags.papers import place

Names = Mapping[str, str]

ACTS: Mapping[str, str | Promise] = {
    "Offered": gettext_lazy("asked for this"),
    "Accepted": gettext_lazy("accepted"),
    "Settled": gettext_lazy("agreed; what was asked is granted"),
    "Agreed": gettext_lazy("agreed; it takes effect unless the leader who is told objects in time"),
    "Countered": gettext_lazy("proposed changes"),
    "Declined": gettext_lazy("declined"),
    "NotOurs": gettext_lazy("says it is not its duty, and works on under reservation"),
    "Amended": gettext_lazy("changed the terms"),
    "Insisted": gettext_lazy("kept the terms"),
    "OfferedTo": gettext_lazy("asked another unit"),
    "Dropped": gettext_lazy("let it drop"),
    "Reported": gettext_lazy("reported progress"),
    "BlockFiled": gettext_lazy("reported what blocks it"),
    "BlockerMoved": gettext_lazy("what blocks it has moved"),
    "Delivered": gettext_lazy("delivered for review"),
    "Returned": gettext_lazy("sent it back for completion"),
    "DeliveryAccepted": gettext_lazy("accepted the delivery; the matter is closed"),
    "Referred": gettext_lazy("put it up for a decision"),
    "Ruled": gettext_lazy("decided"),
    "PassedUp": gettext_lazy("passed it up for a decision"),
    "Withdrawn": gettext_lazy("withdrew the demand"),
    "TakenBack": gettext_lazy("took the last move back"),
    "Reopened": gettext_lazy("showed cause against being bound"),
    "Remarked": gettext_lazy("added a late remark"),
    "Confirmed": gettext_lazy("confirmed an entry recorded for it"),
    "Contested": gettext_lazy("contested an entry recorded for it"),
    "Chased": gettext_lazy("the clock ran out: the head of the unit is reminded once, by rule"),
    "Bound": gettext_lazy("the clock ran out: the terms bind"),
    "Climbed": gettext_lazy("the clock ran out: it goes to the leader who decides"),
    "Consented": gettext_lazy("the clock ran out: that counts as agreed"),
    "Expired": gettext_lazy("the clock ran out: the demand ends"),
    "Unanswered": gettext_lazy("the clock ran out: it ends unanswered"),
    "Carried": gettext_lazy("the first of this row was taken, and this one with it"),
    "Signed": gettext_lazy("had signed this line of the plan; the work is taken"),
    "Tabled": gettext_lazy("the clock ran out: it is on the list of the next coordination meeting"),
    "Succeeded": gettext_lazy("somebody else decides by the register now: it goes there, with a clock of its own"),
    "Unsigned": gettext_lazy("the signature under it has fallen: it is asked as if never signed"),
    "Varied": gettext_lazy("a change was granted"),
    "Reassigned": gettext_lazy("another unit is named to do it"),
    "Inherited": gettext_lazy("another unit asks in the former one's place"),
    "Mooted": gettext_lazy("the matter it stood beside has ended"),
    "Urged": gettext_lazy("sent by rule"),
    "Prompted": gettext_lazy("chased it"),
    "Lifted": gettext_lazy("let the ladder rest"),
    "Excused": gettext_lazy("the reason given is accepted"),
    "SideNoted": gettext_lazy("what stands beside it moved"),
    "RowEnded": gettext_lazy(
        "the next period's is not asked for: the mandate, the duty or the joint work it rests on has ended"
    ),
    "Undone": gettext_lazy("what was granted beside it has fallen, and counts here no more"),
    "Doubted": gettext_lazy("whether what was granted beside it stands"),
}
STANDINGS: Mapping[str, str | Promise] = {
    "pending": gettext_lazy("named, not answered yet"),
    "real": gettext_lazy("it is an obstacle: the ball is with its holder"),
    "unreal": gettext_lazy("it was none: the paused time is given back"),
    "lifted": gettext_lazy("it is over: the work goes on"),
}
RULINGS: Mapping[str, str | Promise] = {
    "offered": gettext_lazy("it is asked again"),
    "underway": gettext_lazy("the work goes on"),
    "delivered": gettext_lazy("it goes back to review"),
    "closed": gettext_lazy("it ends"),
}
RULINGS_OF = {("supervision", "offered"): gettext_lazy("it is put to its doer")}


ANSWERED = "answered"
ACTS_OF: Mapping[str, Mapping[str, str | Promise]] = {
    "signature": {"Settled": gettext_lazy("signed it")},
    "consultation": {"Settled": gettext_lazy("agreed, no further remark")},
    "word": {"Delivered": gettext_lazy("answered")},
    "options": {"Delivered": gettext_lazy("answered")},
    "supervision": {
        "SideNoted": gettext_lazy("the work it presses was stopped, or goes on"),
        "Expired": gettext_lazy("its last day is over: it ends by rule, whatever stands"),
        "Reassigned": gettext_lazy("the work has another doer: it goes along"),
    },
    **ASKED_ACTS,
    ANSWERED: {"Settled": gettext_lazy("the matter ends with the answer")},
}
"""What an entry is called on matters of one kind, or of one outcome."""


def told_entries(situation: Situation, names: Names) -> list[dict[str, Any]]:
    """What `desk/parts/talk.html` shows, oldest first."""
    return [_told(told, situation.matter, names) for told in situation.told]


def desks_of(event: Event) -> set[str]:
    """The desks an entry speaks of."""
    fields = ("asker", "doer", "new_doer", "whose", "to", "holder", "arbiter", "head", "copied", "approver")
    found = {getattr(event, field, None) for field in fields}
    found |= asked_desks(event)
    if isinstance(event, Accepted | Settled | Signed | Agreed) and event.lack is not None:
        found.add(event.lack.curer)
    return {str(desk) for desk in found if desk}


def _told(told: Told, matter: Matter, names: Names) -> dict[str, Any]:
    entry = told.entry
    by = entry.by
    return {
        "at": entry.at,
        "who": _mover(entry, names),
        "rule": by.desk is None and by.recorded is None,
        "act": _own_words(entry.event) or _act(entry, names, matter.kind, matter.outcome),
        "said": _("These words were erased; the entry and its hash stay.") if told.erased else said(entry.event),
        "facts": [
            *facts_of(entry.event, names, matter.kind),
            *exempted_facts(entry.event, names),
            *_named(_("acting for it"), deputy_of(entry), names),
            *_linked(by, names),
        ],
        "unconfirmed": _recorded(entry, matter, names),
        "scan_url": address("file", by.recorded.scan) if by.recorded is not None and by.recorded.scan else "",
        "receipt_url": receipt_url(told.position) if told.position is not None else "",
        "position": told.position if told.position is not None else f"due-{entry.version}",
        "pending": told.position is None,
        "version": entry.version,
    }


def _own_words(event: Event) -> str:
    """A rung by its name, beside which stands that the rule acted; an item before its approver. Empty for the rest."""
    match event:
        case Urged(rung=rung):
            return _("sent: %(rung)s") % {"rung": labels.label(labels.RUNGS, rung.value)}
        case Referred(cause=cause) if cause == APPROVAL:
            return _("put it before the leader who approves it")
        case _:
            return ""


def deputy_of(entry: Entry[Event]) -> str | None:
    """The post that acted for the desk of another; None where the desk acted itself, or was recorded for."""
    by = entry.by
    is_post = by.desk is not None and by.desk.startswith("p:")
    return by.post if is_post and by.recorded is None and by.post != by.desk else None


def label_of(event: Event) -> str:
    return str(ACTS[type(event).__name__])


def _mover(entry: Entry[Event], names: Names) -> str:
    """Whose move it was; of what an issued paper asks, who entered it; empty for the rule."""
    recorded = entry.by.recorded
    desk = entry.by.desk or (recorded.by if recorded is not None else "")
    return names.get(desk, desk)


def _act(entry: Entry[Event], names: Names, kind: str, outcome: str = "") -> str:
    recorded, event = entry.by.recorded, entry.event
    if recorded is None or entry.by.desk is not None or not isinstance(event, Offered):
        called = {**ACTS_OF.get(kind, {}), **ACTS_OF.get(outcome, {})}
        return str(called.get(type(event).__name__) or label_of(event))
    facts = {"asker": names.get(event.asker, event.asker), "paper": recorded.paper or "–"}
    return _("asked for this in the name of %(asker)s, by %(paper)s") % facts


def sentence(entry: Entry[Event], names: Names, kind: str = "") -> str:
    """ "The roads office accepted": one entry in one sentence."""
    return _("%(who)s: %(act)s") % {"who": _mover(entry, names) or _("The rule"), "act": _act(entry, names, kind)}


def _recorded(entry: Entry[Event], matter: Matter, names: Names) -> str:
    recorded = entry.by.recorded
    if recorded is None or entry.version not in (*matter.unconfirmed, *matter.contested):
        return ""
    facts = {
        "by": names.get(recorded.by, recorded.by), "paper": recorded.paper or "–", "day": day(recorded.said),
    }  # fmt: skip
    if entry.version in matter.contested:
        return _("contested; recorded by %(by)s, said on %(day)s, paper: %(paper)s") % facts
    return _("recorded by %(by)s, said on %(day)s, paper: %(paper)s") % facts


def said(event: Event) -> str:
    """What the person typed."""
    match event:
        case Offered(title=title, detail=detail, reading=reading) if reading:
            own = _("Our own reading: %(reading)s") % {"reading": reading}
            return "\n".join(part for part in (title, plain(detail), own) if part)
        case Declined(reason=reason, withheld=withheld) if withheld is not None:
            return "\n".join(dict.fromkeys(text for text in (withheld.rule, withheld.why, reason) if text))
        case Offered(title=title, detail=detail, standard=standard, source=source):
            return "\n".join(part for part in (title, plain(detail), standard, place(source)) if part)
        case Accepted(lack=lack) | Settled(lack=lack) | Signed(lack=lack) | Agreed(lack=lack):
            return lack.lack if lack is not None else ""
        case Countered(proposal=text, points=points):
            return "\n".join((*((text,) if text else ()), *(_point(point) for point in points)))
        case Amended(detail=text, disposals=disposals) | Insisted(reason=text, disposals=disposals):
            return "\n".join((*((text,) if text else ()), *(_disposal(one) for one in disposals)))
        case Reported(text=text) | Remarked(text=text) | Prompted(text=text):
            return text
        case BlockFiled(lack=text) | DeliveryAccepted(remark=text) | Reopened(cause=text) | Returned(reasons=text):
            return text
        case Delivered(note=note, files=files):
            return "\n".join(part for part in (note, *files) if part)
        case Confirmed(paper=text):
            return text
        case _:
            return str(getattr(event, "reason", ""))


def _point(point: Point) -> str:
    told = (point.about, point.proposal, point.reason)
    return " · ".join(text for text in told if text)


def _disposal(one: Disposal) -> str:
    told = (str(one.point), labels.label(FATES, one.outcome), one.reason)
    return " · ".join(text for text in told if text)


def facts_of(event: Event, names: Names, of: str = "") -> list[tuple[str, str]]:
    """What the entry says besides words: dates, desks, grounds. `of`: the kind of its matter."""
    match event:
        case Offered(doer=doer, due=due):
            return [(_("asked of"), names.get(doer, doer)), *_dated(due), *asked_facts(event, names)]
        case Settled(lack=lack):
            return _named(_("could be cured by"), lack.curer, names) if lack is not None else []
        case Accepted(due=due, lack=lack) | Signed(due=due, lack=lack):
            curer = [(_("could be cured by"), names.get(lack.curer, lack.curer))] if lack else []
            return [*_dated(due), *curer]
        case Amended(due=due, least=least) if least:
            return [(_("what can still be given"), labels.label(LEAST, least)), *_dated(due)]
        case Countered(due=due) | Amended(due=due) | Bound(due=due) | Carried(due=due):
            return _dated(due)
        case Declined(ground=ground, withheld=withheld) if withheld is not None:
            return [(_("ground"), labels.label(labels.GROUNDS, ground)), *withheld_facts(withheld, names)]
        case DeliveryAccepted(solved=solved, satisfied=satisfied) if solved is not None:
            return rating_facts(solved, satisfied)
        case Declined(ground=ground, whose=whose):
            return [(_("ground"), labels.label(labels.GROUNDS, ground)), *_named(_("whose duty"), whose, names)]
        case NotOurs(whose=whose, due=due):
            return [*_named(_("whose duty"), whose, names), *_dated(due)]
        case OfferedTo(doer=doer) | Reassigned(doer=doer):
            return _named(_("asked of"), doer, names)
        case Remarked(received=True):
            return [(_("on record"), _("the written answer was received"))]
        case Reported(attempted=True):
            return [(_("on record"), _("tried without success: that is work done"))]
        case BlockFiled(to=to, counted=counted, asker=asker):
            runs_on = _(
                "runs on until it is answered: "
                "it was filed on a day of rest, or with an hour of work or less left of the day"
            )
            late = [] if counted else [(_("clock"), runs_on)]
            return [*_named(_("held by"), to, names), *_named(_("asked in the doer's stead by"), asker, names), *late]
        case BlockerMoved(holder=holder, standing=standing):
            return [(_("status"), str(STANDINGS.get(standing, standing))), *_named(_("held by"), holder, names)]
        case Returned(lacking=lacking):
            return [(_("why"), _("something agreed is lacking") if lacking else _("more is wished than was agreed"))]
        case Referred(arbiter=arbiter, cause=cause) if cause == APPROVAL:
            return _named(_("decides"), arbiter, names)
        case Referred(arbiter=arbiter, cause=cause):
            return [(_("why"), labels.label(labels.REFERRALS, cause)), *_named(_("decides"), arbiter, names)]
        case Agreed(arbiter=arbiter, lack=lack):
            curer = _named(_("could be cured by"), lack.curer, names) if lack is not None else []
            return [*_named(_("may object"), arbiter, names), *curer]
        case PassedUp(arbiter=arbiter, whose=whose) if whose is not None:
            return [*_named(_("whose duty"), whose, names), *_named(_("decides"), arbiter, names)]
        case (
            Climbed(arbiter=arbiter) | PassedUp(arbiter=arbiter) | Contested(arbiter=arbiter)
            | Succeeded(arbiter=arbiter)
        ):  # fmt: skip
            return _named(_("decides"), arbiter, names)
        case Ruled(another_post=True):
            return [(_("outcome"), _("another post is suggested to the unit; day and doer stay as they are"))]
        case Ruled(outcome=outcome, due=due, doer=doer, granted=granted):
            ruled = str(RULINGS_OF.get((of, outcome.value)) or RULINGS.get(outcome.value, outcome.value))
            if outcome.value == "closed":
                ruled = labels.label(labels.OUTCOMES, "granted" if granted else "refused")
            return [(_("outcome"), ruled), *_dated(due), *_named(_("done by"), doer, names)]
        case Varied(due=due, doer=doer):
            return [*_dated(due), *_named(_("asked of"), doer, names)]
        case Inherited(asker=asker):
            return _named(_("asks now"), asker, names)
        case Urged(to=to, copied=copied, reserved=reserved):
            held = [(_("under reservation"), _("the duty is in dispute"))] if reserved else []
            return [*held, *_named(_("told"), to, names), *_named(_("copied to"), copied, names)]
        case Prompted(to=to):
            return _named(_("told"), to, names)
        case Lifted(until=until):
            return [(_("through"), day(until))] if until is not None else []
        case Doubted(doubtful=doubtful):
            open_ = _("not confirmed, or contested: shown hatched until that is settled")
            return [(_("status"), open_ if doubtful else _("it stands: confirmed, or decided"))]
        case SideNoted(kind=kind, pending=pending) if kind == STOPPED:
            told = _("not in its hands now: no time runs here meanwhile") if pending else _("goes on")
            return [(_("the work it presses"), told)]
        case SideNoted(kind=kind, pending=pending) if kind == DISPUTE:
            told = _("in dispute: the doer works on under reservation, held to the days") if pending else _("ended")
            return [(_("kind"), labels.kind(kind)), (_("status"), told)]
        case SideNoted(kind=kind, pending=pending):
            status = _("others have it in hand; nobody is chased meanwhile") if pending else _("answered or ended")
            return [(_("kind"), labels.kind(kind)), (_("status"), status)]
        case Chased(head=head):
            return _named(_("reminded"), head, names)
        case _:
            return []


def _linked(by: Actor, names: Names) -> list[tuple[str, str]]:
    """By which way a desk without account spoke for itself."""
    if by.through is None:
        return []
    teller, unit = by.through.told, by.through.entered
    if teller is not None:
        told = _("by a one-time link; the code was read out by %(teller)s")
        return [("", told % {"teller": names.get(teller, teller)})]
    if unit is not None:
        told = _("by a one-time link; the code was sent to the phone that %(unit)s registered for it")
        return [("", told % {"unit": names.get(unit, unit)})]
    return [("", _("by a one-time link; the code was sent to its registered phone"))]


def _dated(due: Any) -> list[tuple[str, str]]:
    return [(_("due"), day(due))] if due else []


def _named(what: str, desk: str | None, names: Names) -> list[tuple[str, str]]:
    return [(what, names.get(desk, desk))] if desk else []
