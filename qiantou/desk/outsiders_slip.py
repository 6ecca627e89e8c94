"""The printed slip (回执) of a desk without account, and entering it by its code when it comes back.

What is entered is recorded for the desk (代录) with the slip as its paper and its scan; it stays hatched until the desk
confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.validators import MinValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from qiantou.access import links
from qiantou.access.guards import actor, business
from qiantou.access.link_rows import Link
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts.execute import Step, execute_all
from qiantou.core.advance import lapse_at
from qiantou.core.kernel import Desk, Recorded, Rejected, Stream
from qiantou.core.offered_moves import possible_moves
from qiantou.desk import labels, offering, outsiders_moves
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.clocks import last_day_before, silence
from qiantou.desk.exporting import document
from qiantou.desk.forms import MoveForm
from qiantou.desk.frame import directory, names_for, offered_names
from qiantou.desk.letter_papers import wording
from qiantou.desk.mandate_forms import ScanField
from qiantou.desk.moving import fresh_from, is_repeat, way_of
from qiantou.desk.offering import Card
from qiantou.desk.outsiders_case import Case, case_for
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.slip import Answer, Slip, write_slip

BLANKS: Mapping[str, tuple[Any, ...]] = {
    "counter": (gettext_lazy("day proposed"), gettext_lazy("what, and why")),
    "decline": (gettext_lazy("reason"),),
    "report": (gettext_lazy("how far it is"),),
    "block": (gettext_lazy("what is lacking"),),
    "variation": (gettext_lazy("day asked for"), gettext_lazy("why")),
    "deliver": (gettext_lazy("what is handed in"),),
    "return": (gettext_lazy("what is lacking"),),
    "amend": (gettext_lazy("day"),),
}
"""What is written by hand beside an answer, for those that ask for it."""
EARLIER = timedelta(days=366)  # [default] as for every recorded move


@login_required
@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """GET /slips/CODE/paper/: the slip to print, with the answers open now."""
    case, link = _case(request, code)
    matter = case.found.matter
    names = names_for(request, [case.desk, case.maker, case.contact, matter.asker, matter.arbiter])
    return document(f"{_('Reply slip')} {link.code}", write_slip(slip_of(case, link, names), wording()))


def slip_of(case: Case, link: Link, names: Mapping[str, str]) -> Slip:
    """The slip of a link with the answers open now; `names` of its desks, of the asker and of who decides."""
    matter = case.found.matter
    lapse = lapse_at(matter, case.found.force)
    return Slip(
        Head("", names.get(case.maker, ""), link.code, day=case.found.force.day),
        to=names.get(case.desk, ""), about=case.found.row.title, code=link.code,
        answers=tuple(_answer(name, case) for name in _codes(case)),
        reply_by=last_day_before(lapse, case.found.force.calendar) if lapse else matter.due,
        silence=silence(matter, case.found.force, names), back_to=names.get(case.maker, ""),
        contact=names.get(case.contact or "", ""),
    )  # fmt: skip


@login_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """GET /slips/?code=CODE: as typed from the paper. What is no slip of the reader's is told at the field."""
    typed = request.GET.get("code", "")
    try:
        _found, link = _case(request, typed)
    except Http404:
        told = _("No slip with this code, or not one that you may enter. The code stands at the top of the slip.")
        messages.warning(request, told)
        return redirect("outsiders")
    return redirect("slip", link.code)


@login_required
@require_safe
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """GET /slips/CODE/: which answer was ticked, as forms."""
    case, link = _case(request, code)
    return _page(request, case, link)


