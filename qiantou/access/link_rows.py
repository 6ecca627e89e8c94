"""Tables of those without an account: the phone each desk is known by, and the one-time links made for it.

Ordinary tables: a number and a secret never enter the record, a log or an address. Of a link only the digest of its
secret is kept, of its code only the chance it is worked out from.
"""

from __future__ import annotations

from django.db import models

from qiantou.access.models import opaque


class Phone(models.Model):
    """The phone that speaks for a desk. `entered`: the desk whose people registered it, empty for an administrator."""

    desk = models.CharField(max_length=64, primary_key=True)
    number = models.CharField(max_length=20)
    entered = models.CharField(max_length=64, blank=True)
    by = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        app_label = "access"


class Link(models.Model):
    """A one-time link for one desk and one matter, and the short code of the slip printed with it.

    `confirms`: it only answers what was recorded for the desk. `maker`: the desk whose people made it, `by` their
    account. `nonce`, `asked`, `told`: what the present code is worked out from, when it was asked for, and whether the
    contact unit reads it out. `used` and `position`: the move it was used for; `ended`: dead before that.
    """

    id = models.CharField(max_length=32, primary_key=True, default=opaque)
    code = models.CharField(max_length=9, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    desk = models.CharField(max_length=64)
    stream = models.CharField(max_length=32)
    confirms = models.BooleanField(default=False)
    maker = models.CharField(max_length=64)
    by = models.CharField(max_length=32)
    made = models.DateTimeField()
    until = models.DateTimeField()
    sends = models.SmallIntegerField(default=0)
    tries = models.SmallIntegerField(default=0)
    nonce = models.CharField(max_length=32, blank=True)
    asked = models.DateTimeField(null=True)
    told = models.BooleanField(default=False)
    used = models.DateTimeField(null=True)
    position = models.BigIntegerField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        app_label = "access"
        indexes = [models.Index(fields=["stream", "desk"], name="links_of_matter")]
