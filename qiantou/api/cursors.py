"""Pages of a list: a cursor names the last row read, by the key of its order."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from ninja import Query

from qiantou.api.shapes import Unfit
from qiantou.core.plain import HIDDEN

LIMIT, MOST = 50, 200
Limit = Annotated[int, Query(ge=1, le=MOST, description="how many rows at most")]
Words = Annotated[str, Query(max_length=100)]


def written(key: str) -> str:
    """Opaque to whoever reads it, and good for any later request with the same filters."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def read(cursor: str) -> str:
    """The key. Raises Unfit for what is no cursor."""
    try:
        key = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise Unfit(("cursor", "not a cursor of this list")) from None
    if HIDDEN.search(key):
        raise Unfit(("cursor", "not a cursor of this list"))
    return key


def number(cursor: str) -> int:
    """The key of a list that is ordered by a number; 0 for none. Raises Unfit."""
    key = read(cursor) if cursor else "0"
    if not key.isascii() or not key.isdecimal() or len(key) > 18:
        raise Unfit(("cursor", "not a cursor of this list"))
    return int(key)
