"""Pages for what cannot be answered: a request that makes no sense, a form too old, a database that is away.

A database that is away or cannot write is 503 and says so; every other fault is 500. Whatever was sent may be
sent again: a command carries its own id and is never recorded twice.
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import server_error

from qiantou.access.policy import language_of
from qiantou.access.sending import typed
from qiantou.ledger.durable import is_disk_full

RETRY_SECONDS = 30  # [default]


def failed(request: HttpRequest) -> HttpResponse:
    """Called by Django while it handles the exception. Reads nothing: neither session nor database may be there."""
    fault = sys.exc_info()[1]
    if not isinstance(fault, OperationalError | InterfaceError | OSError):
        return server_error(request)
    is_full = is_disk_full(fault)
    if isinstance(fault, OSError) and not is_full:
        return server_error(request)
    page = render_to_string("503.html", {"is_full": is_full})
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS)})


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a host that is not this site's, too many fields. Reads nothing of the request but its language."""
    with translation.override(language_of(request)):
        return HttpResponse(render_to_string("400.html"), status=400)


def not_sent(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that is too old or comes from elsewhere. A form of this site gets its words back to be copied."""
    is_own = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return render(request, "403_csrf.html", {"typed": typed(request) if is_own else []}, status=403)
