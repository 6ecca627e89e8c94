"""Bulletins 通报: those of the reader's works, what is due, and the order under which they are issued."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiantou.access.bulletins import Seat, ref_of, seat, seat_for, seats_of
from qiantou.access.guards import actor, business, joint_for, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import bulletins as acts
from qiantou.acts import shell
from qiantou.core.bulletin import Order, order_key
from qiantou.core.bulletin_check import issuers_of
from qiantou.core.chartering import answerable
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.register import InForce
from qiantou.desk.bulletin_acts import ask, correct, issue, say, show
from qiantou.desk.bulletin_due import dockets
from qiantou.desk.bulletin_forms import Ordering
from qiantou.desk.bulletin_list import issued_table, orders_table, periods_table
from qiantou.desk.bulletin_page import bulletin
from qiantou.desk.bulletin_read import work_of
from qiantou.desk.bulletin_words import RHYTHMS
from qiantou.desk.charters import tell
from qiantou.desk.frame import names_for
from qiantou.desk.joint_nav import tabs
from qiantou.readmodel.models import JointRow


@login_required
@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, what was issued, and the orders."""
    account = business(request.user)
    seats = seats_of(account)
    works = dict(JointRow.objects.filter(pk__in=[one.order.joint for one in seats if one.order.joint]).values_list(
        "stream", "title"
    ))  # fmt: skip
    names = names_for(request, [desk for one in seats for desk in (one.order.issuer, one.approver)])
    areas = [desk for desk in _areas(account) if order_key(desk) not in {one.name for one in seats}]
    context = {
        "rows": dockets(seats), "issued": issued_table(seats, works, names),
        "orders": orders_table(seats, works, names), "may_order": bool(areas),
    }  # fmt: skip
    return render(request, "desk/bulletins/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_joint(request: HttpRequest, ref: str) -> HttpResponse:
    """The bulletins of a joint work; where none are ordered, whoever answers for it may order them."""
    account = cast(Account, request.user)
    work = joint_for(account, ref)
    joint, force = Stream(work.stream), register_for(account).at(shell.now())
    order = acts.orders(force).get(order_key(joint))
    if order is not None:
        return _order_page(request, seat(account, order_key(joint), order, force), work)
    return _order_page(request, None, work)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_order(request: HttpRequest, ref: str) -> HttpResponse:
    found = seat_for(cast(Account, request.user), ref)
    if found.order.joint is not None:
        return redirect(reverse("bulletins", args=[found.order.joint[:12]]))
    return _order_page(request, found, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_area(request: HttpRequest) -> HttpResponse:
    """Order bulletins of an office's whole area."""
    if not _areas(cast(Account, request.user)):
        raise Http404
    return _order_page(request, None, None)


def _order_page(request: HttpRequest, found: Seat | None, work: JointRow | None) -> HttpResponse:
    """`found` None: nothing is ordered yet. `work` None: of an office's whole area."""
    account = cast(Account, request.user)
    force = register_for(account).at(shell.now())
    joint = Stream(work.stream) if work is not None else None
    choices, by = _may_order(account, found, joint, force)
    named = names_for(request, [*choices, *([found.order.issuer, found.approver] if found else [])])
    form = _ordering(request, found, choices, named) if by is not None else None
    if request.method == "POST":
        if form is None or by is None:
            raise Http404
        if form.is_valid():
            answer = _ordered(request, form, joint, by)
            if answer is not None:
                return answer
    context = {
        "seat": found, "work": work, "form": form, "tabs": tabs(work.stream, "bulletins") if work else [],
        "title": work_of(found, named) if found is not None else work.title if work is not None else "",
        "issuer": named.get(found.order.issuer, "") if found else "", "nobody": work is not None and not choices,
        "approver": named.get(found.approver or "", "") if found else "",
        "rhythm": RHYTHMS.get(found.order.every, "") if found else "",
        "periods": periods_table(found) if found is not None else None,
    }  # fmt: skip
    return render(request, "desk/bulletins/order.html", context, status=422 if form and form.errors else 200)


def _may_order(
    account: Account, found: Seat | None, joint: Stream | None, force: InForce
) -> tuple[Sequence[Desk], Desk | None]:  # fmt: skip
    """Who may be named as the issuer, and the desk of the reader that may order it; None where none may."""
    mine = standing(account).desks
    if joint is None:
        own = [found.order.issuer] if found is not None else _areas(account)
        by = next((desk for desk in mine if any(desk == unit or desk in force.superiors(unit) for unit in own)), None)
        return own, by
    charter = force.charter(joint)
    choices = issuers_of(joint, force)
    if charter is None or not choices:
        return (), None
    return choices, next((desk for desk in mine if desk in (*answerable(charter), *choices)), None)


def _areas(account: Account) -> list[Desk]:
    """The reader's units that keep the record of a work, or are the office of who issued it or decides in it."""
    force = register_for(account).at(shell.now())
    units = [desk for desk in standing(account).desks if force.unit(desk) is not None and force.whole(desk) == desk]
    return [desk for desk in units if acts.joints_of(Order(desk), force)]


def _ordering(request: HttpRequest, found: Seat | None, choices: Sequence[Desk], names: dict[str, str]) -> Ordering:
    initial: dict[str, Any] = {"command_id": uuid4().hex}
    if found is not None:
        order = found.order
        initial |= {"issuer": order.issuer, "every": order.every.value, "ahead": order.ahead, "public": order.public}
    data = request.POST if request.method == "POST" else None
    form = Ordering(data, initial=initial, label_suffix="")
    form.offer([(desk, names.get(desk, desk)) for desk in choices])
    return form


def _ordered(request: HttpRequest, form: Ordering, joint: Stream | None, by: Desk) -> HttpResponse | None:
    """Enter it; None where it was refused, with the sentence at the form."""
    order = form.made(joint)
    owner = joint or order.issuer
    try:
        acting = actor(cast(Account, request.user), by)
        receipt = acts.order(order, owner, by=acting, command_id=form.cleaned_data["command_id"])
    except Rejected as refusal:
        form.add_error(None, sentence_for(refusal))
        return None
    tell(request, _("It is ordered."), receipt)
    return redirect(reverse("bulletins-of", args=[ref_of(order_key(owner))]))


_ONE = "bulletins/<str:ref>/<str:end>/"
urlpatterns = [
    path("bulletins/", bulletins, name="bulletin-list"),
    path("bulletins/area/", of_area, name="bulletins-area"),
    path("bulletins/<str:ref>/", of_order, name="bulletins-of"),
    path("j/<str:ref>/bulletins/", of_joint, name="bulletins"),
    path(_ONE, bulletin, name="bulletin"),
    path(f"{_ONE}show/", show, name="bulletin-show"),
    path(f"{_ONE}ask/", ask, name="bulletin-ask"),
    path(f"{_ONE}issue/", issue, name="bulletin-issue"),
    path(f"{_ONE}say/", say, name="bulletin-say"),
    path(f"{_ONE}correct/", correct, name="bulletin-correct"),
    path("", include("qiantou.desk.bulletin_papers")),
]
