"""Putting a work under supervision, naming a township's superior, opinions and attempts, as people meet them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

from qiantou.acts.clock import Clock
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.kind_table import DISPUTE
from qiantou.core.moves import Accept, Offer, Refer
from qiantou.core.register import POLICIES, TERMS, UNITS, Listed, Term, Unit
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER, local
from tests.desk.test_meetings import hidden
from tests.desk.town import LONG_AGO, Office, office, said
from tests.desk.town import sent as sent_form


def listing(*listed: Listed) -> None:
    execute_all((), by=Actor(account=CLERK), command_id=uuid4().hex, listings=listed)


def clerk_of_the_county(found: Office) -> None:
    """The water clerk sits in a post of the county's office as well."""
    person = found.people["water"].person_id
    listing(Listed(TERMS, "t:gov-clerk", Term(person, Desk("p:head")), LONG_AGO))


def test_an_item_is_approved_before_its_doer_is_asked(sqlite_site):
    with office() as found:
        clerk_of_the_county(found)
        work = found.town.offered(due=date(2026, 4, 30))
        found.town.do(work, Accept(), ROADS)
        office_clerk, deputy = found.client("water"), found.client("deputy")
        address = f"/m/{work[:12]}/supervise/"
        assert found.client("roads").get(address).status_code == 404
        page = office_clerk.get(address).content.decode()
        sent = {
            "command_id": hidden(page),
            "title": "汛前修好老桥",
            "approver": "分管副县长",
            "number": "督〔2026〕7号",
        }
        assert office_clerk.post(address, sent).status_code == 422
        assert office_clerk.post(address, {**sent, "due": "2026-04-10"}).status_code == 302
        item = MatterRow.objects.get(kind="supervision")
        assert (item.phase, item.holder) == ("referred", DEPUTY)
        case = f"/decide/{item.stream[:12]}/"
        assert f'href="{case}"' in deputy.get(f"/m/{item.stream[:12]}/").content.decode()
        shown = deputy.get(case).content.decode()
        assert "不予批准" in shown
        assert "改由其他单位承办" not in shown, "an item is approved or not; its doer is the work's"
        form = sent_form(shown, "again")
        assert deputy.post(f"{case}again/", {**form, "reason": "同意立项"}).status_code == 302
        assert found.row(Stream(item.stream)).holder == ROADS
        found.town.do(Stream(item.stream), Accept(), ROADS)
        shown = found.client("roads").get(f"/m/{item.stream[:12]}/").content.decode()
        assert "督〔2026〕7号" in shown
        assert "分管副县长" in shown
        assert "按规则终结" in shown
        second = found.town.offered(due=date(2026, 4, 30))
        found.town.do(second, Accept(), ROADS)
        address = f"/m/{second[:12]}/supervise/"
        page = office_clerk.get(address).content.decode()
        assert "1／5" in page
        taken = {**sent, "command_id": hidden(page), "due": "2026-04-10", "number": "督[2026]7号"}
        refused = office_clerk.post(address, taken)
        assert (refused.status_code, "本年度已用于" in refused.content.decode()) == (422, True)
        assert office_clerk.post(address, {**taken, "number": "督〔2026〕8号"}).status_code == 302
        found.town.now = local("2026-04-13 09:00")
        Clock().run()
        item.refresh_from_db()
        assert (item.is_open, item.outcome) == (False, "over")
        over = found.client("roads").get(f"/m/{item.stream[:12]}/").content.decode()
        assert "督办终结时该项工作" in over


def test_the_lead_names_a_superior_in_the_townships_stead(sqlite_site):
    with office() as found:
        joint = found.joint()
        listing(Listed(UNITS, TOWN, Unit(parent=GOV, head=Desk("p:town"), leader=DEPUTY, sort="township"), LONG_AGO))
        work = Stream("d" * 32)
        found.town.do(work, Offer("task", LEAD, TOWN, "清淤", due=date(2026, 4, 30), joint=joint), LEAD)
        found.town.do(work, Accept(), TOWN)
        lead = found.client("lead")
        assert "代提堵点" in lead.get(f"/m/{work[:12]}/").content.decode()
        said(lead, work, "block", reason="缺审批", to="县水利局")
        assert not MatterRow.objects.filter(kind="obstacle").exists()
        said(lead, work, "block", reason="缺审批", to="分管副县长")
        obstacle = MatterRow.objects.get(kind="obstacle")
        assert (obstacle.asker, obstacle.doer, obstacle.parent) == (LEAD, DEPUTY, work)
        assert "代提单位" in lead.get(f"/m/{work[:12]}/").content.decode()
        clerk_of_the_county(found)
        barred = found.client("water").get(f"/m/{work[:12]}/supervise/").content.decode()
        assert "请改为督办该事项" in barred, "told before anything is typed"
        assert 'name="number"' not in barred


def test_an_opinion_names_whose_duty_and_passes_the_dispute_up(sqlite_site):
    with office() as found:
        listing(Listed(POLICIES, "dispute", replace(DISPUTE, opinion=WATER), LONG_AGO))
        joint = found.joint()
        work, side = found.town.offered(due=date(2026, 4, 30), joint=joint), Stream("e" * 32)
        found.town.do(work, Accept(), ROADS)
        dispute = Offer("dispute", ROADS, TOWN, "这段路归谁", parent=work, beside=True, joint=joint)
        found.town.do(side, dispute, ROADS)
        found.town.do(side, Refer("谈不拢"), ROADS)
        adviser = found.client("water")
        page = adviser.get(f"/m/{side[:12]}/").content.decode()
        assert "出具意见并报请决定" in page
        assert "保留意见、继续办理" in page
        for shown in (page, adviser.get(f"/decide/{side[:12]}/").content.decode()):
            assert "修复老桥" in shown
            assert f"/j/{joint[:12]}/" not in shown, "what does not open to it is no link"
        assert f"/j/{joint[:12]}/" in found.client("roads").get(f"/m/{side[:12]}/").content.decode()
        said(adviser, side, "pass-up", reason="按三定方案属乡镇", whose="桥东镇")
        assert found.row(side).holder == DEPUTY
        page = found.client("deputy").get(f"/m/{side[:12]}/").content.decode()
        assert "按三定方案属乡镇" in page
        assert page.count(f'href="/decide/{side[:12]}/"') == 1, "it is decided on the case's own page"
        assert 'id="move-rule"' not in page, "no form for any outcome of any matter stands beside it"
        said(found.client("roads"), work, "report", reason="三次上门未果", attempted="on")
        assert "视为已做的工作" in found.client("roads").get(f"/m/{work[:12]}/").content.decode()
