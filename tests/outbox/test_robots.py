"""The robots of three services, against a server that answers as their documentation says; and a signed webhook."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from qiantou.outbox.channels import ROBOTS, webhook
from qiantou.outbox.models import Hook, Robot
from qiantou.outbox.networks import Networks
from qiantou.outbox.wording import Said
from tests.support import receivers
from tests.support.receivers import told, web

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
SAID = Said("a" * 32, "牵头：1 件事项", "系统按规则发出", urgent=False)
LONG = Said(
    "b" * 32, "牵头", "\n".join(f"{number}. 任务修复老桥两岸护坡与引道" for number in range(1000)), urgent=False
)
PATHS = {"dingtalk": "/robot/send?access_token=TOKEN", "feishu": "/hook/KEY", "wecom": "/send?key=KEY"}
ANSWERS = {"dingtalk": receivers.dingtalk("SECRET"), "feishu": receivers.feishu("SECRET"), "wecom": receivers.wecom}


def sent(kind: str, server: receivers.Web, networks: Networks, *, said: Said = SAID, **more):
    secret = more.get("secret", "SECRET")
    robot = Robot(kind=kind, url=server.url(more.get("path", PATHS[kind])), secret=secret)
    return ROBOTS[kind](robot, said, NOW, networks)


@pytest.mark.parametrize("kind", ROBOTS)
@pytest.mark.parametrize("said", [SAID, LONG], ids=["short", "long"])
def test_a_message_is_taken(kind, said, here):
    with web(ANSWERS[kind]) as server:
        assert sent(kind, server, here, said=said).is_sent
    assert len(server.posted) == 1


@pytest.mark.parametrize(("kind", "wrong", "detail"), [
    ("dingtalk", {"secret": "OTHER"}, "errcode 310000"),
    ("dingtalk", {"path": "/robot/send?access_token=OTHER"}, "errcode 300001"),
    ("feishu", {"secret": "OTHER"}, "code 19021"),
    ("wecom", {"path": "/send?key=OTHER"}, "errcode 93000"),
])  # fmt: skip
def test_a_refusal_inside_an_answer_of_200_is_a_refusal_and_not_tried_again(kind, wrong, detail, here):
    with web(ANSWERS[kind]) as server:
        outcome = sent(kind, server, here, **wrong)
    assert (outcome.code, outcome.again, outcome.detail) == ("refused", False, detail)


@pytest.mark.parametrize(("kind", "answer", "wait"), [
    ("dingtalk", told(200, errcode=130101, errmsg="send too fast, exceed 20 times per minute"), 10),
    ("feishu", told(200, code=11232, msg="frequency limited"), 2),
    ("wecom", told(200, errcode=45009, errmsg="api freq out of limit"), 2),
])  # fmt: skip
def test_too_many_at_once_rests_as_long_as_the_service_says(kind, answer, wait, here):
    with web(answer) as server:
        outcome = sent(kind, server, here)
    assert (outcome.code, outcome.again, outcome.wait) == ("too-fast", True, timedelta(minutes=wait))


@pytest.mark.parametrize(("answer", "seconds"), [
    (lambda _p: (429, {"X-Ogw-Ratelimit-Reset": "300"}, b'{"code":99991400}'), 300),
    (lambda _p: (400, {"X-Ogw-Ratelimit-Reset": "52"}, b'{"code":99991400,"msg":"frequency limit"}'), 120),
    (lambda _p: (503, {"Retry-After": "900"}, b""), 900),
    (lambda _p: (503, {"Retry-After": "Mon, 02 Mar 2026 09:00:00 GMT"}, b""), 0),
    (told(200, code=9499, msg="too many request", data={}), 120),
])  # fmt: skip
def test_what_is_put_off_rests_as_long_as_its_answer_says(answer, seconds, here):
    with web(answer) as server:
        outcome = sent("feishu", server, here)
    assert (outcome.again, (outcome.wait or timedelta()).seconds) == (True, seconds)


@pytest.mark.parametrize(("kind", "answer"), [
    ("dingtalk", told(200, errcode=400013, errmsg="chat is disbanded")),
    ("dingtalk", told(200, errcode=430101, errmsg="unsafe url")),
    ("feishu", told(200, code=9499, msg="Bad Request", data={})),
    ("feishu", told(400, code=9499, msg="Bad Request", data={})),
    ("wecom", told(200, errcode=93008, errmsg="not in group")),
])  # fmt: skip
def test_what_would_only_be_repeated_is_not(kind, answer, here):
    with web(answer) as server:
        outcome = sent(kind, server, here)
    assert (outcome.code, outcome.again) == ("refused", False)


@pytest.mark.parametrize("kind", ROBOTS)
@pytest.mark.parametrize(("answer", "code", "again"), [
    (told(503), "busy", True), (told(429), "too-fast", True), (told(404), "refused", False),
    (lambda _p: (200, {}, b"<html>"), "not-understood", True), (lambda _p: (200, {}, b"[]"), "not-understood", True),
    (told(200, errcode=-1, code=-1), "refused", True), (told(200, errcode=True, code="0"), "not-understood", True),
])  # fmt: skip
def test_other_answers(kind, answer, code, again, here):
    with web(answer) as server:
        outcome = sent(kind, server, here)
    assert (outcome.code, outcome.again) == (code, again)


@pytest.mark.parametrize("kind", ROBOTS)
def test_what_the_other_side_writes_is_kept_nowhere(kind, here):
    with web(told(200, errcode=99, code=99, errmsg="SECRET TOKEN", msg="SECRET TOKEN")) as server:
        outcome = sent(kind, server, here)
    assert "SECRET" not in repr(outcome)


def test_a_robot_outside_the_listed_networks_is_sent_nothing():
    with web() as server:
        outcome = sent("feishu", server, Networks.read("public"))
    assert (outcome.code, outcome.again, server.posted) == ("not-listed", False, [])


def test_a_webhook_can_be_checked_by_its_receiver(here):
    with web() as server:
        hook = Hook(url=server.url("/in"), secret="SECRET")
        assert webhook.send(hook, SAID, NOW, here).is_sent
        assert webhook.send(hook, SAID, NOW + timedelta(minutes=1), here).is_sent
    first, second = server.posted
    stamp = first.headers["X-Qiantou-Timestamp"]
    made = hmac.new(b"SECRET", stamp.encode() + b"." + first.body, sha256).hexdigest()
    assert first.headers["X-Qiantou-Signature"] == f"v1={made}"
    assert stamp == str(int(NOW.timestamp()))
    assert first.headers["X-Qiantou-Id"] == second.headers["X-Qiantou-Id"] == SAID.name
    assert first.headers["X-Qiantou-Signature"] != second.headers["X-Qiantou-Signature"]
    assert first.json == {"id": SAID.name, "sent_by": "rule", "urgent": False, "items": []}
