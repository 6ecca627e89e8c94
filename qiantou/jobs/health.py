"""What machines ask of a site: is it alive, is it ready, and its figures for Prometheus. No names, no titles.

    /health    200 while this process answers; asks nothing of the database
    /ready     200 when database, guards, seal and clock are well, else 503; one line each
    /metrics   figures in the Prometheus text format

Answered to this machine itself, or to whoever brings QIANTOU_METRICS_TOKEN as a bearer token; a proxy on
this machine counts as a stranger. Everybody else gets 404.
"""

import os
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from hmac import compare_digest
from typing import NamedTuple

from django.db import Error
from django.db.models import Count, Min, Q, Subquery
from django.http import HttpRequest, HttpResponse

from qiantou.acts import registers, shell
from qiantou.acts.horizon import horizon
from qiantou.ledger.guarded import check_guards
from qiantou.ledger.models import Checkpoint, Entry, Head
from qiantou.outbox.models import Message
from qiantou.outbox.sending import next_at
from qiantou.readmodel.models import MatterRow

LATEST_CLOCK = 60.0  # [default] seconds a lapse may wait for the clock before the site is not ready
LATEST_SEAL = 120.0  # [default] seconds an entry may wait for its seal
OUTCOMES = {409: "conflict", 422: "refused", 429: "locked_out"}

View = Callable[[HttpRequest], HttpResponse]


class Figures(NamedTuple):
    """One look at the site; seconds, and counts."""

    entries: int
    sealed: int
    seal_lateness: float  # age of the oldest entry without a seal, 0 when all are sealed
    seal_age: float  # since the last checkpoint, 0 before the first
    open: int
    due: int  # matters the clock has to look at now
    clock_lateness: float
    calendar_days: int  # for how many days ahead the days of rest are known
    delivery_lateness: float  # how long the first message that may be sent has waited
    failed_messages: int  # of those kept: see QIANTOU_MESSAGE_DAYS


_answers: Counter[str] = Counter()
_counting = threading.Lock()


def count_answer(status: int) -> None:
    """Count what became of a command sent to this process."""
    outcome = OUTCOMES.get(status, "done" if status < 400 else "bad" if status < 500 else "failed")
    with _counting:
        _answers[outcome] += 1


def figures() -> Figures:
    now = shell.now()
    entries = Head.objects.get(id=1).size
    last = Checkpoint.objects.order_by("-size").values_list("size", "at").first()
    sealed, sealed_at = last or (0, None)
    waiting = Entry.objects.filter(position=sealed).values_list("recorded_at", flat=True).first()
    is_due = Q(next_at__isnull=False, next_at__lte=now)
    row = MatterRow.objects.filter(is_due).aggregate(due=Count("stream"), first=Min("next_at"))
    return Figures(
        entries=entries,
        sealed=sealed,
        seal_lateness=_since(waiting, now),
        seal_age=_since(sealed_at, now),
        open=MatterRow.objects.filter(is_open=True).count(),
        due=row["due"],
        clock_lateness=_since(row["first"], now),
        calendar_days=horizon(registers.current().at(now)).days,
        delivery_lateness=_since(next_at(), now),
        failed_messages=Message.objects.filter(state="failed").count(),
    )


def _since(instant: datetime | None, now: datetime) -> float:
    return max(0.0, (now - instant).total_seconds()) if instant is not None else 0.0


def troubles() -> list[str]:
    """What keeps the site from being ready, a line each; empty when all is well."""
    try:
        found = [" ".join((fault.code, *map(str, fault.facts.values()))) for fault in check_guards()]
        seen = figures()
        last_entry = Entry.objects.order_by("-position").values("position")[:1]
        counted, last = Head.objects.filter(id=1).values_list("size", Subquery(last_entry)).get()  # of one moment
    except Error as fault:
        return [f"database {str(fault).strip().splitlines()[0]}"]
    if counted != (-1 if last is None else last) + 1:
        found.append(f"head counts {counted} entries and the last is at position {last}")
    if seen.seal_lateness > LATEST_SEAL:
        found.append(f"seal {seen.seal_lateness:.0f} seconds late")
    if seen.clock_lateness > LATEST_CLOCK:
        found.append(f"clock {seen.clock_lateness:.0f} seconds late")
    return found


def is_insider(request: HttpRequest) -> bool:
    """Whether the question comes from this machine itself or with the token."""
    token = os.environ.get("QIANTOU_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and compare_digest(given.encode(), token.encode()):
        return True
    is_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and not is_forwarded


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def ready(request: HttpRequest) -> HttpResponse:
    found = troubles()
    body = "\n".join(found or ["ready"]) + "\n"
    return HttpResponse(body, content_type="text/plain; charset=utf-8", status=503 if found else 200)


def metrics(request: HttpRequest) -> HttpResponse:
    return HttpResponse(exposition(figures()), content_type="text/plain; version=0.0.4; charset=utf-8")


def exposition(seen: Figures) -> str:
    """The figures in the Prometheus text format, 0.0.4."""
    rows = [
        ("qiantou_entries_total", "counter", "Entries in the record", seen.entries),
        ("qiantou_sealed_entries_total", "counter", "Entries under a signed checkpoint", seen.sealed),
        ("qiantou_seal_age_seconds", "gauge", "Time since the last checkpoint", seen.seal_age),
        ("qiantou_seal_lateness_seconds", "gauge", "Age of the oldest entry not sealed", seen.seal_lateness),
        ("qiantou_open_matters", "gauge", "Matters not closed", seen.open),
        ("qiantou_due_matters", "gauge", "Matters the clock has to look at now", seen.due),
        ("qiantou_clock_lateness_seconds", "gauge", "How long the first of them has waited", seen.clock_lateness),
        ("qiantou_calendar_days", "gauge", "Days ahead for which days of rest are known", seen.calendar_days),
        ("qiantou_delivery_lateness_seconds", "gauge", "How long a message has waited", seen.delivery_lateness),
        ("qiantou_failed_messages", "gauge", "Messages that could not be sent", seen.failed_messages),
    ]
    lines = []
    for name, sort, told, value in rows:
        lines += [f"# HELP {name} {told}", f"# TYPE {name} {sort}", f"{name} {value}"]
    lines += [
        "# HELP qiantou_commands_total Commands answered by this process, by outcome",
        "# TYPE qiantou_commands_total counter",
    ]
    with _counting:
        counted = sorted(_answers.items())
    process = os.getpid()
    lines += [f'qiantou_commands_total{{outcome="{name}",process="{process}"}} {count}' for name, count in counted]
    return "\n".join(lines) + "\n"


PROBES: dict[str, View] = {"/health": health, "/ready": ready, "/metrics": metrics}


class Probes:
    """Answers insiders before anything else is asked: whatever name the site goes by, over http, signed in or not."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path) if request.method == "GET" and is_insider(request) else None
        return probe(request) if probe else self.get_response(request)
