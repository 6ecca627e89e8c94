"""A preview tells how many matters a confirmation opens, and offers for 各镇 the towns alone."""

import re
from datetime import date
from html import unescape

import pytest

from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk
from qiantou.core.register import UNITS, Listed, Unit
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.core.world import GOV, HEAD
from tests.desk.test_importing import hand_in, post
from tests.desk.town import office

TOWNSHIPS = ["北关街道", "东河镇", "西岭镇人民政府", "青山乡", "白云街道办事处"]


def with_townships() -> None:
    listings = [
        Listed(UNITS, f"u:t{at}", Unit(parent=GOV, head=HEAD, sort="township"), date(2020, 1, 1), name=name)
        for at, name in enumerate(TOWNSHIPS)
    ]
    execute_all((), by=Actor(Desk(GOV), account=CLERK), command_id="townships", listings=listings)


def paper(name: str, rows: int) -> str:
    return "2026年重点工作任务分工方案\n" + "\n".join(
        f"{number}.完成第{number}项工作。（牵头单位：县发改局；配合单位：县交通局、{name}，6月底前完成）"
        for number in range(1, rows + 1)
    )


def page_of(client, draft) -> str:
    return unescape(client.get(f"/import/{draft.id}/").content.decode())


def offered(page: str) -> list[str]:
    return re.search(r'name="n0-value" value="([^"]*)"', page).group(1).split("、")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("各镇", ["东河镇", "西岭镇人民政府"]),
        ("各乡镇", ["东河镇", "西岭镇人民政府", "青山乡"]),
        ("各镇（街道）", ["北关街道", "东河镇", "西岭镇人民政府", "白云街道办事处"]),
        ("各镇街", ["北关街道", "东河镇", "西岭镇人民政府", "白云街道办事处"]),
        ("各街道", ["北关街道", "白云街道办事处"]),
        ("各乡镇（街道）", TOWNSHIPS),
    ],
)
def test_a_name_of_townships_offers_those_it_speaks_of(sqlite_site, name: str, meant: list[str]):
    with office() as county:
        with_townships()
        lead = county.client("lead")
        assert offered(page_of(lead, hand_in(lead, paper(name, 1)))) == meant


def test_what_is_told_before_is_what_opens(sqlite_site):
    with office() as county:
        with_townships()
        lead = county.client("lead")
        draft = hand_in(lead, paper("各镇", 3))
        told = page_of(lead, draft)
        assert "共 12 件办件" in told
        assert "（已计入下方预填、待您核对的单位）" in told
        assert "大约需要" not in told
        before = MatterRow.objects.count()
        done = post(lead, draft, "confirm")
        assert done.status_code == 302
        assert MatterRow.objects.count() - before == 12


def test_a_long_confirmation_says_so_before(sqlite_site):
    with office() as county:
        with_townships()
        lead = county.client("lead")
        told = page_of(lead, hand_in(lead, paper("各镇", 400)))
        assert "共 1600 件办件" in told
        assert "大约需要 4 秒" in told


def test_lines_in_no_row_are_shown_and_asked_about(sqlite_site):
    text = "1.修桥｜县交通局｜县水利局｜8月底前\n任务 牵头单位 配合单位\n修路 县交通局 县水利局"
    with office() as county:
        lead = county.client("lead")
        page = page_of(lead, hand_in(lead, text))
        told = "未读入任何一行的文字（1 处）：1.修桥｜县交通局｜县水利局｜8月底前"
        assert page.count(told) == 2  # the paper's note, the row
        assert 'name="r0-settled"' in page
