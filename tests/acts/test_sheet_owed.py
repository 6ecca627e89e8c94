"""The sheet of a work that is over is a matter: opened by the worker, ended by the sheet, and verified."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from qiantou.acts import assessing, sheet_clock
from qiantou.acts.assessing import put_out
from qiantou.acts.attributing import reading
from qiantou.acts.execute import execute, tick
from qiantou.acts.exempting import Application, apply, matter_of
from qiantou.acts.finality import waiting
from qiantou.acts.rating import round_of
from qiantou.acts.registers import current
from qiantou.acts.sheet_clock import begun_of, keep_owed
from qiantou.core.contesting import carry_out_by
from qiantou.core.figures import RATING_WEIGHT, Figure
from qiantou.core.kernel import RULE, Actor, Rejected, Stream
from qiantou.core.kinds import ASSESSING
from qiantou.core.moves import Moot
from qiantou.core.register import CHARTERS, FIGURES
from qiantou.jobs.site import make_key_and_witness
from qiantou.jobs.verify_site import differing
from qiantou.ledger.legal import fold_under, together_under
from qiantou.ledger.seal import seal
from qiantou.ledger.verify import verify_live
from qiantou.outbox.models import Notice
from qiantou.readmodel.models import MatterRow
from tests.acts.assessed import UNREAD, Assessed, assessed, begun, worked
from tests.acts.county import CLERK, played
from tests.acts.year_post import at_once
from tests.core.world import GOV, LEAD, ROADS, TOWN, WATER


def sheets(work: Assessed) -> None:
    put_out(work.joint, by=Actor(GOV, account=CLERK), command_id=uuid4().hex, reason=UNREAD)


def charter(work: Assessed, day: str, **changed: object) -> None:
    """The end condition was said to be met, unless it is said otherwise."""
    told = replace(work.charter, **{"met": date(2026, 3, 27), **changed})  # type: ignore[arg-type]
    work.at(day).enter(CHARTERS, work.joint, told, GOV)


def owing(work: Assessed) -> list[tuple[str, str, str, date | None]]:
    rows = MatterRow.objects.filter(joint=work.joint, kind=ASSESSING).order_by("opened")
    return [(row.title, row.holder, row.outcome, row.due_now) for row in rows]


def sound(work: Assessed) -> bool:
    seal(work.town.now)
    return verify_live(fold_under=fold_under, together=together_under).findings == () and not list(differing())


def test_it_is_opened_once_and_ended_by_the_sheet_in_one_command_and_the_record_bears_it_out(site):
    make_key_and_witness()
    with assessed() as work:
        assert (keep_owed(), keep_owed()) == (1, 0)
        [on] = begun_of(work.joint)
        assert owing(work) == [("修复老桥", GOV, "", date(2026, 4, 29))]
        opened = matter_of(on)
        assert opened is not None
        assert (opened.asker, opened.due, opened.about) == (LEAD, date(2026, 4, 29), ())
        assert "came" in set(Notice.objects.filter(stream=on, desk=GOV).values_list("code", flat=True))
        work.town.later(days=1)
        sheets(work)
        assert owing(work) == [("修复老桥", "", "moot", None)]
        assert keep_owed() == 0
        assert sound(work)


def test_of_a_work_that_was_over_before_its_day_is_counted_from_when_it_is_asked_and_silence_climbs(sqlite_site):
    make_key_and_witness()
    with assessed() as work:
        work.at("2026-07-01 10:00")
        keep_owed()
        assert [row[3] for row in owing(work)] == [carry_out_by(work.town.now, current().at(work.town.now))]
        [on] = begun_of(work.joint)
        for _day in range(40):
            work.town.later(days=1)
            tick(on)
        told = matter_of(on)
        assert told is not None
        assert [taken.rung.value for taken in told.rungs][:2] == ["reminder", "chaser"]
        assert MatterRow.objects.filter(kind="decision", parent=on, is_open=True).exists()
        sheets(work)
        assert not MatterRow.objects.filter(kind="decision", is_open=True).exists()
        assert sound(work)


def test_it_ends_where_the_work_goes_on_and_is_another_desks_where_another_may_put_the_sheet_out(sqlite_site):
    make_key_and_witness()
    with played() as town:
        work = worked(begun(town))
        charter(work, "2026-04-02 10:00", keeper=ROADS)
        keep_owed()
        charter(work, "2026-04-03 10:00", met=None, keeper=ROADS)
        assert (keep_owed(), keep_owed()) == (1, 0)
        assert [row[1:3] for row in owing(work)] == [("", "moot")]
        charter(work, "2026-04-07 10:00", keeper=ROADS)
        assert keep_owed() == 1
        charter(work, "2026-04-09 10:00")
        assert (keep_owed(), keep_owed()) == (1, 0)
        assert [row[1] for row in owing(work)] == ["", "", GOV]
        assert len(set(MatterRow.objects.filter(kind=ASSESSING).values_list("stream", flat=True))) == 3
        assert sound(work)


def test_it_waits_for_a_line_in_time_names_it_and_is_no_part_of_the_work(sqlite_site):
    make_key_and_witness()
    with played() as town:
        work = worked(begun(town))
        charter(work, "2026-03-27 10:00")
        before = current().at(work.town.now)
        without = reading(work.joint, before, work.town.now)
        assert keep_owed() == 1
        [on] = begun_of(work.joint)
        opened = matter_of(on)
        assert opened is not None
        assert opened.about == (work.stream("L004"),)
        assert opened.due == date(2026, 4, 28)
        assert reading(work.joint, before, work.town.now) == without
        work.enter(FIGURES, RATING_WEIGHT, Figure(20, "制度"))
        pairs = round_of(work.joint, current().at(work.town.now)).pairs
        assert (LEAD, GOV) not in pairs
        assert (LEAD, TOWN) in pairs
        assert sound(work)


def test_an_exemption_that_cannot_change_the_sheet_is_not_taken_for_it_nor_does_it_hold_it(sqlite_site):
    make_key_and_witness()
    with played() as town:
        work = worked(begun(town))
        charter(work, "2026-04-02 10:00", keeper=WATER)
        work.measured()
        keep_owed()
        [on] = begun_of(work.joint)
        work.at("2026-05-11 10:00")
        told = Application(on, date(2026, 4, 30), "印发晚了", "等候领导出差")
        with pytest.raises(Rejected, match="nothing-to-exempt"):
            apply(told, by=Actor(WATER, account=CLERK), command_id=uuid4().hex)
        put_out(work.joint, by=Actor(WATER, account=CLERK), command_id=uuid4().hex, reason=UNREAD)
        late = {one.unit: Stream(one.matter) for one in work.sheet().overruns}
        assert ROADS not in late
        work.town.later(days=1)
        asked = {unit: apply(replace(told, subject=subject), by=Actor(unit, account=CLERK), command_id=uuid4().hex)[0]
                 for unit, subject in ((ROADS, work.joint), *late.items())}  # fmt: skip
        work.town.later(days=60)
        force = current().at(work.town.now)
        held = {Stream(row.stream) for row in waiting({work.joint: work.sheet()}, force)[work.joint]}
        assert held == {asked[unit] for unit in late}, "whose over-runs stand in it"
        assert sound(work)


@pytest.mark.parametrize("spoilt", ["due", "doer", "asker"])
def test_what_the_rule_would_not_have_opened_so_is_found(sqlite_site, monkeypatch, spoilt):
    make_key_and_witness()
    true = sheet_clock.opening

    def forged(found, number):
        stream, offer = true(found, number)
        told = {"due": date(2026, 9, 30), "doer": ROADS, "asker": TOWN}
        return stream, replace(offer, **{spoilt: told[spoilt]})

    monkeypatch.setattr(sheet_clock, "opening", forged)
    with assessed() as work:
        keep_owed()
        seal(work.town.now)
        found = verify_live(fold_under=fold_under, together=together_under).findings
        assert [(one.code, dict(one.facts)["rule"]) for one in found] == [("illegal-move", "follows-from-nothing")]


def test_a_sheet_that_leaves_it_open_is_found(sqlite_site, monkeypatch):
    make_key_and_witness()
    monkeypatch.setattr(assessing, "begun_of", lambda joint: [])
    with assessed() as work:
        keep_owed()
        work.town.later(days=1)
        sheets(work)
        seal(work.town.now)
        found = verify_live(fold_under=fold_under, together=together_under).findings
        assert [(one.code, dict(one.facts)["rule"]) for one in found] == [("illegal-entry", "left-out")]


def test_an_end_while_it_is_owed_is_found(sqlite_site):
    make_key_and_witness()
    with assessed() as work:
        keep_owed()
        work.town.later(days=1)
        execute(begun_of(work.joint)[0], Moot(), by=RULE, command_id="")
        seal(work.town.now)
        found = verify_live(fold_under=fold_under, together=together_under).findings
        assert [(one.code, dict(one.facts)["rule"]) for one in found] == [("illegal-move", "follows-from-nothing")]


def test_workers_at_once_open_one(postgres_site):
    make_key_and_witness()
    with assessed() as work:
        at_once(4, keep_owed)
        assert [row[1:3] for row in owing(work)] == [(GOV, "")]
        assert sound(work)
