"""The page for what the program cannot help: the database is away, the disk is full, or something broke.

A database that is away or cannot write is 503 and says so; everything else is 500. Whatever was sent may be
sent again: a command carries its own id and is never recorded twice.
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

RETRY_SECONDS = 30  # [default]
DISK_FULL = "53100"  # of PostgreSQL's error codes
FULL = ("disk is full", "disk i/o error", "no space left")


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


def is_disk_full(fault: BaseException) -> bool:
    """Whether it failed because nothing more can be written."""
    told = str(fault).lower()
    return getattr(fault.__cause__, "sqlstate", "") == DISK_FULL or any(words in told for words in FULL)
