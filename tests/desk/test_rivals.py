"""Contests on their pages: what each asks and its rivals, titles in the reader's language, the moves that are open."""

from __future__ import annotations

import re

from qiantou.acts import shell
from qiantou.acts.assessing import amend, put_out
from qiantou.acts.exempting import matter_of
from qiantou.core.contesting import CONTEST, Claim, amending_of, contest_stream
from qiantou.core.kernel import Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, AcceptDelivery, Deliver, Offer, Refer, Rule
from qiantou.readmodel.models import MatterRow
from tests.acts.assessed import UNREAD, begun
from tests.acts.test_assessing import by, name
from tests.acts.test_rivals import asked, handed_over
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER
from tests.desk.contested import granted
from tests.desk.test_review import Assessing, assessing, said, seated
from tests.desk.town import office

YES = Rule(Phase.CLOSED, "照片属实", granted=True)


def before_the_leader(one: Assessing, who: str, item: str, **more: object) -> Stream:
    """Contested on the page, answered, and before who decides."""
    asker = {"town": TOWN, "water": WATER, "roads": ROADS}[who]
    sent = one.post(who, "contest", item=item, reason="附照片", **more)
    assert sent.status_code == 302, said(sent)
    stream = contest_stream(one.work.joint, asker, item.partition("|")[0] + ("/" if more else ""))
    one.work.town.do(stream, Deliver("记录中没有交付"), GOV)
    one.work.town.do(stream, Refer("请裁定"), asker)
    return stream


def test_whoever_decides_sees_the_other_contest_and_grants_none_while_the_first_waits(sqlite_site):
    with assessing() as one:
        assert one.post("gov", "put-out", reason=UNREAD).status_code == 302
        first = before_the_leader(one, "town", f"line:L004|{TOWN}")
        second = before_the_leader(one, "water", f"line:L004|{WATER}")
        deputy = one.county.client("deputy")
        case = f"/decide/{second[:12]}/"
        page = said(deputy.get(case))
        assert "县水利局请求将该项认定为由其完成。" in page
        assert "同一事项另有申请：桥东镇请求将该项认定为由其完成。该申请尚未办结，裁定时请一并考虑。" in page
        assert 'id="answer-grant"' in page, re.findall(r'id="[^"]*"', page)
        one.work.town.do(first, YES, DEPUTY)
        page = said(deputy.get(case))
        assert "落实之前，不得支持本申请" in page
        assert 'id="answer-grant"' not in page
        amend(one.work.joint, first, "按裁定", by=by(GOV), command_id=name())
        page = said(deputy.get(case))
        assert "评估单已据此更正；如支持本申请，将改变该裁定的结果" in page
        assert 'id="answer-grant"' in page
        told = said(one.county.client("deputy", language="en").get(case))
        assert "It was granted, and the sheet says so by now" in told


def test_whoever_decides_reads_that_more_of_a_line_that_is_lost_cannot_be_granted(sqlite_site):
    with office() as county:
        work = begun(county.town)
        handed_over(work)
        work.concluded()
        put_out(work.joint, by=by(GOV), command_id=name(), reason=UNREAD)
        work.at("2026-04-03 10:00")
        more, alone = asked(work, Claim("share:L002/70", ROADS), ROADS), asked(work, Claim("line:L002", TOWN), TOWN)
        work.town.do(alone, YES, DEPUTY)
        amend(work.joint, alone, "按裁定", by=by(GOV), command_id=name())
        page = said(county.client("deputy").get(f"/decide/{more[:12]}/"))
        assert "评估单已据此更正，本申请不能再予支持。" in page
        assert 'id="answer-grant"' not in page


