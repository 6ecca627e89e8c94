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


class Reckoning(models.Model):
    """What those who draft a plan typed for the advice on it. `capacities`: unit → person-days it can give.

    `office_above`: whether the level above has an office for this work; None where nobody said.
    """

    joint = models.CharField(max_length=32, primary_key=True)
    capacities = models.JSONField(default=dict)
    office_above = models.BooleanField(null=True)
    changed = models.DateTimeField()


class LoadRun(models.Model):
    """One search for an even load: what was asked, how far it is, what it found. A cache, gone after `expires`.

    `beat`: when the process that searches last wrote here; one that fell silent has died. `plan` is the version of
    the plan it was asked about. `failed`: a code with the lines and units at fault.
    """

    id = models.CharField(max_length=32, primary_key=True, default=opaque)
    joint = models.CharField(max_length=32)
    plan = models.IntegerField()
    asked = models.JSONField()
    stage = models.CharField(max_length=12, default="search")
    steps = models.IntegerField(default=0)
    share = models.FloatField(default=0)
    bound = models.FloatField(default=0)
    cancelled = models.BooleanField(default=False)
    found = models.JSONField(null=True)
    failed = models.JSONField(null=True)
    begun = models.DateTimeField()
    beat = models.DateTimeField()
    expires = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["joint", "-begun"], name="load_latest")]


class Standard(models.Model):
    """A desk collects what this asker asks of this kind into its weekly list, where it is asked as before."""

    desk = models.CharField(max_length=64)
    asker = models.CharField(max_length=64)
    kind = models.CharField(max_length=30)
    by = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "asker", "kind"], name="standard_once")]
