"""What is done with accounts, kept for the audit administrator: signing in and out, and every act of administration."""

from __future__ import annotations

import logging

from django.utils.translation import gettext_lazy as _

from qiantou.access.models import Deed
from qiantou.acts import shell

log = logging.getLogger("qiantou.access")

DEEDS = {
    "signed-in": _("signed in"),
    "refused": _("sign-in refused"),
    "locked-out": _("kept out after wrong passwords"),
    "signed-out": _("signed out"),
    "password": _("changed the password"),
    "made": _("account made"),
    "released": _("account released"),
    "locked": _("account locked"),
    "unlocked": _("account unlocked"),
    "new-password": _("new password given"),
    "let-in": _("let in again after wrong passwords"),
    "roster": _("roster applied"),
    "way-added": _("robot or webhook added"),
    "way-changed": _("robot or webhook switched on or off"),
    "way-removed": _("robot or webhook removed"),
    "sent-again": _("failed message sent again"),
    "token-made": _("token made"),
    "token-revoked": _("token revoked"),
    "token-refused": _("token refused"),
    "phone": _("phone of a unit without account registered"),
    "link-made": _("one-time link made"),
    "link-ended": _("one-time link taken back"),
    "code-told": _("code of a one-time link shown, to be read out"),
}
"""Code of a deed → its name."""


def note(what: str, *, by: str = "", account: str = "") -> None:
    """Keep a deed of the account `by` with `account`; both are opaque ids, or empty. Also a line of the log."""
    if what not in DEEDS:
        raise ValueError(f"no such deed: {what}")
    Deed.objects.create(at=shell.now(), what=what, by=by, account=account)
    log.info("%s: account %s, by %s", what, account or "unknown", by or "nobody signed in")
