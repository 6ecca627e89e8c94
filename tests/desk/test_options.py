"""Options on the pages: entered, asked about, graded, compared, chosen once the leaders concerned have spoken."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from qiantou.acts import choosing, registers, shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.moves import Deliver
from qiantou.core.plan import CRITERIA, OPTIONS, Criterion, Option
from qiantou.core.points import Position
from qiantou.core.register import POSTS, UNITS, Listed, Post, Unit
from qiantou.readmodel.models import MatterRow
from tests.core.world import GOV, ROADS, TOWN, WATER
from tests.desk.lettered import TODAY, Put, put
from tests.desk.town import said

NORTH, FACTORY = "北关停车场", "空置厂房"
PORTFOLIO = Desk("p:portfolio")
GRADES = {"A-C1-grade": "2", "A-C1-why": "离得近", "A-C2-grade": "-1", "A-C2-why": "占道",
          "B-C1-grade": "-1", "B-C1-why": "离得远", "B-C2-grade": "1", "B-C2-why": "不占道"}  # fmt: skip


@dataclass
class Compared:
    """The county whose lead compares two options; WATER has a portfolio leader of its own."""

    plan: Put

    @property
    def joint(self) -> Stream:
        return self.plan.joint

    @property
    def ref(self) -> str:
        return self.plan.ref

    def client(self, who: str) -> Client:
        return self.plan.county.client(who)

    def page(self, who: str = "lead") -> str:
        return self.client(who).get(f"/j/{self.ref}/options/").content.decode()

    def enter(self) -> None:
        values = {"A": Option(1, NORTH, "占车位"), "B": Option(2, FACTORY), "C1": Criterion(1, 2, "方便"),
                  "C2": Criterion(2, 1, "交通")}  # fmt: skip
        listings = [
            Listed(OPTIONS if isinstance(value, Option) else CRITERIA, f"{self.joint}/{name}", value, TODAY)
            for name, value in values.items()
        ]
        execute_all((), by=self.plan.by(), command_id=uuid4().hex, listings=listings)

    def ask(self) -> None:
        units = [ROADS, WATER]
        choosing.ask(self.joint, units, title="方案比选", by=self.plan.by(), command_id=uuid4().hex)

    def letter(self, desk: Desk) -> Stream:
        rows = MatterRow.objects.filter(joint=self.joint, kind="options", doer=desk).order_by("opened")
        return Stream(rows.values_list("stream", flat=True)[0])

    def answer(self, desk: Desk, *grades: int) -> None:
        places = (("A", "C1"), ("A", "C2"), ("B", "C1"), ("B", "C2"))
        told = tuple(
            Position(option, criterion, grade, "按职责评估")
            for (option, criterion), grade in zip(places, grades, strict=False)
        )
        note = "" if told else "同意厂房"
        self.plan.county.town.do(self.letter(desk), Deliver(note, positions=told), desk)

    def choose(self, who: str = "deputy", **fields: Any) -> Any:
        form = {"command_id": uuid4().hex, "option": "B", "reason": "不占道路", **fields}
        return self.client(who).post(f"/j/{self.ref}/options/choose/", form)


def positioned(client: Client, stream: Stream, **fields: str) -> Any:
    """Send the form of positions on the page of its matter, as a person does."""
    page = client.get(f"/m/{stream[:12]}/").content.decode()
    form = re.search(r'id="move-deliver" method="post" action="([^"]+)".*?</form>', page, re.S)
    assert form is not None
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form[0]))
    return client.post(form[1], {**hidden, **fields})


def led_by_another() -> None:
    """WATER gets a portfolio leader other than the sponsor."""

    from qiantou.acts import registers

    unit = registers.current().at(shell.now()).unit(WATER)
    assert isinstance(unit, Unit)
    listings = [
        Listed(POSTS, PORTFOLIO, Post(GOV), TODAY, name="分管水利副县长"),
        Listed(UNITS, WATER, replace(unit, leader=PORTFOLIO), TODAY, name="县水利局"),
    ]
    execute_all((), by=Actor(account="a" * 32), command_id=uuid4().hex, listings=listings)


@pytest.fixture
def found(sqlite_site) -> Iterator[Compared]:
    with put() as plan:
        led_by_another()
        yield Compared(plan)


def test_a_comparison_from_the_first_option_to_the_choice(site):
    with put() as plan:
        led_by_another()
        found = Compared(plan)
        lead = found.client("lead")
        for sort, label in (("option", NORTH), ("option", FACTORY), ("criterion", "方便"), ("criterion", "交通")):
            page = lead.get(f"/j/{found.ref}/options/new/{sort}/").content.decode()
            hidden = dict(re.findall(r'name="(command_id|version)" value="(\w+)"', page))
            answer = lead.post(f"/j/{found.ref}/options/new/{sort}/", {**hidden, "label": label, "weight": ""})
            assert answer.status_code == 302, answer.content.decode()
        form = {"command_id": uuid4().hex, "units": [ROADS, WATER], "further": "桥东镇"}
        for _press in range(2):
            assert lead.post(f"/j/{found.ref}/options/ask/", form).status_code == 302
        asked = set(MatterRow.objects.filter(joint=found.joint, kind="options").values_list("doer", flat=True))
        assert asked == {ROADS, WATER, TOWN, PORTFOLIO}, "the leaders of the units are asked with them"
        answer = positioned(found.client("roads"), found.letter(ROADS), **GRADES)
        assert answer.status_code == 302, answer.content.decode()
        assert found.choose().status_code == 422, "WATER's leader has not answered"
        found.answer(PORTFOLIO)
        assert found.choose().status_code == 302
        assert not MatterRow.objects.filter(joint=found.joint, kind="options", is_open=True).exists()
        page = found.page("roads")
        assert "不占道路" in page
        assert "＋" not in page
        assert ">+2<" in page
        assert page.count("选定时尚未答复") == 2
        late = said(found.client("roads"), found.letter(ROADS), "remark", reason="另请加开公交")
        assert late.status_code == 302
        assert "另请加开公交" in found.page()


def test_who_gains_who_loses_and_a_grade_not_given_is_not_known(found):
    found.enter()
    found.ask()
    found.answer(ROADS, 2, -1, -1, 1)
    found.answer(WATER, -1, -1, 1)
    page = found.page()
    table = page[page.index('id="side-h"') : page.index('id="grid-h"')]
    cells = [re.sub(r"<[^>]+>", " ", cell).split() for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", table, re.S)]
    rows = [cells[number : number + 6] for number in range(6, len(cells), 6)]
    assert [row[1][-1:] for row in rows] == [["县交通局"], ["–"]]
    assert [row[2][-1:] for row in rows] == [["县水利局"], ["县交通局"]]
    assert rows[1][4] == ["县水利局"] or "县水利局" in " ".join(rows[1][4]), "one grade of B is missing"
    assert "遗憾" in table
    assert "1" in table


def test_who_is_awaited_is_named_and_a_clock_run_out_is_waited_for_no_longer(found):
    found.enter()
    found.ask()
    refused = found.choose()
    assert refused.status_code == 422
    assert "分管水利副县长" in refused.content.decode()
    found.plan.county.town.later(days=20)
    assert "答复期已满" in found.page()
    assert found.choose().status_code == 302


def test_a_choice_that_is_not_ones_own_or_none_is_refused(found):
    found.enter()
    found.ask()
    found.answer(PORTFOLIO)
    for who, fields, status in (
        ("lead", {}, 422), ("roads", {}, 422), ("town", {}, 404),
        ("deputy", {"option": "Z"}, 422), ("deputy", {"reason": " "}, 422), ("deputy", {"option": ""}, 422),
    ):  # fmt: skip
        assert found.choose(who, **fields).status_code == status, (who, fields)
    assert not any(one.event.section == "choice" for one in registers.plan_entries(found.joint))


def test_a_grade_out_of_range_or_without_a_reason_keeps_what_was_typed(found):
    found.enter()
    found.ask()
    for fields, code in (
        ({"A-C1-grade": "3", "A-C1-why": "很好"}, "A-C1-grade"), ({"A-C1-grade": "1"}, "A-C1-why"),
        ({"A-C1-why": "无分"}, "A-C1-grade"), ({}, None),
    ):  # fmt: skip
        answer = positioned(found.client("roads"), found.letter(ROADS), **fields)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert code is None or re.search(rf'name="{code}"[^>]*aria-invalid="true"', page), page
    assert found.plan.county.row(found.letter(ROADS)).is_open


def test_an_option_of_somewhere_else_is_refused_by_the_rule_itself(found):
    found.enter()
    found.ask()
    foreign = Deliver("", positions=(Position("Z", "C1", 1, "另有一处"),))
    with pytest.raises(Rejected, match="not-in-the-letter"):
        found.plan.county.town.do(found.letter(ROADS), foreign, ROADS)


def test_two_tabs_enter_two_options_and_the_second_is_told(found):
    lead = found.client("lead")
    forms = []
    for label in (NORTH, FACTORY):
        page = lead.get(f"/j/{found.ref}/options/new/option/").content.decode()
        hidden = dict(re.findall(r'name="(command_id|version)" value="(\w+)"', page))
        forms.append({**hidden, "label": label})
    address = f"/j/{found.ref}/options/new/option/"
    assert lead.post(address, forms[0]).status_code == 302
    second = lead.post(address, forms[1])
    assert second.status_code == 422
    assert FACTORY in second.content.decode(), "nothing typed is lost"


def test_what_units_were_asked_about_keeps_its_words_and_one_option_is_no_choice(found):
    only = Listed(OPTIONS, f"{found.joint}/A", Option(1, NORTH), TODAY)
    execute_all((), by=found.plan.by(), command_id=uuid4().hex, listings=[only])
    with pytest.raises(Rejected, match="two-options-first"):
        found.ask()
    found.enter()
    found.ask()
    lead = found.client("lead")
    page = lead.get(f"/j/{found.ref}/options/A/").content.decode()
    hidden = dict(re.findall(r'name="(command_id|version)" value="(\w+)"', page))
    assert lead.post(f"/j/{found.ref}/options/A/", {**hidden, "label": "别处"}).status_code == 422
    with pytest.raises(Rejected, match="nobody-to-ask"):
        found.ask()


def test_an_option_entered_later_makes_the_leaders_to_be_asked_again(found):
    found.enter()
    found.ask()
    found.answer(PORTFOLIO)
    third = Listed(OPTIONS, f"{found.joint}/C", Option(3, "河滩"), TODAY)
    execute_all((), by=found.plan.by(), command_id=uuid4().hex, listings=[third])
    assert found.choose().status_code == 422
    assert "答复时最后一个方案尚未录入" in found.page()


def test_strangers_find_nothing_and_others_may_not_enter(found):
    found.enter()
    found.ask()
    for where in ("", "options.xlsx", "new/option/", "A/"):
        assert found.client("town").get(f"/j/{found.ref}/options/{where}").status_code == 404
    for where in ("new/option/", "A/"):
        assert found.client("roads").get(f"/j/{found.ref}/options/{where}").status_code == 404
    assert found.client("roads").get(f"/j/{found.ref}/options/").status_code == 200
    assert found.client("lead").get(f"/j/{found.ref}/options/new/line/").status_code == 404


def test_excel_has_every_grade_with_its_reason(found):
    found.enter()
    found.ask()
    found.answer(ROADS, 2, -1, -1, 1)
    found.answer(PORTFOLIO)
    answer = found.client("lead").get(f"/j/{found.ref}/options/options.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + 4 + 2
    assert ["县交通局", f"A {NORTH}", "C1 方便", 2.0, "按职责评估"] == rows[1][:5]
    assert [row[4:] for row in rows[5:]] == [["", "尚未答复"], ["同意厂房", "已答复"]]


def test_the_queries_of_the_page_do_not_grow_with_its_answers(found):
    found.enter()
    lead = found.client("lead")
    counts = []
    for _pass in range(2):
        with CaptureQueriesContext(connection) as counted:
            assert lead.get(f"/j/{found.ref}/options/").status_code == 200
        counts.append(len(counted))
        if not counts[1:]:
            found.ask()
            found.answer(ROADS, 2, -1, -1, 1)
            found.answer(WATER, 1, 1, 1, 1)
    assert counts == [11, 12], [query["sql"][:90] for query in counted.captured_queries]


def test_the_pages_speak_english(found):
    found.enter()
    found.ask()
    found.answer(ROADS, 2, -1, -1, 1)
    client = found.plan.county.client("lead", language="en")
    page = client.get(f"/j/{found.ref}/options/").content.decode()
    for text in ("Choice between options", "Better than today for", "The choice waits for", "Grades by unit"):
        assert text in page
