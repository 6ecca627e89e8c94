"""A look-up (调阅) by a discipline body: which case, what of whom it may read, until when; and each page it opened.

Such a body sees nothing by itself. A look-up opens to it the matters of some units, or of one joint work, and of these
what was recorded on some days, as long as it is open. Each page opened under it is an entry of its own stream, under
the key "stream/any". Rules: docs/rules/lookup.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qiantou.core.kernel import Desk, Stream, Words

LOOKUPS, LOOKED = "lookup", "looked"
DISCIPLINE = "discipline"
"""The sort of unit that sees nothing but by a look-up."""


class Page(StrEnum):
    """What was opened."""

    LIST = "list"  # the titles of the matters in the range
    MATTER = "matter"


@dataclass(frozen=True)
class Lookup:
    """The range: matters of `units`, of `joint`, or of these units in it; entries from the day `since` through
    `through`. `until`: the last day on which it may be used; `closed`: the day on which the case ended.

    `confidential`: who was looked up learns of it once it is closed. Words: the case number, and who approved it.
    """

    body: Desk
    since: date
    through: date
    until: date
    units: tuple[Desk, ...] = ()
    joint: Stream | None = None
    confidential: bool = False
    closed: date | None = None
    number: Words = ""
    approval: Words = ""

    def is_open(self, day: date) -> bool:
        return self.closed is None and day <= self.until

    def is_told(self) -> bool:
        """Whether those looked up may read what was opened."""
        return not self.confidential or self.closed is not None


@dataclass(frozen=True)
class Looked:
    """One page opened under the look-up `case`. `units`: whose matter it is; of a list the units of the range.

    A page of a list holds the matters opened from `after` on and before `before`, where these are named.
    """

    case: str
    page: Page
    units: tuple[Desk, ...]
    matter: Stream | None = None
    after: datetime | None = None
    before: datetime | None = None


def stream_of(case: str) -> Stream:
    """The stream of what was opened under the look-up of that key."""
    return Stream(hashlib.sha256(f"looked/{case}".encode()).hexdigest()[:32])
