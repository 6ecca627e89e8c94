"""The words of the time account: what a stretch of time was, what stands apart, what protects."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.attribution import NOBODY, OUTSIDE
from qiantou.desk.templatetags.dates import brief
from qiantou.insight.account import Why
from qiantou.insight.account_pieces import Clock, Piece
from qiantou.insight.account_shields import Shield

APART: dict[Why, Promise] = {
    Why.WINDOW: gettext_lazy("others had it, inside the time they are allowed"),
    Why.OUTSIDE: gettext_lazy("a cause outside everybody's hands"),
    Why.GRANTED: gettext_lazy("another day was granted"),
    Why.ROUNDING: gettext_lazy("waiting is given back in whole days"),
    Why.AGREED: gettext_lazy("had passed before the day was agreed"),
    Why.UNSURE: gettext_lazy("rests on an entry that is not confirmed, or contested"),
    Why.CLOSED: gettext_lazy("closed for a while, or a new doer had its time to answer"),
}
SHIELDS: dict[Shield, Promise] = {
    Shield.UNSURE: gettext_lazy("rests on an entry that is not confirmed, or contested"),
    Shield.WAITED: gettext_lazy("by the plan it waited for others, and then had its planned time"),
    Shield.REASON: gettext_lazy("the reason for being late was accepted, or is not answered yet"),
    Shield.RESERVED: gettext_lazy("while it was asked whose duty it is"),
    Shield.CHANGES: gettext_lazy("sent back though nothing agreed was lacking"),
    Shield.ASKED: gettext_lazy("while another desk had what it asked"),
    Shield.LIFTED: gettext_lazy("by decision it was not to be chased"),
    Shield.WARNED: gettext_lazy("it had asked for a later day in time"),
}
IN_TIME: dict[Clock, Promise] = {
    Clock.TALK: gettext_lazy("in time, before the day was agreed"),
    Clock.RUNS: gettext_lazy("in time"),
    Clock.STANDS: gettext_lazy("in its own time; the doer's clock was stopped"),
    Clock.AFTER: gettext_lazy("in time, after it was handed in"),
}
CAUSES: dict[str, Promise] = {
    "closed": gettext_lazy("closed for a while"),
    "stopped": gettext_lazy("stopped, nobody named"),
}


def what(piece: Piece) -> str:
    """Whether a stretch was in time, and whose it was where it was not."""
    if not piece.over:
        return str(APART[Why.OUTSIDE] if piece.bears == OUTSIDE else IN_TIME[piece.clock])
    if piece.bears == piece.holder and piece.holder != NOBODY:
        return _("beyond what is allowed")
    return _("beyond the day, but nobody's")


def signed(minutes: int, day_minutes: int) -> str:
    """A length that may be below nought; – for none."""
    if not minutes:
        return "–"
    return ("−" if minutes < 0 else "") + brief(abs(minutes), day_minutes)
