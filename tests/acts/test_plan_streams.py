"""A joint work has a stream of its own, with its plan: it is no matter, and whoever names it as one is answered."""

from __future__ import annotations

from datetime import date

import pytest

from qiantou.acts import shell
from qiantou.acts.assessing import contest, put_out
from qiantou.acts.exempting import Application, apply, matter_of
from qiantou.acts.registers import current
from qiantou.core.contesting import Claim
from qiantou.core.exempting import check_of
from qiantou.core.kernel import Rejected
from qiantou.core.moves import Accept, Block, Offer
from tests.acts.assessed import UNREAD, assessed
from tests.acts.test_assessing import by, name
from tests.core.world import GOV, LEAD, ROADS, TOWN, WATER

BAD = ("foo:x", "", "line", "help:", "help:register", "measure:x", "delay")


@pytest.fixture
def work(sqlite_site):
    with assessed() as made:
        yield made


def test_whoever_takes_part_in_a_planned_work_applies_for_its_part(work):
    told = Application(work.joint, date(2026, 3, 31), "晚了一天半", "水泵未到")
    stream, receipt = apply(told, by=by(WATER), command_id=name())
    assert receipt is not None
    made = matter_of(stream)
    assert made is not None
    assert made.about == (work.joint,)
    assert check_of(work.joint, WATER, current().at(shell.now())) is not None


def test_what_names_a_work_as_a_matter_or_no_item_at_all_is_refused(work):
    put_out(work.joint, by=by(GOV), command_id=name(), reason=UNREAD)
    for item in (*BAD, f"help:{work.joint}"):
        with pytest.raises(Rejected):
            contest(work.joint, Claim(item, WATER), "复核", "理由", by=by(WATER), command_id=name())
    task = Offer("task", LEAD, ROADS, "x", parent=work.joint)
    tries = ((shell.fresh(), task, LEAD), (work.joint, Accept(), LEAD),
             (work.stream("L004"), Block("x", blocker=work.joint), TOWN))  # fmt: skip
    for stream, command, desk in tries:
        with pytest.raises(Rejected):
            work.town.do(stream, command, desk)
