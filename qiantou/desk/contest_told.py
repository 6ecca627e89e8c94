"""What a contest asks, and what other contests of the same thing came to, for whoever reads or decides it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from qiantou.acts.finality import carried_out_by
from qiantou.core.contest_rivals import are_rivals
from qiantou.core.contesting import AMENDING, CONTEST, GRANTED, Claim, Item, asks_more, claim_of, rulings_of
from qiantou.core.kernel import Desk, Stream
from qiantou.core.register import InForce
from qiantou.core.review import SHEETS, Sheet
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.situation import Situation, called
from qiantou.desk.templatetags.dates import day
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow

Names = Mapping[str, str]


def asked_words(claim: Claim, asker: Desk, names: Names) -> str:
    """What the contest asks, in the reader's language."""
    told = {"unit": names.get(asker, asker), "part": claim.part, "days": claim.days}
    match claim.sort:
        case Item.LINE:
            return _("%(unit)s asks that it be counted as having delivered the line.") % told
        case Item.SHARE:
            return _("%(unit)s asks for %(part)d %% of what the line earned.") % told
        case Item.HELP if claim.unit is None:
            return _("%(unit)s asks that clearing the obstacle be counted as nobody's help.") % told
        case Item.HELP:
            return _("%(unit)s asks that clearing the obstacle be counted as its help.") % told
        case Item.TIME:
            return _("%(unit)s asks that the over-run be not counted as its own.") % told
        case Item.MEASURE:
            return _("%(unit)s asks that the reading of the measure be struck.") % told
        case Item.RATING:
            return _("%(unit)s asks that the mean by which it was rated be struck.") % told
        case Item.DELAY if claim.days:
            return _("%(unit)s asks that %(days)d working days more be told as regained by it.") % told
        case Item.DELAY:
            return _("%(unit)s asks that its share of the delay be nobody's.") % told
        case Item.EXEMPT | Item.FALLEN:
            return ""


def rivals_of(contest: Stream, joint: str, claim: Claim) -> list[tuple[MatterRow, Claim]]:
    """The other contests that ask for the same thing otherwise, the oldest first; two queries, one for none."""
    rows = MatterRow.objects.filter(joint=joint, kind=CONTEST).exclude(stream=contest).order_by("opened", "stream")
    told = read([Stream(row.stream) for row in rows], until=1) if rows else {}
    found = ((row, claim_of(told[Stream(row.stream)][0].event.about)) for row in rows)
    return [(row, other) for row, other in found if other is not None and are_rivals(claim, other)]


def notes(found: Situation) -> Iterator[dict[str, Any]]:
    """Of a contest, or of the matter in which a ruling on it is carried out: what it asks, and its rivals."""
    matter = found.matter
    if matter.kind not in (CONTEST, AMENDING) or not found.row.joint:
        return
    contest = matter.stream if matter.kind == CONTEST else Stream(matter.about[0])
    claim = claim_of(matter.about if matter.kind == CONTEST else matter.about[1:])
    if claim is None:
        return
    rivals = rivals_of(contest, found.row.joint, claim)
    asker = matter.asker if matter.kind == CONTEST else _asker(contest, matter.asker)
    names = called({asker, *(row.asker for row, _other in rivals)})
    yield {"text": asked_words(claim, asker, names)}
    sheet = found.force.section(SHEETS).get(found.row.joint)
    is_gone = claim.sort is Item.SHARE and isinstance(sheet, Sheet) and not asks_more(claim, asker, sheet)
    for row, other in rivals:
        stands = _stands(row, found.force, is_gone=is_gone and matter.is_open and matter.kind == CONTEST)
        told = {"asked": asked_words(other, Desk(row.asker), names), "stands": stands}
        yield {
            "text": _("Contested otherwise too: %(asked)s %(stands)s") % told, "warn": True,
            "url": matter_url(Stream(row.stream)), "label": _("That contest"),
        }  # fmt: skip


def _asker(contest: Stream, otherwise: Desk) -> Desk:
    """Who contested, which is not always whoever is waiting for what was ruled."""
    asker = MatterRow.objects.filter(pk=contest).values_list("asker", flat=True).first()
    return Desk(asker) if asker else otherwise


def _stands(row: MatterRow, force: InForce, *, is_gone: bool) -> str:
    """How a rival stands, and what that means for whoever decides this one. `is_gone`: the sheet leaves its asker no
    part to which anything could be added."""
    if row.is_open:
        return _("It is open: whoever decides one should look at both.")
    if row.outcome != GRANTED:
        return labels.standing(row.phase, row.outcome, row.is_open, row.kind)
    if any(row.stream in rulings_of(known.value) for known in force.history(SHEETS, row.joint)):
        if is_gone:
            return _("It was granted, and the sheet says so by now: this one cannot be granted any more.")
        return _("It was granted, and the sheet says so by now: granting this one changes what that ruling came to.")
    told = {"day": day(carried_out_by(row, force))}
    return _("It was granted and is to be carried out by %(day)s; until then this one cannot be granted.") % told
