"""Secret calendar addresses 日历订阅: what a person's desks have in hand, by the day it is due.

Whoever has the address reads the feed without signing in, so it says no more than a message does: number, kind, day,
link; titles only where the site allows them. Only a digest of the secret is kept. An address ends when it is revoked,
when its owner may not sign in any more, and when the owner leaves the desk it was made for.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import standing
from qiantou.access.models import Account
from qiantou.access.terms import TERMS
from qiantou.acts import registers
from qiantou.core.kernel import Desk
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.ical import Event, calendar
from qiantou.outbox.models import Feed
from qiantou.readmodel.models import MatterRow

MOST = 1000  # [default] matters of one feed, the earliest due first
TOKEN = 32  # bytes of chance in an address
INSTANT = timedelta(microseconds=1)


def make_feed(account: Account, desk: str, now: datetime, *, language: str) -> str:
    """A new secret address; what is returned is kept nowhere."""
    token = secrets.token_urlsafe(TOKEN)
    Feed.objects.create(token=digest(token), account=account.id, desk=desk, made=now, language=language)
    return settings.SITE_URL + reverse("feed", args=[token])


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address; 404 for every other, which is not written to the log."""
    found = Feed.objects.filter(pk=digest(token)).first()
    account = Account.objects.filter(pk=found.account).first() if found else None
    desks = _desks(account, found) if account is not None and found is not None else ()
    if found is None or not desks:
        return _nothing()
    with translation.override(found.language):
        body = calendar(_("Qiantou: in hand"), _events(desks))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="qiantou.ics"'
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _desks(account: Account, found: Feed) -> Sequence[Desk]:
    desks = standing(account).desks
    return [desk for desk in desks if not found.desk or desk == found.desk]


def _nothing() -> HttpResponse:
    answer = HttpResponse(status=404, content_type="text/plain; charset=utf-8")
    answer._has_been_logged = True  # type: ignore[attr-defined]  # the address may be a secret mistyped by one letter
    return answer


def _events(desks: Sequence[Desk]) -> Iterator[Event]:
    """The day on which work is due, or by which something is to be answered; none while the clock stands still."""
    rows = MatterRow.objects.filter(holder__in=desks, is_open=True)
    zone = registers.zone()
    for row in rows.order_by("due_now", "stream")[:MOST]:
        answering = row.phase != "underway"
        day = row.due_now
        if answering and row.reply_at is not None:
            day = (row.reply_at - INSTANT).astimezone(zone).date()
        if day is not None:
            yield _event(row, day, _("to answer: %(what)s") if answering else _("due: %(what)s"))


def _event(row: MatterRow, day: date, said: str) -> Event:
    title = row.title if settings.MESSAGE_TITLES else ""
    what = " ".join(part for part in (str(TERMS.get(row.kind, row.kind)), ref(row.stream), title) if part)
    host = urlsplit(settings.SITE_URL).hostname or "qiantou"
    address = settings.SITE_URL + matter_url(row.stream)
    return Event(f"{row.stream}@{host}", day, said % {"what": what}, address, row.changed, row.version)


urlpatterns = [path("feeds/<str:token>.ics", feed, name="feed")]
