"""Accounts 账号, for the security administrator; what was done with them 操作记录, for the audit administrator.

To everybody else these pages do not exist. They show names and posts, and nothing of what passes between units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from qiantou.access import chart
from qiantou.access.administering import administer, kept_out, open_to, state
from qiantou.access.deeds import DEEDS
from qiantou.access.guards import names
from qiantou.access.models import Account, Deed
from qiantou.acts import registers
from qiantou.desk.exporting import workbook
from qiantou.desk.templatetags.dates import moment

PAGE = 50
EXPORTED = 10_000
LONGEST_NUMBER = 19  # digits that still fit the column
STATES = {
    "waiting": gettext_lazy("waits for release"),
    "open": gettext_lazy("may sign in"),
    "locked": gettext_lazy("locked"),
}
DOING = {
    "released": gettext_lazy("Release"),
    "locked": gettext_lazy("Lock"),
    "unlocked": gettext_lazy("Unlock"),
    "new-password": gettext_lazy("Give a new password"),
    "let-in": gettext_lazy("Let in again"),
}


class AccountFilters(forms.Form):
    q = forms.CharField(required=False, max_length=60, label=gettext_lazy("Account or name"), widget=forms.SearchInput)
    state = forms.ChoiceField(
        required=False, label=gettext_lazy("State"), choices=[("", gettext_lazy("all")), *STATES.items()]
    )


class DeedFilters(forms.Form):
    q = forms.CharField(required=False, max_length=60, label=gettext_lazy("Account"), widget=forms.SearchInput)
    what = forms.ChoiceField(
        required=False, label=gettext_lazy("What was done"), choices=[("", gettext_lazy("all")), *DEEDS.items()]
    )


def _only(request: HttpRequest, admin: str) -> Account:
    """The administrator of this sort. Raises Http404 for everybody else."""
    account = cast(Account, request.user)
    if account.admin != admin:
        raise Http404
    return account


def _said(form: forms.Form) -> dict[str, str]:
    return form.cleaned_data if form.is_bound and form.is_valid() else {}


@login_required
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    return _accounts(request, _only(request, "security"))


@login_required
@never_cache
@require_POST
def deed(request: HttpRequest, account: str, what: str) -> HttpResponse:
    """One act on one account; a password it makes is shown once, here, and kept nowhere."""
    security = _only(request, "security")
    changed, password = administer(what, account, by=security)
    return _accounts(request, security, done={"login": changed.login, "what": DEEDS[what], "password": password})


def _accounts(request: HttpRequest, security: Account, done: dict[str, Any] | None = None) -> HttpResponse:
    form = AccountFilters(request.GET or None, auto_id="f_%s")
    said = _said(form)
    found = list(_found(said, after=request.GET.get("after", ""))[: PAGE + 1])
    more, found = found[PAGE:], found[:PAGE]
    context = {
        "form": form,
        "clear_url": reverse("accounts") if request.GET else "",
        "rows": _rows(found, security),
        "next_after": found[-1].login if more else "",
        "waiting": Account.objects.filter(_in_state("waiting")).count(),
        "done": done,
    }
    return render(request, "desk/accounts/accounts.html", context)


def _found(said: dict[str, str], *, after: str) -> QuerySet[Account]:
    rows = Account.objects.select_related("person").filter(login__gt=after).order_by("login")
    if said.get("q"):
        rows = rows.filter(Q(login__icontains=said["q"]) | Q(person__name__icontains=said["q"]))
    return rows.filter(_in_state(said["state"])) if said.get("state") else rows


def _in_state(wanted: str) -> Q:
    """The accounts in a state of `administering.state`: one never released has a password that fits nothing."""
    if wanted == "open":
        return Q(is_active=True)
    never = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return Q(is_active=False) & (never if wanted == "waiting" else ~never)


def _rows(found: Sequence[Account], security: Account) -> list[dict[str, Any]]:
    drawn = chart.today(registers.current())
    seats = {account.person_id: drawn.seats.get(account.person_id, []) for account in found}
    named = names([desk for posts in seats.values() for post in posts for desk in (post, drawn.posts.get(post))])
    resting = kept_out(account.login for account in found)
    return [
        {
            "login": account.login,
            "person": account.person.name,
            "posts": [
                _seat(named.get(drawn.posts.get(post, post), ""), named.get(post, ""))
                for post in seats[account.person_id]
            ] or ([account.get_admin_display()] if account.admin else []),
            "state": STATES[state(account)],
            "needs": state(account) == "waiting",
            "resting": account.login in resting,
            "last": account.last_login,
            "acts": [
                {"url": reverse("account-deed", args=[account.id, what]), "label": DOING[what]}
                for what in (open_to(account) if account.id != security.id else [])
                if what != "let-in" or account.login in resting
            ],
        }
        for account in found
    ]  # fmt: skip


def _seat(unit: str, post: str) -> str:
    """A post with its unit before it, unless its name begins with it already."""
    return post if post.startswith(unit) else f"{unit} {post}".strip()


@login_required
@require_safe
def deeds(request: HttpRequest) -> HttpResponse:
    _only(request, "audit")
    form = DeedFilters(request.GET or None, auto_id="f_%s")
    found = list(_deeds(_said(form), before=_number(request.GET.get("before", "")))[: PAGE + 1])
    more, found = found[PAGE:], found[:PAGE]
    kept = {name: value for name, value in request.GET.items() if name != "before"}
    context = {
        "form": form,
        "clear_url": reverse("deeds") if request.GET else "",
        "rows": _told(found),
        "next_before": found[-1].pk if more else "",
        "export_url": f"{reverse('deeds-export')}?{request.GET.urlencode()}" if kept else reverse("deeds-export"),
    }
    return render(request, "desk/accounts/deeds.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Excel of the filtered list, its newest EXPORTED rows."""
    _only(request, "audit")
    rows = _told(list(_deeds(_said(DeedFilters(request.GET)), before=None)[:EXPORTED]))
    columns = [_("When"), _("What was done"), _("Account"), _("By whom")]
    cells = [[moment(row["at"]), str(row["what"]), row["account"], row["by"]] for row in rows]
    return workbook(_("What was done with accounts"), columns, cells)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else None


def _deeds(said: dict[str, str], *, before: int | None) -> QuerySet[Deed]:
    rows = Deed.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    if said.get("what"):
        rows = rows.filter(what=said["what"])
    if said.get("q"):
        named = Account.objects.filter(login__icontains=said["q"]).values("id")
        rows = rows.filter(Q(account__in=named) | Q(by__in=named))
    return rows


def _told(found: Iterable[Deed]) -> list[dict[str, Any]]:
    found = list(found)
    wanted = {account for deed in found for account in (deed.by, deed.account) if account}
    logins = dict(Account.objects.filter(id__in=wanted).values_list("id", "login"))
    return [
        {"at": deed.at, "what": DEEDS.get(deed.what, deed.what),
         "account": logins.get(deed.account, "–"), "by": logins.get(deed.by, "–")}
        for deed in found
    ]  # fmt: skip


urlpatterns = [
    path("accounts/", accounts, name="accounts"),
    path("accounts/<str:account>/<slug:what>/", deed, name="account-deed"),
    path("deeds/", deeds, name="deeds"),
    path("deeds/export/", export, name="deeds-export"),
]
