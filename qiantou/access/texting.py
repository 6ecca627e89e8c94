"""The code to a phone, by the site's own gateway for short messages: one POST to an address that the settings name.

Only to networks the site lists, as every delivery. Nothing is kept of it: neither number nor code stands in a log.
"""

from __future__ import annotations

from django.conf import settings

from qiantou.access.gateway import Gateway
from qiantou.access.link_rows import Phone
from qiantou.outbox.networks import Refused
from qiantou.outbox.posting import post

SECONDS = 8.0  # [default] somebody waits in front of the page
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def is_set_up() -> bool:
    return bool(settings.SMS.url)


def send(phone: Phone, code: str) -> None:
    """Raises Refused where the gateway did not take it."""
    gateway: Gateway = settings.SMS
    name, _colon, value = gateway.header.partition(":")
    headers = {"Content-Type": f"{JSON if gateway.is_json else FORM}; charset=utf-8"}
    if name:
        headers[name.strip()] = value.strip()
    answer = post(gateway.url, gateway.body(phone.number, code), headers, settings.NETWORKS, seconds=SECONDS)
    if not 200 <= answer.status < 300 or gateway.good.encode() not in answer.body:
        raise Refused("refused")
