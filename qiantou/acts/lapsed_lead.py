"""Passings of the lead whose time has run out: they take effect before a command of their joint work is decided.

The clock records them as a rule; this makes a clock that stands still change no outcome. What is asked, ruled or
launched in a joint work then meets the lead it has at that instant.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q

from qiantou.acts import shell
from qiantou.core.kernel import Stream
from qiantou.core.mandate import Mandate
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.undertaking import Secondment
from qiantou.readmodel.models import MatterRow


def due_in(joints: Collection[str], streams: Sequence[Stream] = ()) -> list[Stream]:
    """The passings due by now in these joint works, and in those of these matters, in order; one query, or none."""
    if not joints and not streams:
        return []
    of_matters = MatterRow.objects.filter(pk__in=streams).values("joint")
    due = MatterRow.objects.filter(kind="passing", next_at__lte=shell.now())
    rows = due.filter(Q(joint__in=list(joints)) | Q(joint__in=of_matters)).order_by("next_at", "stream")
    return [Stream(name) for name in rows.values_list("stream", flat=True)]


def joints_of(listings: Sequence[Listed]) -> set[str]:
    """The joint works that entries of the register belong to."""
    found = set[str]()
    for listed in listings:
        if listed.section == CHARTERS or "/" in listed.key:
            found.add(listed.key.partition("/")[0])
        elif isinstance(listed.value, Mandate | Secondment):
            found.add(listed.value.joint)
    return found
