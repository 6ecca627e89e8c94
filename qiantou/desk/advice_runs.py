"""Searching for an even load beside the pages: a row of progress, a thread of this process, the answer in the row.

Any web process shows, cancels and takes over what any other searches, for all of it stands in the database. A search
whose process died falls silent, is told as broken off, and can be begun again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db import connection

from qiantou.acts import shell
from qiantou.desk.models import LoadRun
from qiantou.insight.load import solve
from qiantou.insight.load_terms import Impossible, Instance, Line, Moved, Plan, Progress, Unit, UnitLoad

KEPT = timedelta(days=7)
SILENT = timedelta(seconds=30)
"""Without a word for so long, the process that searched is gone."""
WRITTEN = 0.5  # seconds between two words of progress
PATIENCE = 1.5  # seconds a page waits for the answer before it shows progress
TENTHS = 10
"""Efforts and capacities are counted in tenths of a person-day."""


def begin(joint: str, plan: int, asked: Mapping[str, Any], *, seconds: float) -> LoadRun:
    """Start a search and give it a moment: most plans are answered within it."""
    now = shell.now()
    LoadRun.objects.filter(expires__lt=now).delete()
    run = LoadRun.objects.create(joint=joint, plan=plan, asked=dict(asked), begun=now, beat=now, expires=now + KEPT)
    thread = threading.Thread(target=_in_thread, args=(run.id, seconds), name=f"load-{run.id[:8]}", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    run.refresh_from_db()
    return run


def _in_thread(run_id: str, seconds: float) -> None:
    try:
        search(run_id, seconds=seconds)
    finally:
        connection.close()


def search(run_id: str, *, seconds: float) -> None:
    """Search and write the answer, or why there is none."""
    run = LoadRun.objects.get(pk=run_id)
    watch = _Watch(run_id)
    try:
        plan = solve(instance_of(run.asked), seconds=seconds, cancelled=watch.is_cancelled, progress=watch.told)
    except Impossible as impossible:
        failed = {"code": impossible.code, "lines": impossible.lines, "units": impossible.units}
        LoadRun.objects.filter(pk=run_id).update(failed=failed, beat=shell.now())
        return
    LoadRun.objects.filter(pk=run_id).update(
        found=as_json(plan), share=float(plan.value), bound=float(plan.bound.value), beat=shell.now()
    )


class _Watch:
    """Progress into the row and the wish to stop out of it, not more often than twice a second."""

    def __init__(self, run_id: str) -> None:
        self.run_id, self.next, self.cancelled = run_id, time.monotonic() + WRITTEN, False

    def told(self, progress: Progress) -> None:
        if time.monotonic() < self.next:
            return
        self.next = time.monotonic() + WRITTEN
        rows = LoadRun.objects.filter(pk=self.run_id)
        rows.update(
            stage=progress.stage, steps=progress.steps, share=progress.value, bound=progress.bound, beat=shell.now()
        )
        self.cancelled = bool(rows.values_list("cancelled", flat=True).first())

    def is_cancelled(self) -> bool:
        return self.cancelled


def is_over(run: LoadRun, now: datetime) -> bool:
    return run.found is not None or run.failed is not None or has_died(run, now)


def has_died(run: LoadRun, now: datetime) -> bool:
    return run.found is None and run.failed is None and now - run.beat > SILENT


def instance_of(asked: Mapping[str, Any]) -> Instance:
    """The instance as it was written into the row."""
    units = tuple(Unit(one["unit"], one["capacity"], one["busy"]) for one in asked["units"])
    lines = tuple(
        Line(
            one["line"], one["effort"], tuple(one["now"]), fixed=one["fixed"], fit=one["fit"],
            excluded=frozenset(one["excluded"]),
        )
        for one in asked["lines"]
    )  # fmt: skip
    return Instance(units, lines, most=asked["most"])


def as_json(plan: Plan) -> dict[str, Any]:
    """The answer with exact numbers, as texts "3/5"."""
    return {
        "value": str(plan.value), "before": str(plan.before), "distance": str(plan.distance),
        "ended": plan.ended.value, "unfit": list(plan.unfit),
        "bound": {"value": str(plan.bound.value), "proof": plan.bound.proof.value, "units": list(plan.bound.units),
                  "line": plan.bound.line, "lines": plan.bound.lines},
        "units": [_unit(one) for one in plan.units],
        "moved": [_moved(one) for one in plan.moved],
    }  # fmt: skip


def _unit(one: UnitLoad) -> dict[str, Any]:
    shares = {"before": one.share_before, "after": one.share_after}
    return {"unit": one.unit, "effort": [str(one.before), str(one.after)], "capacity": one.capacity,
            "lines": [one.lines_before, one.lines_after],
            **{name: None if share is None else str(share) for name, share in shares.items()}}  # fmt: skip


def _moved(one: Moved) -> dict[str, Any]:
    return {"line": one.line, "before": list(one.before), "after": list(one.after), "why": one.why.value,
            "unit": one.unit, "share": None if one.share is None else str(one.share)}  # fmt: skip


def fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
