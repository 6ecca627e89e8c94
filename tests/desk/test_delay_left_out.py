"""What of the own overtime on the page of the delay a ruling or an exemption takes out of the sheet, told beside it."""

from __future__ import annotations

import re

from qiantou.acts.assessing import amend, put_out
from qiantou.acts.attributing import reading
from qiantou.acts.registers import current
from qiantou.core.contesting import Claim
from qiantou.core.forgiving import left_out
from qiantou.core.kernel import Stream
from qiantou.core.review import part_of
from tests.acts.forgiven import exempted, heard
from tests.acts.test_assessing import UNREAD, by, name, ruled
from tests.core.world import GOV, WATER
from tests.desk.test_review import Assessing, assessing, said


def told(one: Assessing) -> str:
    page = said(one.county.client("water").get(f"/j/{one.work.joint[:12]}/delay/"))
    return re.sub(r"\s+", " ", page)


def test_a_ruling_that_takes_an_over_run_out_of_the_sheet_stands_beside_it_on_the_page_of_the_delay(sqlite_site):
    with assessing() as one:
        work = one.work
        put_out(work.joint, by=by(GOV), command_id=name(), reason=UNREAD)
        work.at("2026-04-03 10:00")
        assert "评估单不计入" not in told(one)
        drains = work.stream("L003")
        contest = ruled(work, Claim(f"time:{drains}", WATER), WATER)
        assert "评估单不计入" not in told(one)
        amend(work.joint, contest, "裁定支持", by=by(GOV), command_id=name())
        part, force = part_of(work.sheet(), WATER), current().at(work.town.now)
        assert part is not None
        assert part.minutes == 0
        found = reading(work.joint, force, work.town.now)
        assert found is not None
        late = [each for each in found.built.overruns if each.party == WATER]
        assert left_out(late, work.joint, {}, work.sheet()) == [(each, contest) for each in late]
        page = told(one)
        assert "其中1.9评估单不计入" in page
        assert f'href="/m/{contest[:12]}/"' in page
        assert "依据裁定" in page


def test_an_exemption_before_the_sheet_stands_beside_it_too(sqlite_site):
    with assessing() as one:
        work = one.work
        work.at("2026-04-03 10:00")
        asked = heard(work, work.stream("L003"), WATER)
        assert "评估单不计入" not in told(one)
        exempted(work, asked)
        page = told(one)
        assert "其中1.9评估单不计入" in page
        assert f'href="/m/{Stream(asked)[:12]}/"' in page
