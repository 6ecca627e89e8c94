"""From the signature asked for a bulletin to the bulletin itself: on the page of the signature, and on my desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.access.bulletins import ref_of
from qiantou.acts.bulletins import orders
from qiantou.core.bulletin import APPROVAL, end_of, key_of
from qiantou.core.facts import Offered
from qiantou.core.kernel import Stream
from qiantou.core.register import InForce
from qiantou.desk.situation import Situation
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow


def facts(found: Situation) -> list[dict[str, Any]]:
    """The bulletin that a signature is asked for; none on any other matter."""
    offer = found.entries[0].event
    url = _url(offer, found.force)
    return [{"label": _("Bulletin"), "value": _("Read the bulletin"), "url": url}] if url else []


def urls(rows: Iterable[MatterRow], force: InForce) -> Mapping[str, str]:
    """Signature → the page of its bulletin, of those of these that lie before a post; one query, or none."""
    asked = [Stream(row.stream) for row in rows if row.kind == "signature" and row.holder.startswith("p:")]
    told = read(asked) if asked else {}
    found = {stream: _url(entries[0].event, force) for stream, entries in told.items() if entries}
    return {stream: url for stream, url in found.items() if url}


def _url(offer: object, force: InForce) -> str:
    if not isinstance(offer, Offered) or offer.cause != APPROVAL or not offer.about:
        return ""
    key = offer.about[0]
    end = end_of(key)
    if end is None:
        return ""
    name = next((name for name in orders(force) if key_of(name, end) == key), None)
    return reverse("bulletin", args=[ref_of(name), end.isoformat()]) if name is not None else ""
