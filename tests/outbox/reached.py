"""The county with people who can be reached by mail, and a delivery that the test sets going."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time

from django.test import override_settings

from qiantou.access.recipients import surroundings
from qiantou.core.kernel import Stream
from qiantou.outbox.gather import gather
from qiantou.outbox.models import Line, Message, Reach
from qiantou.outbox.networks import Networks
from qiantou.outbox.sending import send_next
from tests.core.world import local
from tests.desk.town import Office, office
from tests.support.receivers import Mailbox, mail_server

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass
class Reached:
    """`box` holds the mail that arrived; `at("2026-03-03 08:30")` sets the clock and lets a worker go round."""

    county: Office
    box: Mailbox

    def reach(self, who: str, *, muted: str = "") -> str:
        account = self.county.people[who]
        Reach.objects.create(account=account.id, mail=f"{who}@example.gov.cn", confirmed=True, muted=muted)
        return str(account.id)

    def at(self, when: str) -> list[str]:
        """What arrived by then: the receivers of the letters, in order."""
        self.county.town.now = local(when)
        return self.go_round()

    def go_round(self) -> list[str]:
        before = len(self.box.receivers)
        site = surroundings()
        while gather(site) or send_next(site):
            pass
        return [address.split("@")[0] for address in self.box.receivers[before:]]

    def text(self) -> str:
        return str(self.box.letters[-1].get_content())

    def fates(self, stream: Stream) -> list[str]:
        return list(Line.objects.filter(notice__stream=stream).order_by("id").values_list("fate", flat=True))

    def states(self) -> list[str]:
        return list(Message.objects.order_by("id").values_list("state", flat=True))


@contextmanager
def reached() -> Iterator[Reached]:
    with mail_server() as box, office() as county, override_settings(
        EMAIL_HOST="127.0.0.1", EMAIL_PORT=box.port, EMAIL_BACKEND=SMTP, SITE_URL="https://qiantou.example",
        DEFAULT_FROM_EMAIL="qiantou@example.gov.cn", NETWORKS=Networks.read("127.0.0.0/8"), DIGEST_AT=time(8, 30),
    ):  # fmt: skip
        yield Reached(county, box)
