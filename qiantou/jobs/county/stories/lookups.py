"""A discipline body reads by a look-up alone: a case, its range and days; each page it opens is an entry first.

It looks at the part of the drains that was late. The unit looked up reads what was opened, at once.
"""

from __future__ import annotations

from qiantou.access import lookups
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.core.kernel import Stream
from qiantou.core.lookup import LOOKUPS, Lookup
from qiantou.core.register import Listed
from qiantou.jobs.county.stories import sewers
from qiantou.jobs.county.telling import Scenes, Teller
from qiantou.readmodel.models import JointRow, MatterRow

BODY, LOOKED_UP = "jiwei", "chengguan"


def story(tell: Teller) -> Scenes:
    yield tell.ago(16, "09:40")
    joint = Stream(JointRow.objects.get(title=sewers.TITLE).stream)
    desk, ref = tell.county.desk, shell.noise(6).hex()
    lookup = Lookup(
        desk(BODY), tell.day(-150), tell.day(-60), tell.day(20), (desk(LOOKED_UP),), joint,
        number=f"县纪案查〔{tell.today.year}〕7号", approval="县纪委监委负责人",
    )  # fmt: skip
    tell.enters(BODY, Listed(LOOKUPS, f"l:{ref}", lookup, tell.today))
    yield tell.ago(15, "10:10")
    reader = Account.objects.get(login=BODY)
    lookups.matters_under(reader, lookups.lookup_for(reader, ref), shell.fresh())
    yield tell.ago(15, "10:25")
    road = MatterRow.objects.get(joint=joint, line=sewers.ROAD)
    lookups.matter_under(reader, lookups.lookup_for(reader, ref), road.stream[:12], shell.fresh())
