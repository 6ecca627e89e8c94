"""The paper of a joint work's mandates 授权清单 as they are in force: one row a power, and who countersigned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import takewhile
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import joint_for
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.core.register import InForce
from qiantou.desk import labels
from qiantou.desk.exporting import document
from qiantou.desk.frame import named
from qiantou.desk.letter_papers import wording
from qiantou.desk.mandate_page import desks_of
from qiantou.desk.mandate_read import Held, mandates_of
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.mandate import Countersigned, Power, write_mandate
from qiantou.documents.papers.mandate import Mandate as Paper
from qiantou.readmodel.models import JointRow

Names = Mapping[str, str]
GIVEN = ("signed", "consent")


@login_required
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    work = joint_for(cast(Account, request.user), ref)
    force = registers.current().at(shell.now())
    held = [one for one in mandates_of(work.stream, force) if one.standing == "in-force"]
    names = named({*desks_of(held), work.lead})
    told = write_mandate(mandate_paper(work, held, names, force), wording())
    return document(f"{work.title} {_('Mandates')}", told)


def mandate_paper(work: JointRow, held: list[Held], names: Names, force: InForce) -> Paper:
    """In the name of whoever lent them, of nobody where several did; of the day of the last entry it tells."""
    issuers = {one.value.issuer for one in held}
    issuer = names.get(issuers.pop(), "") if len(issuers) == 1 else ""
    places = "、".join(one.key.removeprefix("g:") for one in held)
    day = max((_told_last(one, force) for one in held), default=None)
    head = Head(work.title, issuer, places, day=day)
    powers = tuple(_power(one, power, names) for one in held for power in one.value.powers)
    holders = list(dict.fromkeys(str(one.value.holder) for one in held)) or [work.lead]
    to = "、".join(names.get(desk, desk) for desk in holders)
    return Paper(head, to, powers, tuple(_signed(held, names, force)))


def _told_last(one: Held, force: InForce) -> date:
    """The day of the last entry of a mandate, or of the last signature that binds somebody by it."""
    signed = [reach.signature.since for reach in one.reach if reach.signature is not None and reach.how in GIVEN]
    return force.calendar.day_of(max([one.stages[-1].at, *signed]))


def _held_since(one: Held) -> date:
    """From when on whoever holds it now has held it: a passing of the lead hands it on."""
    own = takewhile(lambda stage: stage.value is not None and stage.value.holder == one.value.holder, one.stages[::-1])
    return list(own)[-1].since


def _power(one: Held, power: str, names: Names) -> Power:
    value = one.value
    return Power(
        labels.label(labels.POWERS, power), "、".join(names.get(desk, desk) for desk in value.scope),
        names.get(value.issuer, value.issuer), _held_since(one), value.until, value.number, value.clause,
    )  # fmt: skip


def _signed(held: list[Held], names: Names, force: InForce) -> list[Countersigned]:
    """Each portfolio leader once a mandate, with the units for which it was asked."""
    found: dict[tuple[str, str], Countersigned] = {}
    for one in held:
        for reach in one.reach:
            if reach.leader is None or reach.signature is None:
                continue
            before = found.get((one.key, reach.leader))
            unit = names.get(reach.desk, reach.desk)
            units = f"{before.portfolio}、{unit}" if before else unit
            given = reach.how in GIVEN
            opinion = _("agreed") if given else _("not yet") if reach.how == "awaited" else _("not agreed to")
            day = force.calendar.day_of(reach.signature.since) if given else None
            found[one.key, reach.leader] = Countersigned(names.get(reach.leader, reach.leader), units, opinion, day)
    return list(found.values())


urlpatterns = [path("j/<str:ref>/mandates/paper.docx", paper, name="mandates-docx")]
