"""Programs that act for the people of the town: a client that shows a token, and sends JSON with a key."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client

from qiantou.access.models import Account
from qiantou.access.tokens import SCOPES, Wish, make
from tests.desk.town import Office


class Program:
    """Reads and sends with one token."""

    def __init__(self, shown: str, language: str = "en") -> None:
        self.shown = shown
        self.client = Client(
            enforce_csrf_checks=True,
            headers={"host": "127.0.0.1", "authorization": f"Bearer {shown}", "accept-language": language},
        )

    def get(self, address: str, **query: Any) -> Any:
        return self.client.get(address, query)

    def post(self, address: str, sent: Any = None, *, key: str = "") -> Any:
        headers = {"Idempotency-Key": key or uuid4().hex}
        return self.client.post(address, sent or {}, content_type="application/json", headers=headers)


def program(
    county: Office, who: str, *, scopes: tuple[str, ...] = SCOPES, desks: tuple[str, ...] = (), language: str = "en"
) -> Program:
    """A program that acts for one of the people."""
    account = Account.objects.get(pk=county.people[who].pk)
    _token, shown = make(account, Wish("test", scopes, desks))
    return Program(shown, language)
