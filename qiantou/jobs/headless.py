"""The demonstration without pages: every story and one division from import to close, sealed and checked.

The sums it prints must add up: for each matter the spans of its holders cover the time from its opening to
its end, or to now, without gap or overlap.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from qiantou.access.guards import names
from qiantou.acts import shell
from qiantou.jobs.county.stories import closing
from qiantou.jobs.county.told import STORIES, tell_all
from qiantou.jobs.verify_site import verify_site
from qiantou.ledger.models import Checkpoint, Head
from qiantou.ledger.seal import seal
from qiantou.readmodel.models import JointRow, MatterRow, SpanRow

MOST_HOLDERS = 12  # lines of the summary


def play() -> bool:
    """Tell everything on an empty site, seal and check it, print the summary; whether everything holds."""
    told = shell.now()
    tell_all(told, stories=(*STORIES, closing.story))
    seal(told)
    report = verify_site()
    held = holdings(told)
    faults = [*_gaps(told), *_unfinished()]
    faults += [f"{finding.code} {dict(finding.facts)}" for finding in report.findings]
    _print(held)
    for fault in faults:
        print(fault)
    print(_("Everything holds.") if not faults else _("%(count)d things do not hold.") % {"count": len(faults)})
    return not faults


def holdings(now: datetime) -> Counter[str]:
    """Minutes in which each desk had a matter in hand, over all matters, up to `now`."""
    held: Counter[str] = Counter()
    for holder, start, end in SpanRow.objects.values_list("holder", "start", "end"):
        held[holder] += _minutes((end or now) - start)
    return held


def _gaps(now: datetime) -> list[str]:
    """Matters whose spans do not add up to the time they have been open."""
    spans: dict[str, list[tuple[datetime, datetime]]] = {}
    for stream, start, end in SpanRow.objects.order_by("stream", "ordinal").values_list("stream", "start", "end"):
        spans.setdefault(stream, []).append((start, end or now))
    faults = []
    for row in MatterRow.objects.all():
        own = spans.get(row.stream, [])
        edges = [row.opened, *(end for _, end in own)]
        joined = all(start == edge for (start, _), edge in zip(own, edges, strict=False))
        ended = edges[-1] == now if row.is_open else edges[-1] <= row.changed
        if not (joined and ended):
            faults.append(_("The spans of matter %(matter)s do not add up.") % {"matter": row.stream[:12]})
    return faults


def _unfinished() -> list[str]:
    """What is still open in the division that was played to its end."""
    joint = JointRow.objects.filter(title=closing.TITLE).first()
    rows = MatterRow.objects.filter(joint=joint.stream) if joint is not None else MatterRow.objects.none()
    if not rows.exists():
        return [_("The division to be played to its end was not imported.")]
    return [_("Still open: %(title)s") % {"title": row.title} for row in rows.filter(is_open=True)]


def _print(held: Counter[str]) -> None:
    size = Head.objects.get(id=1).size
    open_ones = MatterRow.objects.filter(is_open=True).count()
    told = {"entries": size, "matters": MatterRow.objects.count(), "open": open_ones, "works": JointRow.objects.count()}
    print(_("%(entries)d entries, %(works)d joint works, %(matters)d matters, %(open)d of them open.") % told)
    called = names(held)
    print(_("Hours in hand, by holder:"))
    for holder, minutes in held.most_common(MOST_HOLDERS):
        print(f"  {minutes / 60:10.1f}  {called.get(holder, holder)}")
    rest = sum(held.values()) - sum(minutes for _, minutes in held.most_common(MOST_HOLDERS))
    print(f"  {rest / 60:10.1f}  {_('all others')}")
    print(f"  {sum(held.values()) / 60:10.1f}  {_('together')}")
    last = Checkpoint.objects.order_by("-size").first()
    if last is not None:
        print(_("Checkpoint: size %(size)d, root %(root)s") % {"size": last.size, "root": bytes(last.root).hex()})


def _minutes(span: timedelta) -> int:
    return int(span / timedelta(minutes=1))
