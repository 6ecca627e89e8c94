"""The registered phone of a desk without account: who may enter it, and what of it is shown.

The unit that answers for contact enters it, or a system administrator. Every change is kept among the deeds, and ends
every code that was sent to the phone before.
"""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from qiantou.access.deeds import note
from qiantou.access.guards import standing
from qiantou.access.link_rows import Link, Phone
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.core.guard import is_outside
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.recording import contact_of
from qiantou.core.register import InForce

NUMBER = re.compile(r"\+?[0-9]{7,15}")
SPACES = re.compile(r"[\s()（）-]+")
SHOWN = 4  # digits


def speaks_by_link(desk: Desk, force: InForce) -> bool:
    """Whether nobody signs in for the desk, so that links and slips are for it."""
    return force.is_known(desk) and (is_outside(desk) or not force.is_staffed(desk))


def phone_of(desk: str) -> Phone | None:
    return Phone.objects.filter(pk=desk).first()


def tail(phone: Phone) -> str:
    """What pages show of a number: its last digits."""
    return _("ending in %(digits)s") % {"digits": phone.number[-SHOWN:]}


def registration(phone: Phone) -> str:
    """A digest, under the site's key, of the number, who entered it and when: another one for whatever comes after."""
    told = f"{phone.number}/{phone.entered}/{phone.at.timestamp()}"
    return salted_hmac("qiantou.access.phones", told, algorithm="sha256").hexdigest()


def may_register(account: Account, desk: Desk, force: InForce) -> bool:
    if account.admin:
        return account.admin == "system"
    return contact_of(desk, force) in standing(account).desks


def register(account: Account, desk: Desk, typed: str, force: InForce) -> Phone:
    """Raises Rejected: "phone-form" for what is no number, "may-not-register" for whoever may not."""
    number = SPACES.sub("", typed)
    if not NUMBER.fullmatch(number):
        raise Rejected("phone-form")
    if not may_register(account, desk, force):
        raise Rejected("may-not-register", desk=desk)
    entered = "" if account.admin else contact_of(desk, force) or ""
    told = {"number": number, "entered": entered, "by": account.id, "at": shell.now()}
    with transaction.atomic():
        phone, _made = Phone.objects.update_or_create(desk=desk, defaults=told)
        Link.objects.filter(desk=desk).exclude(nonce="").update(nonce="")
    note("phone", by=account.id)
    return phone
