"""Works that were concluded in the same year as the drains of the town, each told by one row of `year_works.WORKS`.

Some units were good in all of them, one ran over its day by itself, others were late because something was lacking, and
one is credited for clearing what was lacking. All sheets go out within one week, so that a unit's year has enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from qiantou.acts import assessing, attributing, sheet_clock, shell
from qiantou.core.kernel import Stream
from qiantou.core.plan import LINES, SHARES, Line, Role, Shares
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.review import SERVED, Reading
from qiantou.core.undertaking import Charter, Measure
from qiantou.jobs.county.establish import COUNTY
from qiantou.jobs.county.signing import lines_of, signed_and_launched
from qiantou.jobs.county.stories.year_works import WORKS, Part, Work
from qiantou.jobs.county.telling import Scenes, Teller

KEEPER = "zhengfuban"
RULE = "县政府绩效办，按年度综合考核办法第九条"
EVIDENCE = "牵头单位报送，主管部门核实"
READ, ATTRIBUTED, ASSESSED = 72, 66, 65  # working days ago, on which every work of the year is measured and put out

Scene = tuple[int, str, Callable[[], object]]  # working days ago, time of day, what is done


def _told(work: Work, tell: Teller) -> Scenes:
    yield tell.ago(work.begun, "09:00")
    tell.joint = shell.fresh()
    _chartered(tell, work, _charter(tell, work))
    shares = tell.planned(SHARES, "shares", Shares(coordination=work.coordination, reserve=work.reserve))
    tell.enters(work.lead, shares, *(tell.planned(LINES, name, line) for name, line in _lines(tell, work)))
    yield from signed_and_launched(tell, work.lead, begun=work.begun - 2)
    matter = lines_of(tell)
    for days, hour, scene in sorted(_scenes(tell, work, matter), key=lambda told: (-told[0], told[1])):
        yield tell.ago(days, hour)
        scene()
    yield from _concluded(tell, work)


STORIES = tuple(partial(_told, work) for work in WORKS)
"""One story a work."""


def _charter(tell: Teller, work: Work) -> Charter:
    desk = tell.county.desk
    return Charter(
        desk(work.lead), desk(COUNTY), desk(KEEPER), desk(work.sponsor), until=tell.day(-work.over),
        members=tuple(dict.fromkeys(desk(part.unit) for part in work.parts if part.unit != work.lead)),
        measures=tuple(
            Measure(one.direction, one.baseline, one.target, desk(_reader(one.by, work)), name=one.name, unit=one.unit)
            for one in work.measures
        ),
        goal=work.title, end_condition="各项任务验收通过，指标完成测评", assessment=RULE,
    )  # fmt: skip


def _reader(unit: str, work: Work) -> str:
    """Who measures: never the lead, whose figure would wait for another's word."""
    return KEEPER if unit == work.lead else unit


def _chartered(tell: Teller, work: Work, charter: Charter) -> None:
    assert tell.joint is not None
    place = WORKS.index(work) + 21
    note = f"县政府办〔{tell.day(-work.begun).year}〕{place}号"
    tell.enters(COUNTY, Listed(CHARTERS, tell.joint, charter, tell.today, name=work.title, note=note))


def _lines(tell: Teller, work: Work) -> Iterator[tuple[str, Line]]:
    """The lead's coordination, then the parts in their order: part n is line n + 1."""
    desk = tell.county.desk
    yield "L001", Line(desk(work.lead), Role.COORDINATE, 1, tell.day(-work.over - 4), people=2, quarter_days=4,
                       weight=work.own, deliverable="统筹协调和验收组织")  # fmt: skip
    for place, part in enumerate(work.parts, 1):
        role = Role.SUPPORT if part.unit == "caizhengju" else Role.DO
        after = tuple(_name(other) for other in part.after)
        yield _name(place), Line(desk(part.unit), role, place + 1, tell.day(-part.due), weight=part.weight,
                                 effort="medium", after=after, deliverable=part.text)  # fmt: skip


