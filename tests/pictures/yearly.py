"""A year of assessments for the pictures: four sheets that are final, one that is not, and an open round of rating."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from tests.pictures.render import Page

LEAD, COUNTY, HEAD = "fagaiju", "xian", "xianzhang"
OTHERS = ("caizhengju", "zhujian", "shuili", "jiaotong")
USE = "县考核办，按年度综合考核办法折算计分"
TITLES = ("农村供水保障", "城区充电设施建设", "老旧小区改造一期", "政务数据共享攻坚", "冬春供暖保障")
NAMES: dict[str, str] = {}
"""What the story made, for the pages: name → stream."""


def story(tell):  # type: ignore[no-untyped-def]
    """Told with the others, so that the time to contest has passed."""
    from qiantou.core.figures import RATING_WEIGHT, SHEETS_LEAST, Figure
    from qiantou.core.register import FIGURES, Listed

    yield tell.ago(42, "10:00")
    desks = {key: tell.county.desk(key) for key in (LEAD, *OTHERS)}
    basis = "关于开展牵头工作互评的通知（县考核办〔2026〕3号）"
    _enter(None, Listed(FIGURES, RATING_WEIGHT, Figure(20, basis), tell.today),
           Listed(FIGURES, SHEETS_LEAST, Figure(3, basis), tell.today))  # fmt: skip
    lead, money, homes, water, roads = desks.values()
    shares = (
        {lead: (0, 20, 0, 0), money: (30, 0, 0, 0), homes: (40, 0, 0, 960), water: (0, 0, 10, 0)},
        {lead: (35, 15, 0, 0), money: (20, 0, 5, 0), homes: (15, 0, 0, 0), roads: (10, 0, 0, 210)},
        {lead: (0, 20, 0, 0), money: (0, 0, 10, 0), homes: (50, 0, 0, 0), water: (20, 0, 0, 0)},
        {lead: (45, 20, 0, 0), money: (30, 0, 0, 0), water: (5, 0, 0, 0)},
    )
    for title, own in zip(TITLES, shares, strict=False):
        _put_out(tell, title, own, raters=6)
    yield tell.ago(3, "10:00")
    _put_out(tell, TITLES[4], {lead: (20, 20, 0, 0), homes: (40, 0, 0, 420), money: (15, 0, 0, 0)})
    joint = _work(tell, "“一件事”集成办理", ended=False)
    NAMES["rating"] = joint
    for other in OTHERS:
        stream = tell.ask(LEAD, other, "提供办理指南并完成系统对接", due=tell.day(-20), joint=joint)
        tell.accept(other, stream)


def yearly() -> Iterator[Page]:
    """The pages as a deputy, a unit and the lead see them."""
    from qiantou.access.guards import standing
    from qiantou.access.models import Account
    from tests.pictures.site import VIEWERS

    unit = standing(Account.objects.get(login=VIEWERS["home"])).unit
    lead = standing(Account.objects.get(login=VIEWERS["clerk"])).unit
    yield Page("review-units", "/review/units/", "head")
    yield Page("review-unit", f"/review/units/{lead}/", "clerk")
    yield Page("review-unit-few", f"/review/units/{unit}/", "home")
    yield Page("review-units-none", "/review/units/?year=2019", "clerk")
    yield Page("review-honours", "/review/honours/", "head")
    yield Page("review-rating", f"/j/{NAMES['rating'][:12]}/rating/", "clerk")
    yield Page("review-rating-over", f"/j/{NAMES[TITLES[0]][:12]}/rating/", "clerk")
    yield Page("review-letter", f"/j/{NAMES[TITLES[0]][:12]}/review/letter/", "head")
    yield Page("review-letter-open", f"/j/{NAMES[TITLES[4]][:12]}/review/letter/", "clerk")


def _put_out(tell, title, shares, *, raters=0):  # type: ignore[no-untyped-def]
    from qiantou.core.register import Listed
    from qiantou.core.review import SHEETS
    from tests.desk.reviewing import sheet_of

    joint = NAMES[title] = _work(tell, title, ended=True)
    sheet = sheet_of(joint, shares, by=tell.county.desk(COUNTY), raters=raters)
    _enter(tell.county.by(COUNTY), Listed(SHEETS, joint, sheet, tell.today))


def _work(tell, title, *, ended):  # type: ignore[no-untyped-def]
    from qiantou.acts import shell
    from qiantou.core.register import CHARTERS, Listed
    from qiantou.core.undertaking import Charter, Direction, Measure

    joint, office = shell.fresh(), tell.county.desk(COUNTY)
    charter = Charter(
        tell.county.desk(LEAD), tell.county.desk(HEAD), office, tell.county.desk(HEAD),
        measures=(Measure(Direction.UP, "0", "100", office, "按期完成率", "%"),), assessment=USE,
        ended=tell.today if ended else None, ending="各项任务办结" if ended else "",
    )  # fmt: skip
    _enter(None, Listed(CHARTERS, joint, charter, tell.today, name=title))
    return joint


def _enter(by, *listings):  # type: ignore[no-untyped-def]
    from qiantou.acts.execute import execute_all
    from qiantou.core.kernel import Actor

    execute_all((), by=by or Actor(account="0" * 32), command_id=uuid4().hex, listings=listings)
