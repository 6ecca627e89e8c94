"""Where a person is reached: a mail address counts once its owner has typed the code that was sent to it.

A code holds for HOLDS and for GUESSES tries; no more than CODES are sent within an hour, so that nobody is pestered by
somebody else's typing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from qiantou.outbox.again import ask
from qiantou.outbox.codes import CODES as NEWS
from qiantou.outbox.models import Message, Reach

HOLDS = timedelta(minutes=30)  # [default]
GUESSES = 5  # [default]
CODES = 5  # [default]
DIGITS = 8


def reach_of(account: str) -> Reach:
    """As it stands; a new one, not stored, for somebody who never said anything."""
    return Reach.objects.filter(pk=account).first() or Reach(account=account)


@transaction.atomic
def set_mail(account: str, address: str, now: datetime, *, language: str) -> bool:
    """Take an address and send a code to it; the one before counts no longer. False when enough codes were sent."""
    sent = Message.objects.filter(purpose="confirm", target=account, made__gt=now - timedelta(hours=1))
    if sent.count() >= CODES:
        return False
    reach = _locked(account)
    reach.mail, reach.confirmed = address, False
    reach.code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    reach.code_until, reach.code_tries = now + HOLDS, 0
    reach.save()
    Message.objects.filter(purpose="confirm", target=account, state="waiting").update(state="dropped", done=now)
    ask("mail", account, "confirm", now, language=language)
    return True


@transaction.atomic
def confirm(account: str, code: str, now: datetime) -> bool:
    """Whether the code fits; the address then counts. After GUESSES wrong ones, or past its time, none fits."""
    reach = _locked(account)
    open_until = reach.code_until
    if not reach.code or open_until is None or now >= open_until or reach.code_tries >= GUESSES:
        return False
    reach.code_tries += 1
    fits = secrets.compare_digest(reach.code, code)
    if fits:
        reach.confirmed, reach.code, reach.code_until = True, "", None
    reach.save()
    return fits


@transaction.atomic
def forget_mail(account: str) -> None:
    """No mail any more."""
    reach = _locked(account)
    reach.mail, reach.confirmed, reach.code, reach.code_until = "", False, "", None
    reach.save()


@transaction.atomic
def mute(account: str, wanted: Iterable[str]) -> None:
    """Only news of these codes from now on; emergencies come all the same."""
    reach = _locked(account)
    reach.muted = " ".join(sorted(set(NEWS) - set(wanted)))
    reach.save()


def _locked(account: str) -> Reach:
    reach, _made = Reach.objects.select_for_update().get_or_create(pk=account)
    return reach