def test_a_contest_and_its_carrying_out_are_called_otherwise_and_in_the_readers_language(sqlite_site):
    with assessing() as one:
        assert one.post("gov", "put-out", reason=UNREAD).status_code == 302
        asked = Assessing(one.county, one.work)
        client = one.county.client("town", language="en")
        page = said(client.get(asked.url))
        form = re.search(rf'action="{asked.url}contest/".*?</form>', page, re.S)
        hidden = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', form.group(0)))
        sent = client.post(f"{asked.url}contest/", {**hidden, "item": f"line:L004|{TOWN}", "reason": "see the photo"})
        assert sent.status_code == 302
        stream = contest_stream(one.work.joint, TOWN, "line:L004")
        assert MatterRow.objects.get(pk=stream).title == "考核复核申请：L004 搬迁临时市场"
        one.work.town.do(stream, Deliver("记录中没有交付"), GOV)
        one.work.town.do(stream, Refer("请裁定"), TOWN)
        one.work.town.do(stream, YES, DEPUTY)
        owed = amending_of(matter_of(stream))
        for language, contest, carried in (
            ("zh-hans", "考核复核申请：L004 搬迁临时市场", "落实复核裁定：L004 搬迁临时市场"),
            ("en", "Contest: L004 搬迁临时市场", "Carry out the ruling on a contest: L004 搬迁临时市场"),
        ):
            gov = one.county.client("gov", language=language)
            assert carried in said(gov.get("/"))
            assert carried in said(gov.get(f"/m/{owed[:12]}/"))
            assert contest in said(gov.get(asked.url))


def test_a_carrying_out_shows_no_move_that_it_refuses(sqlite_site):
    with office() as county:
        owed = granted(county.town)
        for days in (0, 30):
            county.town.later(days=days)
            for who in ("roads", "lead"):
                page = said(county.client(who).get(f"/m/{owed[:12]}/"))
                assert f"{owed[:12]}/first/" not in page
                for refused in ("/asked/?beside=", "/accountability/help/", "/ask/?part="):
                    assert refused not in page, (who, refused)
            moves = set(re.findall(r'id="move-(\w+)"', said(county.client("roads").get(f"/m/{owed[:12]}/"))))
            assert moves == ({"report", "explain"} if days else {"report"})


def test_who_shares_a_line_says_how_much_of_it_is_its_own(sqlite_site):
    with office() as county:
        seated(county, "gov", GOV)
        work = begun(county.town)
        bridge, asking = work.at("2026-03-09 09:00").stream("L002"), shell.fresh()
        handing = Offer("variation", ROADS, LEAD, "移交", new_doer=WATER, parent=bridge, beside=True, joint=work.joint)
        for stream, command, desk in (
            (asking, handing, ROADS), (asking, Accept(), LEAD), (bridge, Accept(), WATER),
            (bridge, Deliver("通车"), WATER), (bridge, AcceptDelivery(), LEAD),
        ):  # fmt: skip
            county.town.later(days=1)
            work.town.do(stream, command, desk)
        one = Assessing(county, work.concluded())
        assert one.post("gov", "put-out", reason=UNREAD).status_code == 302
        assert 'name="part"' not in said(one.get("town"))
        page = said(one.get("roads"))
        assert "我单位应得的份额多于评估单所列" in page
        item = f"share:L002|{ROADS}"
        refused = one.post("roads", "contest", item=item, reason="七成是我们做的")
        assert refused.status_code == 422
        assert "请填写该项中本单位应占多少" in said(refused)
        assert one.post("roads", "contest", item=item, reason="七成是我们做的", part=100).status_code == 422
        assert one.post("roads", "contest", item=item, reason="七成是我们做的", part=5).status_code == 422
        stream = before_the_leader(one, "roads", item, part=70)
        assert one.post("roads", "contest", item=item, reason="八成", part=80).status_code == 422
        case = said(county.client("deputy").get(f"/decide/{stream[:12]}/"))
        assert "县交通局请求将该项所得份额的70%认定为其所有" in case
        work.town.do(stream, YES, DEPUTY)
        assert one.post("gov", "amend", contest=stream, reason="按裁定").status_code == 302
        page = said(one.get("water"))
        for told in ("其中70%", "任务项的分成", "考核评估单第2号"):
            assert told in page, told
        assert MatterRow.objects.filter(kind=CONTEST).count() == 1
