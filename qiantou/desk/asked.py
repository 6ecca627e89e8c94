"""What the pages of guidance, calls and data requests share: their tabs, their rows, and forms in a desk's name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar
from uuid import uuid4

from django import forms
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from qiantou.access.guards import Standing, unhidden
from qiantou.core.facts import Event
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.desk.charter_forms import DesksField, Sent
from qiantou.desk.forms import DeskField
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow, PartyRow

MOST = 200
"""[default] Rows of a list on one page, the newest."""
TITLE = 120
"""[default] Characters of a title."""
TABS: tuple[tuple[str, Promise], ...] = (
    ("guidance", _("Guidance")), ("calls", _("Whistles")), ("call-numbers", _("Whistles in numbers")),
    ("data-requests", _("Data requests")),
)  # fmt: skip


def tabs(current: str) -> list[dict[str, Any]]:
    return [{"url": reverse(code), "label": label, "on": code == current} for code, label in TABS]


class InTheNameOf(Sent):
    """A form in the name of one of the reader's desks; who has but one is not asked."""

    desk = forms.ChoiceField(label=_("In the name of"))

    def offer(self, desks: Iterable[Desk], names: Mapping[str, str], homes: Collection[str]) -> None:
        choices = [(desk, names.get(desk, desk)) for desk in desks]
        field: Any = self.fields["desk"]
        field.choices = choices
        field.initial = choices[0][0] if choices else ""
        if len(choices) == 1:
            field.widget = forms.HiddenInput()
        self.order_fields([*(name for name in self.fields if name != "desk"), "desk"])
        for asked in self.fields.values():
            if isinstance(asked, DeskField | DesksField):
                asked.homes = homes


Form = TypeVar("Form", bound=InTheNameOf)


def form_of(shape: type[Form], request: HttpRequest, seen: Standing, names: Mapping[str, str], **initial: Any) -> Form:
    """The form as sent, or empty. Raises Http404 for a reader who moves for no desk."""
    if not seen.desks:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = shape(data, initial={"command_id": uuid4().hex, **initial}, label_suffix="")
    own = [seen.unit] if seen.unit in seen.desks else []
    form.offer(dict.fromkeys([*own, *seen.desks]), names, seen.homes)
    return form


def rows_of(seen: Standing, kinds: Collection[str], *, limit: int = MOST) -> list[MatterRow]:
    """The matters of these kinds in which a desk in the reader's sight has a part, the newest first; one query."""
    part = PartyRow.objects.filter(desk__in=sorted(seen.sight)).values("stream")
    found = MatterRow.objects.filter(unhidden(seen), stream__in=part, kind__in=sorted(kinds))
    return list(found.order_by("-opened", "stream")[:limit])


def entries_of(rows: Iterable[MatterRow], *, words: bool = False) -> dict[Stream, list[Entry[Event]]]:
    """The entries of each, with their `words` too; one query for all, or two."""
    return {
        stream: list(entries) for stream, entries in read([Stream(row.stream) for row in rows], words=words).items()
    }


def in_short(typed: str) -> tuple[str, str]:
    """What a list shows of a text, and what the matter says besides: the further lines, or all of a first line that is
    cut short."""
    first, _newline, rest = typed.strip().partition("\n")
    title = Truncator(first.strip()).chars(TITLE)
    return title, rest.strip() if title == first.strip() else typed.strip()
