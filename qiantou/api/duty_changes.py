"""Changes of duty lists 履职事项调整: applied for by a unit, published by the establishment office."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from qiantou.access.guards import matter_for, standing
from qiantou.acts.duty_changes import apply, publish
from qiantou.acts.duty_text import Application, Item
from qiantou.api.entering import actor_of
from qiantou.api.refusing import REFUSALS
from qiantou.api.register import DutyRow, reader_of
from qiantou.api.scope import TO_LAUNCH, business_of
from qiantou.api.sending import Key, Opened, ReceiptOut, Sent, opened_out, receipt_out
from qiantou.api.shapes import Strict, check, made
from qiantou.core.duty import Duty
from qiantou.desk.duty_change_told import application_in
from qiantou.desk.frame import named
from qiantou.desk.situation import situation

router = Router(tags=["register"])
MOST = 100  # rows of one application


class ChangedRow(Strict):
    """A row that is added, changed or ends; `key`: the row that is changed or ends."""

    act: Literal["add", "change", "end"]
    key: str = Field("", max_length=80)
    duty: DutyRow


class DutyApplication(Sent):
    """Why the lists change, since when, on which ground with its source, and the rows."""

    cause: str
    caused: date
    ground: str = Field(max_length=20)
    source: str = ""
    rows: list[ChangedRow] = Field(min_length=1, max_length=MOST)


@router.post("/duties/changes", response={200: Opened, **REFUSALS}, auth=TO_LAUNCH, operation_id="duty-change-apply")
def applying(request: HttpRequest, sent: DutyApplication, key: Key) -> Any:
    """Open the change and the letters to the units touched."""
    reader_of(request)
    application = _application(sent)
    by = actor_of(request, sent)
    desks = {desk for row in application.items for desk in (row.duty.unit, *row.duty.uppers)}
    title = _("Change of duties: %(item)s") % {"item": application.items[0].duty.item[:60]}
    stream, receipt = apply(application, title=title, names=named(desks), by=by, command_id=key)
    return opened_out(receipt, [stream])


def _application(sent: DutyApplication) -> Application:
    items = tuple(Item(row.act, row.key, made(Duty, row.duty)) for row in sent.rows)
    application = Application(sent.cause, sent.caused, sent.ground, sent.source, items)
    check(application)
    return application


class DutyPublished(Sent):
    """`rows`: what is published, where it is other than what was applied for; `note` says what, and why."""

    seen: int | None = Field(None, ge=1)
    paper: str = Field(min_length=1, max_length=500, description="the number it is published under")
    note: str = ""
    rows: list[ChangedRow] | None = Field(None, max_length=MOST)


@router.post("/duties/changes/{ref}/publish", response={200: ReceiptOut, **REFUSALS}, auth=TO_LAUNCH,
             operation_id="duty-change-publish")  # fmt: skip
def publishing(request: HttpRequest, ref: str, sent: DutyPublished, key: Key) -> Any:
    """By the office that reviews it, once the units touched have answered or their time has run out."""
    account = business_of(request)
    row = matter_for(account, ref)
    found = situation(row, standing(account)) if row.kind == "duty-change" else None
    application = application_in(found) if found is not None else None
    if application is None or row.doer not in standing(account).desks:
        raise Http404
    if sent.rows is not None:
        items = tuple(Item(one.act, one.key, made(Duty, one.duty)) for one in sent.rows)
        application = Application(
            application.cause, application.caused, application.ground, application.source, items
        )  # fmt: skip
    check(sent.note, "note")
    return receipt_out(publish(
        row, application, paper=sent.paper, note=sent.note, by=actor_of(request, sent), command_id=key,
        version=sent.seen,
    ))  # fmt: skip
