"""Before signing the password is asked for again: not within ten minutes of it, and nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from qiantou.access.confirming import FIELD, KEPT, KEY, MINUTES
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.acts.execute import execute
from qiantou.core.kernel import Actor
from qiantou.core.moves import Refer
from qiantou.readmodel.models import MatterRow
from tests.access.people import DEPUTY, ROADS, WATER, ask, settle

PASSWORD = "a-long-pass-of-words"


@pytest.fixture
def case(sqlite_site):
    """A matter before the deputy head, and her browser; she gave the password eleven minutes ago."""
    petra = settle()["petra"]
    petra.set_password(PASSWORD)
    petra.save()
    stream = ask(ROADS, WATER)
    execute(stream, Refer("we cannot agree"), by=Actor(ROADS), command_id=shell.fresh())
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(petra, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["qiantou_language"] = "en"
    aged(client, minutes=MINUTES + 1)
    return stream, client


def aged(client, **ago):
    session = client.session
    session[KEY] = (timezone.now() - timedelta(**ago)).isoformat()
    session.save()


def ruled(stream, **more):
    return {
        "command_id": "a" * 32,
        "version": 2,
        "desk": DEPUTY,
        "outcome": "refused",
        "reason": "两家再议 <b>",
        **more,
    }


def rule(client, stream, **more):
    return client.post(f"/m/{stream[:12]}/move/rule/", ruled(stream, **more))


def hidden(page: str) -> dict[str, str]:
    from html import unescape

    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.split("<main", 1)[1])
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_ruling_waits_for_the_password_and_goes_on_with_it(case):
    stream, client = case

    asked = rule(client, stream)

    assert asked.status_code == 422
    assert f'type="password" name="{FIELD}"' in asked.content.decode()
    assert MatterRow.objects.get(pk=stream).phase == "referred"
    kept = hidden(asked.content.decode())
    assert kept == {name: str(value) for name, value in ruled(stream).items()}
    answer = client.post(f"/m/{stream[:12]}/move/rule/", {**kept, FIELD: PASSWORD})
    assert answer.status_code == 302
    assert MatterRow.objects.get(pk=stream).phase == "closed"


def test_within_ten_minutes_nobody_is_asked_again(case):
    stream, client = case
    aged(client, minutes=MINUTES - 1)

    assert rule(client, stream).status_code == 302


def test_a_wrong_password_records_nothing_and_keeps_what_was_typed(case):
    stream, client = case

    answer = rule(client, stream, **{FIELD: "wrong"})

    assert answer.status_code == 422
    assert hidden(answer.content.decode())["reason"] == "两家再议 <b>"
    assert FIELD not in hidden(answer.content.decode())
    assert MatterRow.objects.get(pk=stream).phase == "referred"


def test_wrong_ones_rest_the_account_as_at_signing_in(case):
    stream, client = case

    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = rule(client, stream, **{FIELD: "wrong"})

    assert answer.status_code == 429
    assert rule(client, stream, **{FIELD: PASSWORD}).status_code == 429
    assert MatterRow.objects.get(pk=stream).phase == "referred"


def test_what_binds_nobody_asks_for_no_password(case):
    stream, client = case

    answer = client.post(f"/m/{stream[:12]}/move/report/", {"command_id": "b" * 32, "version": 2, "desk": DEPUTY})

    assert b"confirming_password" not in answer.content


def test_a_file_waits_with_the_form(case):
    stream, client = case
    scan = SimpleUploadedFile("note.png", b"\x89PNG\r\n\x1a\nink")

    kept = hidden(rule(client, stream, scan=scan).content.decode())

    assert kept[f"{KEPT}scan"].startswith("note.png|iVBORw0KGgppbms")


def test_strangers_and_administrators_are_told_nothing_and_asked_for_nothing(case):
    stream, client = case
    nowhere = "f" * 12
    for place in (f"/m/{nowhere}/move/rule/", f"/decide/{nowhere}/accept/", f"/j/{nowhere}/mandates/issue/",
                  f"/j/{nowhere}/mandates/{nowhere}/say/", f"/j/{nowhere}/options/choose/",
                  f"/delegations/{nowhere}/over/", f"/meetings/{nowhere}/minutes/"):  # fmt: skip
        assert client.post(place, ruled(stream)).status_code == 404, place
    for who in ("adam", "charlie"):
        client.force_login(Account.objects.get(login=who), backend="django.contrib.auth.backends.ModelBackend")
        aged(client, minutes=MINUTES + 1)
        assert client.post(f"/decide/{stream[:12]}/accept/", ruled(stream)).status_code == 404, who
        assert client.post(f"/decide/{stream[:12]}/accept/", ruled(stream, **{FIELD: "wrong"})).status_code == 404, who
