"""What a page keeps for one person until it is confirmed. Nothing here is part of the record."""

from django.db import models

from qiantou.access.models import opaque


class Draft(models.Model):
    """An import before it is confirmed: seen by its account alone, removed after `expires`.

    `rows` and `names` are the lists and maps of `desk.drafts.Plan`; the file itself is not kept.
    """

    id = models.CharField(max_length=32, primary_key=True, default=opaque)
    account = models.CharField(max_length=32)
    title = models.TextField(blank=True)
    paper = models.TextField(blank=True)
    issuer = models.CharField(max_length=64, blank=True)
    sponsor = models.CharField(max_length=64, blank=True)
    notes = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    names = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    made = models.DateTimeField()
    expires = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "-made"], name="draft_mine")]


class Expansion(models.Model):
    """What a collective name (各镇) was said to stand for by a unit, offered again the next time."""

    unit = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    desks = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="expansion_once")]
