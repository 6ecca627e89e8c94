"""What people ask of the outbox: a trial, a failed message once more, and forgetting what is old."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_hex

from django.conf import settings

from qiantou.outbox.gather import name_of
from qiantou.outbox.models import Message, Notice


def ask(channel: str, target: str, purpose: str, now: datetime, *, language: str) -> Message:
    """Queue a trial or a letter to confirm an address; it goes at once, at any hour, since a person asked for it."""
    key = f"{channel}/{target}/{purpose}-{token_hex(8)}"
    return Message.objects.create(
        key=key, name=name_of(key), channel=channel, target=target, purpose=purpose, language=language,
        made=now, next_at=now,
    )  # fmt: skip


def send_again(number: int, now: datetime) -> bool:
    """Try a message that failed once more, under its own id; False when there is no failed one of this number."""
    failed = Message.objects.filter(pk=number, state="failed")
    return bool(failed.update(state="waiting", next_at=now, tries=0, done=None))


def forget_old(now: datetime) -> int:
    """Remove messages, their tries and notices that were settled MESSAGE_DAYS ago; how many messages."""
    last = now - timedelta(days=settings.MESSAGE_DAYS)
    removed, each = Message.objects.filter(done__lt=last).delete()
    Notice.objects.filter(settled__lt=last, line=None).delete()
    return each.get("outbox.Message", 0) if removed else 0
