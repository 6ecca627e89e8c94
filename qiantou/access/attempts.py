"""Wrong passwords: five for one account from one place, a hundred from one place over all accounts, then a pause.

What was typed as an account is kept as a digest only, and nothing is kept of the browser or the form. A place is the
address of whoever asks: behind QIANTOU_PROXIES proxies, the one that the outermost of them saw.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from qiantou.access.models import Account

ADDRESS_LIMIT = 100  # [default] wrong passwords from one place, for any account, within the pause
KEPT = timedelta(days=180)  # [default] how long an attempt is kept; what was done with an account stands elsewhere


def digest(login: str) -> str:
    """What stands for a typed account: the same for the same text on this site, and nothing that tells it."""
    return salted_hmac("qiantou.access.attempts", login).hexdigest()


def typed_account(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    given = credentials if credentials is not None else request.POST
    return digest(given.get("username") or given.get(Account.USERNAME_FIELD) or "")


def place_of(request: HttpRequest) -> str:
    """The address of whoever asks. What a stranger writes into X-Forwarded-For himself is never believed."""
    direct = str(request.META.get("REMOTE_ADDR") or "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if not 0 < settings.PROXIES <= len(hops):
        return direct
    try:
        return str(ip_address(hops[-settings.PROXIES]))
    except ValueError:
        return direct


class Attempts(AxesDatabaseHandler):  # type: ignore[misc]
    """The library's counting, over places too, without what it would keep besides."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
        here = AccessAttempt.objects.filter(ip_address=place_of(request), attempt_time__gte=since)
        total = here.aggregate(total=Sum("failures_since_start"))["total"] or 0
        own = int(super().get_failures(request, credentials))
        return max(own, settings.AXES_FAILURE_LIMIT) if total >= ADDRESS_LIMIT else own

    def user_login_failed(
        self, sender: object, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        if request is not None:
            request.axes_user_agent = request.axes_http_accept = request.axes_path_info = ""
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None:
            kept = AccessAttempt.objects.filter(username=typed_account(request, credentials))
            kept.update(get_data="", post_data="")


def resting_digests() -> set[str]:
    """What stands for the accounts that rest somewhere now."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    tried = AccessAttempt.objects.filter(attempt_time__gte=since, failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
    return set(tried.values_list("username", flat=True))


def let_in(login: str) -> None:
    """The account may be tried again at once, from every place where it rested."""
    AccessAttempt.objects.filter(username=digest(login)).delete()


def remove_old_attempts() -> None:
    """Attempts past their time."""
    for model in (AccessAttempt, AccessLog):
        model.objects.filter(attempt_time__lt=timezone.now() - KEPT).delete()
