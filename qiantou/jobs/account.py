"""`qiantou account`: make an account, lock or unlock it, or give it a new password.

A password is read from a prompt, or from standard input where that is no terminal; never from the command
line, which others can see.
"""

import argparse
import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from qiantou.access.attempts import let_in
from qiantou.access.deeds import note
from qiantou.access.models import Account, Person
from qiantou.jobs.lock import writing
from qiantou.jobs.site import prepare_site
from qiantou.jobs.stop import Stop


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "account", description="Make an account, lock or unlock it, or give it a new password."
    )
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    make = deeds.add_parser("make", help="make an account; reads its password")
    make.add_argument("login", metavar="LOGIN")
    make.add_argument("--name", required=True, help="the person's name, as colleagues see it")
    make.add_argument(
        "--admin", choices=[name for name, _label in Account.ADMINS], default="",
        help="an account that runs the site and sees no business content",
    )  # fmt: skip
    for deed, told in (
        ("lock", "let nobody sign in with it"),
        ("unlock", "let its person sign in again, at once after wrong passwords too"),
        ("password", "give it a new password; reads it"),
    ):
        deeds.add_parser(deed, help=told).add_argument("login", metavar="LOGIN")


def run(args: argparse.Namespace) -> int:
    with writing():
        prepare_site()
        with transaction.atomic():
            told = _DEEDS[args.deed](args)
    print(told % {"login": args.login})
    return 0


def _make(args: argparse.Namespace) -> str:
    if Account.objects.filter(login=args.login).exists():
        raise Stop(_("There is an account %(login)s already.") % {"login": args.login})
    person = Person(name=args.name)
    account = Account(login=args.login, person=person, admin=args.admin)
    password = _password(account)
    person.save()
    account = Account.objects.create_user(args.login, password, person=person, admin=args.admin, must_change=True)
    note("made", account=account.id)
    return _("Account %(login)s made.")


def _change_password(args: argparse.Namespace) -> str:
    account = _account(args.login)
    account.set_password(_password(account))
    account.must_change = True
    account.save(update_fields=["password", "must_change"])
    note("new-password", account=account.id)
    return _("Account %(login)s has a new password.")


def _lock(args: argparse.Namespace) -> str:
    _set_active(args.login, active=False)
    return _("Account %(login)s is locked.")


def _unlock(args: argparse.Namespace) -> str:
    _set_active(args.login, active=True)
    let_in(args.login)
    return _("Account %(login)s can sign in again.")


def _set_active(login: str, *, active: bool) -> None:
    account = _account(login)
    account.is_active = active
    account.save(update_fields=["is_active"])
    note("unlocked" if active else "locked", account=account.id)


def _account(login: str) -> Account:
    account = Account.objects.filter(login=login).first()
    if account is None:
        raise Stop(_("There is no account %(login)s.") % {"login": login})
    return account


def _password(account: Account) -> str:
    """A password that the site's rules accept. Raises Stop with the first rule it breaks."""
    if sys.stdin.isatty():
        given = getpass(_("Password: "))
        if given != getpass(_("Once more: ")):
            raise Stop(_("The two passwords differ."))
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    try:
        validate_password(given, account)
    except ValidationError as fault:
        raise Stop(str(fault.messages[0])) from None
    return given


_DEEDS = {"make": _make, "lock": _lock, "unlock": _unlock, "password": _change_password}
