"""One bulletin in the form its reader needs: one page, the table, a unit's own lines, the public version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from qiantou.access.bulletins import Seat, seat_for
from qiantou.access.models import Account
from qiantou.acts.bulletins import seal_of
from qiantou.core.bulletin import Addition, Bulletin, named
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.matter import GRANTED
from qiantou.core.numbering import Form
from qiantou.desk import bulletin_words as said
from qiantou.desk.addresses import matter_url, receipt_url, ref
from qiantou.desk.bulletin_forms import Correcting, Said, Saying, Sent, Showing
from qiantou.desk.bulletin_read import Telling, telling, titles_of, work_of
from qiantou.desk.bulletin_shapes import SHORT, Written, lines_table, one_page, own_lines, public_version, struck
from qiantou.desk.bulletin_shapes import sentences as spoken_of
from qiantou.desk.frame import names_for
from qiantou.desk.joint_nav import tabs
from qiantou.desk.papers_about import of_bulletin
from qiantou.desk.papers_numbers import Issued, box_of
from qiantou.desk.templatetags.dates import moment
from qiantou.ledger.models import Entry
from qiantou.readmodel.listing_rows import InForce as Listing
from qiantou.readmodel.models import MatterRow


@login_required
@require_safe
def bulletin(request: HttpRequest, ref: str, end: str) -> HttpResponse:
    return page(request, told_for(request, ref, end))


def told_for(request: HttpRequest, ref: str, end: str) -> Telling:
    """The bulletin of an address, as far as the reader may see it; of an order that was withdrawn, what was issued.
    Raises Http404."""
    seat = seat_for(cast(Account, request.user), ref, withdrawn=True)
    try:
        told = telling(seat, date.fromisoformat(end))
    except (ValueError, Rejected) as fault:
        raise Http404 from fault
    if told.run.content is None and (not seat.whole or told.run.end >= seat.force.day):
        raise Http404
    if (not told.is_whole and not told.mine) or (seat.withdrawn is not None and told.stage != "issued"):
        raise Http404
    return told


def page(request: HttpRequest, told: Telling, *, bound: Sent | None = None, rows: Said | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    """`bound`, `rows`: a form of this page that was refused, shown with what was typed."""
    write = written(request, told)
    form = form_of(request, told)
    context = {
        **headed(told, write), "forms": _forms(told, form), "form": form,
        "steps": _steps(told, write), "acts": _acts(told, write, bound, rows),
        **({"one": one_page(told, write)} if form == "page" else {}),
        **({"table": lines_table(told, write)} if form == "table" else {}),
        **({"own": own_lines(told, write)} if form == "own" else {}),
        **({"shared": public_version(told, write)} if form == "public" else {}),
        "struck": struck(told, write), "left_unsaid": _unsaid(told),
        "number_box": _number_box(told, write),
        "corrections": [_correction(addition, entry, write) for addition, entry in told.corrections()],
    }  # fmt: skip
    return render(request, "desk/bulletins/bulletin.html", context, status=status)


def _number_box(told: Telling, write: Written) -> Any:
    """The form of its number, for the office that issues under an order in force."""
    seat = told.seat
    return box_of(_numbered(told, write), seat.seen, seat.force) if seat.issues and seat.withdrawn is None else None


def _numbered(told: Telling, write: Written) -> Issued:
    title = said.titled(work_of(told.seat, write.names), told.content)
    about = of_bulletin(told.seat, told.run.end)
    return Issued(Form.BULLETIN, about, told.seat.order.issuer, title, seat_url(told.seat, told.run.end))


def written(request: HttpRequest, told: Telling) -> Written:
    desks: set[str | None] = {desk for item in told.content.items for desk in named(item)}
    desks |= {entry.by.desk for _addition, entry in told.corrections()}
    desks |= {told.seat.order.issuer, told.seat.approver, *(mark.unit for mark in told.content.marks)}
    return Written(told, names_for(request, [*desks, *told.seat.seen.desks]), titles_of(told))


def headed(told: Telling, write: Written) -> dict[str, Any]:
    """What stands above every form."""
    content, seat = told.content, told.seat
    title = work_of(seat, write.names)
    joint = seat.order.joint
    return {
        "told": told, "ref": seat.ref, "end": told.run.end.isoformat(), "work": title,
        "term": said.term(content.start, content.end), "stage": said.STAGES[told.stage],
        "issuer": write.name(seat.order.issuer), "approver": write.name(seat.approver),
        "number": _("No. %(number)d of %(year)d") % {"number": told.number, "year": content.end.year}
        if told.number else "",
        "tabs": tabs(joint, "bulletins") if joint is not None else [], "issued": told.issued_at,
        "receipt_url": _receipt(told), "left_out": _left_out(content), "url": seat_url(seat, told.run.end),
        "order_url": reverse("bulletins-of", args=[seat.ref]) if seat.withdrawn is None else reverse("bulletin-list"),
        "withdrawn": seat.withdrawn, "joint_ref": ref(joint) if joint else "",
    }  # fmt: skip


def _receipt(told: Telling) -> str:
    issue = told.run.issued
    if issue is None or told.seat.withdrawn is not None:
        return ""
    position = (
        Entry.objects.filter(stream=issue.stream, version=issue.version).values_list("position", flat=True).first()
    )
    return receipt_url(position) if position is not None else ""


def _left_out(content: Bulletin) -> str:
    if not content.left_out:
        return ""
    return ngettext(
        "%(count)d matter rests on an entry that nobody has confirmed, or that is contested: nothing is said of it.",
        "%(count)d matters rest on entries that nobody has confirmed, or that are contested: nothing is said of them.",
        content.left_out,
    ) % {"count": content.left_out}


def form_of(request: HttpRequest, told: Telling) -> str:
    """The form asked for (?form=…), else the one the reader needs."""
    asked = request.GET.get("form", "")
    if asked in dict(_names(told)):
        return asked
    if not told.is_whole:
        return "own"
    return "table" if told.seat.issues and told.stage != "issued" else "page"


def _names(told: Telling) -> list[tuple[str, str]]:
    whole = [("page", _("One page")), ("table", _("Table"))] if told.is_whole else []
    own = [("own", _("Our own lines"))] if told.mine and told.run.content is not None else []
    return [*whole, *own, *([("public", _("Public version"))] if told.is_whole else [])]


def _forms(told: Telling, form: str) -> list[dict[str, Any]]:
    return [{"url": f"?form={code}", "label": label, "on": code == form} for code, label in _names(told)]


def _correction(addition: Addition, entry: Listing, write: Written) -> dict[str, Any]:
    """`by`: who cleared the name of that line's unit; "" for the office's own."""
    line = addition.item + 1 if addition.item is not None else 0
    by = write.name(entry.by.desk) if addition.clearing is not None else ""
    return {"text": addition.text, "at": moment(entry.at), "line": line, "by": by}


def _unsaid(told: Telling) -> str:
    """How many lines were left out, for whoever reads all that is told."""
    count = len(told.content.struck)
    if not count or not told.is_whole:
        return ""
    return ngettext(
        "%(count)d line of the record is not issued: its unit and whoever approves know the reason.",
        "%(count)d lines of the record are not issued: their units and whoever approves know the reasons.",
        count,
    ) % {"count": count}


def _steps(told: Telling, write: Written) -> list[dict[str, str]]:
    """What has been done and what still lies before it is issued."""
    if told.stage in ("draft", "issued"):
        return []
    waiting = [
        _("%(unit)s has had its lines long enough from %(at)s on.") % {"unit": write.name(desk), "at": moment(at)}
        for desk, at in told.free.items() if told.seat.force.instant < at
    ]  # fmt: skip
    steps = [{"text": text, "url": ""} for text in waiting[:SHORT]]
    if told.letter is None:
        return steps
    letter, row = told.letter
    return [{"text": _stands(told, row) % {"desk": write.name(letter.approver)}, "url": matter_url(row.stream)}, *steps]


def _stands(told: Telling, row: MatterRow) -> str:
    """How the signature stands."""
    if told.stage == "signed":
        return _("%(desk)s has approved it.")
    if row.phase == "countered":
        return _("%(desk)s asks for changes: read them, and show the bulletin anew.")
    return _("It lies before %(desk)s for approval.") if row.is_open else _("%(desk)s has not approved it.")


def _acts(told: Telling, write: Written, bound: Sent | None, rows: Said | None) -> dict[str, Any]:
    """The forms of what the reader may do now; none for who only reads."""
    fresh = {"command_id": uuid4().hex}
    found: dict[str, Any] = {}
    seat = told.seat
    if seat.withdrawn is not None:
        return found
    if seat.issues and told.stage != "issued":
        seal = {**fresh, "seal": seal_of(told.content.items)}
        found["show"] = bound if isinstance(bound, Showing) else Showing(initial=seal, auto_id="show_%s")
        found["said"] = rows or Said(None, told.content)
        found["ask"] = told.stage == "shown" or (told.letter is not None and is_refused(told.letter[1]))
        found["issue"] = told.stage == "signed" and all(at <= seat.force.instant for at in told.free.values())
        found["press"] = Sent(initial=fresh, auto_id="press_%s")
        if bound is not None and type(bound) is Sent:
            found["press"] = bound
    if seat.issues and told.stage == "issued":
        correct = Correcting(initial=fresh, auto_id="correct_%s", label_suffix="")
        found["correct"] = bound if isinstance(bound, Correcting) else correct
    desks = speaking(told)
    if desks and told.stage in ("shown", "asked", "signed"):
        own = Saying(initial={**fresh, **_before(told, desks)}, auto_id="say_%s", label_suffix="")
        found["say"] = bound if isinstance(bound, Saying) else own
        found["say"].offer([(desk, write.name(desk)) for desk in desks])
    return found


def _before(told: Telling, desks: Sequence[Desk]) -> dict[str, str]:
    spoken = spoken_of(told)
    return {"said": spoken[desks[0]]} if desks[0] in spoken else {}


def speaking(told: Telling) -> list[Desk]:
    """The reader's own desks that the content names."""
    if told.run.content is None:
        return []
    told_of = {desk for _, item in told.lines for desk in named(item)}
    return [desk for desk in told.seat.seen.desks if desk in told_of]


def is_refused(row: MatterRow) -> bool:
    """Whether a signature asked for was not given: it may be asked for again."""
    return not row.is_open and row.outcome not in GRANTED


def seat_url(seat: Seat, end: date) -> str:
    return reverse("bulletin", args=[seat.ref, end.isoformat()])
