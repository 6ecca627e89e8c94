"""The gateway for short messages: what it is sent, and what stops the start."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from qiantou.access.gateway import Gateway, read

URL, BODY = "https://sms.example/send", "to={phone}&text=code {code}"


@given(st.text(alphabet='0123456789+"\\\\&= {}%', max_size=15))
def test_number_and_code_arrive_as_they_are_in_either_form(number: str) -> None:
    told = json.loads(Gateway(URL, '{"mobile": "{phone}", "text": "{code}"}').body(number, "012345"))
    assert (told["mobile"], told["text"]) == (number, "012345") or "{code}" in number
    sent = parse_qs(Gateway(URL, BODY).body(number, "012345").decode(), keep_blank_values=True)
    assert sent["to"] == [number] or "{code}" in number


def test_a_site_without_one_starts() -> None:
    assert not read({}).url
    assert read({"QIANTOU_SMS_URL": URL, "QIANTOU_SMS_BODY": BODY, "QIANTOU_SMS_OK": "ok"}).good == "ok"


@pytest.mark.parametrize(
    "wrong",
    [
        {"QIANTOU_SMS_URL": "ftp://x/", "QIANTOU_SMS_BODY": BODY},
        {"QIANTOU_SMS_URL": "http://a:b@x/", "QIANTOU_SMS_BODY": BODY},
        {"QIANTOU_SMS_URL": URL, "QIANTOU_SMS_BODY": "to={phone}"},
        {"QIANTOU_SMS_URL": URL},
        {"QIANTOU_SMS_URL": URL, "QIANTOU_SMS_BODY": BODY, "QIANTOU_SMS_HEADER": "no colon"},
        {"QIANTOU_SMS_URL": URL, "QIANTOU_SMS_BODY": BODY, "QIANTOU_SMS_HEADER": "X-Key: a\r\nX-More: b"},
        {"QIANTOU_SMS_URL": URL, "QIANTOU_SMS_BODY": BODY, "QIANTOU_SMS_HEADER": "X-Key: 钥"},
    ],
)
def test_a_wrong_one_stops_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured):
        read(wrong)
