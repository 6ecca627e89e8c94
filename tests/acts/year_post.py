"""The post of the year: a mail server, a webhook and a robot on loopback, which are away, refuse, or are slow."""

from __future__ import annotations

import random
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime, time
from unittest import mock

from django.db import connection
from django.test import override_settings

from qiantou.access.recipients import surroundings
from qiantou.jobs.delivering import Deliverer
from qiantou.outbox.models import Hook, Reach, Robot
from qiantou.outbox.networks import Networks
from qiantou.outbox.sending import send_next
from tests.acts.year_cast import Cast
from tests.support.receivers import Mailbox, Web, dingtalk, mail_server, taken, told, web

SECRET = "SEC-of-the-year"
DIGEST = time(8, 40)


class Gone(BaseException):
    """The worker is killed after the server took the message, before it wrote that down."""


@dataclass(frozen=True)
class Arrived:
    """One letter or request as a server took it: when, by which way, under which id, for whom, and what it says."""

    at: datetime
    channel: str
    name: str
    receiver: str
    text: str


@dataclass
class Post:
    box: Mailbox
    robots: Web
    hooks: Web
    arrived: list[Arrived] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)
    accounts: dict[str, str] = field(default_factory=dict)  # mail address → account
    rounds: list[datetime] = field(default_factory=list)  # when a worker went round
    robot: str = ""  # the desk whose group the robot speaks to
    trial: Callable[[], None] | None = None
    port: int = 0

    def reach(self, cast: Cast, now: datetime) -> None:
        """Who can be reached, and by which ways; people want to hear everything."""
        for login, account in cast.reached:
            address = f"{login}@example.gov.cn"
            self.accounts[address] = account
            Reach.objects.create(account=account, mail=address, confirmed=True)
        hooked, robotic = cast.county.desk("yingji"), cast.county.desk("jiaotong")
        self.robot = str(robotic)
        Hook.objects.create(name="应急平台", desk=hooked, url=self.hooks.url("/in"), secret="s" * 40, made=now)
        Robot.objects.create(
            kind="dingtalk", name="交通群", desk=robotic, url=self.robots.url("/robot/send?access_token=TOKEN"),
            secret=SECRET, made=now,
        )  # fmt: skip

    def trouble(self, chance: random.Random) -> None:
        """What is wrong with the servers, or with the worker, in the coming round."""
        self.heal()
        luck = chance.random()
        if luck < 0.06:
            self.port, name = _closed_port(), "mail server away"
        elif luck < 0.10:
            self.box.refuse, name = "450 try later", "mail server busy"
        elif luck < 0.11:
            self.box.refuse, name = "550 no such mailbox", "mailbox unknown"
        elif luck < 0.13:
            self.trial, name = self._slow, "mail server slow"
        elif luck < 0.16:
            self.trial, name = self._killed, "worker killed while sending"
        elif luck < 0.20:
            self.robots.answer, name = told(200, errcode=130101, errmsg="send too fast"), "robot too fast"
        elif luck < 0.26:
            self.hooks.answer, name = told(500), "webhook fails"
        else:
            return
        self.troubles[name] += 1

    def heal(self) -> None:
        self.port, self.box.refuse, self.trial = self.box.port, "", None
        self.robots.answer, self.hooks.answer = dingtalk(SECRET), taken

    def round(self, now: datetime, workers: int = 1) -> None:
        """Everything due now, by the loop of the real worker, or of several at once."""
        self.rounds.append(now)
        counted = len(self.box.letters), len(self.robots.posted), len(self.hooks.posted)
        with override_settings(EMAIL_PORT=self.port or self.box.port):
            if self.trial is not None:
                self.trial()
            at_once(workers, _delivered)
        letters = zip(self.box.letters[counted[0] :], self.box.receivers[counted[0] :], strict=True)
        for letter, receiver in letters:
            self.arrived.append(Arrived(now, "mail", str(letter["X-Qiantou-Id"]), receiver, str(letter.get_content())))
        for sent in self.robots.posted[counted[1] :]:
            self.arrived.append(Arrived(now, "robot", "", self.robot, sent.json["text"]["content"]))
        for sent in self.hooks.posted[counted[2] :]:
            self.arrived.append(Arrived(now, "hook", str(sent.headers["X-Qiantou-Id"]), "", sent.body.decode()))

    def _slow(self) -> None:
        """The server takes a letter and answers too late: it is sent again, under the same id."""
        self.box.hold.clear()
        with override_settings(EMAIL_TIMEOUT=0.05):
            send_next(surroundings())
        self.box.hold.set()

    def _killed(self) -> None:
        with mock.patch("qiantou.outbox.sending.finish", side_effect=Gone):
            try:
                send_next(surroundings())
            except Gone:
                self.troubles["killed after the server took it"] += 1


def _delivered() -> None:
    worker = Deliverer()
    while worker.round() == 0.0:
        pass


def at_once(count: int, what: Callable[[], None]) -> None:
    """Run it so often at the same time, each in a thread with a connection of its own; a single one in this thread."""
    if count == 1:
        what()
        return

    def run() -> None:
        what()
        connection.close()

    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(copy_context().run, run) for _ in range(count)]:
            done.result()


@contextmanager
def post_office() -> Iterator[Post]:
    with mail_server() as box, web(dingtalk(SECRET)) as robots, web(taken) as hooks, override_settings(
        EMAIL_HOST="127.0.0.1", EMAIL_PORT=box.port, EMAIL_TIMEOUT=5, DIGEST_AT=DIGEST, MESSAGE_TITLES=False,
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", SITE_URL="https://qiantou.example",
        DEFAULT_FROM_EMAIL="qiantou@example.gov.cn", NETWORKS=Networks.read("127.0.0.0/8"),
    ):  # fmt: skip
        post = Post(box, robots, hooks)
        post.heal()
        yield post


def _closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
