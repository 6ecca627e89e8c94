"""Persons lent to a body (抽调人员) as the charter's page shows them: posts and days, never names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from qiantou.core.kernel import Stream
from qiantou.core.register import SECONDMENTS, InForce
from qiantou.core.sunset import seconded_days
from qiantou.core.undertaking import Charter, Secondment
from qiantou.desk.templatetags.dates import day
from qiantou.readmodel.listing_rows import InForce as Found
from qiantou.readmodel.listing_rows import entries


def lent_to(joint: str) -> list[Found]:
    """Every secondment to the joint work as it was last entered, the first first; one query."""
    last = {found.key: found for found in entries(SECONDMENTS, joint)}
    return [found for found in last.values() if isinstance(found.value, Secondment)]


def table(found: Sequence[Found], charter: Charter, force: InForce, names: Mapping[str, str]) -> dict[str, Any]:
    """Home unit, post, days a week, from and to, and whether it holds today."""
    columns = [
        {"label": _("Home unit"), "wide": True}, {"label": _("Post")}, {"label": _("Days a week"), "num": True},
        {"label": _("From"), "num": True}, {"label": _("To"), "num": True}, {"label": _("Today"), "num": True},
    ]  # fmt: skip
    rows = [{"cells": [
        {"text": names.get(one.value.home, one.value.home)},
        {"text": one.value.post or _("not agreed"), "label": _("Post")},
        {"text": in_days(one.value.quarter_days), "num": True, "label": _("Days a week")},
        {"text": day(one.since), "num": True, "label": _("From")},
        {"text": day(one.value.until), "num": True, "label": _("To")},
        {"text": _stands(one, charter, force), "num": True, "label": _("Today")},
    ]} for one in found]  # fmt: skip
    empty = _("Nobody is lent to it.")
    return {"label": _("Seconded persons"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def days_today(joint: str, force: InForce) -> str:
    """Days a week lent to the joint work today, all persons together."""
    lent = [one for one in force.section(SECONDMENTS).values() if isinstance(one, Secondment)]
    charter = force.charter(Stream(joint))
    charters = {Stream(joint): charter} if charter is not None else {}
    return in_days(seconded_days(lent, charters, force.day, joint=Stream(joint)))


def in_days(quarters: int) -> str:
    """Quarters of a day as days: 5 → "1.25"."""
    return f"{(Decimal(quarters) / 4).normalize():f}"


def _stands(one: Found, charter: Charter, force: InForce) -> str:
    if charter.ended is not None or force.day > one.value.until:
        return _("ended")
    return _("to come") if force.day < one.since else _("lent")