def _name(place: int) -> str:
    return f"L{place + 1:03}"


def _scenes(tell: Teller, work: Work, matter: dict[str, Stream]) -> Iterator[Scene]:
    for place, part in enumerate(work.parts, 1):
        yield from _part(tell, work, part, matter[_name(place)])
    whole = matter["L001"]
    yield work.over + 6, "09:00", lambda: tell.deliver(work.lead, whole, "各项任务验收全部组织完成")
    yield work.over + 5, "15:00", lambda: tell.close(tell.holder(whole), whole, "同意")


def _part(tell: Teller, work: Work, part: Part, stream: Stream) -> Iterator[Scene]:
    """What befell one line, up to its acceptance by the lead."""
    unit, lead = part.unit, work.lead
    if part.lack is not None:
        yield from _stopped(tell, part, stream)
    if part.warned:
        yield part.due + 5, "10:30", lambda: tell.report(unit, stream, part.warned)
    if part.later is not None:
        yield part.due + 6, "14:30", lambda: _more_time(tell, work, part, stream)
    handed = part.done
    if part.returned:
        yield handed + 5, "16:00", lambda: tell.deliver(unit, stream, f"{part.text}已完成，请验收")
        yield handed + 3, "10:00", lambda: tell.send_back(lead, stream, part.returned)
    yield handed, "16:30", lambda: tell.deliver(unit, stream, f"{part.text}完成，成果附后")
    if unit != lead:
        yield handed - 1, "15:20", lambda: tell.close(lead, stream, "验收通过")
    else:
        yield handed - 1, "15:20", lambda: tell.close(tell.holder(stream), stream, "验收通过")


def _stopped(tell: Teller, part: Part, stream: Stream) -> Iterator[Scene]:
    assert part.lack is not None
    lack, named = part.lack, []
    yield lack.since, "09:40", lambda: named.append(tell.block(part.unit, stream, lack.text, to=lack.to))
    yield lack.since - 1, "15:00", lambda: tell.accept(lack.to, named[0])
    yield lack.until, "16:30", lambda: tell.deliver(lack.to, named[0], lack.cleared)
    yield lack.until - 1, "09:10", lambda: tell.close(part.unit, named[0], "可以继续")


def _more_time(tell: Teller, work: Work, part: Part, stream: Stream) -> None:
    assert part.later is not None
    day, why = part.later
    asked = tell.more_time(part.unit, work.lead, stream, due=tell.day(-day), why=why)
    tell.accept(work.lead, asked)


def _concluded(tell: Teller, work: Work) -> Scenes:
    """Closed, measured, the delay attributed, the sheet put out."""
    assert tell.joint is not None
    joint, place = tell.joint, WORKS.index(work)
    yield tell.ago(work.over, "09:30")
    ended = replace(_charter(tell, work), met=tell.today, ended=tell.today, ending="各项任务完成，工作结束")
    _chartered(tell, work, ended)
    yield tell.ago(work.over, "09:40")
    sheet_clock.keep_owed()  # as the worker would
    yield tell.ago(READ, f"1{place}:00")
    for number, one in enumerate(work.measures):
        who = _reader(one.by, work)
        reading = Reading(joint, number, tell.county.desk(who), tell.today, one.value, evidence=EVIDENCE)
        assessing.measure(reading, by=tell.county.by(who), command_id=shell.fresh())
    asked, satisfied = work.served
    served = Reading(joint, SERVED, tell.county.desk(KEEPER), tell.today, asked=asked, satisfied=satisfied,
                     evidence="入户问卷")  # fmt: skip
    assessing.measure(served, by=tell.county.by(KEEPER), command_id=shell.fresh())
    by = tell.county.by(KEEPER)
    yield tell.ago(ATTRIBUTED, f"1{place}:10")
    attributing.put_out(joint, by=by, command_id=shell.fresh())
    yield tell.ago(ASSESSED, f"1{place}:20")
    assessing.put_out(joint, by=by, command_id=shell.fresh())
