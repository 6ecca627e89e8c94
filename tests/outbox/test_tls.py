"""A post over TLS: the certificate must be one that is trusted and name the host that was asked for."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from qiantou.outbox.networks import Refused
from qiantou.outbox.posting import post
from tests.support.receivers import web


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
def server(certificate, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    real = socket.getaddrinfo

    def here(host, port, *more, **options):
        return real("127.0.0.1" if host.endswith(".example") else host, port, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", here)
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
