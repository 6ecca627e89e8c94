"""What one unit asks of another, as orders, requests, chasers and applications tell it."""

from dataclasses import dataclass

from qiantou.documents.papers.saying import Day, said, say_day
from qiantou.documents.papers.wording import Wording


@dataclass(frozen=True)
class Asked:
    """`what` is the matter's title, `detail` and `standard` its terms; `due` the day agreed first."""

    what: str
    detail: str = ""
    standard: str = ""
    due: Day = None


@dataclass(frozen=True)
class Past:
    """One thing that happened: on which day, and in the record's words what."""

    day: Day
    what: str


def told(past: tuple[Past, ...], wording: Wording) -> str:
    """One line each, oldest first; "none" where nothing happened."""
    lines = [wording.asking.past.format(day=say_day(one.day, wording), what=said(one.what, wording)) for one in past]
    return "\n".join(lines) or wording.none
