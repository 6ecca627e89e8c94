"""What a desk is called: a section of a unit with its unit before it, "县交通局/综合股"; any other by its name alone.

A unit that is renamed renames its sections with it: the name is put together when it is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Concat

from qiantou.readmodel.models import DeskRow

SEPARATOR = "/"
_UNIT = Subquery(DeskRow.objects.filter(desk=OuterRef("parent")).values("name")[:1])
_SLASH = Value(SEPARATOR, output_field=TextField())
CALLED = Case(
    When(
        inner=True,
        parent__gt="",
        name__gt="",
        then=Concat(_UNIT, _SLASH, F("name")),
    ),
    default=F("name"),
    output_field=TextField(),
)
"""The name as people see and write it, of a DeskRow."""
CALLED_SQL = (
    "SELECT d.desk, CASE WHEN u.desk IS NULL OR d.name = '' THEN d.name ELSE u.name || '/' || d.name END "
    'FROM readmodel_deskrow d LEFT JOIN readmodel_deskrow u ON d."inner" AND u.desk = d.parent'
)
"""The same as a plain statement, for what every page asks; `d` is the desk."""


def named(desks: Collection[str] | None = None) -> QuerySet[DeskRow, tuple[str, str]]:
    """Desk and name of these desks, of all for None."""
    rows = DeskRow.objects.all() if desks is None else DeskRow.objects.filter(desk__in=desks)
    return rows.values_list("desk", CALLED)


def desks_called(names: Iterable[str]) -> dict[str, list[str]]:
    """By each name as typed: the desks in force so called; else those whose own name it is, a section's too."""
    typed = {name: name.replace("／", SEPARATOR) for name in names}
    wanted = set(typed.values())
    rows = DeskRow.objects.filter(ended=None).annotate(called=CALLED).filter(Q(called__in=wanted) | Q(name__in=wanted))
    found = list(rows.values_list("desk", "called", "name"))
    return {
        name: [desk for desk, called, _own in found if called == wish]
        or [desk for desk, _, own in found if own == wish]
        for name, wish in typed.items()
    }
