"""The light path, the charter's page and form, closing: what is typed stands, and who has no say gets no page."""

from __future__ import annotations

import html
import io
import re
from datetime import date

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Stream
from qiantou.core.plan import LINES
from qiantou.core.register import UNITS, Listed, Unit
from qiantou.core.undertaking import Charter, Tier
from qiantou.desk.charter_forms import DesksField
from qiantou.desk.charter_read import stages
from qiantou.readmodel.models import JointRow, MatterRow
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, WATER
from tests.desk.town import Office, office
from tests.support.marks import ON_SQLITE

LIGHT = {
    "command_id": "a" * 32,
    "desk": LEAD,
    "title": "农民丰收节",
    "units": "县交通局\n县水利局",
    "due": "2026-03-20",
}


MEASURES_SENT = {"m-TOTAL_FORMS": "2", "m-INITIAL_FORMS": "0"}
"""What a form without outcome measures sends of them."""


@pytest.fixture
def county(site):
    with office() as county:
        yield county


def begun(county: Office, **said: str) -> Stream:
    answer = county.client("lead").post("/j/new/", {**LIGHT, **said})
    assert answer.status_code == 302, answer.content.decode()
    return Stream(JointRow.objects.get(stream__startswith=answer.headers["Location"].split("/")[2]).stream)


def draft(county: Office, joint: Stream, who: str = "lead", **said: str) -> dict[str, str]:
    """What the form of the charter would send, with some of it typed otherwise."""
    page = county.client(who).get(f"/j/{joint[:12]}/charter/edit/")
    form, rows = page.context["form"], page.context["rows"]
    sent = {field.html_name: field.value() for field in form}
    sent |= {field.html_name: field.value() for field in rows.management_form}
    sent |= {field.html_name: field.value() for row in rows for field in row}
    return {name: value for name, value in sent.items() if value is not None and value is not False} | said


def test_what_who_and_when_make_a_joint_work_with_one_request_a_unit(county):
    joint = begun(county)
    rows = {row.doer: row for row in MatterRow.objects.filter(joint=joint)}
    assert rows.keys() == {ROADS, WATER}
    assert {(row.asker, row.phase, row.due) for row in rows.values()} == {(LEAD, "offered", date(2026, 3, 20))}
    (stage,) = stages(joint)
    assert stage.charter == Charter(
        lead=LEAD, issuer=LEAD, keeper=LEAD, members=(ROADS, WATER), until=date(2026, 3, 20)
    )
    page = county.client("roads").get(f"/j/{joint[:12]}/charter/").content.decode()
    assert "未约定" in page
    assert "增加负担" in page
    assert county.client("town").get(f"/j/{joint[:12]}/charter/").status_code == 404


def test_sent_twice_it_is_one_and_sent_otherwise_under_the_same_id_it_is_refused(county):
    assert begun(county) == begun(county)
    assert JointRow.objects.count() == 2
    again = county.client("lead").post("/j/new/", {**LIGHT, "title": "别的"})
    assert again.status_code == 422
    assert "别的" in again.content.decode()
    assert MatterRow.objects.count() == 2


@ON_SQLITE
@pytest.mark.parametrize(
    "said",
    [
        {"due": "2026-02-20"}, {"units": "没有这个局"}, {"units": ""}, {"title": " "}, {"title": "x\x00y"},
        {"desk": ROADS}, {"due": "not a day"},
    ],
    ids=["past", "foreign", "nobody", "empty", "control", "not mine", "no day"],
)  # fmt: skip
def test_what_cannot_be_is_told_and_leaves_nothing(county, said):
    answer = county.client("lead").post("/j/new/", {**LIGHT, **said})
    assert answer.status_code in (400, 422)
    assert (JointRow.objects.count(), MatterRow.objects.count()) == (1, 0)  # the county's own joint work


@ON_SQLITE
@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"units": "县发改局"}, set()),
        ({"units": "县发改局、县水利局"}, {WATER}),
        ({"units": "县发改局、县水利局", "lead": "县交通局"}, {ROADS, WATER}),
    ],
    ids=["alone", "with another", "under another lead"],
)
def test_ones_own_part_is_a_line_of_the_plan_with_its_day_and_the_page_says_who_was_asked(county, said, asked):
    client = county.client("lead")
    answer = client.post("/j/new/", {**LIGHT, **said})
    page = client.get(answer.headers["Location"]).content.decode()
    joint = JointRow.objects.get(stream__startswith=answer.headers["Location"].split("/")[2]).stream
    assert set(MatterRow.objects.filter(joint=joint).values_list("doer", flat=True)) == asked
    (line,) = registers.plan(Stream(joint))[0].at(shell.now()).section(LINES).values()
    assert (line.unit, line.due) == (LEAD, date(2026, 3, 20))
    assert "已商请 0" not in page
    assert ("没有商请其他单位" in page) == (not asked)
    assert all(name in page for name in ("自行承担（不另行商请）", "农民丰收节", "2026年3月20日", "写入分工方案"))
    plan = county.client("lead").get(f"/j/{joint[:12]}/plan/").content.decode()
    assert "农民丰收节" in plan


