"""Tokens (接口令牌): a program acts for an account within scopes, for desks, until a day. Shown once, kept as a digest.

    token, shown = make(account, Wish("register of our OA", ("read", "move"), (), days=90))
    token = known(shown)         the token of what a program shows, or None

What is shown is "qt-", twelve digits that say which token it is, and 256 bits of chance, so a digest without salt
is enough. A token is worth nothing once it has expired or been revoked, and while its account is locked or has to
change its password.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

from django.db.models import QuerySet
from django.http import Http404

from qiantou.access.deeds import note
from qiantou.access.guards import standing
from qiantou.access.models import Account, Token
from qiantou.acts import shell

READ, MOVE, RECORD, REGISTER, SIGN = "read", "move", "record", "register", "sign"
SCOPES = (READ, MOVE, RECORD, REGISTER, SIGN)
"""To read; to move and ask in the desks' own name; to record moves for others; to enter in the register and plans; and
to decide and sign, before which the pages ask for the password again."""
LONGEST = 366  # [default] days
MOST = 20  # [default] live tokens of one account
USED_EVERY = timedelta(minutes=10)  # how exactly the last use is kept: reading writes at most this often
SHOWN = re.compile(r"qt-([0-9a-f]{12})-([A-Za-z0-9_-]{43})")


class TooMany(Exception):
    """The account has as many live tokens as it may have."""


@dataclass(frozen=True)
class Wish:
    """What a token shall be: its name for its owner, scopes, desks (all if empty), and for how many days."""

    name: str
    scopes: tuple[str, ...]
    desks: tuple[str, ...] = ()
    days: int = 90


def make(account: Account, wish: Wish) -> tuple[Token, str]:
    """A new token, and what is shown once. Raises ValueError for a wish that cannot be, TooMany past MOST."""
    if not wish.scopes or not set(wish.scopes) <= set(SCOPES) or not 1 <= wish.days <= LONGEST:
        raise ValueError("a token has scopes, and a day on which it expires")
    if not set(wish.desks) <= set(standing(account).desks):
        raise ValueError("a token moves for desks of its account alone")
    now = shell.now()
    if of(account).filter(revoked=None, expires__gt=now).count() >= MOST:
        raise TooMany
    name, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    token = Token.objects.create(
        id=name, account=account, name=wish.name, digest=_digest(secret), made=now,
        scopes=[scope for scope in SCOPES if scope in wish.scopes], desks=list(wish.desks),
        expires=now + timedelta(days=wish.days),
    )  # fmt: skip
    note("token-made", by=account.id, account=account.id)
    return token, f"qt-{name}-{secret}"


def of(account: Account) -> QuerySet[Token]:
    """Every token the account ever had, the newest first."""
    return Token.objects.filter(account=account).order_by("-made", "id")


def revoke(account: Account, name: str) -> None:
    """It is worth nothing from now on. Raises Http404 for one that is not the account's own."""
    token = of(account).filter(pk=name).first()
    if token is None:
        raise Http404
    if token.revoked is None:
        Token.objects.filter(pk=name).update(revoked=shell.now())
        note("token-revoked", by=account.id, account=account.id)


def is_live(token: Token) -> bool:
    return token.revoked is None and token.expires > shell.now()


def claimed(shown: str) -> str:
    """Which token it claims to be: its twelve digits; empty for what has not the form of one."""
    match = SHOWN.fullmatch(shown)
    return match[1] if match else ""


def known(shown: str) -> Token | None:
    """The live token with its account, of what a program shows; None for anything else."""
    match = SHOWN.fullmatch(shown)
    token = Token.objects.select_related("account").filter(pk=match[1]).first() if match else None
    if match is None or token is None or not compare_digest(token.digest, _digest(match[2])):
        return None
    return token if is_live(token) and token.account.is_active else None


def used(token: Token) -> None:
    """Keep when it was used last, to the nearest ten minutes."""
    now = shell.now()
    if token.last_used is None or now - token.last_used >= USED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