@login_required
@require_POST
def enter(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """The ticked answer, recorded for the desk with the slip and its scan. 422 when a rule refuses it."""
    account = cast(Account, request.user)
    case, link = _case(request, code)
    if not outsiders_moves.plain(case.found, [name]) or case.recorder is None:
        raise Http404
    form = _form(case, link, name, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, case, link, bound=(name, form), status=422)
    said = form.cleaned_data
    if said["version"] != case.found.version and not is_repeat(account, said["command_id"]):
        form.data = {**request.POST.dict(), "version": str(case.found.version)}
        form.add_error(None, _("Something happened here meanwhile. Look at it, then send again if you still mean it."))
        return _page(request, case, link, bound=(name, form), status=409)
    try:
        _record(account, case, name, said)
    except Rejected as refusal:
        form.add_error(None, sentence_for(refusal))
        return _page(request, case, link, bound=(name, form), status=422)
    messages.success(request, _("The slip is recorded. It stays hatched until the unit confirms it."))
    return redirect(matter_url(case.found.row.stream))


def _record(account: Account, case: Case, name: str, said: Mapping[str, Any]) -> None:
    scan = said["scan"]
    recorded = Recorded(cast(Desk, case.recorder), said["said"], said["paper"], scan.name if scan else "")
    way, fresh = way_of(name, case.found.matter), fresh_from(said["command_id"])
    stream = fresh if way.opens else Stream(case.found.row.stream)
    step = Step(stream, way.build(said, case.found.matter, fresh))
    execute_all(
        (step,), by=actor(account, case.desk, recorded=recorded), command_id=said["command_id"],
        files=[scan] if scan else [],
    )  # fmt: skip


def _case(request: HttpRequest, code: str) -> tuple[Case, Link]:
    account = business(request.user)
    link = links.slip_called(code)
    return case_for(account, ref(link.stream), link.desk), link


def _codes(case: Case) -> list[str]:
    """The answers that could be recorded now; on a slip that waits to be printed all that the desk may make."""
    recorded = Recorded(case.recorder or case.maker, case.found.force.day, "…")
    found = possible_moves(case.found.matter, case.desk, case.found.context, recorded=recorded)
    return outsiders_moves.plain(case.found, found)


def _answer(code: str, case: Case) -> Answer:
    label = outsiders_moves.called_plainly(code, case.found.matter)
    return Answer(label, tuple(str(blank) for blank in BLANKS.get(code, ())))


def _form(case: Case, link: Link, code: str, data: Any = None, files: Any = None) -> MoveForm:
    """The form of a recorded move, the slip being its paper; besides the scan nothing is asked that it does not say."""
    initial = {"version": case.found.version, "desk": case.desk}
    form = way_of(code, case.found.matter).form(data, matter=case.found.matter, code=code, initial=initial)
    form.files = files or form.files
    offering.fit(form, case.found, code, recorded=True)
    form.fields["paper"].initial = _("reply slip %(code)s") % {"code": link.code}
    form.fields["scan"] = ScanField(label=_("Scan of the slip (PDF, JPEG or PNG)"), required=False)
    first: date = (case.found.row.opened - EARLIER).date()
    form.fields["said"].validators.append(MinValueValidator(first))
    form.folded = (*form.folded, "paper")
    return form


def _page(
    request: HttpRequest, case: Case, link: Link, *, bound: tuple[str, MoveForm] | None = None, status: int = 200
) -> HttpResponse:
    cards = _cards(case, link, bound)
    asks = offering.Offered(cards).needs_names
    names = directory(request) if asks else names_for(request, [case.desk])
    context = {
        "title": case.found.row.title, "matter_url": matter_url(case.found.row.stream), "number": link.code,
        "name": names.get(case.desk, case.desk), "made": link.made,
        "desk_names": offered_names(names, case.found.seen, case.found.force) if asks else [],
        **outsiders_moves.laid_out(case.found, cards, names),
    }  # fmt: skip
    return render(request, "desk/outsiders/slip.html", context, status=status)


def _cards(case: Case, link: Link, bound: tuple[str, MoveForm] | None) -> list[Card]:
    return [
        Card(
            code=code, move=code, desk=case.desk, label=_answer(code, case).label,
            then=labels.then(code, case.found.matter.kind), action=reverse("slip-enter", args=[link.code, code]),
            form=bound[1] if bound and bound[0] == code else _form(case, link, code),
            grave=code in labels.GRAVE, open=bool(bound and bound[0] == code),
        )
        for code in (_codes(case) if case.recorder else [])
    ]  # fmt: skip


urlpatterns = [
    path("slips/", find, name="slips"),
    path("slips/<str:code>/", slip, name="slip"),
    path("slips/<str:code>/paper/", paper, name="slip-paper"),
    path("slips/<str:code>/<slug:name>/", enter, name="slip-enter"),
]
