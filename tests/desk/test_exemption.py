"""Exemption as people meet it: applied for with its check, heard, decided, answered, the name cleared; a review; and
strangers, those above in line among them, see nothing of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from qiantou.access.models import Account, Person
from qiantou.acts import shell
from qiantou.acts.clearing import blamed
from qiantou.acts.execute import execute_all
from qiantou.acts.exempting import matter_of, outcomes, put_out
from qiantou.acts.registers import current
from qiantou.core import exempting
from qiantou.core.bulletin import ORDERS
from qiantou.core.exempting import check_of
from qiantou.core.exemption import CHECKS, CONDITIONS, USUAL_TABLE, Finding, Found, Outcome, Stand, Verdict, key_of
from qiantou.core.follow import cleared_by
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kinds import EXEMPTION
from qiantou.core.moves import Accept, AcceptDelivery, Block, Chase, Confirm, Deliver, Offer, Refer, Report
from qiantou.core.register import POLICIES, POSTS, TERMS, Listed, Post, Term
from qiantou.desk.proof_entry import record_for
from qiantou.jobs.site import make_key_and_witness
from qiantou.jobs.verify_site import differing
from qiantou.ledger.legal import fold_under, together_under
from qiantou.ledger.models import Entry
from qiantou.ledger.seal import seal
from qiantou.ledger.verify import verify_live
from qiantou.outbox.models import Notice
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.acts.whole import check_rows_are_the_fold
from tests.core.world import GOV, HEAD, LEAD, ROADS, TOWN, WATER, local
from tests.desk.test_bulletins import issued, ordered, worked
from tests.desk.town import LONG_AGO, Office, office

MOST_QUERIES = 19


@pytest.fixture
def county(site):
    make_key_and_witness()
    with office() as made:
        yield seated(made)


@pytest.fixture
def quick(sqlite_site):
    with office() as made:
        yield seated(made)


@pytest.fixture
def sealed(sqlite_site):
    make_key_and_witness()
    with office() as made:
        yield seated(made)


def seated(county: Office) -> Office:
    """With somebody in the office of the county's leaders, the head of the county, and a system administrator."""
    listings = [Listed(POSTS, "p:gov-clerk", Post(GOV), LONG_AGO, name="县政府办公室")]
    for who, post in (("gov", "p:gov-clerk"), ("head", HEAD)):
        person = Person.objects.create(name=who)
        county.people[who] = Account.objects.create_user(who, None, person=person)
        listings.append(Listed(TERMS, f"t:{who}", Term(person.id, Desk(post)), LONG_AGO))
    county.people["keeper"] = Account.objects.create_user(
        "keeper", None, person=Person.objects.create(name="keeper"), admin="system"
    )
    execute_all((), by=Actor(account=CLERK), command_id="seated", listings=listings)
    return county


def gone_wrong(county: Office) -> Stream:
    """ROADS was blocked by WATER, chased it, reported, and is late now."""
    work, pump = county.town.offered(due=date(2026, 3, 4)), shell.fresh()
    for command in (Accept(), Report("河床比图纸低"), Block("缺水泵", to=WATER, fresh=pump)):
        county.town.later(minutes=1)
        county.town.do(work, command, ROADS)
    county.town.later(days=2)
    county.town.do(pump, Chase("请尽快"), ROADS)
    for command, desk in ((Accept(), WATER), (Deliver("水泵已到"), WATER), (AcceptDelivery(), ROADS)):
        county.town.later(minutes=1)
        county.town.do(pump, command, desk)
    county.town.later(days=10)
    return work


def post(county: Office, who: str, url: str, **fields: Any) -> Any:
    return county.client(who).post(url, {"command_id": uuid4().hex, **fields})


def applied(county: Office, work: Stream) -> Stream:
    fields = {"about": work, "desk": ROADS, "caused": "2026-03-05", "what": "老桥通车晚了八天\n等水泵"}
    answer = post(county, "roads", "/exemptions/new/", **fields)
    assert answer.status_code == 302, answer.content.decode()
    name = re.search(r"/exemptions/([0-9a-f]{12})/$", answer.url)
    assert name is not None
    return Stream(MatterRow.objects.get(stream__startswith=name[1]).stream)


