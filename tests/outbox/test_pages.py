"""The pages of messages: a person's own, and the deliveries of the system administrator."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.access.models import Account, Deed, Person
from qiantou.outbox.models import Hook, Message, Reach, Robot
from tests.core.world import ROADS
from tests.outbox.reached import Reached, reached
from tests.support.receivers import dingtalk, told, web

ADMINS = ("system", "security", "audit")


@pytest.fixture
def town(sqlite_site):
    with reached() as found:
        for kind in ADMINS:
            person = Person.objects.create(name=kind)
            account = Account.objects.create_user(kind, None, person=person, admin=kind)
            found.county.people[kind] = account
        yield found


def errors(answer) -> str:
    assert answer.status_code == 422
    return " ".join(re.findall(r'<ul class="errors"[^>]*>(.*?)</ul>', answer.content.decode()))


def test_an_address_counts_once_its_code_is_typed(town: Reached):
    client = town.county.client("roads")
    client.post("/messages/mail/", {"mail": "clerk@example.gov.cn"})
    task = town.county.town.offered()
    assert town.go_round() == ["clerk"]
    assert task[:12] not in town.text()
    code = re.search(r"\b\d{8}\b", town.text())
    assert code is not None
    assert "不符" in errors(client.post("/messages/code/", {"code": f"{(int(code[0]) + 1) % 10**8:08}"}))
    assert town.at("2026-03-03 08:30") == []

    client.post("/messages/mail/", {"mail": "clerk@example.gov.cn"})
    town.go_round()
    client.post("/messages/code/", {"code": re.search(r"\b\d{8}\b", town.text())[0]})
    town.county.town.offered()
    assert town.at("2026-03-04 08:30") == ["clerk"]


def test_a_code_is_not_found_by_trying_and_nobody_is_flooded_with_codes(town: Reached):
    client = town.county.client("roads")
    for _number in range(5):
        client.post("/messages/mail/", {"mail": "clerk@example.gov.cn"})
    assert "上限" in errors(client.post("/messages/mail/", {"mail": "clerk@example.gov.cn"}))
    town.go_round()
    assert len(town.box.letters) == 1  # only the last of them was still worth sending
    right = Reach.objects.get().code
    for _number in range(5):
        client.post("/messages/code/", {"code": "00000000"})
    assert client.post("/messages/code/", {"code": right}).status_code == 422
    assert not Reach.objects.get().confirmed


def test_news_not_wanted_is_left_out_from_then_on(town: Reached):
    town.reach("roads")
    task = town.county.town.offered()
    town.go_round()
    town.county.client("roads").post("/messages/news/", {"wanted": ["chaser"]})
    assert town.at("2026-03-03 08:30") == []
    assert town.fates(task) == ["muted"]
    page = town.county.client("roads").get("/messages/").content.decode()
    assert "未发：本人不接收此类" in page


def test_no_mail_any_more(town: Reached):
    town.reach("roads")
    town.county.town.offered()
    town.go_round()
    town.county.client("roads").post("/messages/mail/", {"forget": "yes"})
    assert town.at("2026-03-03 08:30") == []


@pytest.mark.parametrize("who", ADMINS)
def test_administrators_have_no_messages_of_their_own(town, who):
    assert town.county.client(who).get("/messages/").status_code == 404


@pytest.mark.parametrize("who", ["roads", "deputy", "security", "audit"])
def test_to_others_the_deliveries_do_not_exist(town, who):
    client = town.county.client(who)
    for address in ("/deliveries/", "/deliveries/log/"):
        assert client.get(address).status_code == 404
    for act in ("robots/", "hooks/", "robot/1/try/", "log/1/again/"):
        assert client.post(f"/deliveries/{act}").status_code == 404


def added(town: Reached, url: str, **fields: str):
    given = {
        "kind": "dingtalk",
        "name": "交通局群",
        "desk": "县交通局",
        "url": url,
        "secret": "SECRET",
        "language": "zh-hans",
    }
    return town.county.client("system").post("/deliveries/robots/", {**given, **fields})


def test_a_robot_is_added_tried_switched_off_and_removed_and_shows_no_secret(town: Reached):
    with web(dingtalk("SECRET")) as server:
        assert added(town, server.url("/send?access_token=TOKEN")).status_code == 302
        robot = Robot.objects.get()
        assert robot.desk == ROADS
        client = town.county.client("system")
        client.post(f"/deliveries/robot/{robot.pk}/try/")
        town.go_round()
        assert "这是一条测试消息" in server.posted[0].json["text"]["content"]
    for address in ("/deliveries/", "/deliveries/log/"):
        page = client.get(address).content.decode()
        assert "SECRET" not in page
        assert "TOKEN" not in page
        assert "交通局群" in page
    client.post(f"/deliveries/robot/{robot.pk}/off/")
    town.county.town.offered()
    town.at("2026-03-03 08:30")
    assert Message.objects.count() == 1
    client.post(f"/deliveries/robot/{robot.pk}/remove/")
    assert not Robot.objects.exists()
    assert list(Deed.objects.values_list("what", flat=True)) == ["way-added", "way-changed", "way-removed"]


@pytest.mark.parametrize(("url", "word"), [
    ("http://10.1.2.3/send", "不在本站允许的网络内"), ("http://169.254.169.254/latest/", "不在本站允许的网络内"),
    ("http://user:word@127.0.0.1/", "地址不可用"), ("http://2130706433/", "地址不可用"),
])  # fmt: skip
def test_an_address_outside_the_listed_networks_is_refused_when_it_is_typed(town, url, word):
    assert word in errors(added(town, url))
    assert not Robot.objects.exists()


def test_a_webhook_that_failed_is_shown_and_sent_again_under_its_id(town: Reached):
    client = town.county.client("system")
    with web(told(404)) as server:
        page = client.post("/deliveries/hooks/", {"name": "督查平台", "url": server.url("/in")}).content.decode()
        hook = Hook.objects.get()
        assert hook.secret in page
        assert hook.secret not in client.get("/deliveries/").content.decode()
        town.county.town.offered()
        town.go_round()
        message = Message.objects.get()
        assert message.state == "failed"
        assert "HTTP 404" in client.get("/deliveries/log/?state=failed").content.decode()
        server.answer = told(204)
        assert client.post(f"/deliveries/log/{message.pk}/again/").status_code == 302
        assert client.post(f"/deliveries/log/{message.pk}/again/").status_code == 404
        town.go_round()
    first, second = server.posted
    assert first.headers["X-Qiantou-Id"] == second.headers["X-Qiantou-Id"]
    assert first.json["items"][0]["desk"] == ROADS
    assert set(first.json["items"][0]) == {"news", "desk", "number", "kind", "due", "link"}


def test_the_queries_of_the_pages_do_not_grow(town: Reached):
    town.reach("roads")
    counts = []
    for _round in range(2):
        for _number in range(3):
            town.county.town.offered()
        town.county.town.now = town.county.town.now.replace(day=town.county.town.now.day + 1)
        town.go_round()
        counts.append([])
        for who, address in (("roads", "/messages/"), ("system", "/deliveries/"), ("system", "/deliveries/log/")):
            client = town.county.client(who)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 18
