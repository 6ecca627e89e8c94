"""Who asks: the account of the token, and what its token may do. Every operation names its scope."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest
from ninja.security import HttpBearer

from qiantou.access.by_token import token_of
from qiantou.access.models import Account
from qiantou.access.tokens import MOVE, READ, RECORD, REGISTER, SIGN


class NotAllowed(Exception):
    """No token (`scope` empty), or one without this scope."""

    def __init__(self, scope: str = "") -> None:
        super().__init__(scope)
        self.scope = scope


class Scoped(HttpBearer):
    """Lets in whoever shows a token with all the scopes of one of `ways`."""

    def __init__(self, *ways: Sequence[str]) -> None:
        super().__init__()
        self.ways = ways

    def __call__(self, request: HttpRequest) -> Account:
        """The header was read before, with the pause after wrong tokens. Raises NotAllowed."""
        token = token_of(request)
        if token is None:
            raise NotAllowed
        if not any(set(way) <= set(token.scopes) for way in self.ways):
            raise NotAllowed(next(scope for scope in self.ways[0] if scope not in token.scopes))
        return account_of(request)

    def authenticate(self, request: HttpRequest, token: str) -> Account:
        return account_of(request)


TO_READ, TO_MOVE, TO_REGISTER = Scoped([READ]), Scoped([MOVE]), Scoped([REGISTER])
TO_ACT = Scoped([READ, MOVE], [READ, RECORD])
"""A move of one's own, or one recorded for another."""
TO_RULE = Scoped([READ, MOVE, SIGN], [READ, RECORD])
"""A decision of one's own, or one recorded for another."""
TO_LAUNCH = Scoped([REGISTER, MOVE])
"""What enters in the register and asks somebody for something at once."""
TO_SIGN = Scoped([REGISTER, SIGN])
TO_DELEGATE = Scoped([REGISTER, MOVE, SIGN], [REGISTER, RECORD])
"""A post's own desk given away; or by its office from a paper, which asks nobody's signature."""


def account_of(request: HttpRequest) -> Account:
    """The account that asks. Raises NotAllowed without one."""
    if not isinstance(request.user, Account):
        raise NotAllowed
    return request.user


def needs(request: HttpRequest, scope: str) -> None:
    """Raises NotAllowed where the token has not also this scope."""
    token = token_of(request)
    if token is None or scope not in token.scopes:
        raise NotAllowed(scope)


def business_of(request: HttpRequest) -> Account:
    """The account, which is none of the three administrators. Raises Http404 for them: they see no content."""
    account = account_of(request)
    if account.admin:
        raise Http404
    return account


def keeper_of(request: HttpRequest) -> Account:
    """The system administrator. Raises Http404 for everybody else."""
    account = account_of(request)
    if account.admin != "system":
        raise Http404
    return account