SORTS = {"镇": "township", "局": "bureau"}


def named_units(*names: str) -> None:
    listings = [
        Listed(UNITS, f"u:{number}", Unit(GOV, sort=SORTS[name[-1]], leader=DEPUTY), date(2026, 1, 1), name=name)
        for number, name in enumerate(names)
    ]  # fmt: skip
    execute_all((), by=Actor(account=CLERK), command_id="units", listings=listings)


@ON_SQLITE
def test_a_list_of_units_takes_everyday_names_and_asks_back_what_is_only_like_one(county):
    named_units(
        "县住房和城乡建设局", "县农业农村局", "县文化和旅游局", "县市场监督管理局", "县财政局", "河东县财政局",
        "桥西镇", "桥南镇",
    )  # fmt: skip
    field = DesksField()
    typed = "县住建局、文旅局，农业农村局\n各镇；县水利局和县交通局、分管副县长"
    assert field.clean(typed) == ("u:0", "u:2", "u:1", "u:6", "u:7", WATER, ROADS, DEPUTY)
    assert field.clean("各乡镇、农业农村局, 桥西镇") == ("u:6", "u:7", "u:1")
    for written, told in {
        "财政局": "“财政局”可能是县财政局、河东县财政局：请写明是哪一个。",
        "市场监督": "没有叫“市场监督”的单位或岗位，是不是县市场监督管理局？",
        "河东县水利局": "没有叫“河东县水利局”的单位或岗位，是不是县水利局？",
        "没有这个局": "没有叫“没有这个局”的单位或岗位。",
        "有关部门": "“有关部门”没有写明是哪些单位：请逐一写明。",
    }.items():
        answer = county.client("lead").post("/j/new/", {**LIGHT, "units": f"县水利局、{written}"})
        page = html.unescape(answer.content.decode())
        assert (answer.status_code, told in page, f"县水利局、{written}" in page) == (422, True, True), written
    joint = begun(county, units="县住建局、各镇")
    assert set(MatterRow.objects.filter(joint=joint).values_list("doer", flat=True)) == {"u:0", "u:6", "u:7"}


@ON_SQLITE
def test_where_nobody_stands_above_both_the_refusal_says_who_must_be_named_and_naming_helps(county):
    strange = Listed(UNITS, "u:far", Unit(), date(2026, 1, 1), name="外县水利局")
    execute_all((), by=Actor(account=CLERK), command_id="far", listings=[strange])
    answer = county.client("lead").post("/j/new/", {**LIGHT, "units": "外县水利局"})
    assert answer.status_code == 422
    assert "决策领导" in answer.content.decode()
    assert begun(county, units="外县水利局", sponsor="分管副县长")


@ON_SQLITE
def test_a_section_is_no_unit_of_a_joint_work_not_even_ones_own(county):
    inner = Listed(UNITS, "u:desk", Unit(parent=LEAD, inner=True), date(2026, 1, 1), name="综合股")
    execute_all((), by=Actor(account=CLERK), command_id="inner", listings=[inner])
    for units in ("县发改局/综合股", "综合股"):
        assert county.client("lead").post("/j/new/", {**LIGHT, "units": units}).status_code == 422
    assert county.client("roads").post("/j/new/", {**LIGHT, "desk": ROADS, "units": "综合股"}).status_code == 422
    assert MatterRow.objects.count() == 0


@ON_SQLITE
def test_another_lead_is_asked_for_the_whole_and_the_others_for_their_parts(county):
    joint = begun(county, lead="县交通局", units="县交通局、县水利局、桥东镇")
    whole = MatterRow.objects.get(joint=joint, doer=ROADS)
    assert {row.parent for row in MatterRow.objects.filter(joint=joint).exclude(pk=whole.pk)} == {whole.stream}
    assert stages(joint)[-1].charter.lead == ROADS


