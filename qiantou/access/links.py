"""One-time links (一次性链接): made for a desk without account, confirmed by a code, dead after one move.

    made = make(account, Wish(desk, stream, maker))    the link, and its secret, shown once
    link = live(secret)                                Http404 for whatever does not open, always alike
    ask(link, told=False); code_of(link)               a code of 6 digits, to be sent or read out
    is_right(link, typed)                              counts; after MOST_TRIES wrong ones the link is dead
    use(link, position)                                the one move is made

The secret is 192 bits of chance, so a digest without salt is enough. A code is worked out from the site's key, a nonce
and the phone as it is registered: whoever reads the database alone learns none, and none outlives its phone. Source:
docs/rules/outsiders.md.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.http import Http404
from django.utils.crypto import constant_time_compare, salted_hmac

from qiantou.access.deeds import note
from qiantou.access.guards import Standing
from qiantou.access.link_rows import Link, Phone
from qiantou.access.models import Account, opaque
from qiantou.access.phones import phone_of, registration, speaks_by_link
from qiantou.acts import shell
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.recording import contact_of
from qiantou.core.register import InForce

LIFE = timedelta(days=7)  # [default]
CODE_LIFE = timedelta(minutes=10)  # [default]
KEPT = timedelta(days=30)  # [default] after its use or its end
MOST_SENDS = 3  # [default] codes of one link
MOST_A_DAY = 20  # [default] codes of all links of a desk within DAY: no phone is flooded, no code guessed link by link
DAY = timedelta(days=1)
BETWEEN = timedelta(minutes=1)  # [default] from one code to the next
MOST_TRIES = 5  # [default] wrong codes, then the link is dead
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another in handwriting
SECRET = re.compile(r"[A-Za-z0-9_-]{32}")
CODE = re.compile(rf"([{LETTERS}]{{4}})-?([{LETTERS}]{{4}})")


@dataclass(frozen=True)
class Wish:
    """For whom, about which matter, made by the people of which desk; `confirms`: only to answer what was recorded."""

    desk: Desk
    stream: Stream
    maker: Desk
    confirms: bool = False


@dataclass(frozen=True)
class Made:
    """A link just made. Its secret is in the answer to whoever made it, and nowhere else."""

    link: Link
    secret: str


def make(account: Account, wish: Wish) -> Made:
    """A new link; an older one for the same desk and matter is dead from now on."""
    now, secret = shell.now(), secrets.token_urlsafe(24)
    with transaction.atomic():
        _open(now).filter(desk=wish.desk, stream=wish.stream).update(ended=now)
        link = Link.objects.create(
            code=_code(), digest=_digest(secret), desk=wish.desk, stream=wish.stream, confirms=wish.confirms,
            maker=wish.maker, by=account.id, made=now, until=now + LIFE,
        )  # fmt: skip
    note("link-made", by=account.id)
    return Made(link, secret)


def live(secret: str) -> Link:
    """The link of this secret that still opens. Raises Http404 alike for any other, after the same one question."""
    found = _open(shell.now()).filter(digest=_digest(secret if SECRET.fullmatch(secret) else "")).first()
    if found is None:
        raise Http404
    return found


def used_just_now(secret: str, link_id: str) -> Link:
    """The link that was used by whoever holds its id in a session. Raises Http404."""
    found = Link.objects.filter(digest=_digest(secret), used__gt=shell.now() - CODE_LIFE).first()
    if found is None or not constant_time_compare(found.id, link_id):
        raise Http404
    return found


def slip_called(code: str) -> Link:
    """The row of the slip with this short code, as typed by hand. Raises Http404."""
    read = CODE.fullmatch(code.strip().upper())
    found = Link.objects.filter(code="-".join(read.groups())).first() if read else None
    if found is None:
        raise Http404
    return found


def last_of(stream: str, desk: str) -> Link | None:
    """The newest link of a desk for a matter, dead or alive."""
    return Link.objects.filter(stream=stream, desk=desk).order_by("-made").first()


def waiting_to_be_told(desks: frozenset[Desk] | tuple[Desk, ...]) -> QuerySet[Link]:
    """Links of these desks whose code somebody waits to be told now, the longest waiting first."""
    return _untold().filter(desk__in=desks)


def codes_to_tell(seen: Standing, force: InForce) -> int:
    """How many codes wait now to be read out by one of these desks, as the contact unit; one query."""
    asked = (Desk(desk) for desk in _untold().values_list("desk", flat=True))
    return sum(contact_of(desk, force) in seen.desks and speaks_by_link(desk, force) for desk in asked)


def remove_old_links() -> int:
    """Links whose end lies KEPT back: used, taken back or past their time; how many. The move stays on record."""
    until = shell.now() - KEPT
    removed, _each = Link.objects.filter(Q(used__lt=until) | Q(ended__lt=until) | Q(until__lt=until)).delete()
    return int(removed)


def ask(link: Link, *, told: bool) -> None:
    """A new code. Raises Rejected: "codes-spent", "codes-spent-today", or "code-too-soon" after less than BETWEEN."""
    now = shell.now()
    lately = Link.objects.filter(desk=link.desk, asked__gt=now - DAY).aggregate(all=Sum("sends"))["all"] or 0
    if lately >= MOST_A_DAY:
        raise Rejected("codes-spent-today")
    rows = Link.objects.filter(pk=link.pk, sends__lt=MOST_SENDS).filter(Q(asked=None) | Q(asked__lte=now - BETWEEN))
    if not rows.update(sends=F("sends") + 1, nonce=opaque(), asked=now, told=told):
        link.refresh_from_db()
        raise Rejected("codes-spent" if link.sends >= MOST_SENDS else "code-too-soon")
    link.refresh_from_db()


def code_of(link: Link, phone: Phone | None = None) -> str:
    """The present code, 6 digits; empty where none was asked for, its time is over, or the desk has no phone.

    `phone`: the one it is sent to, as registered when it was looked up; the present one unless named.
    """
    if not link.nonce or link.asked is None or shell.now() >= link.asked + CODE_LIFE:
        return ""
    known = phone or phone_of(link.desk)
    if known is None:
        return ""
    told = f"{link.id}/{link.nonce}/{registration(known)}"
    body = salted_hmac("qiantou.access.links", told, algorithm="sha256").digest()
    return f"{int.from_bytes(body[:8]) % 1_000_000:06d}"


def is_right(link: Link, typed: str) -> bool:
    """Whether this is the present code; it holds once, of several typed at one moment for whoever takes it first. Every
    try is counted before it is looked at."""
    counted = Link.objects.filter(pk=link.pk, tries__lt=MOST_TRIES, nonce=link.nonce).update(tries=F("tries") + 1)
    code = code_of(link)
    if not counted or not code or not constant_time_compare(code, typed):
        return False
    return bool(Link.objects.filter(pk=link.pk, nonce=link.nonce).update(nonce="", tries=F("tries") - 1))


def use(link: Link, position: int | None) -> None:
    """The one move is made: the link opens nothing any more."""
    Link.objects.filter(pk=link.pk, used=None).update(used=shell.now(), position=position, nonce="")


def end(account: Account, link: Link) -> None:
    """Taken back by whoever may make one."""
    Link.objects.filter(pk=link.pk, used=None, ended=None).update(ended=shell.now(), nonce="")
    note("link-ended", by=account.id)


def is_live(link: Link) -> bool:
    return link.used is None and link.ended is None and link.tries < MOST_TRIES and shell.now() < link.until


def _untold() -> QuerySet[Link]:
    since = shell.now() - CODE_LIFE
    return _open(shell.now()).filter(told=True, asked__gt=since).exclude(nonce="").order_by("asked")


def _open(now: datetime) -> QuerySet[Link]:
    return Link.objects.filter(used=None, ended=None, until__gt=now, tries__lt=MOST_TRIES)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _code() -> str:
    drawn = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"
