"""The pages of one joint work, as tabs above each of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from qiantou.desk.addresses import ref

TABS: tuple[tuple[str, Promise], ...] = (
    ("joint", gettext_lazy("Who has it when")),
    ("charter", gettext_lazy("Charter")),
    ("mandates", gettext_lazy("Mandates")),
    ("plan", gettext_lazy("Plan")),
    ("letters", gettext_lazy("Consultation")),
    ("options", gettext_lazy("Options")),
    ("advice", gettext_lazy("Advice")),
    ("signing", gettext_lazy("Signature")),
    ("bulletins", gettext_lazy("Bulletins")),
    ("delay", gettext_lazy("Where the time went")),
    ("review", gettext_lazy("Review")),
    ("passing", gettext_lazy("Passing the lead")),
)
"""The name of each page's address and what the tab says, in the order of the work."""


def tabs(joint: str, current: str) -> list[dict[str, Any]]:
    """`current` is the address name of the page that shows them."""
    name = ref(joint)
    return [{"url": reverse(code, args=[name]), "label": label, "on": code == current} for code, label in TABS]
