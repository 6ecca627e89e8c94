"""Sending what is due: claim one message, ask whether it still holds, try once, keep how it ended.

A claim moves the message's next try LEASE ahead and commits; so another worker leaves it alone, and one that is killed
on the way is followed up after LEASE: at least once, under the same id. The network is used outside any transaction.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from qiantou.outbox import wording
from qiantou.outbox.channels import PACES, ROBOTS, mail, webhook
from qiantou.outbox.hours import allowed_from
from qiantou.outbox.models import Hook, Line, Message, Reach, Robot, Try
from qiantou.outbox.outcome import Outcome
from qiantou.outbox.standing import judge, matters_of
from qiantou.outbox.surroundings import Surroundings
from qiantou.outbox.wording import Said

LEASE = timedelta(minutes=5)  # longer than any try may last
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"""[default] The pauses between tries; after the last of them a message has failed."""
PACE = timedelta(minutes=1)

log = logging.getLogger("qiantou.outbox")


def send_next(site: Surroundings) -> bool:
    """Try the next message that is due; False when there is none."""
    message = claim(site)
    if message is None:
        return False
    begun = time.monotonic()
    trying = Try.objects.create(message=message, number=message.tries, at=site.now())
    outcome = _tried(message, site)
    trying.took_ms = int((time.monotonic() - begun) * 1000)
    finish(message, trying, outcome, site)
    return True


def claim(site: Surroundings) -> Message | None:
    """Take the message that has waited longest. What must not be sent at this hour is put off to the next opening.

    None when nothing is due, or all that is due is taken; a look at nothing takes no lock.
    """
    now = site.now()
    return _claimed(site, now) if Message.objects.filter(state="waiting", next_at__lte=now).exists() else None


@transaction.atomic
def _claimed(site: Surroundings, now: datetime) -> Message | None:
    rows = Message.objects.filter(state="waiting", next_at__lte=now).order_by("next_at", "id")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    for message in rows[:20]:
        if message.tries > len(WAITS):  # whatever takes it is killed, or fails in a way nobody foresaw
            Message.objects.filter(pk=message.pk).update(state="failed", done=now)
            continue
        later = _put_off(message, site, now)
        if later is not None:
            Message.objects.filter(pk=message.pk).update(next_at=later)
            continue
        message.next_at = now + LEASE
        message.tries += 1
        message.save(update_fields=["next_at", "tries"])
        return message
    return None


def next_at() -> datetime | None:
    """When the next message may be tried."""
    return Message.objects.filter(state="waiting").order_by("next_at").values_list("next_at", flat=True).first()


def _put_off(message: Message, site: Surroundings, now: datetime) -> datetime | None:
    """Until when a message that is due has to wait all the same; None when it may go."""
    if not message.urgent and message.purpose == "notices":
        allowed = allowed_from(site.force(now).calendar, now)
        if allowed > now:
            return allowed
    if message.channel == "robot" and message.target.isdecimal():
        kind = Robot.objects.filter(pk=int(message.target)).values_list("kind", flat=True).first()
        lately = Try.objects.filter(message__channel="robot", message__target=message.target, at__gt=now - PACE)
        if kind is not None and lately.count() >= PACES[kind]:
            return now + PACE
    return None


def _tried(message: Message, site: Surroundings) -> Outcome:
    if message.purpose == "trial":
        return _handed(message, wording.trial(message), site)
    if message.purpose == "confirm":
        code = Reach.objects.filter(pk=message.target).values_list("code", flat=True).first()
        return _handed(message, wording.confirming(message, code), site) if code else Outcome("nothing-left")
    lines = list(message.lines.select_related("notice").order_by("notice_id"))
    _mute(message, lines)
    matters = matters_of(lines)
    told = judge(message, [line for line in lines if not line.fate], matters, site)
    Line.objects.bulk_update(lines, ["fate"])
    if not told:
        return Outcome("nothing-left")
    return _handed(message, wording.said(message, told, matters, site), site)


def _mute(message: Message, lines: list[Line]) -> None:
    """Every line is judged afresh at each try, first by what its reader wants now."""
    muted: set[str] = set()
    if message.channel == "mail" and not message.urgent:
        words = Reach.objects.filter(pk=message.target).values_list("muted", flat=True).first()
        muted = set((words or "").split())
    for line in lines:
        line.fate = "muted" if line.notice.code in muted else ""


def _handed(message: Message, said: Said, site: Surroundings) -> Outcome:
    """To the channel, with the address as it is now."""
    now = site.now()
    if message.channel == "mail":
        reach = Reach.objects.filter(pk=message.target).first()
        if reach is None or not reach.mail or not (reach.confirmed or message.purpose == "confirm"):
            return Outcome("no-address")
        return mail.send(reach.mail, said, now)
    if message.channel == "robot":
        robot = Robot.objects.filter(pk=message.target, on=True).first()
        return ROBOTS[robot.kind](robot, said, now, settings.NETWORKS) if robot else Outcome("no-address")
    hook = Hook.objects.filter(pk=message.target, on=True).first()
    return webhook.send(hook, said, now, settings.NETWORKS) if hook else Outcome("no-address")


@transaction.atomic
def finish(message: Message, trying: Try, outcome: Outcome, site: Surroundings) -> None:
    """Keep how the try ended, and when the next one is, if any. A claim that another worker has taken over stays its
    own, unless this one got through."""
    now = site.now()
    trying.code, trying.detail = outcome.code, outcome.detail[:40]
    trying.save(update_fields=["code", "detail", "took_ms"])
    row = Message.objects.filter(pk=message.pk, state="waiting")
    if not outcome.is_sent:
        message.lines.filter(fate="told").update(fate="")
    if outcome.is_sent:
        row.update(state="sent", done=now)
    elif outcome.code == "nothing-left":
        row.filter(tries=message.tries).update(state="dropped", done=now)
    elif not outcome.again or message.tries > len(WAITS):
        row.filter(tries=message.tries).update(state="failed", done=now)
    else:
        wait = max(WAITS[message.tries - 1], outcome.wait or timedelta())
        row.filter(tries=message.tries).update(next_at=now + wait)
    log.info("message %s, try %d: %s %s", message.name, message.tries, outcome.code, outcome.detail)
