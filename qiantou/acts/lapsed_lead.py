"""Passings of the lead whose time has run out: they take effect before a command of their joint work is decided.

The clock records them as a rule; this makes a clock that stands still change no outcome. What is asked, ruled or
launched in a joint work then meets the lead it has at that instant.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from qiantou.acts import shell
from qiantou.core.kernel import Stream
from qiantou.core.mandate import Mandate
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.undertaking import Secondment
from qiantou.ledger.plain import among, fetched, instant_as_kept


def due_in(joints: Collection[str], streams: Sequence[Stream] = ()) -> list[Stream]:
    """The passings due by now in these joint works, and in those of these matters, in order; one query, or none."""
    if not joints and not streams:
        return []
    named, joint_names = among("joint", joints)
    of_matters, stream_names = among("stream", streams)
    sql = (
        "SELECT stream FROM readmodel_matterrow WHERE kind = 'passing' AND next_at <= %s"  # noqa: S608 — marks alone
        f" AND ({named} OR joint IN (SELECT joint FROM readmodel_matterrow WHERE {of_matters}))"
        " ORDER BY next_at, stream"
    )
    values = [instant_as_kept(shell.now()), *joint_names, *stream_names]
    return [Stream(name) for (name,) in fetched(sql, values)]


def joints_of(listings: Sequence[Listed]) -> set[str]:
    """The joint works that entries of the register belong to."""
    found = set[str]()
    for listed in listings:
        if listed.section == CHARTERS or "/" in listed.key:
            found.add(listed.key.partition("/")[0])
        elif isinstance(listed.value, Mandate | Secondment):
            found.add(listed.value.joint)
    return found