def page(county: Office, who: str, stream: Stream) -> str:
    answer = county.client(who).get(f"/exemptions/{stream[:12]}/")
    assert answer.status_code == 200
    return answer.content.decode()


def taken_up(county: Office, stream: Stream) -> None:
    county.town.later(minutes=1)
    county.town.do(stream, Accept(), GOV)


def hear(county: Office, stream: Stream, who: str = "gov", *, agreed: bool = True) -> Any:
    today = current().at(shell.now()).day.isoformat()
    fields = {"day": today, "present": "县交通局局长", "said": "水泵三月中旬才到"}
    answer = post(county, who, f"/exemptions/{stream[:12]}/hearing/", **fields)
    if answer.status_code == 302 and agreed:
        county.town.do(stream, Confirm(county.row(stream).version), ROADS)
    return answer


def decide(county: Office, stream: Stream, outcome: str, *, who: str = "gov", **more: Any) -> Any:
    found = {f"{name}-finding": "holds" for name in CONDITIONS} | {f"{name}-reason": "属实" for name in CONDITIONS}
    row = county.row(stream)
    fields = {**found, "version": row.version, "desk": row.holder, "outcome": outcome, "answer": "予以答复", **more}
    return post(county, who, f"/exemptions/{stream[:12]}/decision/", **fields)


def test_where_nobody_could_decide_no_application_is_offered(quick):
    asked = {LEAD: quick.town.offered(due=date(2026, 3, 4)), HEAD: shell.fresh()}
    quick.town.do(asked[HEAD], Offer("task", HEAD, ROADS, "修复便道", due=date(2026, 3, 4)), HEAD)
    for work in asked.values():
        quick.town.do(work, Accept(), ROADS)
    quick.town.later(days=10)
    roads = quick.client("roads")
    told = {asker: [f"/exemptions/new/?about={work[:12]}" in roads.get(url).content.decode()
                    for url in ("/exemptions/", f"/m/{work[:12]}/")] for asker, work in asked.items()}  # fmt: skip
    assert told == {LEAD: [True, True], HEAD: [False, False]}, "every other leader stands under the head of the county"


def test_from_the_application_to_the_cleared_name(county):
    work = gone_wrong(county)
    suggested = county.client("roads").get("/exemptions/").content.decode()
    assert f"/exemptions/new/?about={work[:12]}" in suggested
    form = county.client("roads").get(f"/exemptions/new/?about={work[:12]}").content.decode()
    assert "报告了受阻情况" in form, "the check is filled in"
    assert "县政府" in form, "who decides is named"

    stream = applied(county, work)
    taken_up(county, stream)
    early = decide(county, stream, "exempt")
    assert early.status_code == 422
    assert "尚未听取" in early.content.decode()
    assert hear(county, stream).status_code == 302
    assert "水泵三月中旬才到" in page(county, "roads", stream)
    assert decide(county, stream, "not").status_code == 422, "otherwise than the table reads, without saying why"
    assert decide(county, stream, "exempt").status_code == 302

    row = county.row(stream)
    assert (row.is_open, row.outcome) == (False, "answered")
    left = county.client("roads").get("/exemptions/").content.decode()
    assert f"/exemptions/new/?about={work[:12]}" not in left, "what was decided is suggested no more"
    again = county.client("roads").get(f"/exemptions/new/?about={work[:12]}").content.decode()
    assert 'name="what"' not in again, "nothing new is on record: no form"
    assert outcomes([work]) == {(work, ROADS): Outcome.EXEMPT}
    assert "received-h" not in page(county, "gov", stream)
    assert post(county, "gov", f"/exemptions/{stream[:12]}/received/").status_code == 422
    assert post(county, "roads", f"/exemptions/{stream[:12]}/received/").status_code == 302
    assert "received-h" not in page(county, "roads", stream)
    paper = county.client("roads").get(f"/exemptions/{stream[:12]}/answer.docx")
    assert paper.content[:2] == b"PK"

    matter = matter_of(stream)
    assert matter is not None
    clearing = cleared_by(matter)
    shown = page(county, "gov", stream)
    assert "县发改局" in shown[shown.index("notice-h") :], "who heard of the blame by the record is named"
    told = post(county, "gov", f"/exemptions/{stream[:12]}/notice/", said="县交通局无责", told="县发改局\n县水利局")
    assert told.status_code == 302
    assert county.row(clearing).phase == "delivered"
    assert "县交通局无责" in county.client("water").get("/exemptions/").content.decode()
    assert "县交通局无责" not in county.client("town").get("/exemptions/").content.decode()
    assert county.client("roads").get(f"/exemptions/{stream[:12]}/notice.docx").content[:2] == b"PK"
    check_rows_are_the_fold(county.town.now)
    seal(shell.now())
    assert verify_live(fold_under=fold_under, together=together_under).findings == ()
    assert list(differing()) == []


