"""From notices to messages: each notice joins the message of the day of everybody it goes to; an emergency goes alone.

Two workers never gather the same notice: it is locked, and on PostgreSQL others skip it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from qiantou.core.calendar import Calendar
from qiantou.outbox.hours import allowed_from, digest_at, is_quiet
from qiantou.outbox.models import Hook, Line, Message, Notice, Reach, Robot
from qiantou.outbox.surroundings import Surroundings

BATCH = 500  # notices of one transaction


@dataclass(frozen=True)
class Address:
    """Who gets a message: the channel and its target. A `daily` one gets what is ordinary once a working day."""

    channel: str
    target: str
    language: str = "zh-hans"
    daily: bool = True


@dataclass
class _Post:
    """The messages of one batch as they are found or made."""

    calendar: Calendar
    now: datetime
    lines: list[Line] = field(default_factory=list)
    kept: dict[str, Message | None] = field(default_factory=dict)

    def add(self, notice: Notice, to: Address) -> None:
        message = self._place(notice, to)
        if message is not None:
            self.lines.append(Line(message=message, notice=notice))

    def _place(self, notice: Notice, to: Address) -> Message | None:
        if notice.urgent or not to.daily:
            when = self.now if notice.urgent else allowed_from(self.calendar, self.now)
            return self._message(f"{to.channel}/{to.target}/n{notice.pk}", to, when, urgent=notice.urgent)
        when = digest_at(self.calendar, notice.at, settings.DIGEST_AT)
        if when < self.now:
            when = digest_at(self.calendar, self.now, settings.DIGEST_AT) if self._is_quiet() else self.now
        key = f"{to.channel}/{to.target}/{self.calendar.day_of(when)}"
        found = self._message(key, to, when)
        if found is None:  # that day's message is under way or gone: the next working day's
            when = digest_at(self.calendar, self.calendar.end_of_day(self.calendar.day_of(when)), settings.DIGEST_AT)
            found = self._message(f"{to.channel}/{to.target}/{self.calendar.day_of(when)}", to, when)
        return found

    def _is_quiet(self) -> bool:
        return is_quiet(self.calendar, self.now)

    def _message(self, key: str, to: Address, when: datetime, *, urgent: bool = False) -> Message | None:
        """The message of this key, made if there is none; None when a try of it has begun."""
        if key not in self.kept:
            found, _made = Message.objects.select_for_update().get_or_create(
                key=key,
                defaults={
                    "name": name_of(key), "channel": to.channel, "target": to.target, "language": to.language,
                    "urgent": urgent, "made": self.now, "next_at": when,
                },
            )  # fmt: skip
            self.kept[key] = found if found.state == "waiting" and not found.tries else None
        return self.kept[key]


def name_of(key: str) -> str:
    """The id of a message as others see it: always the same for the same message, telling nothing of whose it is."""
    return hashlib.sha256(f"{settings.SECRET_KEY}/message/{key}".encode()).hexdigest()[:32]


def gather(site: Surroundings) -> int:
    """Settle up to BATCH notices; how many. A look at nothing takes no lock."""
    return _gathered(site) if Notice.objects.filter(settled=None).exists() else 0


@transaction.atomic
def _gathered(site: Surroundings) -> int:
    """Their messages are written in the same transaction."""
    rows = Notice.objects.filter(settled=None).order_by("id")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    found = list(rows[:BATCH])
    if not found:
        return 0
    now = site.now()
    post = _Post(site.force(now).calendar, now)
    for notice, to in _addressed(found, site):
        post.add(notice, to)
    Line.objects.bulk_create(post.lines, ignore_conflicts=True)
    Notice.objects.filter(pk__in=[notice.pk for notice in found]).update(settled=now)
    return len(found)


def _addressed(found: Sequence[Notice], site: Surroundings) -> Iterator[tuple[Notice, Address]]:
    people = site.people({notice.desk for notice in found})
    accounts = {person.account for told in people.values() for person in told}
    mails = Reach.objects.filter(pk__in=accounts, confirmed=True).exclude(mail="") if accounts else Reach.objects.none()
    muted = {reach.account: set(reach.muted.split()) for reach in mails}
    robots = list(Robot.objects.filter(on=True))
    hooks = list(Hook.objects.filter(on=True))
    for notice in found:
        for person in people.get(notice.desk, ()):
            if person.account in muted and (notice.urgent or notice.code not in muted[person.account]):
                yield notice, Address("mail", person.account, person.language)
        for robot in robots:
            if robot.desk == notice.desk and robot.made <= notice.at:
                yield notice, Address("robot", str(robot.pk), robot.language)
        for hook in hooks:
            if hook.desk in ("", notice.desk) and hook.made <= notice.at:
                yield notice, Address("hook", str(hook.pk), daily=False)
