"""Signing in and out, the password, and what a person prefers.

An address to go on to is followed only within this site. Accounts are noted by their opaque id, and what was
typed in vain is noted nowhere.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from qiantou.access.confirming import given_now
from qiantou.access.deeds import note
from qiantou.access.forms import ChangePassword, Preferences, SignIn
from qiantou.access.models import Account
from qiantou.access.policy import LANGUAGE_COOKIE
from qiantou.access.sending import typed

THEME_COOKIE = "qiantou_theme"
KEYS_COOKIE = "qiantou_keys"
YEAR = 365 * 24 * 60 * 60
COOL_OFF_MINUTES = round(settings.AXES_COOLOFF_TIME * 60)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    onward = _onward(request)
    if request.user.is_authenticated:
        return redirect(onward)
    form = SignIn(request, request.POST) if request.method == "POST" else SignIn(request)
    if form.is_bound and form.is_valid() and form.account is not None:
        login(request, form.account)  # a new session id, so that one set before signing in is worth nothing
        given_now(request)
        note("signed-in", by=form.account.id, account=form.account.id)
        return redirect(onward)
    if form.is_bound and not getattr(request, "axes_locked_out", False):
        note("refused", account=_meant(request))
    status = 422 if form.is_bound else 200
    return render(request, "access/sign_in.html", {"form": form, "next": onward}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Account):
        note("signed-out", by=request.user.id, account=request.user.id)
    logout(request)
    return redirect("sign-in")


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password ends every other session of the account. Where it had to be changed, the way goes on after it."""
    account = request.user
    assert isinstance(account, Account)
    first, onward = account.must_change, _onward(request)
    form = ChangePassword(account, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        account.must_change = False
        form.save()
        update_session_auth_hash(request, account)
        given_now(request)
        note("password", by=account.id, account=account.id)
        messages.success(request, _("Your password is changed. Other places where you were signed in are signed out."))
        return redirect(onward if first else "password")
    context = {"form": form, "first": first, "next": onward}
    return render(request, "access/password.html", context, status=422 if form.is_bound else 200)


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Language, light and keys: kept with the account, and in a cookie for the pages before signing in."""
    form = Preferences(request.POST)
    answer = redirect(_onward(request))
    if not form.is_valid():
        return answer
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    for name, cookie in (("lang", LANGUAGE_COOKIE), ("theme", THEME_COOKIE), ("keys", KEYS_COOKIE)):
        if name in chosen:
            secure = settings.SESSION_COOKIE_SECURE
            answer.set_cookie(cookie, chosen[name], max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    if isinstance(request.user, Account):
        columns = {"language": chosen.get("lang"), "theme": chosen.get("theme")}
        kept = {column: value for column, value in columns.items() if value}
        if kept:
            Account.objects.filter(pk=request.user.pk).update(**kept)
    return answer


def locked_out(request: HttpRequest, credentials: dict[str, str] | None = None) -> HttpResponse:
    """Too many wrong passwords: the account rests at this place for a while, whether it exists or not."""
    note("locked-out", account=_meant(request))
    kept = typed(request) if isinstance(request.user, Account) else []  # before signing, words may wait in the form
    context = {"minutes": COOL_OFF_MINUTES, "tries": settings.AXES_FAILURE_LIMIT, "typed": kept}
    answer = render(request, "access/locked_out.html", context, status=429)
    answer.headers["Retry-After"] = str(COOL_OFF_MINUTES * 60)
    return answer


def _meant(request: HttpRequest) -> str:
    """The id of the account meant, if there is one: signed in, or typed, which may be anything, even a password."""
    if isinstance(request.user, Account):
        return request.user.id
    typed = request.POST.get("username", "")
    if not typed.isprintable():  # a database may refuse to be asked for such a name
        return ""
    return Account.objects.filter(login=typed).values_list("id", flat=True).first() or ""


def _onward(request: HttpRequest) -> str:
    """Where to go next: the address asked for, if it is on this site, else the first page."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    if wish.startswith("/") and url_has_allowed_host_and_scheme(
        wish, {request.get_host()}, require_https=request.is_secure()
    ):
        return wish
    return resolve_url(settings.LOGIN_REDIRECT_URL)


urlpatterns = [
    path("sign-in/", sign_in, name="sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("password/", password, name="password"),
    path("preferences/", preferences, name="preferences"),
    path("preferences/language/", preferences, name="language"),
    path("preferences/theme/", preferences, name="theme"),
]
