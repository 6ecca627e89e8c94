"""A farmers' fair: what, who and when. No charter beyond that, no mandate, no rounds; four units are asked and help."""

from qiantou.acts import shell
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.undertaking import Charter
from qiantou.jobs.county.telling import Scenes, Teller

LEAD = "nongyeju"
ASKED = {
    "wenlv": "开幕演出和非遗展台",
    "jiaotong": "接驳车辆和停车引导",
    "shijian": "食品摊位检查",
    "gongan": "现场秩序",
}


def story(tell: Teller) -> Scenes:
    yield tell.ago(12, "09:10")
    own = tell.county.desk(LEAD)
    tell.joint = shell.fresh()
    members = tuple(tell.county.desk(unit) for unit in ASKED)
    light = Charter(own, own, own, members=members)
    tell.enters(LEAD, Listed(CHARTERS, tell.joint, light, tell.today, name="农民丰收节"))
    asked = {
        unit: tell.ask(LEAD, unit, title, due=tell.day(4), place=f"{number:03}")
        for number, (unit, title) in enumerate(ASKED.items(), 1)
    }
    yield tell.ago(11, "10:30")
    for unit in ("wenlv", "jiaotong", "shijian"):
        tell.accept(unit, asked[unit])
    yield tell.ago(5, "16:00")
    tell.deliver("shijian", asked["shijian"], "十八个摊位已检查，两处已更换")
    yield tell.ago(4, "09:20")
    tell.close(LEAD, asked["shijian"])
    tell.report("wenlv", asked["wenlv"], "节目单已定，舞台周五搭建")
