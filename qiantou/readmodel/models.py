"""Rows for lists and pages, derived from the record. They may be dropped and rebuilt at any time.

Names of units and posts and titles of matters are copies of words; erasing the words rewrites the rows.
"""

from django.db import models

ASKED = ("guidance", "whistle-emergency", "whistle-enforcement", "whistle-key-work", "data")
"""Kinds that have lists of their own; few among all matters."""


class MatterRow(models.Model):
    """One matter as last recorded. Dates are days in the site's zone; `due_now` is None while paused.

    `rung`: the last one of the ladder that was taken; `listed`: for the next coordination meeting; `ease`: why its
    light does not turn, `near` and `red`: from how many working days before its day it is blue and after how many it is
    red, see core.light.
    """

    stream = models.CharField(max_length=32, primary_key=True)
    kind = models.CharField(max_length=30)
    title = models.TextField()
    asker = models.CharField(max_length=64)
    doer = models.CharField(max_length=64)
    holder = models.CharField(max_length=64, blank=True)
    arbiter = models.CharField(max_length=64, blank=True)
    phase = models.CharField(max_length=12)
    cause = models.CharField(max_length=20, blank=True)
    joint = models.CharField(max_length=32, blank=True)
    parent = models.CharField(max_length=32, blank=True)
    place = models.CharField(max_length=20, blank=True)
    line = models.CharField(max_length=40, blank=True)
    beside = models.BooleanField(default=False)
    inner = models.CharField(max_length=64, blank=True)
    hatched = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)
    outcome = models.CharField(max_length=20, blank=True)
    due = models.DateField(null=True)
    due_now = models.DateField(null=True)
    due_text = models.TextField(blank=True)
    paused = models.BooleanField(default=False)
    since = models.DateTimeField()
    opened = models.DateTimeField()
    changed = models.DateTimeField()
    delivered = models.DateTimeField(null=True)
    reply_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    urgency = models.CharField(max_length=10, default="ordinary")
    rung = models.CharField(max_length=10, blank=True)
    listed = models.BooleanField(default=False)
    ease = models.CharField(max_length=10, blank=True)
    awaits = models.TextField(blank=True)
    near = models.SmallIntegerField(default=3)
    red = models.SmallIntegerField(default=5)
    version = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="matter_next", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["joint", "place", "opened", "stream"], name="matter_joint"),
            models.Index(
                fields=["holder", "due_now", "stream"], name="matter_holder", condition=models.Q(is_open=True)
            ),
            models.Index(fields=["parent"], name="matter_parent", condition=~models.Q(parent="")),
            models.Index(fields=["stream"], name="matter_listed", condition=models.Q(listed=True)),
            models.Index(fields=["stream"], name="matter_awaits", condition=~models.Q(awaits="")),
            models.Index(fields=["stream"], name="matter_changes", condition=models.Q(kind="duty-change")),
            models.Index(fields=["-opened", "stream"], name="matter_asked", condition=models.Q(kind__in=ASKED)),
            models.Index(fields=["asker", "stream"], name="matter_exemptions", condition=models.Q(kind="exemption")),
            models.Index(fields=["-opened", "stream"], name="matter_clearings", condition=models.Q(kind="clearing")),
        ]


class PartyRow(models.Model):
    """A desk that has or had a part in a matter: what its unit's list shows."""

    desk = models.CharField(max_length=64)
    stream = models.CharField(max_length=32)
    is_open = models.BooleanField()
    changed = models.DateTimeField()
    due_now = models.DateField(null=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "desk"], name="party_once")]
        indexes = [
            models.Index(fields=["desk", "is_open", "-changed", "stream"], name="party_changed"),
            models.Index(fields=["desk", "is_open", "due_now", "stream"], name="party_due"),
            models.Index(fields=["desk", "is_open", "since", "stream"], name="party_since"),
        ]


class TieRow(models.Model):
    """Two open matters of which one waits for, or stands beside, the other; stored both ways."""

    stream = models.CharField(max_length=32)
    other = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "other"], name="tie_once")]


class SpanRow(models.Model):
    """Who held which matter when; see core.span."""

    stream = models.CharField(max_length=32)
    ordinal = models.IntegerField()
    holder = models.CharField(max_length=64)
    state = models.CharField(max_length=12)
    cause = models.CharField(max_length=20)
    blocker = models.CharField(max_length=32, blank=True)
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)
    unconfirmed = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "ordinal"], name="span_once")]


class JointRow(models.Model):
    """One joint work (牵头工作) as its charter last says."""

    stream = models.CharField(max_length=32, primary_key=True)
    title = models.TextField()
    paper = models.TextField(blank=True)
    lead = models.CharField(max_length=64)
    issuer = models.CharField(max_length=64)
    keeper = models.CharField(max_length=64)
    sponsor = models.CharField(max_length=64, blank=True)
    opened = models.DateTimeField()


class ShareRow(models.Model):
    """A desk that takes part in a joint work: inside it, everything is open to it (晒单)."""

    joint = models.CharField(max_length=32)
    desk = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "joint"], name="share_once")]


class ListingRow(models.Model):
    """A change of the register whose value is read with its words: where it stands, and whom it belongs to."""

    stream = models.CharField(max_length=32)
    version = models.IntegerField()
    section = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    owner = models.CharField(max_length=64, blank=True)
    since = models.DateField()
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "version"], name="listing_once")]
        indexes = [
            models.Index(fields=["section", "owner"], name="listing_owner"),
            models.Index(fields=["section", "key"], name="listing_key"),
        ]


class DeskRow(models.Model):
    """A unit, post or outside party as the register last names it; `ended` once it is no longer in force."""

    desk = models.CharField(max_length=64, primary_key=True)
    sort = models.CharField(max_length=20)
    name = models.TextField()
    parent = models.CharField(max_length=64, blank=True)
    line = models.CharField(max_length=64, blank=True)
    head = models.CharField(max_length=64, blank=True)
    leader = models.CharField(max_length=64, blank=True)
    inner = models.BooleanField(default=False)
    ended = models.DateField(null=True)
    place = models.IntegerField(default=0)


class TermRow(models.Model):
    """Who sits in which post from when to when."""

    key = models.CharField(max_length=64, primary_key=True)
    person = models.CharField(max_length=32)
    post = models.CharField(max_length=64)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="term_person"),
            models.Index(fields=["post"], name="term_post"),
        ]