def test_an_application_is_seen_by_its_sides_and_who_decides_alone(quick):
    """The deputy sits in the government, whose office decides."""
    work = gone_wrong(quick)
    for who in ("water", "lead"):
        foreign = post(quick, who, "/exemptions/new/", about=work, desk=ROADS, caused="2026-03-05", what="x")
        assert foreign.status_code == 422
        shown = [one["text"] for row in foreign.context["check"] for one in row["speaks_for"]]
        assert "报告了受阻情况" not in shown, "the check of another's part is not drawn"
    stream = applied(quick, work)
    for who, status in (("roads", 200), ("roads-head", 200), ("gov", 200), ("lead", 404), ("water", 404),
                        ("deputy", 200), ("town", 404)):  # fmt: skip
        assert quick.client(who).get(f"/exemptions/{stream[:12]}/").status_code == status, who
        assert quick.client(who).get(f"/m/{stream[:12]}/").status_code == status, who
        assert ("老桥通车晚了八天" in quick.client(who).get("/matters/?open=all").content.decode()) is (status == 200)
    positions = [one for one in range(60) if _holds_check(one)]
    assert positions
    assert record_for(quick.people["roads"], positions[0])[1].words
    with pytest.raises(Http404):
        record_for(quick.people["water"], positions[0])
    client = quick.client("gov")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/exemptions/{stream[:12]}/")
    assert len(asked) <= MOST_QUERIES


def _holds_check(position: int) -> bool:
    row = Entry.objects.filter(position=position).first()
    return row is not None and b'"check"' in bytes(row.facts)


def test_a_no_is_reviewed_by_others_and_a_name_is_not_cleared(quick):
    work = gone_wrong(quick)
    stream = applied(quick, work)
    taken_up(quick, stream)
    waived = post(quick, "roads", f"/exemptions/{stream[:12]}/waive/", said="情况已经写明")
    assert waived.status_code == 302
    fails = {"no-gain-finding": "fails", "no-gain-reason": "关联企业承揽"}
    excluded = decide(quick, stream, "exempt", excluded=["corruption"], departs="why")
    assert excluded.status_code == 422
    assert "不予免责" in excluded.content.decode()
    assert decide(quick, stream, "not", **fails).status_code == 302
    assert outcomes([work]) == {}, "a no that may still be reviewed is no answer yet"
    quick.town.later(minutes=1)
    quick.town.do(stream, Refer("并无关联"), ROADS)
    assert "decide-h" in page(quick, "head", stream)
    assert decide(quick, stream, "lighter", who="head", departs="情节轻微").status_code == 302
    assert outcomes([work]) == {(work, ROADS): Outcome.LIGHTER}
    assert "情节轻微" in page(quick, "roads", stream)
    assert not MatterRow.objects.filter(kind="clearing").exists()


