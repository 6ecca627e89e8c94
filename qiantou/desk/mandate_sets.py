"""Sets of powers that a mandate often lends together [default]: choosing one fills the form, nothing more.

A site's own sets are the mandates it has issued; these are only a beginning.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiantou.core.mandate import Power


@dataclass(frozen=True)
class PowerSet:
    label: Promise
    powers: tuple[Power, ...]
    days: int  # calendar days of its term


SETS: dict[str, PowerSet] = {
    "event": PowerSet(
        _("Securing an event"), (Power.CONVENE, Power.DISPATCH, Power.DEADLINES, Power.RETURN), 30
    ),
    "campaign": PowerSet(
        _("Special campaign"), (Power.CONVENE, Power.DISPATCH, Power.DATA, Power.RETURN, Power.OVERSEE), 180
    ),
    "project": PowerSet(
        _("Driving a project"), (Power.CONVENE, Power.DISPATCH, Power.DEADLINES, Power.BUDGET, Power.RETURN), 365
    ),
    "asking": PowerSet(_("Data and meetings only"), (Power.CONVENE, Power.DATA), 90),
}  # fmt: skip
