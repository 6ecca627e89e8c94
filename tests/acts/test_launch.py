"""A confirmed division opens its joint work and all its matters at once, or nothing."""

from datetime import date

import pytest

from qiantou.acts.launch import Division, Request, launch
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.moves import Confirm
from qiantou.ledger.models import Entry
from qiantou.ledger.writer import read
from qiantou.readmodel.models import JointRow, MatterRow, ShareRow
from tests.acts.county import CLERK, Played, played
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER

BY = Actor(GOV, account=CLERK)
ROWS = (
    Request("产销对接活动", LEAD, (ROADS, TOWN), date(2026, 6, 30), "6月底前", parts={TOWN: "提供场地"}),
    Request("冷链车辆通行", ROADS, (), None, "长期坚持"),
)


def test_one_matter_for_the_whole_and_one_for_each_part(site):
    with played():
        joint, _ = launch(
            Division("农产品促销", "县政办发〔2026〕3号", GOV, ROWS, sponsor=DEPUTY), by=BY, command_id="go"
        )
        rows = list(
            MatterRow.objects.filter(joint=joint).order_by("place").values_list("place", "asker", "doer", "title")
        )
        assert rows == [
            ("001", GOV, LEAD, "产销对接活动"),
            ("001-01", LEAD, ROADS, "产销对接活动"),
            ("001-02", LEAD, TOWN, "提供场地"),
            ("002", GOV, ROADS, "冷链车辆通行"),
        ]
        assert JointRow.objects.get(pk=joint).title == "农产品促销"
        assert set(ShareRow.objects.filter(joint=joint).values_list("desk", flat=True)) == {
            GOV,
            DEPUTY,
            LEAD,
            ROADS,
            TOWN,
        }
        whole = MatterRow.objects.get(place="001")
        assert MatterRow.objects.get(place="001-02").parent == whole.stream


def test_the_same_confirmation_sent_twice_opens_one_joint_work(site):
    with played():
        division = Division("农产品促销", "", GOV, ROWS, sponsor=DEPUTY)
        first, _ = launch(division, by=BY, command_id="go")
        again, receipt = launch(division, by=BY, command_id="go")
        assert (again, receipt.repeated, JointRow.objects.filter(title="农产品促销").count()) == (first, True, 1)


def test_one_row_that_cannot_be_asked_opens_nothing(site):
    with played():
        before = (Entry.objects.count(), JointRow.objects.count(), MatterRow.objects.count())
        division = Division("农产品促销", "", GOV, (*ROWS, Request("无此单位", Desk("u:nobody"))), sponsor=DEPUTY)
        with pytest.raises(Rejected, match="unknown-desk") as refused:
            launch(division, by=BY, command_id="go")
        assert refused.value.facts["row"] == 3
        assert (Entry.objects.count(), JointRow.objects.count(), MatterRow.objects.count()) == before


def test_a_lead_that_issues_its_own_plan_is_asked_by_the_post_above_it(sqlite_site):
    with played():
        launch(
            Division("内部分工", "", LEAD, (Request("牵头做好", LEAD, (WATER,)),)),
            by=Actor(LEAD, account=CLERK),
            command_id="go",
        )
        assert MatterRow.objects.get(place="001").asker == DEPUTY


def test_only_the_issuer_launches(sqlite_site):
    with played(), pytest.raises(Rejected, match="not-your-demand"):
        launch(Division("农产品促销", "", GOV, ROWS, sponsor=DEPUTY), by=Actor(LEAD, account=CLERK), command_id="go")


def test_five_hundred_rows_are_one_transaction(sqlite_site):
    with played() as town:
        assert isinstance(town, Played)
        rows = tuple(Request(f"任务{number}", LEAD, (ROADS,)) for number in range(250))
        joint, receipt = launch(Division("大方案", "", GOV, rows, sponsor=DEPUTY), by=BY, command_id="go")
        assert MatterRow.objects.filter(joint=joint).count() == 500
        assert receipt.entries == 501


def opening(place):
    """By whom the matter at this place was asked, as recorded."""
    return read([MatterRow.objects.get(place=place).stream], words=True).popitem()[1][0].by


def test_what_an_issuer_above_them_asks_in_their_names_says_who_asked_by_which_paper(sqlite_site):
    with played():
        launch(Division("农产品促销", "县政办发〔2026〕3号", GOV, ROWS, sponsor=DEPUTY), by=BY, command_id="go")
        assert opening("001") == BY
        part = opening("001-01")
        assert (part.desk, part.recorded.by, part.recorded.paper) == (None, GOV, "县政办发〔2026〕3号")
        assert not MatterRow.objects.filter(hatched=True).exists()


def test_what_a_peer_asks_in_their_names_is_recorded_for_them_until_they_confirm(sqlite_site):
    with played() as town:
        rows = (Request("产销对接活动", ROADS, (WATER,)), Request("牵头做好", LEAD, (TOWN,)))
        launch(Division("内部分工", "", LEAD, rows), by=Actor(LEAD, account=CLERK), command_id="go")
        named = {place: opening(place) for place in ("001", "001-01", "002", "002-01")}
        assert {place: by.desk for place, by in named.items()} == {
            "001": LEAD, "001-01": ROADS, "002": DEPUTY, "002-01": LEAD,
        }  # fmt: skip
        assert (named["001-01"].recorded.by, named["001-01"].recorded.paper) == (LEAD, "内部分工")
        hatched = MatterRow.objects.filter(hatched=True)
        assert sorted(hatched.values_list("place", flat=True)) == ["001-01", "002"]
        town.do(MatterRow.objects.get(place="001-01").stream, Confirm(1, ""), ROADS)
        assert hatched.get().place == "002"
