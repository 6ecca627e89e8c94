"""Ask a unit for something without importing a paper; several units are asked by several matters, in one command.

Whoever leads a joint work and holds a mandate there may order instead, and a leader by post whoever stands below;
without either what is sent is a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.validators import MinValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import actor, matter_for, standing, visible_joints
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.acts.execute import Receipt, Step, execute_all
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Urgency
from qiantou.core.mandate import Mandate
from qiantou.core.moves import Basis, Offer
from qiantou.core.register import MANDATES, InForce
from qiantou.desk import duty_citing, labels
from qiantou.desk.accountability_new import lawful
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.desk.addresses import ref as ref_of
from qiantou.desk.ask_form import BY_POST, CLUE, PROPOSALS, Ask
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.mandate_read import usable
from qiantou.desk.moving import fresh_from
from qiantou.desk.templatetags.dates import day, listed, words
from qiantou.readmodel.models import MatterRow

FIELDS = {"about-whom": "about", "say-if-it-blames": "blames"}
"""The field at which a refusal is shown; others are of the whole form."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A demand of one's own: who is asked, for what, by when. ?part=REF makes it a part of a matter of one's own."""
    account = cast(Account, request.user)
    whole = _whole(account, request.GET["part"]) if request.GET.get("part") else None
    names = directory(request, visible_joints(account))
    form = _form(request, whole, names)
    lack: dict[str, str] = {}
    citing: dict[str, Any] = {}
    if form.data.get("blames") == CLUE:
        return lawful(request)
    if request.method == "POST" and form.is_valid():
        force = registers.current().at(shell.now())
        cited = cite(request, form.cleaned_data, force, names)
        steps = steps_of(form.cleaned_data, whole, {one.unit: one.key for one in cited})
        try:
            if lacking := tuple(one.unit for one in cited if not one.is_settled):
                raise Rejected("not-on-the-duty-list", unit=lacking)
            by = actor(account, form.cleaned_data["desk"])
            receipt = execute_all(steps, by=by, command_id=form.cleaned_data["command_id"])
        except Rejected as refusal:
            if refusal.code == "lawful-channel":
                return lawful(request)
            form.add_error(FIELDS.get(refusal.code), sentence_for(refusal))
            lack = lack_of(refusal, form.cleaned_data, account)
            citing = duty_citing.context(cited, duty_citing.unloaded(form.cleaned_data["doers"], force), names)
        else:
            _tell(request, receipt, len(steps))
            return redirect(matter_url(steps[0].stream))
    context = {
        "form": form,
        "lack": lack,
        "loaded": duty_citing.loaded(names, registers.current().at(shell.now())),
        **citing,
        "whole": whole,
        "whole_url": matter_url(whole.stream) if whole else "",
        "desk_names": offered_names(names, standing(account), registers.current().at(shell.now())),
    }
    return render(request, "desk/matters/ask.html", context, status=422 if form.is_bound else 200)


def cite(request: HttpRequest, said: dict[str, Any], force: InForce, names: dict[str, str]) -> list[duty_citing.Cited]:
    """The rows of duty lists that the demand rests on, as far as they are typed."""
    policy = force.policy("proposal" if said["kind"] in PROPOSALS else said["kind"])
    asked = duty_citing.watched(said["doers"], Desk(said["desk"]), force) if policy.demand else []
    typed = {desk: request.POST.get(f"{duty_citing.FIELD}{desk}", "") for desk in asked}
    return duty_citing.citing(asked, typed, asker=Desk(said["desk"]), force=force, names=names)


def steps_of(said: dict[str, Any], whole: MatterRow | None, cited: Mapping[Desk, str]) -> list[Step]:
    """One offer to each desk; all under the whole where one is named, else several under one name they share.

    `cited`: township → the key of the row of its duty list, or of the exception.
    """
    desk, joint = Desk(said["desk"]), Stream(said["joint"]) if said["joint"] else None
    parent = Stream(whole.stream) if whole else None
    mandate = _held().get(said.get("mandate", ""))
    if whole is not None and whole.joint:
        joint = Stream(whole.joint)
    elif mandate is not None:
        joint = mandate.joint
    several = parent is None and len(said["doers"]) > 1
    if several:
        parent = fresh_from(f"{said['command_id']}-all")
    kind, basis = _basis(said, mandate)
    steps: list[Step] = []
    for number, doer in enumerate(said["doers"]):
        offer = Offer(
            kind, desk, doer, said["title"], due=said["due"], detail=said["detail"], basis=basis,
            joint=joint, parent=parent, several=several, about=tuple(said.get("about", ())),
            urgency=Urgency(said["urgency"]), blames=_blames(said),
            **cast(Any, duty_citing.named(cited.get(doer, ""))),
        )  # fmt: skip
        steps.append(Step(fresh_from(f"{said['command_id']}-{number}"), offer))
    return steps


def _blames(said: dict[str, Any]) -> bool | None:
    """The answer, where one was given."""
    told = {"yes": True, "no": False}
    return told.get(said.get("blames", ""))


