"""What an application for exemption lays before who decides it: what it is about, and what its check cites, no more.

Whoever decides gives a reason where the record speaks against a condition: so it reads those matters, as long as it has
the application in hand and after it decided, by their address; no list shows them. Who reviews, from then on.
Rules: docs/rules/exemption.md, 9.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q

from qiantou.acts import registers, shell
from qiantou.core.exempting import check_of
from qiantou.core.exemption import Check, Shown
from qiantou.core.facts import Offered
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import EXEMPTION
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow

UNDECIDED = ("withdrawn", "moot")
"""How an application ends that nobody decided."""


def laid_before(desks: Collection[Desk], confided: Collection[str]) -> frozenset[str]:
    """The matters that applications lay before one of the desks; of the kinds `confided` none. One query where the
    desks decide no application, five where they do."""
    decides = Q(doer__in=sorted(desks)) | Q(arbiter__in=sorted(desks))
    rows = MatterRow.objects.filter(decides, kind=EXEMPTION).exclude(outcome__in=UNDECIDED)
    names = [Stream(name) for name in rows.values_list("stream", flat=True)]
    if not names:
        return frozenset()
    told = MatterRow.objects.filter(stream__in=sorted(set(_cited(names)))).exclude(kind__in=confided)
    return frozenset(told.values_list("stream", flat=True))


def _cited(applications: Collection[Stream]) -> Iterator[str]:
    """What each is about, and the matters whose entries its check names, for, against or as dissent."""
    force = registers.current().at(shell.now())
    for entries in read(list(applications), until=1).values():
        offered = entries[0].event
        if not isinstance(offered, Offered) or not offered.about:
            continue
        subject = Stream(offered.about[0])
        yield subject
        check = check_of(subject, offered.asker, force)
        yield from (one.stream for one in _shown(check)) if check is not None else ()


def _shown(check: Check) -> Iterator[Shown]:
    for row in check.stands:
        yield from (*row.speaks_for, *row.against)
    yield from check.dissent
