"""The settings of messages as read from the environment. A wrong one is ImproperlyConfigured and stops the start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from qiantou.outbox.networks import Networks

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class Smtp:
    """The mail server; an empty host for none."""

    host: str = ""
    port: int = 25
    account: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    sender: str = "qiantou@localhost"


def smtp(url: str, sender: str) -> Smtp:
    """From QIANTOU_SMTP and QIANTOU_MAIL_FROM."""
    if not url:
        return Smtp()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as fault:
        raise ImproperlyConfigured("QIANTOU_SMTP is no address of a mail server") from fault
    if parts.scheme not in PORTS or not host:
        raise ImproperlyConfigured("QIANTOU_SMTP begins with smtp://, smtp+starttls:// or smtps:// and names a host")
    if "@" not in parseaddr(sender)[1]:
        raise ImproperlyConfigured("QIANTOU_MAIL_FROM names the sender of mail, such as qiantou@example.gov.cn")
    return Smtp(
        host, port or PORTS[parts.scheme], unquote(parts.username or ""), unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+starttls", tls=parts.scheme == "smtps", sender=sender,
    )  # fmt: skip


def networks(text: str) -> Networks:
    """From QIANTOU_NETWORKS."""
    try:
        return Networks.read(text)
    except ValueError as fault:
        raise ImproperlyConfigured(f"QIANTOU_NETWORKS: {fault}") from fault


def digest_at(text: str) -> time:
    """From QIANTOU_DIGEST_AT; ten minutes after the opening, so that what the clock records at it is told that day."""
    try:
        return time.fromisoformat(text or "08:40")
    except ValueError as fault:
        raise ImproperlyConfigured(f"QIANTOU_DIGEST_AT is an hour such as 08:40, not {text!r}") from fault


def site_url(text: str) -> str:
    """From QIANTOU_URL, without a slash at its end."""
    parts = urlsplit(text or "http://127.0.0.1:8000")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"QIANTOU_URL is an address such as https://qiantou.example, not {text!r}")
    return parts.geturl().rstrip("/")