def _basis(said: dict[str, Any], mandate: Mandate | None) -> tuple[str, Basis]:
    """The kind, and what the demand rests on: a request, an order, a day that is set, or a power to propose."""
    cited = said.get("mandate", "")
    if said["kind"] in PROPOSALS:
        return "proposal", Basis("mandate", mandate=cited, powers=(said["kind"],))
    dated = ("deadlines",) if said.get("dated") else ()
    if not cited:
        return said["kind"], Basis("request", powers=dated)
    if cited == BY_POST:
        return said["kind"], Basis("post", dispatch=True, powers=dated)
    orders = next(iter(KINDS[said["kind"]].powers))
    dispatch = not dated or mandate is None or orders in mandate.powers
    return said["kind"], Basis("mandate", dispatch=dispatch, mandate=cited, powers=dated)


def _held() -> dict[str, Mandate]:
    force = registers.current().at(shell.now())
    return {key: value for key, value in force.section(MANDATES).items() if isinstance(value, Mandate)}


LENDABLE = frozenset({
    "needs-power", "mandate-ended", "mandate-suspended", "outside-the-mandate", "not-countersigned"
})  # fmt: skip


def lack_of(refusal: Rejected, said: dict[str, Any], account: Account) -> dict[str, str]:
    """The power a refusal names, for the lead of the joint work to ask for; nothing for anybody else."""
    mandate = _held().get(said.get("mandate", ""))
    joint = Stream(said["joint"]) if said["joint"] else mandate.joint if mandate else None
    charter = registers.current().at(shell.now()).charter(joint)
    if refusal.code not in LENDABLE or joint is None or charter is None or charter.lead != said["desk"]:
        return {}
    return {
        "url": reverse("mandate-ask", args=[ref_of(joint)]), "power": str(refusal.facts["power"]),
        "over": str(refusal.facts.get("desk") or ""), "command_id": uuid4().hex,
        "label": labels.label(labels.POWERS, str(refusal.facts["power"])),
    }  # fmt: skip


def _told(lent: dict[str, Mandate], names: dict[str, str]) -> dict[str, SafeString]:
    """Each mandate as a choice: who lent it, until when, which powers, over how many units, for which work."""
    sentence = _(
        "an order under the mandate of %(issuer)s until %(until)s (%(powers)s; %(work)s): the terms stand "
        "unless refused on a listed ground in time"
    )
    found = {}
    for key, value in lent.items():
        said = {
            "issuer": names.get(value.issuer, value.issuer), "until": day(value.until),
            "powers": listed(labels.label(labels.POWERS, power) for power in value.powers),
            "work": names.get(value.joint, "–"),
        }  # fmt: skip
        told = escape(sentence) % {name: words(text) for name, text in said.items()}
        found[key] = SafeString(f"<span>{told}</span>")
    return found


def _whole(account: Account, named: str) -> MatterRow:
    """The matter to be divided. Raises Http404 unless the account moves for one of its sides."""
    row = matter_for(account, named)
    if not {row.doer, row.asker} & set(standing(account).desks):
        raise Http404
    return row


def _form(request: HttpRequest, whole: MatterRow | None, names: dict[str, str]) -> Ask:
    account = cast(Account, request.user)
    seen = standing(account)
    if not seen.desks:
        raise Http404
    bound = request.POST if request.method == "POST" else None
    first = seen.unit if seen.unit in seen.desks else seen.desks[0]
    initial = {
        "command_id": uuid4().hex,
        "desk": first,
        "joint": whole.joint if whole else request.GET.get("joint", ""),
    }
    form = Ask(bound, initial=initial, label_suffix="")
    today = registers.current().at(shell.now()).day
    passed = _("This day has passed: name one from today on, or leave it empty.")
    form.fields["due"].validators.append(MinValueValidator(today, message=passed))
    form.homes = seen.homes
    joint = whole.joint if whole and whole.joint else None
    force = registers.current().at(shell.now())
    lent = {key: value for desk in seen.desks for key, value in usable(joint, desk, force).items()}
    form.offer(lent, _told(lent, names), posts=any(desk.startswith("p:") for desk in seen.desks))
    if "about" in form.fields:
        form.fields["about"].homes = seen.homes  # type: ignore[attr-defined]
    form.fields["desk"].choices = [(desk, names.get(desk, desk)) for desk in seen.desks]  # type: ignore[attr-defined]
    form.fields["joint"].choices = [("", _("none")), *((key, name) for key, name in names.items() if ":" not in key)]  # type: ignore[attr-defined]
    return form


def _tell(request: HttpRequest, receipt: Receipt | None, count: int) -> None:
    if receipt is None or receipt.position is None:
        return
    words = ngettext("%(count)d unit is asked.", "%(count)d units are asked.", count) % {"count": count}
    link = receipt_url(receipt.position)
    messages.success(request, format_html('{} <a href="{}">{}</a>', words, link, _("Receipt")))


urlpatterns = [path("ask/", ask, name="ask")]
