"""The past record that the advice counts: tasks that closed with a day, and whether each was in time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate

from qiantou.acts import registers
from qiantou.insight.lead_terms import Past
from qiantou.readmodel.models import MatterRow, PartyRow


def counted(units: Iterable[str]) -> QuerySet[MatterRow, Any]:
    """The accepted tasks of these units that had a day, with `done`, the day it was handed in; none unconfirmed."""
    wanted = sorted(units)
    theirs = PartyRow.objects.filter(desk__in=wanted, is_open=False).values("stream")
    rows = MatterRow.objects.filter(
        stream__in=theirs, doer__in=wanted, kind="task", is_open=False, outcome="accepted", hatched=False, inner="",
        due__isnull=False, delivered__isnull=False,
    )  # fmt: skip
    return rows.annotate(done=TruncDate("delivered", tzinfo=registers.zone()))


def records(units: Iterable[str]) -> dict[str, Past]:
    """Unit → its closed tasks that had a day: how many, and delivered by the day first agreed; one query."""
    found = (
        counted(units).values("doer").annotate(n=Count("stream"), kept=Count("stream", filter=Q(done__lte=F("due"))))
    )
    return {row["doer"]: Past(row["n"], row["kept"]) for row in found}