def test_a_check_is_put_out_for_a_joint_work_and_later_ones_take_its_place(quick):
    joint = quick.joint()
    work = quick.town.offered(due=date(2026, 3, 4), joint=joint)
    quick.town.do(work, Accept(), ROADS)
    by = Actor(GOV, account=quick.people["gov"].id)
    sent = uuid4().hex
    first = put_out(joint, ROADS, by=by, command_id=sent)
    assert put_out(joint, ROADS, by=by, command_id=sent) is not None
    quick.town.later(minutes=1)
    quick.town.do(work, Report("过半"), ROADS)
    second = put_out(joint, ROADS, by=by, command_id=uuid4().hex)
    assert first is not None
    assert second is not None
    check = check_of(joint, ROADS, current().at(shell.now()))
    assert check is not None
    assert [one.sign for one in check.of("diligence").speaks_for] == ["reported"]
    assert check.decided == ""
    quick.town.later(minutes=1)
    assert list(differing()) == []
    assert check.through == second.at, "drawn at the instant of its entry"
    for later in (quick.town.now + timedelta(hours=9), quick.town.now - timedelta(hours=9)):
        moved = Listed(CHECKS, key_of(joint, ROADS), replace(check, through=later), quick.town.now.date())
        with pytest.raises(Rejected):
            execute_all((), by=by, command_id=uuid4().hex, listings=[moved])
    bare = tuple(Stand(row.name, missing=row.speaks_for) for row in USUAL_TABLE.conditions)
    forged = replace(check, stands=bare, through=quick.town.now)
    listing = Listed(CHECKS, key_of(joint, ROADS), forged, quick.town.now.date())
    execute_all((), by=by, command_id="forged", listings=[listing])
    assert [one.code for one in differing()] == ["check-differs"]


def test_whoever_was_heard_says_whether_it_was_so_before_anything_is_decided_against_it(quick):
    stream = applied(quick, gone_wrong(quick))
    taken_up(quick, stream)
    assert hear(quick, stream, agreed=False).status_code == 302
    fails = {"no-gain-finding": "fails", "no-gain-reason": "关联企业承揽"}
    early = decide(quick, stream, "not", **fails)
    assert (early.status_code, "是否属实" in early.content.decode()) == (422, True)
    asked = page(quick, "roads", stream)
    assert '由<bdi lang="zh-Hans">县政府</bdi>记录' in asked
    assert "/word/" in asked
    assert "/word/" not in page(quick, "gov", stream)
    url, number = f"/exemptions/{stream[:12]}/word/", quick.row(stream).version
    assert post(quick, "roads", url, number=number, agrees="no", said=" ").status_code == 422
    assert post(quick, "roads", url, number=number, agrees="no", said="从未通知我局").status_code == 302
    assert "申请单位认为不属实：从未通知我局" in page(quick, "gov", stream)
    assert decide(quick, stream, "not", **fails).status_code == 422
    assert hear(quick, stream).status_code == 302
    assert decide(quick, stream, "not", **fails).status_code == 302


def test_the_site_puts_out_its_own_table(quick):
    seen = quick.client("roads").get("/exemptions/table/")
    assert seen.status_code == 200
    assert "own-h" not in seen.content.decode()
    assert quick.client("roads").post("/exemptions/table/", {}).status_code == 404
    keeper = quick.client("keeper")
    form = keeper.get("/exemptions/table/").context["form"]
    fields = {field.html_name: field.value() for field in form} | {
        "basis": "县委办〔2026〕3号",
        "no-gain-failing": "out",
    }
    assert keeper.post("/exemptions/table/", {**fields, "basis": " "}).status_code == 422
    assert keeper.post("/exemptions/table/", fields).status_code == 302
    assert "县委办〔2026〕3号" in quick.client("roads").get("/exemptions/table/").content.decode()


