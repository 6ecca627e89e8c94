"""The body of a request, read before any operation sees it: no control characters, in the name of a desk neither.

PostgreSQL cannot be asked about a text with NUL or half a surrogate pair: not even a refusal could name such a desk.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from qiantou.core.plain import refuse_hidden


class Reading(Parser):
    """JSON. Raises Rejected("control-characters")."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        told = super().parse_body(request)
        refuse_hidden(told)
        return told
