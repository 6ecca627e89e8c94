"""Who sat in the posts of a duty file, by name only where the page of units and posts names them to this reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qiantou.access.guards import Standing
from qiantou.access.models import Person
from qiantou.desk.dutyfile_read import DutyFile
from qiantou.desk.templatetags.dates import day
from qiantou.insight.duty_file import Seat
from qiantou.readmodel.naming import homes_of


@dataclass(frozen=True)
class Sitting:
    """`name`: empty where it may not be told, or is none."""

    seat: Seat
    name: str = ""


def last_day(seat: Seat) -> str:
    """In words; "" while it lasts."""
    return day(seat.until) if seat.until is not None else ""


def sittings(file: DutyFile) -> list[Sitting]:
    """Two queries at the most."""
    return named(file.seats, file.sight.seen)


def named(seats: Sequence[Seat], seen: Standing) -> list[Sitting]:
    """A section of another unit does not exist for the reader, and so nobody in it has a name."""
    if not seats:
        return []
    homes = homes_of({seat.post for seat in seats})
    shown = [seat for seat in seats if homes.get(seat.post, "") in ("", *seen.homes)]
    people = dict(Person.objects.filter(id__in={seat.person for seat in shown}).values_list("id", "name"))
    return [Sitting(seat, people.get(seat.person, "") if seat in shown else "") for seat in seats]
