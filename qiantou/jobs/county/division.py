"""The division document of the demonstration, and its launch: 1 + n matters for each of its rows.

Tasks and their leading units are facts from published division documents of county and district governments;
cooperating units are those of the demonstration county, and the dates are set relative to today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qiantou.acts import shell
from qiantou.acts.launch import Division, Request
from qiantou.acts.launch import launch as opened
from qiantou.core.kernel import Stream
from qiantou.documents.division import read_division
from qiantou.documents.opening import read_pasted
from qiantou.documents.rows import Row
from qiantou.jobs.county import offices
from qiantou.jobs.county.clock import StoryClock
from qiantou.jobs.county.establish import COUNTY, County
from qiantou.readmodel.models import MatterRow

TITLE = "年度重点工作任务分工方案"
PAPER = "县政办发〔{year}〕12号"
SPONSOR = "changwu"


@dataclass(frozen=True)
class Launched:
    joint: Stream
    matters: dict[str, Stream]  # place → matter: "003" the whole of the third row, "003-02" its second part


def document(clock: StoryClock) -> str:
    """The paper's text, with its dates filled in."""
    text = Path(__file__).with_name("division.txt").read_text(encoding="utf-8")
    dates = {"late": clock.day(25), "soon": clock.day(10), "past": clock.day(-2)}
    return text.format(**{name: _written(day) for name, day in dates.items()})


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def rows(text: str) -> tuple[Row, ...]:
    """What the reader of division documents makes of the paper. Raises ValueError if anything were in doubt."""
    division = read_division(read_pasted(text))
    doubts = [row for row in division.rows if row.doubts or len(row.lead) != 1 or row.due is None]
    if doubts or not division.rows:
        raise ValueError(f"the demonstration's own document is read with doubts: {doubts}")
    return division.rows


def launch(county: County, clock: StoryClock, *, title: str = TITLE) -> Launched:
    """The joint work and all its matters, as confirming the import page opens them: in one transaction."""
    keys = {name: key for key, name, *_ in offices.UNITS}
    requests = [
        Request(
            title=row.task,
            lead=county.desk(keys[row.lead[0]]),
            cooperating=tuple(county.desk(keys[name]) for name in row.cooperating),
            due=row.due,
            due_text=row.due_text,
            source=row.source,
        )
        for row in rows(document(clock))
    ]
    paper = PAPER.format(year=clock.today.year)
    division = Division(title, paper, county.desk(COUNTY), tuple(requests), sponsor=county.desk(SPONSOR))
    joint, _ = opened(division, by=county.by(COUNTY), command_id=shell.fresh())
    places = MatterRow.objects.filter(joint=joint).values_list("place", "stream")
    return Launched(joint, {place: Stream(stream) for place, stream in places})
