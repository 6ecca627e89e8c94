"""What the security administrator does with accounts. Nobody does any of it with an account of their own.

An account that the system administrator makes on the page cannot sign in until the security administrator
releases it: the first password is made then, and shown to that one alone. So no single administrator makes a person.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable

from django.db import transaction
from django.http import Http404

from qiantou.access.attempts import digest, let_in, resting_digests
from qiantou.access.deeds import note
from qiantou.access.models import Account

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper
PASSWORD_LENGTH = 12


def first_password() -> str:
    """Some 59 bits of chance, easy to read off paper."""
    return "".join(secrets.choice(LETTERS) for _ in range(PASSWORD_LENGTH))


def waits(account: Account) -> bool:
    """Whether the account was never released."""
    return not account.is_active and not account.has_usable_password()


def kept_out(logins: Iterable[str]) -> set[str]:
    """Those of the accounts that rest somewhere after wrong passwords."""
    resting = resting_digests()
    return {login for login in logins if digest(login) in resting}


def state(account: Account) -> str:
    """waiting, locked or open."""
    if account.is_active:
        return "open"
    return "waiting" if waits(account) else "locked"


def _release(account: Account) -> str:
    account.is_active = True
    return _new_password(account)


def _new_password(account: Account) -> str:
    password = first_password()
    account.set_password(password)
    account.must_change = True
    return password


def _lock(account: Account) -> str:
    account.is_active = False
    return ""


def _unlock(account: Account) -> str:
    account.is_active = True
    return ""


def _let_in(account: Account) -> str:
    let_in(account.login)
    return ""


ACTS: dict[str, tuple[tuple[str, ...], Callable[[Account], str]]] = {
    "released": (("waiting",), _release),
    "locked": (("open",), _lock),
    "unlocked": (("locked",), _unlock),
    "new-password": (("open",), _new_password),
    "let-in": (("open",), _let_in),
}
"""Deed → the states in which it is to be had, and what it does; it returns a password to hand on, or nothing."""


def open_to(account: Account) -> list[str]:
    """The deeds that the account's state allows."""
    return [deed for deed, (states, _act) in ACTS.items() if state(account) in states]


@transaction.atomic
def administer(deed: str, account_id: str, *, by: Account) -> tuple[Account, str]:
    """Do it. The account as it is now, and a password to hand on, if one was made.

    Raises Http404 for an account that is not there or is one's own, and for a deed its state does not allow:
    somebody else was faster.
    """
    if by.admin != "security" or account_id == by.id:
        raise Http404
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None or deed not in open_to(account):
        raise Http404
    password = ACTS[deed][1](account)
    account.save(update_fields=["password", "is_active", "must_change"])
    note(deed, by=by.id, account=account.id)
    return account, password
