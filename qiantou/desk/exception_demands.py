"""What was asked for under each exception to the duty lists: so whoever approved it sees what it carried.

A reader gets the titles of the matters whose pages open to him; of the others only how many there are.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiantou.access.guards import Standing, readable
from qiantou.core.facts import Offered, Ruled
from qiantou.ledger.codec import decode
from qiantou.ledger.plain import among, fetched, read_instant


@dataclass(frozen=True)
class Demands:
    """`titles` of what the reader may open, oldest first; `others`: how many he may not."""

    titles: tuple[str, ...] = ()
    others: int = 0

    @property
    def text(self) -> str:
        return "；".join(self.titles) or ("" if self.others else _("none"))

    @property
    def note(self) -> str:
        if not self.others:
            return ""
        told = ngettext("%(count)s not open to you", "%(count)s not open to you", self.others)
        return told % {"count": self.others}


def demands_under(keys: Collection[str], units: Collection[str], seen: Standing) -> dict[str, Demands]:
    """Key of an exception → what cites it, among the matters of the units the exceptions are for.

    Two queries, none for no key. Another unit's inner affairs are not even counted.
    """
    if not keys:
        return {}
    cited = _citing(keys, units)
    opened = readable({stream for told in cited.values() for stream in told}, seen)
    return {
        key: Demands(tuple(title for stream, title in told.items() if stream in opened), len(told.keys() - opened))
        for key, told in cited.items()
    }


def _citing(keys: Collection[str], units: Collection[str]) -> dict[str, dict[str, str]]:
    """Key → stream → title."""
    own, values = among("p.desk", sorted(units))
    holds = "position(%s in e.facts) > 0" if connection.vendor == "postgresql" else "instr(e.facts, %s) > 0"
    told = "SELECT e.stream, e.version, e.at, e.facts, m.title FROM readmodel_partyrow p"
    theirs = "JOIN readmodel_matterrow m ON m.stream = p.stream JOIN ledger_entry e ON e.stream = p.stream"
    sql = f"{told} {theirs} WHERE {own} AND m.inner = '' AND {holds} ORDER BY e.at, e.stream, e.version"
    found: dict[str, dict[str, str]] = {key: {} for key in keys}
    for stream, version, at, facts, title in fetched(sql, [*values, b'"off_list":"x:']):
        instant = read_instant(at)
        assert instant is not None
        event = decode(stream, version, instant, bytes(facts), None).event
        if isinstance(event, Offered | Ruled) and event.off_list in found:
            found[event.off_list][stream] = title
    return found
