"""Days and states nobody means: a day long gone, a form from a future the matter never had."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from qiantou.core.plain import HIDDEN
from qiantou.desk.models import Draft
from qiantou.documents.plain import decode
from qiantou.readmodel.models import MatterRow
from tests.core.world import LEAD, ROADS
from tests.desk.town import office


@pytest.fixture
def county(sqlite_site):
    with office() as county:
        yield county


@pytest.mark.parametrize(("due", "status"), [("2026-03-01", 422), ("1990-01-01", 422), ("2026-03-02", 302), ("", 302)])
def test_nobody_is_asked_for_something_by_a_day_that_has_passed(county, due, status):
    form = {"command_id": uuid4().hex, "desk": LEAD, "doers": "县交通局", "title": "报送台账", "joint": "", "due": due}

    answer = county.client("lead").post("/ask/", form)

    assert answer.status_code == status
    assert ("已过" in answer.content.decode()) == (status == 422)
    assert MatterRow.objects.count() == (status == 302)


@pytest.mark.parametrize(("said", "status"), [("1990-01-01", 422), ("2025-02-20", 422), ("2025-03-15", 302)])
def test_a_word_said_years_before_the_matter_is_a_slip(county, said, status):
    task = county.town.offered()
    form = {"command_id": uuid4().hex, "version": 1, "desk": ROADS, "paper": "电话记录", "said": said}

    answer = county.client("lead").post(f"/m/{task[:12]}/move/accept/", form)

    assert answer.status_code == status
    assert ("请核对年份" in answer.content.decode()) == (status == 422)
    assert county.row(task).phase == ("underway" if status == 302 else "offered")


def test_a_form_made_for_a_later_state_than_the_matter_has_is_stale(county):
    task = county.town.offered()
    form = {"command_id": uuid4().hex, "version": 99999, "desk": ROADS}

    answer = county.client("roads").post(f"/m/{task[:12]}/move/accept/", form)

    assert answer.status_code == 409
    assert "从未有过的状态" in answer.content.decode()
    assert county.row(task).phase == "offered"


def test_a_day_that_has_passed_is_pointed_out_on_the_preview_and_hinders_nothing(county):
    lead = county.client("lead")
    paper = "1. 修缮老桥。牵头单位：县交通局。完成时限：2020年1月1日\n"
    paper += "2. 清理河道。牵头单位：县水利局。完成时限：2026年12月31日"
    where = lead.post("/import/", {"text": paper}).headers["Location"]

    page = lead.get(where).content.decode()

    assert Draft.objects.get().rows[0]["due"] == "2020-01-01"
    assert page.count("该日期已过") == 1
    assert re.search(r"以下各条的日期已过：1。", page)


def test_control_characters_in_a_file_are_left_out(county):
    text, _doubts = decode(("一、修桥\x01\x0b老桥。" + "字" * 1000).encode())

    assert text.startswith("一、修桥\n老桥。")
    assert not HIDDEN.search(text)
