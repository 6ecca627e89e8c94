"""Reasons for being late that nobody has answered: whoever accepts the work with one lying there has not refused it.

All of the doer's delay is then protected (docs/rules/account.md), so it is told before the delivery is accepted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.facts import Declined
from qiantou.core.kernel import Stream
from qiantou.core.kinds import EXPLANATION, Phase
from qiantou.desk.addresses import matter_url
from qiantou.desk.situation import read_told
from qiantou.readmodel.models import MatterRow

LIES_THERE = gettext_lazy("its reason for being late is unanswered: accepted so, the whole delay counts as explained")


def unanswered(sides: Iterable[MatterRow]) -> list[MatterRow]:
    """Of what stands beside a work, the reasons that are open and that nobody has refused; one query where one is
    before the leader, else none."""
    found = [row for row in sides if row.kind == EXPLANATION and row.is_open]
    deciding = [Stream(row.stream) for row in found if row.phase == Phase.REFERRED.value]
    told = read_told(deciding) if deciding else {}
    refused = {name for name, own in told.items() if any(isinstance(one.entry.event, Declined) for one in own)}
    asked = (Phase.OFFERED.value, Phase.REFERRED.value)
    return [row for row in found if row.phase in asked and row.stream not in refused]


def unanswered_beside(works: Collection[str]) -> set[str]:
    """Those of the works beside which such a reason lies; one query or two."""
    rows = MatterRow.objects.filter(parent__in=works, beside=True, kind=EXPLANATION, is_open=True) if works else ()
    return {row.parent for row in unanswered(rows)}


def warning(sides: Iterable[MatterRow]) -> SafeString | str:
    """For the form by which the delivery is accepted; "" where no reason lies there."""
    lying = unanswered(sides)
    if not lying:
        return ""
    words = _(
        "The doer gave a reason for being late, and nobody has answered it. Accepted as it lies, the whole delay "
        "counts as explained; if the reason does not hold, answer it first."
    )
    return format_html('{} <a href="{}">{}</a>', words, matter_url(Stream(lying[0].stream)), _("The reason"))
