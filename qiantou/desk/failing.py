"""The page for what the program cannot help: the database is away, the disk is full, or something broke.

A database that is away or cannot write is 503 and says so; everything else is 500. Whatever was sent may be
sent again: a command carries its own id and is never recorded twice.
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

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
