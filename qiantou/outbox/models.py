"""What is to be sent, to whom, and what became of it: ordinary tables, no part of the record.

Addresses and secrets stand here and nowhere else: never in the record, in a log or in a line of the log of tries.
A notice is written in the transaction of the entry it tells of. Whom it reaches, and whether it still holds, is
asked later.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """Something a desk is to be told. `holder`: the desk that must still have the matter in hand when it is sent."""

    desk = models.CharField(max_length=64)
    code = models.CharField(max_length=20)
    stream = models.CharField(max_length=32, blank=True)
    holder = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=100, blank=True)  # the page to be read; that of the matter unless named
    at = models.DateTimeField()
    urgent = models.BooleanField(default=False)
    settled = models.DateTimeField(null=True)  # since when it is known to whom it goes

    class Meta:
        indexes = [models.Index(fields=["id"], name="notice_new", condition=models.Q(settled__isnull=True))]


class Message(models.Model):
    """One sending to one address. `key` says for whom and when, so that none is made twice; `name` is its id outside.

    `next_at`: when it may be tried. A worker that takes it moves `next_at` past any time a try can last: whatever is
    killed on the way is tried again then. `target`: the account, robot or webhook.
    """

    CHANNELS = [("mail", _("mail")), ("robot", _("group robot")), ("hook", _("webhook"))]
    STATES = [
        ("waiting", _("waits to be sent")),
        ("sent", _("sent")),
        ("failed", _("could not be sent")),
        ("dropped", _("nothing left to say")),
    ]

    key = models.CharField(max_length=140, unique=True)
    name = models.CharField(max_length=32, unique=True)
    channel = models.CharField(max_length=10, choices=CHANNELS)
    target = models.CharField(max_length=32)
    purpose = models.CharField(max_length=10, default="notices")  # notices, confirm, trial
    language = models.CharField(max_length=10, default="zh-hans")
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    made = models.DateTimeField()
    next_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    done = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at", "id"], name="message_next", condition=models.Q(state="waiting")),
            models.Index(fields=["channel", "target", "-id"], name="message_target"),
            models.Index(fields=["id"], name="message_failed", condition=models.Q(state="failed")),
        ]


class Line(models.Model):
    """A notice in a message. `fate`: "" while it waits, "told", or why it was left out: see codes.FATES."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="lines")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE)
    fate = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "notice"], name="line_once")]


class Try(models.Model):
    """One try to send a message: how it ended, never what was said, to which address, or what the other side wrote."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    number = models.IntegerField()
    at = models.DateTimeField()
    took_ms = models.IntegerField(null=True)
    code = models.CharField(max_length=20, default="begun")
    detail = models.CharField(max_length=40, blank=True)  # a number the other side answered with

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="try_newest")]


class Reach(models.Model):
    """Where and about what a person wants to hear. A mail address counts once the code sent to it was typed."""

    account = models.CharField(max_length=32, primary_key=True)
    mail = models.EmailField(blank=True)
    confirmed = models.BooleanField(default=False)
    code = models.CharField(max_length=8, blank=True)
    code_until = models.DateTimeField(null=True)
    code_tries = models.IntegerField(default=0)
    muted = models.TextField(blank=True)  # codes, separated by spaces


class Robot(models.Model):
    """A robot in a group chat, for what concerns one desk. The address holds its key; the secret signs."""

    KINDS = [("dingtalk", _("DingTalk")), ("feishu", _("Feishu")), ("wecom", _("WeCom"))]

    kind = models.CharField(max_length=10, choices=KINDS)
    name = models.CharField(max_length=60)
    desk = models.CharField(max_length=64)
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    on = models.BooleanField(default=True)
    made = models.DateTimeField()  # what happened before is not told here


class Hook(models.Model):
    """A signed webhook, for what concerns one desk, or every desk where `desk` is empty."""

    name = models.CharField(max_length=60)
    desk = models.CharField(max_length=64, blank=True)
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=64)
    on = models.BooleanField(default=True)
    made = models.DateTimeField()  # as for a robot


class Feed(models.Model):
    """A secret address of a calendar of due days. Only a digest of the secret is kept: it is shown once."""

    token = models.CharField(max_length=64, primary_key=True)
    account = models.CharField(max_length=32, db_index=True)
    desk = models.CharField(max_length=64, blank=True)  # "": every desk the person may act for
    language = models.CharField(max_length=10, default="zh-hans")
    made = models.DateTimeField()
