"""Sentences about disputes, supervision items, meetings, urgent marks and competing dates; as `sentences`."""

from django.utils.translation import gettext_lazy as _

PRESSING = {
    "gives-an-opinion": _("%(desk)s gives its opinion and passes the dispute up; it does not decide it."),
    "opinion-without-clock": _("Whoever gives an opinion in a %(kind)s needs a time to give it in."),
    "names-no-superior": _("The lead may name %(desk)s in the township's stead only if it stands above %(doer)s."),
    "item-for-the-doer": _("A supervision item is put to whoever does the work: %(doer)s."),
    "supervises-itself": _("A supervision item comes from outside the work; its two sides have moves of their own."),
    "no-supervision-office": _(
        "A supervision item is put by the office of a leader above %(doer)s, or by that leader."
    ),
    "approves-its-own": _(
        "A supervision item is approved by a leader other than its issuer and the two sides of the work."
    ),
    "approval-by-a-third": _(
        "%(recorder)s is a side of the work that the item presses. Another office enters this, or the leader himself."
    ),
    "item-number-taken": _("The number %(number)s has another supervision item of your government this year."),
    "item-needs-a-number": _("A supervision item needs the number under which it was approved."),
    "item-needs-an-end": _("A supervision item needs an end date, not before today."),
    "target-blocked": _(
        "The work is stopped by something %(holder)s has in hand. Press that instead: whoever is blocked is not late."
    ),
    "target-awaits-an-answer": _("Whoever does the work waits for an answer it asked for. Press that answer instead."),
    "items-capped": _("This month's %(most)s supervision items of your government are used up."),
    "chair-is-a-post": _("A coordination meeting is chaired by a leader's post, not by %(desk)s."),
    "may-not-call": _("Meetings of %(chair)s are called and held by that post, by its office, or by rule."),
    "nothing-to-meet-about": _("A meeting needs at least one point that waits for it."),
    "twice-on-the-agenda": _("A matter stands on an agenda once."),
    "meeting-in-the-past": _("The meeting cannot be called for %(day)s: that day is over."),
    "meetings-capped": _(
        "%(chair)s holds %(most)s coordination meeting a month. The points wait for the next; only the chair may say "
        "that one more is needed."
    ),
    "minutes-are-final": _("The minutes of this meeting are on record and final. Bring what is left to the next one."),
    "meeting-not-held-yet": _("The meeting has not been held yet; its minutes are entered from that day on."),
    "minutes-need-a-number": _("The minutes need their number."),
    "nobody-attended": _("Please tick who attended."),
    "points-without-answer": _(
        "%(count)s points of the agenda have no answer. “Nothing decided” is an answer too, and is recorded as such."
    ),
    "chair-not-above": _(
        "%(chair)s does not stand above both %(asker)s and %(doer)s and cannot decide between them. Leave it to the "
        "next meeting, or pass it up."
    ),
    "blocker-without-day": _(
        "No day is set by which that matter ends, so waiting for it would have no end. Name its unit instead: it is "
        "asked, and says by when."
    ),
    "blocker-far-off": _(
        "That matter is due only on %(day)s; what is due by %(most)s may be named. Name its unit instead: it is asked, "
        "and says by when."
    ),
    "stops-your-own-work": _(
        "You named this matter as what stops your own work, and it was to end by %(day)s. A later day is for whoever "
        "decides between you: refer it."
    ),
    "no-day-to-compete": _("Both works need a due day: without one there is nothing to put in order."),
    "name-which-first": _("Please say which of the two goes first, and a new day for the other."),
    "put-off-to-a-later-day": _("The other work is due on %(day)s: name a later day for it."),
    "no-such-row": _("This belongs to no row of repeated requests of yours."),
    "repeats-until-later": _("A repeated request names its first due day, and a last day after it."),
    "urgent-capped": _("Your desk has marked %(most)s matters urgent this month, which is the most there may be."),
}
