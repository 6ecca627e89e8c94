"""Titles that the system gave, in the reader's language: their heads alone, never the words of others behind them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from qiantou.core.contest_titles import CONTEST_HEAD, EXEMPTION_HEAD, RATED, RULING_HEAD, THE_SHEET, WHERE_IT_WENT

HEADS: Mapping[str, str] = {
    CONTEST_HEAD: gettext_noop("Contest: %(item)s"),
    RULING_HEAD: gettext_noop("Carry out the ruling on a contest: %(item)s"),
    EXEMPTION_HEAD: gettext_noop("Carry out the decision on an exemption: %(item)s"),
}
_OWN = tuple(HEADS)
_THINGS: Mapping[str, str] = {
    RATED: gettext_noop("mutual rating"),
    WHERE_IT_WENT: gettext_noop("where the time went"),
    THE_SHEET: gettext_noop("the assessment sheet"),
}


def in_the_readers(title: str) -> str:
    """A title with its head in the language of the page; any other text as it is."""
    if not title.startswith(_OWN):
        return title
    head = next(one for one in HEADS if title.startswith(one))
    thing = title.removeprefix(head)
    return _(HEADS[head]) % {"item": _(_THINGS[thing]) if thing in _THINGS else thing}
