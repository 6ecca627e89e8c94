"""From an incoming paper to the passing of the lead, each party in a browser of its own; and the light path."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from qiantou.core.kernel import Desk
from qiantou.readmodel.models import JointRow, MatterRow
from tests.desk.journeys.demonstration import demonstration, fill, send, taken
from tests.desk.journeys.serving import arrived, told

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser
SCAN = {"name": "minutes.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
DUE, OUTER, LAST = date(2026, 5, 20), date(2026, 6, 30), date(2026, 12, 31)


@pytest.fixture
def served(sqlite_site: Any, chromium: Browser) -> Iterator[Served]:
    with demonstration(chromium) as made:
        yield made


def matter(served: Served, kind: str, who: str) -> str:
    """The newest open matter of a kind that this desk is to answer."""
    desk: Desk = served.county.county.desk(who)  # type: ignore[attr-defined]
    row = MatterRow.objects.filter(kind=kind, doer=desk, is_open=True).order_by("-opened").first()
    assert row is not None, (kind, who)
    return row.stream


def move(page: Page, stream: str, code: str, **fields: Any) -> None:
    """One move on a matter, as its page offers it."""
    page.goto(f"/m/{stream[:12]}/")
    form = page.locator(f"#move-{code}")
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").first.click()
    fill(form, fields)
    form.locator("button").last.click()
    taken(page)


@pytest.mark.slow
def test_from_the_paper_to_another_lead(served: Served) -> None:
    office, lead, sponsor = (served.page(who) for who in ("zhengfuban", "shangwu", "gongshang"))
    works, market, other, money = (served.page(who) for who in ("zhujian", "shijian", "chengjian", "caizhengju"))
    later = served.county.later  # type: ignore[attr-defined]

    send(office, "/papers/new/", title="关于改造农贸市场的函", number="41号", proposed="县商务局",
         units="县住房和城乡建设局", sponsor="副县长（工业商贸）")  # fmt: skip
    for page, who in ((lead, "shangwu"), (works, "zhujian")):
        move(page, matter(served, "word", who), "deliver", reason="可以牵头" if who == "shangwu" else "负责质量")
    office.goto("/papers/")
    office.get_by_role("link", name="关于改造农贸市场的函").click()
    assert "可以牵头" in told(office)
    office.get_by_role("link", name="立项").first.click()
    send(arrived(office), "", tier="working-group", goal="三处市场完成改造", until=LAST, end_condition="全部通过验收",
         replaces="市场改造周报表", members="县住房和城乡建设局\n县市场监督管理局")  # fmt: skip
    joint = JointRow.objects.get()
    at = f"/j/{joint.stream[:12]}"
    send(sponsor, f"{at}/mandates/issue/", powers=["convene", "dispatch"],
         scope="县市场监督管理局\n县住房和城乡建设局", until=LAST)  # fmt: skip
    move(other, matter(served, "signature", "chengjian"), "accept")
    send(lead, f"{at}/mandates/paper/", issuer="副县长（工业商贸）", source="minutes", number="第11期",
         clause="市场监管局提供摊位数据", scan=SCAN, powers=["data"], scope="县市场监督管理局", until=LAST)  # fmt: skip

    send(lead, f"{at}/plan/means/new/", what="改造补助资金", promiser="县财政局", due=date(2026, 4, 10))
    send(lead, f"{at}/plan/new/", deliverable="统筹协调和验收组织", unit="县商务局", due=DUE, role="coordinate")
    send(
        lead, f"{at}/plan/new/", deliverable="施工质量监督", unit="县住房和城乡建设局", due=DUE, outer=OUTER, needs="M1"
    )
    send(lead, f"{at}/plan/new/", deliverable="摊位登记和抽检", unit="县市场监督管理局", due=DUE)
    send(lead, f"{at}/letters/", reply_days=3)
    move(market, matter(served, "consultation", "shijian"), "accept")
    move(money, matter(served, "consultation", "caizhengju"), "accept")
    letter = matter(served, "consultation", "zhujian")
    move(works, letter, "counter", **{"L002-answer": "object", "L002-reason": "雨季不能浇筑", "L002-due": OUTER})
    later(hours=2)
    insisted = {"p1-outcome": "not", "p1-reason": "汛期前必须完成主体"}
    move(lead, letter, "amend", **insisted)
    move(works, letter, "counter", **{"p1-answer": "keep", "p1-reason": "主体工程需九十天"})
    move(lead, letter, "amend", **insisted)
    assert MatterRow.objects.get(pk=letter).phase == "referred"
    move(sponsor, letter, "rule", outcome="granted", reason="主体五月底完成，装修顺延")

    for label in ("临时安置在停车场", "分散到空置厂房"):
        send(lead, f"{at}/options/new/option/", label=label)
    send(lead, f"{at}/options/new/criterion/", label="群众方便")
    send(lead, f"{at}/options/", further="北关街道")
    grades = {"A-C1-grade": "1", "A-C1-why": "离得近", "B-C1-grade": "-1", "B-C1-why": "离得远"}
    move(market, matter(served, "options", "shijian"), "deliver", **grades)
    leaders = {served.county.county.desk(who): who for who in ("chengjian", "changwu")}  # type: ignore[attr-defined]
    asked = MatterRow.objects.filter(kind="options", is_open=True, doer__in=leaders)
    for stream, desk in list(asked.values_list("stream", "doer")):
        move(served.page(leaders[desk]), stream, "deliver", reason="同意方案A")
    send(sponsor, f"{at}/options/", option="A", reason="群众方便")

    send(lead, f"{at}/signing/", "送签")
    for page, who in ((works, "zhujian"), (market, "shijian"), (money, "caizhengju"), (sponsor, "gongshang")):
        move(page, matter(served, "signature", who), "accept")
    send(lead, f"{at}/signing/", "启动")
    launched = MatterRow.objects.filter(joint=joint.stream, kind="task").exclude(line="")
    assert sorted(launched.values_list("line", "phase")) == [
        ("L001", "underway"), ("L002", "blocked"), ("L003", "underway"),
    ]  # fmt: skip
    send(lead, f"{at}/pass/", to="县市场监督管理局", reason="登记和抽检是其职责")
    sponsor.goto("/")
    assert "移交牵头" in sponsor.locator("main").inner_text()
    passing = matter(served, "passing", "shijian")
    move(market, passing, "accept")
    joint.refresh_from_db()
    assert joint.lead == served.county.county.desk("shangwu")  # type: ignore[attr-defined] # the leader may still object
    move(sponsor, passing, "rule", outcome="granted", reason="职责清楚")
    joint.refresh_from_db()
    assert joint.lead == served.county.county.desk("shijian")  # type: ignore[attr-defined]


def test_a_fair_needs_what_who_and_when(served: Served) -> None:
    lead = served.page("nongyeju", java_script_enabled=False)
    send(lead, "/j/new/", title="农民丰收节", units="县文化和旅游局\n县交通运输局", due=DUE)
    assert MatterRow.objects.filter(kind="task", phase="offered").count() == 2
    joint = JointRow.objects.get(title="农民丰收节")
    lead.goto(f"/j/{joint.stream[:12]}/charter/")
    assert "未约定" in lead.locator("main").inner_text()
    helper = served.page("jiaotong", java_script_enabled=False)
    move(helper, matter(served, "task", "jiaotong"), "accept")
