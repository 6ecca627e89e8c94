"""What was sent, as tables: to a person for itself, and the log of tries for the system administrator, who sees no
content: neither number nor address.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiantou.access.models import Account
from qiantou.desk.templatetags.dates import moment
from qiantou.outbox.codes import FATES, OUTCOMES
from qiantou.outbox.models import Hook, Line, Message, Robot, Try

NEWEST = 20
STATES = dict(Message.STATES)
CHANNELS = dict(Message.CHANNELS)


def sent_to(account: str) -> dict[str, Any]:
    """The newest messages to a person, and why lines were left out of them."""
    found = list(Message.objects.filter(channel="mail", target=account).order_by("-id")[:NEWEST])
    fates: dict[int, Counter[str]] = {message.pk: Counter() for message in found}
    for number, fate in Line.objects.filter(message__in=found).values_list("message_id", "fate"):
        fates[number][fate] += 1
    columns = [{"label": _("When")}, {"label": _("State")}, {"label": _("What became of its lines"), "wide": True}]
    rows = [
        {"cells": [
            {"text": moment(message.done or message.next_at)},
            {"text": str(STATES[message.state]), "label": _("State")},
            {"text": _lines(message, fates[message.pk]), "label": _("What became of its lines")},
        ]}
        for message in found
    ]  # fmt: skip
    empty = _("Nothing was sent to you yet.")
    return {"label": _("Sent to me"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def _lines(message: Message, fates: Counter[str]) -> str:
    if message.purpose == "confirm":
        return _("code to confirm the address")
    waiting = fates.pop("", 0)
    told = [f"{_said(FATES[fate])} × {count}" for fate, count in sorted(fates.items())]
    if waiting:
        told.append(ngettext("%(count)d line not told", "%(count)d lines not told", waiting) % {"count": waiting})
    return _("; ").join(told) or "–"


def tries(found: Sequence[Try]) -> list[dict[str, Any]]:
    """Lines of the log of tries."""
    names = _targets({(one.message.channel, one.message.target) for one in found})
    return [
        {
            "at": one.at,
            "channel": CHANNELS[one.message.channel],
            "target": names.get((one.message.channel, one.message.target), "–"),
            "number": one.number,
            "outcome": _said(OUTCOMES.get(one.code, one.code)),
            "detail": one.detail,
            "took": one.took_ms,
            "state": STATES[one.message.state],
            "name": one.message.name,
            "again": one.message_id if one.message.state == "failed" and one.number == one.message.tries else None,
        }
        for one in found
    ]


def _targets(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Who a message was for: the account's name, the group's, the webhook's; never an address."""
    told: dict[tuple[str, str], str] = {}
    kinds = {"mail": (Account, "login"), "robot": (Robot, "name"), "hook": (Hook, "name")}
    for channel, (model, field) in kinds.items():
        keys = [target for one, target in wanted if one == channel]
        if keys:
            rows = model._default_manager.filter(pk__in=keys).values_list("pk", field)
            told |= {(channel, str(key)): name for key, name in rows}
    return told


def _said(words: str | Promise) -> str:
    return str(words)
