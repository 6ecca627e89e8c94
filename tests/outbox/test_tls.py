"""A post and a letter over TLS: the certificate must be one that is trusted and name the host that was asked for."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import override_settings

from qiantou.outbox.channels import mail
from qiantou.outbox.codes import OUTCOMES
from qiantou.outbox.configured import smtp
from qiantou.outbox.networks import Refused
from qiantou.outbox.outcome import Outcome
from qiantou.outbox.posting import post
from tests.outbox.test_mail import NOW, SAID, SMTP
from tests.support.receivers import mail_server, web


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of its own for hook.example, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hook.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hook.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("tls") / "hook.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def context(certificate, monkeypatch) -> ssl.SSLContext:
    """What a server of that certificate speaks with; every host under .example is this machine."""
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(certificate)
    real = socket.getaddrinfo

    def here(host, port, *more, **options):
        return real("127.0.0.1" if host.endswith(".example") else host, port, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", here)
    return found


@pytest.fixture
def server(context):
    with web(tls=context) as running:
        yield running


def test_a_certificate_nobody_trusts_is_refused_and_nothing_is_sent(server, here):
    with pytest.raises(Refused, match="tls"):
        post(f"https://hook.example:{server.port}/", b"told", {}, here)
    assert server.posted == []


def test_a_trusted_certificate_is_taken_for_its_own_name_alone(server, here, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert post(f"https://hook.example:{server.port}/", b"told", {}, here).status == 200
    with pytest.raises(Refused, match="tls"):
        post(f"https://other.example:{server.port}/", b"told", {}, here)
    assert [one.body for one in server.posted] == [b"told"]


def test_from_https_nobody_is_led_to_http(server, here, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with web() as plain:
        server.answer = lambda _posted: (307, {"Location": plain.url()}, b"")
        with pytest.raises(Refused, match="redirect"):
            post(f"https://hook.example:{server.port}/", b"told", {}, here)
    assert plain.posted == []


def mailed(url: str) -> Outcome:
    """A letter by the server that QIANTOU_SMTP would name so."""
    read = smtp(url, "qiantou@example.gov.cn")
    with override_settings(
        EMAIL_BACKEND=SMTP, EMAIL_HOST=read.host, EMAIL_PORT=read.port, EMAIL_USE_TLS=read.starttls,
        EMAIL_USE_SSL=read.tls, EMAIL_HOST_USER=read.account, EMAIL_HOST_PASSWORD=read.password, EMAIL_TIMEOUT=5,
        DEFAULT_FROM_EMAIL=read.sender, SITE_URL="https://qiantou.example",
    ):  # fmt: skip
        return mail.send("clerk@example.gov.cn", SAID, NOW)


def test_a_letter_goes_encrypted_to_a_server_whose_certificate_names_it(context, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server(tls_context=context, require_starttls=True) as box:
        assert mailed(f"smtp+starttls://hook.example:{box.port}").is_sent
        assert told(mailed(f"smtp+starttls://other.example:{box.port}")) == ("tls", True)
    assert (box.encrypted, box.receivers) == ([True], ["clerk@example.gov.cn"])
    with mail_server(ssl_context=context) as box:
        assert mailed(f"smtps://hook.example:{box.port}").is_sent
    assert len(box.letters) == 1


def test_a_server_of_an_unknown_certificate_or_of_none_is_sent_neither_letter_nor_password(context):
    asked: list[str] = []

    def let_in(_server, _session, _envelope, mechanism, _given):
        asked.append(mechanism)
        return AuthResult(success=True)

    options = {"authenticator": let_in, "auth_require_tls": False}
    with mail_server(tls_context=context, **options) as box:
        assert told(mailed(f"smtp+starttls://site:secret@hook.example:{box.port}")) == ("tls", True)
    with mail_server(**options) as plain:
        assert told(mailed(f"smtp+starttls://site:secret@hook.example:{plain.port}")) == ("lacks", True)
    assert (box.letters, plain.letters, asked) == ([], [], [])


def test_a_site_that_is_not_let_in_tries_its_letters_again(context, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    def refused(*_asked):
        return AuthResult(success=False, handled=False)

    with mail_server(tls_context=context, authenticator=refused) as box:
        outcome = mailed(f"smtp+starttls://site:wrong@hook.example:{box.port}")
    assert (*told(outcome), outcome.detail) == ("account", True, "SMTP 535")
    assert not box.letters


def told(outcome: Outcome) -> tuple[str, bool]:
    """Its code, for which the log of tries has a sentence, and whether it is tried again."""
    assert outcome.code in OUTCOMES
    return outcome.code, outcome.again
