"""What is told, and why a line may be left out: literal tables, each code with its words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Code:
    """`label`: the sort of news as people choose it; `rank`: of several lines about one matter the highest is told;
    `chases`: never sent to a desk whose clock stands still, and counted against the cap on a matter."""

    label: str | Promise
    rank: int
    chases: bool = False


CODES = {
    "came": Code(_("came to your desk"), 3),
    "decision": Code(_("waits for a decision"), 5),
    "prompt": Code(_("an answer is due soon"), 4, chases=True),
    "reminder": Code(_("the due day is near"), 4, chases=True),
    "chaser": Code(_("chaser"), 6, chases=True),
    "copied": Code(_("copy of a chaser to your unit"), 6, chases=True),
    "raised": Code(_("one step higher on the ladder"), 7, chases=True),
    "asked": Code(_("a side asks you to get on"), 4, chases=True),
    "ended": Code(_("the matter has ended"), 2),
    "row": Code(_("the next period's is not asked for"), 4),
    "bulletin": Code(_("bulletin issued"), 1),
    "preview": Code(_("your line of the next bulletin"), 5),
    "meeting": Code(_("coordination meeting"), 5),
    "sheet": Code(_("assessment sheet put out"), 5),
    "rating": Code(_("mutual rating is open"), 4),
    "cleared": Code(_("a name is cleared"), 2),
}
"""Code → what it is. A notice with any other code is a fault of the program."""

FATES = {
    "told": _("told in the message"),
    "ended": _("left out: the matter has ended"),
    "moved": _("left out: somebody else has it in hand"),
    "resting": _("left out: it rests meanwhile"),
    "cap": _("left out: enough was said about this matter today"),
    "merged": _("left out: told in another line"),
    "muted": _("left out: not wanted"),
    "left": _("left out: the person no longer sits at this desk"),
}

OUTCOMES = {
    "begun": _("begun; nothing is known of its end"),
    "ok": _("taken by the other side"),
    "nothing-left": _("nothing left to say"),
    "no-address": _("no address to send to"),
    "not-set-up": _("not set up on this site"),
    "address-form": _("the address cannot be used"),
    "unresolved": _("the name of the host is not known"),
    "not-listed": _("not a network this site lists"),
    "redirect": _("led elsewhere in a way that is not followed"),
    "timeout": _("no answer in time"),
    "unreachable": _("no connection"),
    "tls": _("the certificate does not fit"),
    "lacks": _("the mail server lacks what the site asks of it: encryption, or signing in"),
    "account": _("the mail server does not take the site's account"),
    "too-long": _("the answer is too long"),
    "refused": _("refused by the other side"),
    "busy": _("put off by the other side"),
    "too-fast": _("too many at once for the other side"),
    "not-understood": _("an answer that says nothing"),
}
"""How a try ended."""
