"""The site's gateway for short messages, from the environment. A wrong one is ImproperlyConfigured and stops the start.

QIANTOU_SMS_URL     its address; empty: the site has none, and contact units read codes out by telephone
QIANTOU_SMS_BODY    what is sent: JSON when it begins with {, else a form; {phone} and {code} are put in
QIANTOU_SMS_HEADER  one header more, "Name: value", for the gateway's key
QIANTOU_SMS_OK      what a good answer holds, for gateways that answer every request with 200
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote_plus

from django.core.exceptions import ImproperlyConfigured

from qiantou.outbox.networks import Refused, read_url

PLACES = ("{phone}", "{code}")


@dataclass(frozen=True)
class Gateway:
    """`url` is empty for none."""

    url: str = ""
    pattern: str = ""
    header: str = ""
    good: str = ""

    @property
    def is_json(self) -> bool:
        return self.pattern.lstrip().startswith("{")

    def body(self, phone: str, code: str) -> bytes:
        """The pattern with number and code put in, escaped as its form asks."""
        text = self.pattern
        for place, value in zip(PLACES, (phone, code), strict=True):
            text = text.replace(place, json.dumps(value)[1:-1] if self.is_json else quote_plus(value))
        return text.encode()


def read(environ: Mapping[str, str]) -> Gateway:
    url = environ.get("QIANTOU_SMS_URL", "")
    further = (environ.get(name, "") for name in ("QIANTOU_SMS_BODY", "QIANTOU_SMS_HEADER", "QIANTOU_SMS_OK"))
    found = Gateway(url, *further)
    if not url:
        return found
    try:
        read_url(url)
    except Refused as fault:
        raise ImproperlyConfigured("QIANTOU_SMS_URL is an address such as https://sms.example/send") from fault
    if any(place not in found.pattern for place in PLACES):
        raise ImproperlyConfigured("QIANTOU_SMS_BODY holds {phone} and {code}")
    if found.header and (":" not in found.header or not (found.header.isascii() and found.header.isprintable())):
        raise ImproperlyConfigured('QIANTOU_SMS_HEADER is one header, such as "Authorization: …"')
    return found
