"""A whole division from import to close: every unit accepts, works, delivers; the issuer closes each whole.

Told by `demo --headless` only: on the pages it would look too good.
"""

from qiantou.jobs.county.division import document, launch, rows
from qiantou.jobs.county.establish import COUNTY
from qiantou.jobs.county.offices import UNITS
from qiantou.jobs.county.telling import Scenes, Teller

TITLE = "年度重点工作任务分工方案（已结项）"


def story(tell: Teller) -> Scenes:
    keys = {name: key for key, name, *_ in UNITS}
    units = {}
    for number, row in enumerate(rows(document(tell.clock)), start=1):
        units[f"{number:03}"] = keys[row.lead[0]]
        for part, name in enumerate(row.cooperating, start=1):
            units[f"{number:03}-{part:02}"] = keys[name]
    yield tell.ago(40, "09:30")
    matter = launch(tell.county, tell.clock, title=TITLE).matters
    yield tell.ago(39, "09:10")
    for place, who in units.items():
        tell.accept(who, matter[place])
    yield tell.ago(36, "10:00")
    lack = tell.block(units["001-01"], matter["001-01"], "缺上年同期口径说明", to="tongjiju")
    later = tell.more_time(units["005-02"], units["005"], matter["005-02"], due=tell.day(5), why="商户名录更新需要一周")
    yield tell.ago(35, "09:20")
    tell.accept("tongjiju", lack)
    tell.accept(units["005"], later)
    yield tell.ago(34, "15:00")
    tell.deliver("tongjiju", lack, "口径说明已发")
    yield tell.ago(33, "09:00")
    tell.close(units["001-01"], lack)
    yield tell.ago(30, "10:30")
    parts = [place for place in units if "-" in place]
    for place in parts:
        tell.deliver(units[place], matter[place], "本单位承担部分已完成，成果附后")
    yield tell.ago(28, "09:40")
    tell.send_back(units["010"], matter["010-03"], "缺现场照片")
    for place in parts:
        if place != "010-03":
            tell.close(units[place[:3]], matter[place])
    yield tell.ago(26, "11:00")
    tell.deliver(units["010-03"], matter["010-03"], "照片已补齐")
    yield tell.ago(25, "09:30")
    tell.close(units["010"], matter["010-03"])
    wholes = [place for place in units if "-" not in place]
    for place in wholes:
        tell.deliver(units[place], matter[place], "任务全部完成，提请验收")
    yield tell.ago(23, "10:00")
    for place in wholes:
        tell.close(COUNTY, matter[place], "同意验收")
