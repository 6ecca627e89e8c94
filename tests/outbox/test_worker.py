"""The real worker: it sends what other processes recorded, and goes on after being killed in the middle of a letter."""

from __future__ import annotations

import signal
from dataclasses import replace

from qiantou.acts import shell
from qiantou.jobs.site import prepare_site
from qiantou.outbox.models import Message, Try
from qiantou.outbox.queue import notice
from tests.core.world import ROADS
from tests.jobs.server import started
from tests.jobs.test_worker import wait_until
from tests.outbox.reached import reached


def test_a_worker_killed_in_the_middle_of_a_letter_sends_it_again_under_the_same_id(postgres_site):
    prepare_site()
    with reached() as town:
        smtp = {"QIANTOU_SMTP": f"smtp://127.0.0.1:{town.box.port}", "QIANTOU_MAIL_FROM": "qiantou@example.gov.cn"}
        site = replace(postgres_site, environment={**postgres_site.environment, **smtp})
        town.reach("roads")
        notice(ROADS, "bulletin", "", shell.now(), urgent=True)
        town.box.hold.clear()
        with started(site, "worker") as worker:
            wait_until(town.box.held.is_set, worker)
            worker.stop(signal.SIGKILL)
        assert list(Message.objects.values_list("state", "tries")) == [("waiting", 1)]
        assert list(Try.objects.values_list("code", flat=True)) == ["begun"]

        town.box.hold.set()
        Message.objects.update(next_at=shell.now())  # as after the five minutes of its claim
        with started(site, "worker") as worker:
            wait_until(lambda: Message.objects.filter(state="sent").exists(), worker)
            assert worker.stop() == 0
        assert "roads@" not in worker.text()
    assert {str(letter["X-Qiantou-Id"]) for letter in town.box.letters} == {Message.objects.get().name}
