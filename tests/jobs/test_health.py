"""Health, readiness and figures: true, without names, and only for those who may ask."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.test import Client

from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor
from qiantou.core.moves import Accept
from qiantou.core.register import HOURS, Hours, Listed
from qiantou.core.worktime import OFFICE_HOURS
from qiantou.jobs import health
from qiantou.jobs.site import prepare_site
from qiantou.jobs.worker import Worker
from qiantou.ledger.models import Head
from qiantou.ledger.seal import seal
from tests.acts.county import played
from tests.core.world import ROADS
from tests.jobs.server import qiantou, serving


def ask(path, **environ):
    answer = Client(SERVER_NAME="127.0.0.1").get(path, **environ)
    return answer.status_code, answer.content.decode()


def test_figures_are_those_of_the_record(site):
    prepare_site()
    with played() as town:
        task = town.offered()
        town.offered()
        seal(town.now)
        town.later(minutes=1)
        town.do(task, Accept(), ROADS)
        town.later(seconds=30)
        seen = health.figures()
        assert (seen.entries - seen.sealed, seen.open, seen.due) == (1, 2, 0)
        assert (seen.seal_age, seen.seal_lateness, seen.clock_lateness) == (90, 30, 0)
        town.later(days=30)
        assert health.figures().due == 1


def test_ready_names_what_is_late(site):
    prepare_site()
    with played() as town:
        task = town.offered()
        seal(town.now)
        assert ask("/ready") == (200, "ready\n")
        town.now = town.row(task).next_at + timedelta(seconds=90)
        assert ask("/ready") == (503, "clock 90 seconds late\n")
        town.offered()
        town.later(seconds=200)
        assert "seal 200 seconds late" in ask("/ready")[1]


def test_ready_names_a_guard_that_is_gone(sqlite_site):
    prepare_site()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_entry_no_update")
    assert ask("/ready") == (503, "guard-missing ledger_entry_no_update\n")
    assert ask("/health")[0] == 200


def test_ready_names_a_count_that_is_not_the_entries(sqlite_site):
    prepare_site()
    with played() as town:
        town.offered()
        seal(town.now)
        Head.objects.update(size=F("size") + 3)
        assert "head counts" in ask("/ready")[1]


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
def test_a_probe_of_this_machine_is_answered_whatever_the_site_is_called_and_over_http(sqlite_site, monkeypatch, path):
    prepare_site()
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["qiantou.example"])
    monkeypatch.setattr(settings, "SECURE_SSL_REDIRECT", True)
    assert ask(path)[0] == 200


def test_metrics_carry_no_names(site):
    prepare_site()
    with played() as town:
        town.offered()
        told = ask("/metrics")[1]
    assert "修复老桥" not in told
    assert ROADS not in told
    for line in told.splitlines():
        assert line.startswith("# ") or float(line.rpartition(" ")[2]) >= 0


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
def test_strangers_get_404_unless_they_bring_the_token(sqlite_site, monkeypatch, path):
    prepare_site()
    assert ask(path, REMOTE_ADDR="203.0.113.9")[0] == 404
    monkeypatch.setenv("QIANTOU_METRICS_TOKEN", "token-0123456789")
    assert ask(path, REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer wrong")[0] == 404
    given = {"HTTP_AUTHORIZATION": "Bearer token-0123456789"}
    assert ask(path, REMOTE_ADDR="203.0.113.9", **given)[0] == 200


def test_commands_are_counted_by_outcome(sqlite_site):
    with serving(sqlite_site) as server:
        assert server.ask("/nothing-here", b"x")[0] in (403, 404)
        assert 'qiantou_commands_total{outcome="bad"' in server.ask("/metrics")[1]


def test_checkhealth_says_the_same_at_the_command_line(sqlite_site):
    prepare_site()
    well = qiantou(sqlite_site, "checkhealth")
    assert (well.returncode, "All is well" in well.stdout) == (0, True)
    with played() as town:
        town.offered()
    ill = qiantou(sqlite_site, "checkhealth")
    assert ill.returncode == 1
    assert "clock" in ill.stdout
    assert shell.now() > town.now


def test_how_far_the_calendar_reaches_is_a_figure_and_a_line_of_the_log_once_a_day(sqlite_site, caplog):
    prepare_site()
    with played() as town:
        hours = Hours("Asia/Shanghai", OFFICE_HOURS, town.now.date() + timedelta(days=40))
        execute_all((), by=Actor(), command_id="hours", listings=[Listed(HOURS, "site", hours, town.now.date())])
        assert health.figures().calendar_days == 40
        assert "qiantou_calendar_days 40" in ask("/metrics")[1]
        worker = Worker()
        for _ in range(2):
            worker._tidied = float("-inf")
            worker.round()
        assert [record.message for record in caplog.records if "days of rest" in record.message] == [
            "days of rest are known for 40 days ahead: enter the next notice of holidays"
        ]
