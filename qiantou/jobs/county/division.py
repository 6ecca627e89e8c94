"""The division document of the demonstration, and its launch: 1 + n matters for each of its rows.

Tasks and their leading units are facts from published division documents of county and district governments;
cooperating units are those of the demonstration county, and the dates are set relative to today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qiantou.acts import shell
from qiantou.acts.execute import Step, execute_all
from qiantou.core.kernel import Actor, Stream
from qiantou.core.moves import Offer
from qiantou.core.register import CHARTERS, Charter, Listed
from qiantou.documents.division import read_division
from qiantou.documents.opening import read_pasted
from qiantou.documents.rows import Row
from qiantou.jobs.county import offices
from qiantou.jobs.county.clock import StoryClock
from qiantou.jobs.county.establish import COUNTY, County

TITLE = "年度重点工作任务分工方案"
PAPER = "县政办发〔{year}〕12号"
SPONSOR = "changwu"
KEEPER = "zhengfuban"


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


def rows(clock: StoryClock) -> tuple[Row, ...]:
    """What the reader of division documents makes of it. Raises ValueError if anything were in doubt."""
    division = read_division(read_pasted(document(clock)))
    doubts = [row for row in division.rows if row.doubts or len(row.lead) != 1 or row.due is None]
    if doubts or not division.rows:
        raise ValueError(f"the demonstration's own document is read with doubts: {doubts}")
    return division.rows


def launch(county: County, clock: StoryClock) -> Launched:
    """The joint work and all its matters in one transaction: the issuer asks each lead, the lead its partners."""
    keys = {name: key for key, name, *_ in offices.UNITS}
    today, joint = clock.calendar.day_of(clock.now), shell.fresh()
    charter = Charter(county.desk("fagaiju"), county.desk(COUNTY), county.desk(KEEPER), county.desk(SPONSOR))
    listed = Listed(CHARTERS, joint, charter, today, name=TITLE, note=PAPER.format(year=today.year))
    steps: list[Step] = []
    matters: dict[str, Stream] = {}
    for number, row in enumerate(rows(clock), start=1):
        lead, place = county.desk(keys[row.lead[0]]), f"{number:03}"
        whole = shell.fresh()
        told = {"due": row.due, "due_text": row.due_text, "joint": joint, "source": row.source}
        offer = Offer("task", county.desk(COUNTY), lead, row.task, place=place, **told)  # type: ignore[arg-type]
        steps.append(Step(whole, offer))
        matters[place] = whole
        for part, name in enumerate(row.cooperating, start=1):
            stream, place_of_part = shell.fresh(), f"{place}-{part:02}"
            title = f"配合：{row.task}"
            told_part = {**told, "parent": whole, "place": place_of_part}
            offer = Offer("task", lead, county.desk(keys[name]), title, **told_part)  # type: ignore[arg-type]
            steps.append(Step(stream, offer))
            matters[place_of_part] = stream
    typed = county.by(COUNTY)
    by = Actor(None, typed.post, typed.account)  # the issued paper itself asks; a person only enters it
    execute_all(steps, by=by, command_id=shell.fresh(), listings=[listed])
    return Launched(joint, matters)