def test_the_form_of_the_charter_agrees_the_rest(county):
    joint = begun(county)
    long = "为民办事" * 1000
    said = {
        "goal": long, "tier": "working-group", "until": "2026-12-31", "end_condition": "验收通过", "above": "on",
        "sponsor": "分管副县长", "replaces": "周报表\n微信群", "appraiser": "县水利局", "m-0-name": "通车里程",
        "m-0-unit": "公里",
        "m-0-baseline": "10", "m-0-target": "25.5", "m-0-direction": "up", "m-0-by": "县水利局",
    }  # fmt: skip
    answer = county.client("lead").post(f"/j/{joint[:12]}/charter/edit/", draft(county, joint, **said))
    assert answer.status_code == 302, answer.content.decode()
    charter = stages(joint)[-1].charter
    assert (charter.tier, charter.until, charter.sponsor, charter.above) == (
        Tier.WORKING_GROUP, date(2026, 12, 31), DEPUTY, True,
    )  # fmt: skip
    assert charter.measures[0].target == "25.5"
    assert (charter.measures[0].by, charter.appraiser) == (WATER, WATER)
    assert (charter.goal, charter.replaces, charter.members) == (long, ("周报表", "微信群"), (ROADS, WATER))
    word = docx.Document(io.BytesIO(county.client("roads").get(f"/j/{joint[:12]}/charter.docx").content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert {"县发改局", "通车里程 (公里)", "25.5", long} <= set(cells)
    assert county.client("town").get(f"/j/{joint[:12]}/charter.docx").status_code == 404
    page = county.client("deputy").get(f"/j/{joint[:12]}/charter/").content.decode()
    assert "增加负担" not in page
    assert "通车里程" in page
    assert page.count("未约定") > 3  # in the history: what it was before


@ON_SQLITE
def test_a_second_tab_is_told_that_the_charter_moved_on_and_keeps_what_was_typed(county):
    joint = begun(county)
    url = f"/j/{joint[:12]}/charter/edit/"
    first, second = draft(county, joint, goal="先改的"), draft(county, joint, goal="后改的")
    begun(county, command_id="b" * 32, title="另一件")  # another work's charter stands in the same stream
    assert county.client("lead").post(url, first).status_code == 302
    assert county.client("lead").post(url, first).status_code == 302  # the same press twice
    answer = county.client("lead").post(url, second)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "后改的" in page
    assert "刷新" in page or "改动" in page
    assert [stage.charter.goal for stage in stages(joint)] == ["", "先改的"]
    form = answer.context["form"]
    again = second | {"seen": form["seen"].value(), "command_id": form["command_id"].value()}
    assert county.client("lead").post(url, again).status_code == 302
    assert stages(joint)[-1].charter.goal == "后改的"


@ON_SQLITE
def test_only_those_who_answer_for_it_change_it(county):
    joint = begun(county, sponsor="分管副县长")
    for who in ("roads", "town"):
        assert county.client(who).get(f"/j/{joint[:12]}/charter/edit/").status_code == 404
    assert county.client("deputy").get(f"/j/{joint[:12]}/charter/edit/").status_code == 200
    assert "charter/edit" not in county.client("roads").get(f"/j/{joint[:12]}/charter/").content.decode()


@ON_SQLITE
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"tier": "leading-group"}, "领导小组"),
        ({"m-0-name": "里程", "m-0-target": "many"}, "many"),
        ({"m-0-target": "3"}, ""),
        ({"members": "没有这个局"}, "没有这个局"),
        ({"goal": "x" * 5001}, ""),
    ],
    ids=["no end", "no figure", "no name", "foreign", "too long"],
)
def test_a_charter_that_cannot_stand_is_refused_with_the_rule(county, said, words):
    joint = begun(county)
    answer = county.client("lead").post(f"/j/{joint[:12]}/charter/edit/", draft(county, joint, **said))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert len(stages(joint)) == 1


def seen(county: Office, joint: Stream, **said: str) -> dict[str, str]:
    return {"command_id": "e" * 32, "seen": str(stages(joint)[-1].version), **said}


def test_it_is_closed_with_a_reason_and_nothing_new_is_asked_in_it(county):
    joint = begun(county)
    url = f"/j/{joint[:12]}/charter/end/"
    assert county.client("roads").post(url, seen(county, joint, ending="完了")).status_code == 404
    assert county.client("lead").post(url, seen(county, joint, ending=" ")).status_code == 422
    assert county.client("lead").post(url, seen(county, joint, ending="节办完了")).status_code == 302
    assert stages(joint)[-1].charter.ended == date(2026, 3, 2)
    asked = {"command_id": "c" * 32, "desk": LEAD, "doers": "县交通局", "title": "再来", "joint": joint}
    assert county.client("lead").post("/ask/", asked).status_code == 422
    page = county.client("roads").get(f"/j/{joint[:12]}/charter/").content.decode()
    assert "节办完了" in page
    assert MatterRow.objects.filter(joint=joint, is_open=True).count() == 2


def test_the_pages_cost_the_same_however_long_the_charter_is(county):
    joint = begun(county)
    counts = []
    for _ in range(2):
        client = county.client("lead")
        client.get(f"/j/{joint[:12]}/charter/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/j/{joint[:12]}/charter/")
        counts.append(len(asked))
        for number in range(3):
            county.client("lead").post(f"/j/{joint[:12]}/charter/edit/", draft(county, joint, goal=f"第{number}次"))
    assert counts[0] == counts[1] <= 9
    assert re.search(r"第2次", county.client("lead").get(f"/j/{joint[:12]}/charter/").content.decode())
