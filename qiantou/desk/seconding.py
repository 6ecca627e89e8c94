"""Persons lent to a body (抽调人员) as pages show them: posts and days, never names; on whose word each is lent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.access.guards import standing
from qiantou.access.models import Account
from qiantou.core.kernel import Desk, Stream
from qiantou.core.register import CHARTERS, SECONDMENTS, InForce
from qiantou.core.seconding import given
from qiantou.core.sunset import seconded_days, stands
from qiantou.core.undertaking import Charter, Secondment
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.charter_read import chartering_desk
from qiantou.desk.templatetags.dates import day
from qiantou.readmodel.listing_rows import InForce as Found
from qiantou.readmodel.listing_rows import entries
from qiantou.readmodel.models import MatterRow

WORDED = ("post", "number", "clause", "scan")
WEEK = 7


@dataclass(frozen=True)
class Lent:
    """A secondment as it was last entered, with its words; `asked_open`: the home unit has not answered yet.

    `note`: why it was last changed. A rule's entry names no words: those before it stand.
    """

    key: str
    value: Secondment
    note: str
    ended: bool
    asked_open: bool

    @property
    def name(self) -> str:
        return self.key.removeprefix("s:")


def lent_to(joint: str) -> list[Lent]:
    """Every secondment to the joint work as it was last entered, the first first; two queries."""
    told: dict[str, list[Found]] = {}
    for found in entries(SECONDMENTS, joint):
        told.setdefault(found.key, []).append(found)
    lasts = {key: _with_words(found) for key, found in told.items()}
    asked = [one.asked for one in lasts.values() if one is not None and one.asked]
    waiting = set(MatterRow.objects.filter(stream__in=asked, is_open=True).values_list("stream", flat=True))
    return [
        Lent(key, value, told[key][-1].note, told[key][-1].value is None, value.asked in waiting)
        for key, value in lasts.items() if value is not None
    ]  # fmt: skip


def _with_words(found: Sequence[Found]) -> Secondment | None:
    """The last value, each of its words from the last entry that has it."""
    values = [one.value for one in found if isinstance(one.value, Secondment)]
    if not values:
        return None
    kept: Mapping[str, Any] = {
        name: next((getattr(one, name) for one in reversed(values) if getattr(one, name)), "") for name in WORDED
    }
    return replace(values[-1], begins=values[-1].begins or found[0].since, **kept)


def table(found: Sequence[Lent], charter: Charter, force: InForce, names: Mapping[str, str]) -> dict[str, Any]:
    """Home unit, post, days a week, from and to, on whose word, what was given so far, and whether it holds today."""
    columns = [
        {"label": _("Home unit"), "wide": True}, {"label": _("Post")}, {"label": _("Days a week"), "num": True},
        {"label": _("From"), "num": True}, {"label": _("To"), "num": True}, {"label": _("On whose word")},
        {"label": _("Days given so far"), "num": True}, {"label": _("Today")},
    ]  # fmt: skip
    rows = [{"cells": [
        {"text": names.get(one.value.home, one.value.home), "url": page_url(one)},
        {"text": one.value.post or _("not agreed"), "label": _("Post")},
        {"text": in_days(one.value.quarter_days), "num": True, "label": _("Days a week")},
        {"text": day(one.value.begins), "num": True, "label": _("From")},
        {"text": day(one.value.until), "num": True, "label": _("To")},
        {"label": _("On whose word")} | word_of(one, names),
        {"text": so_far(one.value, force), "num": True, "label": _("Days given so far")},
        {"text": state_of(one, charter, force), "label": _("Today")},
    ]} for one in found]  # fmt: skip
    empty = _("Nobody is lent to it.")
    return {"label": _("Seconded persons"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def may_lend(account: Account, charter: Charter) -> bool:
    """Whether the reader may ask for a person, or lend one of a member's own."""
    mine = standing(account).desks
    return stands(charter) and (
        chartering_desk(account, charter) is not None or any(desk in mine for desk in charter.members)
    )


def page_url(one: Lent) -> str:
    return reverse("charter-lent", args=[ref(one.value.joint), one.name])


def word_of(one: Lent, names: Mapping[str, str]) -> dict[str, str]:
    """On whose word the person is lent, as a cell: an order with its number, the unit's signature, or its own entry."""
    lent = one.value
    if lent.order is not None:
        order = _("ordered by %(leader)s") % {"leader": names.get(lent.order, lent.order)}
        return {"text": order, "note": lent.number}
    url = matter_url(lent.asked) if lent.asked else ""
    if lent.agreed is not None:
        return {"text": _("the home unit, %(day)s") % {"day": day(lent.agreed)}, "url": url}
    return {"text": _("the home unit is asked") if one.asked_open else _("the home unit did not agree"), "url": url}


def state_of(one: Lent, charter: Charter, force: InForce) -> str:
    lent = one.value
    if one.ended or charter.ended is not None or force.day > lent.until:
        return _("ended")
    if lent.agreed is None:
        return _("not lent")
    return _("to come") if lent.begins is not None and force.day < lent.begins else _("lent")


def so_far(lent: Secondment, force: InForce) -> str:
    return f"{float(given(lent, force)):.1f}".removesuffix(".0")


def days_today(joint: str, force: InForce) -> str:
    """Days a week lent to the joint work today, all persons together."""
    charter = force.charter(Stream(joint))
    charters = {Stream(joint): charter} if charter is not None else {}
    return in_days(seconded_days(_entered(force), charters, force.day, joint=Stream(joint)))


def in_days(quarters: int) -> str:
    """Quarters of a day as days: 5 → "1.25"."""
    return f"{(Decimal(quarters) / 4).normalize():f}"


def seconded(unit: Desk, force: InForce, joint: Stream | None = None) -> Fraction:
    """Working days of its people lent from today on to their last days, with what is agreed to begin later; to this
    joint work alone where one is named. What is lent to a work that has ended is lent no more."""
    charters = {key: one for key, one in force.section(CHARTERS).items() if isinstance(one, Charter)}
    mine = (one for one in _entered(force) if one.home == unit and joint in (None, one.joint))
    return sum((_days_left(one, charters, force.day) for one in mine), Fraction(0))


def _days_left(one: Secondment, charters: Mapping[str, Charter], today: date) -> Fraction:
    charter = charters.get(one.joint)
    if one.agreed is None or charter is None or charter.ended is not None:
        return Fraction(0)
    days = (one.until - max(today, one.begins or today)).days + 1
    return Fraction(one.quarter_days, 4) * Fraction(max(0, days), WEEK)


def _entered(force: InForce) -> list[Secondment]:
    return [one for one in force.section(SECONDMENTS).values() if isinstance(one, Secondment)]


def desks_in(found: Iterable[Lent]) -> Collection[Desk]:
    """Every desk the table names."""
    return {desk for one in found for desk in (one.value.home, one.value.order) if desk is not None}
