"""Three works of one road that wait for each other: the record shows the circle, and by rule it comes to a meeting.

The surface waits for the drain under it, the drain for half of the road, and half of the road is only let go once the
surface is done. Nobody is to blame for it, and none of the three can get out of it alone.
"""

from __future__ import annotations

from qiantou.core.moves import Block
from qiantou.jobs.county.telling import Scenes, Teller


def story(tell: Teller) -> Scenes:
    yield tell.ago(9, "09:30")
    surface = tell.ask("chengguan", "jiaotong", "恢复北关路路面", due=tell.day(8))
    yield tell.ago(8, "10:10")
    tell.accept("jiaotong", surface)
    yield tell.ago(6, "09:40")
    drain = tell.block("jiaotong", surface, "路面下雨水管未更换，现在恢复还要再挖", to="zhujian")
    half = tell.ask("zhujian", "jiaotong", "封闭北关路半幅供管沟开挖", due=tell.day(2), after=(surface,))
    yield tell.ago(5, "10:20")
    tell.accept("zhujian", drain)
    tell.accept("jiaotong", half)
    yield tell.ago(4, "15:10")
    tell.does("zhujian", drain, Block("半幅不封闭，管沟无法开挖", blocker=half))
