"""What a desk is called: a section of a unit with its unit before it, "县交通局/综合股"; any other by its name alone.

A unit that is renamed renames its sections with it: the name is put together when it is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Concat

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


_SECTION = DeskRow.objects.filter(desk=OuterRef("parent"), inner=True)
_HOME = Case(
    When(inner=True, then=F("parent")),
    When(sort="post", then=Coalesce(Subquery(_SECTION.values("parent")[:1]), Value(""))),
    default=Value(""),
)
"""The unit inside which a DeskRow is a section, or a post of one; empty for all that everybody knows of."""


def homes_of(desks: Collection[str]) -> dict[str, str]:
    """Of these desks the sections and their posts, each with the unit inside which it is."""
    rows = DeskRow.objects.filter(desk__in=desks).annotate(home=_HOME).exclude(home="")
    return dict(rows.values_list("desk", "home"))


def desks_called(names: Iterable[str], homes: Collection[str]) -> dict[str, list[str]]:
    """By each name as typed: the desks in force so called; else those whose own name it is, a section's too.

    To who does not sit in one of `homes`, its sections do not exist.
    """
    typed = {name: name.replace("／", SEPARATOR) for name in names}
    wanted = set(typed.values())
    known = DeskRow.objects.filter(ended=None).annotate(called=CALLED, home=_HOME).filter(home__in=["", *homes])
    rows = known.filter(Q(called__in=wanted) | Q(name__in=wanted))
    found = list(rows.values_list("desk", "called", "name"))
    return {
        name: [desk for desk, called, _own in found if called == wish]
        or [desk for desk, _, own in found if own == wish]
        for name, wish in typed.items()
    }
