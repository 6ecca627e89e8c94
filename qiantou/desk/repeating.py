"""The same form sent twice (a double press, a lost answer): its receipt, though what it was about is gone meanwhile.

For acts that take away what they are done to: a case decided is before nobody, a meeting called off is no meeting.
"""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from qiantou.access.models import Account
from qiantou.acts.execute import Asked, Receipt, sent_before
from qiantou.core.kernel import Actor, Rejected

APART = ("csrfmiddlewaretoken", "version")
"""Fields that say nothing of what is asked."""


def asked(request: HttpRequest) -> Asked:
    """What this form asks for: known again by its address and its fields."""
    fields = sorted((name, tuple(values)) for name, values in request.POST.lists() if name not in APART)
    return Asked(request.POST.get("command_id", "")[:64], (request.path, tuple(fields)))


def before(request: HttpRequest) -> Receipt | None:
    """The receipt of the same form carried out before; None for a new one, and for an id that came with other content,
    which the act itself refuses."""
    try:
        return sent_before(Actor(account=cast(Account, request.user).id), asked(request))
    except Rejected:
        return None
