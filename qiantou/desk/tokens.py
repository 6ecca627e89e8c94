"""My tokens 接口令牌: by which programs act for the reader, each within scopes, for desks, until a day; and revoking.

What is made is shown once, on the answer to the form, and can be read nowhere afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from qiantou.access.guards import standing
from qiantou.access.models import Account, Token
from qiantou.access.tokens import MOST, READ, TooMany, Wish, is_live, make, of, revoke
from qiantou.desk.frame import names_for
from qiantou.desk.templatetags.dates import listed, moment, words

SHOWN = 50
SCOPES = {
    "read": gettext_lazy("read what I may read"),
    "move": gettext_lazy("act for my desks: ask, accept, deliver"),
    "record": gettext_lazy("record for others, with their paper"),
    "register": gettext_lazy("change what is in force: charters, plans, mandates, lists"),
    "sign": gettext_lazy("decide and sign without being asked for my password"),
}
IN_SHORT = {
    "read": gettext_lazy("to read"),
    "move": gettext_lazy("to move"),
    "record": gettext_lazy("to record"),
    "register": gettext_lazy("to enter in the register"),
    "sign": gettext_lazy("to sign"),
}
DAYS = (7, 30, 90, 180, 366)


class TokenForm(forms.Form):
    """Which program, what it may do, for whom, and for how long."""

    name = forms.CharField(label=gettext_lazy("Which program it is for"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple,
        initial=[READ],
    )  # fmt: skip
    desks = forms.MultipleChoiceField(
        label=gettext_lazy("Only for these desks"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: for each of your desks, those of later posts too."),
    )  # fmt: skip
    days = forms.TypedChoiceField(label=gettext_lazy("Good for"), coerce=int, initial=90)

    def offer(self, desks: Mapping[str, str]) -> None:
        """Fill the choices; who moves for one desk at most is not asked which."""
        spans = [(days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in DAYS]
        self.fields["days"].choices = spans  # type: ignore[attr-defined]
        self.fields["desks"].choices = [(desk, words(name)) for desk, name in desks.items()]  # type: ignore[attr-defined]
        if len(desks) < 2:
            del self.fields["desks"]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    account = cast(Account, request.user)
    kept = list(of(account)[:SHOWN])
    own = standing(account).desks
    names = names_for(request, {*own, *(desk for token in kept for desk in token.desks)})
    form = TokenForm(request.POST if request.method == "POST" else None, label_suffix="")
    form.offer({desk: names.get(desk, desk) for desk in own})
    shown = ""
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        wish = Wish(said["name"], tuple(said["scopes"]), tuple(said.get("desks", ())), said["days"])
        try:
            token, shown = make(account, wish)
        except TooMany:
            form.add_error(None, _("You have %(most)d tokens that work: revoke one first.") % {"most": MOST})
        else:
            kept, form = [token, *kept], TokenForm(label_suffix="")
            form.offer({desk: names.get(desk, desk) for desk in own})
    context = {"form": form, "shown": shown, "rows": [_row(token, names) for token in kept]}
    return render(request, "desk/tokens/tokens.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def revoking(request: HttpRequest, name: str) -> HttpResponse:
    """From now on the token opens nothing."""
    revoke(cast(Account, request.user), name)
    return redirect("tokens")


def _row(token: Token, names: Mapping[str, str]) -> dict[str, Any]:
    live = is_live(token)
    state = _("works") if live else _("revoked") if token.revoked else _("expired")
    return {
        "name": token.name,
        "digits": f"qt-{token.pk}-…",
        "scopes": listed(str(IN_SHORT.get(scope, scope)) for scope in token.scopes),
        "desks": listed(names.get(desk, desk) for desk in token.desks) or _("each of my desks"),
        "made": moment(token.made),
        "expires": moment(token.expires),
        "used": moment(token.last_used) if token.last_used else _("never"),
        "state": state,
        "is_live": live,
        "revoke_url": reverse("token-revoke", args=[token.pk]) if live else "",
    }


urlpatterns = [
    path("tokens/", tokens, name="tokens"),
    path("tokens/<slug:name>/revoke/", revoking, name="token-revoke"),
]
