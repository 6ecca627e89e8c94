"""Accounts and the names of people: ordinary tables, the only place where a personal name stands."""

import secrets

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


def opaque() -> str:
    """A random name of 32 hex digits that says nothing about whom it stands for."""
    return secrets.token_hex(16)


class Person(models.Model):
    """A person, whom the record knows only by this id."""

    id = models.CharField(max_length=32, primary_key=True, default=opaque)
    name = models.CharField(_("name"), max_length=60)


class Accounts(BaseUserManager["Account"]):
    def create_user(
        self, login: str, password: str | None, *, person: Person, admin: str = "", must_change: bool = False
    ) -> "Account":
        account = Account(login=login, person=person, admin=admin, must_change=must_change)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """Who signs in. `admin` accounts run the site and see no business content; the three are exclusive."""

    ADMINS = [
        ("system", _("System administrator")),
        ("security", _("Security administrator")),
        ("audit", _("Audit administrator")),
    ]

    id = models.CharField(max_length=32, primary_key=True, default=opaque)
    login = models.CharField(_("account"), max_length=60, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    admin = models.CharField(max_length=10, choices=ADMINS, blank=True)
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=False)  # somebody else knows the password: it opens only its own page
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=10, blank=True)

    USERNAME_FIELD = "login"
    objects = Accounts()

    def __str__(self) -> str:
        return self.login


class Deed(models.Model):
    """One thing done with an account: only ever added, and read by the audit administrator.

    `by` and `account` are ids of accounts; `by` is empty for somebody not signed in and for the command line,
    `account` where no account of that name exists. What was typed on the way is kept nowhere.
    """

    at = models.DateTimeField()
    what = models.CharField(max_length=20)
    by = models.CharField(max_length=32, blank=True)
    account = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [models.Index(fields=["what", "id"], name="deeds_by_kind")]


class Token(models.Model):
    """What a program shows in place of a password, to act for one account; only its digest is kept.

    `scopes`: what it may do; `desks`: whom it may move for, all desks of the account if empty.
    """

    id = models.CharField(max_length=12, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    desks = models.JSONField(default=list)
    made = models.DateTimeField()
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-made"], name="tokens_of_account")]


from qiantou.access.link_rows import Link, Phone  # noqa: E402, F401 — tables of their own file, known here to Django
