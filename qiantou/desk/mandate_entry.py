"""Lending powers: issued by one's own post, entered from a paper, or changed; each a form and one command."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import actor, joint_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.acts.execute import Receipt
from qiantou.acts.lend import Lending, fresh_key, lend
from qiantou.core.binding import is_party
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.mandate import Mandate, Source
from qiantou.core.powers import is_above
from qiantou.core.register import InForce
from qiantou.core.undertaking import Charter
from qiantou.desk import labels
from qiantou.desk.addresses import ref as ref_of
from qiantou.desk.charters import tell
from qiantou.desk.frame import directory, named, offered_names
from qiantou.desk.joint_nav import tabs
from qiantou.desk.mandate_forms import Issue, Numbered, Transcribe
from qiantou.desk.mandate_read import Held, mandates_of
from qiantou.desk.mandate_sets import SETS
from qiantou.desk.templatetags.dates import day, listed
from qiantou.readmodel.models import JointRow, MatterRow


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, ref: str) -> HttpResponse:
    """Lend powers in the name of a post of one's own; ?set=CODE fills the form."""
    work, charter, force = stage_of(request, ref)
    desks = issuers(standing(cast(Account, request.user)).desks, charter, force)
    return _enter(request, work, Issue, desks, heading=_("Lend powers to the lead"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def transcribe(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter powers from an issued paper or numbered minutes."""
    work, charter, force = stage_of(request, ref)
    mine = standing(cast(Account, request.user)).desks
    desks = list(dict.fromkeys([*enterers(mine, charter), *issuers(mine, charter, force)]))
    return _enter(request, work, Transcribe, desks, heading=_("Enter a mandate from a paper"))


def stage_of(request: HttpRequest, ref: str) -> tuple[JointRow, Charter, InForce]:
    work = joint_for(cast(Account, request.user), ref)
    force = registers.current().at(shell.now())
    charter = force.charter(Stream(work.stream))
    if charter is None:
        raise Http404
    return work, charter, force


def _enter(
    request: HttpRequest,
    work: JointRow,
    shape: type[Issue],
    desks: list[Desk],
    *,
    heading: str,
    base: Held | None = None,
) -> HttpResponse:
    """The form, and entering what was sent; `base`: the mandate it changes."""
    account = cast(Account, request.user)
    if not desks:
        raise Http404
    names = directory(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = shape(*sent, initial=_initial(request, work, names, base))
    form.offer([(desk, names.get(desk, desk)) for desk in desks], standing(account).homes)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = _lent(account, work, form, base)
        except Rejected as refusal:
            refused(form, refusal, work.stream, base.key if base else "")
        else:
            tell(request, _("The mandate is entered."), receipt)
            return redirect(reverse("mandates", args=[ref_of(work.stream)]))
    context = {
        "work": work, "ref": ref_of(work.stream), "tabs": tabs(work.stream, "mandates"), "form": form,
        "heading": heading, "is_paper": shape is Transcribe, "is_change": base is not None,
        "sets": [] if base else _sets(request),
        "desk_names": offered_names(names, standing(account), registers.current().at(shell.now())),
        "back_url": reverse("mandates", args=[ref_of(work.stream)]),
    }  # fmt: skip
    return render(request, "desk/mandates/edit.html", context, status=422 if form.is_bound else 200)


def _sets(request: HttpRequest) -> list[dict[str, Any]]:
    chosen = request.GET.get("set", "")
    return [{"code": code, "label": one.label, "on": code == chosen} for code, one in SETS.items()]


def _initial(request: HttpRequest, work: JointRow, names: dict[str, str], base: Held | None) -> dict[str, Any]:
    """What the form holds at first: the mandate as it stands, or a set of powers over everybody who takes part."""
    if base is not None:
        value = base.value
        return {
            "powers": [power.value for power in value.powers],
            "scope": _lines(value.scope, names), "until": value.until, "budget": value.budget,
            "ceiling": value.ceiling, "seen": base.version, "desk": value.issuer,
        }  # fmt: skip
    chosen = SETS.get(request.GET.get("set", ""))
    force = registers.current().at(shell.now())
    charter = force.charter(Stream(work.stream))
    asked = MatterRow.objects.filter(joint=work.stream, inner="").values_list("doer", flat=True).distinct()
    members = (*(charter.members if charter else ()), *sorted(asked))
    lead = Desk(work.lead)
    units = [
        desk for desk in dict.fromkeys(members)
        if desk.startswith("u:") and desk != lead and not is_above(Desk(desk), lead, force)
    ]  # fmt: skip
    until = charter.until if charter and charter.until else force.day + timedelta(days=chosen.days if chosen else 90)
    powers = chosen.powers if chosen else ()
    return {"powers": [power.value for power in powers], "scope": _lines(units, names), "until": until}


def _lines(desks: Any, names: dict[str, str]) -> str:
    return "\n".join(names.get(desk, desk) for desk in desks)


def _lent(account: Account, work: JointRow, form: Issue, base: Held | None) -> Receipt | None:
    said = form.cleaned_data
    by = actor(account, said["desk"])
    scan = said.get("scan")
    paper = isinstance(form, Transcribe)
    source = Source(said["source"]) if paper else Source.ISSUED
    value = Mandate(
        Stream(work.stream), Desk(work.lead), said["powers"], said["scope"],
        said.get("issuer") or Desk(said["desk"]), said["until"], source,
        budget=said["budget"], ceiling=said["ceiling"], number=said.get("number", ""), clause=said.get("clause", ""),
        scan=scan.name if scan else "",
    )  # fmt: skip
    if base is not None:
        kept = base.value
        value = replace(
            value, suspended=kept.suspended, number=kept.number, clause=kept.clause, scan=kept.scan, holder=kept.holder
        )
    key = base.key if base else fresh_key(by, said["command_id"])
    lending = Lending(key, value, seen=said["seen"] if base else None, note=said["reason"], scan=scan)
    return lend(lending, letter, by=by, command_id=said["command_id"])


def letter(value: Mandate, units: tuple[Desk, ...]) -> tuple[str, str]:
    """What a portfolio leader is asked to countersign, or a party to consent to, in words."""
    names = named({*units, value.holder, value.issuer})
    powers = listed(labels.label(labels.POWERS, power) for power in value.powers)
    told = {
        "lead": names.get(value.holder, value.holder), "issuer": names.get(value.issuer, value.issuer),
        "units": listed(names.get(unit, unit) for unit in units), "powers": powers, "until": day(value.until),
    }  # fmt: skip
    if is_party(units[0], registers.current().at(shell.now())):
        title = _("Consent to the powers lent to %(lead)s over %(units)s") % told
    else:
        title = _("Countersign the powers lent to %(lead)s over %(units)s") % told
    return title, _("Powers: %(powers)s. Issued by %(issuer)s, until %(until)s.") % told


def refused(form: Numbered, refusal: Rejected, joint: str, key: str) -> None:
    """The sentence at the form; after somebody else's change it speaks of what now stands, as typed."""
    form.add_error(None, sentence_for(refusal))
    if refusal.code == "moved-on" and key:
        held = mandates_of(joint, registers.current().at(shell.now()))
        form.again(next((one.version for one in held if one.key == key), 0))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """Change powers, scope or term: by the issuer, or a post above it."""
    work, _charter, force = stage_of(request, ref)
    one = found_in(work, key, force)
    desks = changers(request, one, force)
    return _enter(request, work, Issue, desks, heading=_("Change the mandate"), base=one)


def found_in(work: JointRow, key: str, force: InForce) -> Held:
    one = next((one for one in mandates_of(work.stream, force) if one.key == f"g:{key}"), None)
    if one is None or one.standing in ("ended", "passed"):
        raise Http404
    return one


def changers(request: HttpRequest, one: Held, force: InForce) -> list[Desk]:
    mine = standing(cast(Account, request.user)).desks
    return [desk for desk in mine if desk in (one.value.issuer, *force.superiors(one.value.issuer))]


def issuers(mine: tuple[Desk, ...], charter: Charter, force: InForce) -> list[Desk]:
    """The reader's desks that stand above the lead, and so may lend it powers."""
    return [desk for desk in mine if desk != charter.lead and is_above(desk, charter.lead, force)]


def enterers(mine: tuple[Desk, ...], charter: Charter) -> list[Desk]:
    return [desk for desk in mine if desk in (charter.lead, charter.keeper, charter.issuer)]


urlpatterns = [
    path("j/<str:ref>/mandates/issue/", issue, name="mandate-issue"),
    path("j/<str:ref>/mandates/paper/", transcribe, name="mandate-paper"),
    path("j/<str:ref>/mandates/<str:key>/change/", change, name="mandate-change"),
]