def test_a_bulletin_of_another_office_that_named_the_unit_is_corrected_with_the_notice(sealed):
    """The government's office issued it; the township is the body that decides here."""
    quick = sealed
    quick.people["office"] = quick.people["gov"]
    policy = replace(current().at(shell.now()).policy(EXEMPTION), assigner=TOWN)
    listing = Listed(POLICIES, EXEMPTION, policy, LONG_AGO)
    execute_all((), by=Actor(account=CLERK), command_id="body", listings=[listing])
    joint = worked(quick)
    url = ordered(quick, joint)
    quick.town.now = local("2026-03-09 09:00")
    issued(quick, url)
    stream = applied(quick, joint)
    quick.town.do(stream, Accept(), TOWN)
    assert post(quick, "roads", f"/exemptions/{stream[:12]}/waive/", said="已经写明").status_code == 302
    assert decide(quick, stream, "exempt", who="town").status_code == 302
    shown = page(quick, "town", stream)
    assert url in shown
    assert "属县政府，随本通知一并更正" in shown
    force = current().at(shell.now())
    held, office_of_it = force.section(ORDERS), Actor(GOV, account=quick.people["gov"].id)
    gone = [Listed(ORDERS, key, None, force.day) for key in held]
    execute_all((), by=office_of_it, command_id="gone", listings=gone)
    fields = {"command_id": "c" * 32, "said": "县交通局无责", "told": "县发改局"}
    for _again in range(2):
        answer = quick.client("town").post(f"/exemptions/{stream[:12]}/notice/", fields)
        assert answer.status_code == 302, answer.content.decode()
    assert {(one.desk, one.path) for one in Notice.objects.filter(code="cleared")} == {
        (LEAD, "/exemptions/"), (GOV, "/exemptions/"),
    }  # fmt: skip
    for who in ("lead", "gov"):
        gone_by = quick.client(who).get(f"{url}?form=table")
        assert gone_by.status_code == 200
        assert "已于" in gone_by.content.decode()
        assert "县交通局无责" in gone_by.content.decode()
        assert 'method="post"' not in gone_by.content.decode().split("<main")[1].split("</main>")[0]
    assert quick.client("lead").get(url.rsplit("/", 2)[0] + "/").status_code == 404
    back = [Listed(ORDERS, key, value, force.day) for key, value in held.items()]
    execute_all((), by=office_of_it, command_id="back", listings=back)
    told = quick.client("lead").get(f"{url}?form=table").content.decode()
    lines = [one for one in blamed(ROADS, joint, current().at(shell.now())) if one.issuer == GOV]
    assert told.count("县交通局无责") == len(lines) > 0
    assert "桥东镇澄清正名" in told
    seal(shell.now())
    assert verify_live(fold_under=fold_under, together=together_under).findings == ()


def test_the_page_says_by_when_the_answer_is_delivered_and_where_nobody_here_reviews(quick):
    stream = applied(quick, gone_wrong(quick))
    taken_up(quick, stream)
    assert "送达" not in page(quick, "gov", stream)
    assert hear(quick, stream).status_code == 302
    assert decide(quick, stream, "exempt").status_code == 302
    assert "由作出决定的单位于" in page(quick, "gov", stream)
    quick.town.later(days=30)
    assert "已逾期" in page(quick, "roads", stream)
    keeper = quick.client("keeper")
    kinds = keeper.get("/kinds/").content.decode()
    assert "容错免责申请由谁决定" in kinds
    assert "本县未指定：依次由" in kinds
    assert 'name="assigner"' in keeper.get("/kinds/exemption/").content.decode()


def test_verify_refuses_a_finding_on_what_is_no_condition_of_the_table(sealed, monkeypatch):
    """Written past the rule, a text lies in the facts; whoever verifies decides the entry once more."""
    stream = applied(sealed, gone_wrong(sealed))
    taken_up(sealed, stream)
    assert hear(sealed, stream).status_code == 302
    found = tuple(Found(name, Finding.HOLDS) for name in (*CONDITIONS, "who had a gain"))
    with monkeypatch.context() as past:
        past.setattr(exempting, "_grounded", lambda *_args: None)
        sealed.town.do(stream, Deliver("予以答复", verdict=Verdict(Outcome.EXEMPT, found)), GOV)
    seal(shell.now())
    told = verify_live(fold_under=fold_under, together=together_under).findings
    assert "no-such-condition" in str(told)
