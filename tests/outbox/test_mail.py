"""Mail to a real server on loopback."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest
from django.test import override_settings

from qiantou.outbox.channels import mail
from qiantou.outbox.wording import Said
from tests.support.receivers import mail_server

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
SAID = Said("a" * 32, "牵头：1 件事项", "系统按规则发出，非人工发送。\n任务 3f2a91b0c4de", urgent=False)
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def sent(port: int, said: Said = SAID):
    with override_settings(
        EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_BACKEND=SMTP, SITE_URL="https://qiantou.example",
        DEFAULT_FROM_EMAIL="qiantou@example.gov.cn",
    ):  # fmt: skip
        return mail.send("clerk@example.gov.cn", said, NOW)


def test_a_letter_arrives_as_it_was_said_and_names_itself():
    with mail_server() as box:
        assert sent(box.port).is_sent
        assert sent(box.port).is_sent
    first, second = box.letters
    assert box.receivers == ["clerk@example.gov.cn"] * 2
    assert (first["Subject"], first["From"]) == (SAID.subject, "qiantou@example.gov.cn")
    assert first.get_content().splitlines() == SAID.text.splitlines()
    assert first["Message-ID"] == second["Message-ID"] == f"<{'a' * 32}@qiantou.example>"
    assert first["X-Qiantou-Id"] == SAID.name
    assert first["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(("answer", "code", "again", "detail"), [
    ("450 mailbox busy", "busy", True, "SMTP 450"),
    ("550 clerk@example.gov.cn unknown", "refused", False, "SMTP 550"),
])  # fmt: skip
def test_a_passing_refusal_is_told_from_one_for_good(answer, code, again, detail):
    with mail_server() as box:
        box.refuse = answer
        outcome = sent(box.port)
    assert (outcome.code, outcome.again, outcome.detail) == (code, again, detail)


def test_where_no_server_answers_it_is_tried_again():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        outcome = sent(probe.getsockname()[1])
    assert (outcome.code, outcome.again) == ("unreachable", True)


def test_without_a_mail_server_nothing_is_sent():
    with override_settings(EMAIL_HOST=""):
        assert mail.send("clerk@example.gov.cn", SAID, NOW).code == "not-set-up"
