"""What may not be written into the register, nor on the paper by which a move was recorded; and what may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from qiantou.acts import shell
from qiantou.acts.execute import execute, execute_all
from qiantou.core.bulletin import BULLETINS, Bulletin, Mark, Sort
from qiantou.core.kernel import Actor, Recorded, Rejected, Stream
from qiantou.core.lawful import may_be_entered
from qiantou.core.lookup import LOOKUPS
from qiantou.core.meeting import MEETINGS, Brought, Decided, Item, Meeting, Outcome
from qiantou.core.moves import Accept
from qiantou.core.plan import LINES, Line
from qiantou.core.register import CHARTERS, PAPERS, Listed
from qiantou.core.review import READINGS, SHEETS, Rates, Reading, Sheet
from qiantou.core.undertaking import Paper
from qiantou.ledger.models import Entry
from tests.acts.county import CLERK, played
from tests.core.world import GOV, LEAD, ROADS

DAY = date(2026, 3, 9)
CLUE = "县交通局局长涉嫌受贿"


def bulletin(text: str) -> Listed:
    marks = (Mark(ROADS, Sort.CRITICISM, (0,), text),)
    return Listed(BULLETINS, "b/2026-03-08", Bulletin(GOV, DAY, DAY, (), marks), DAY)


def minutes(words: str) -> Listed:
    told = (Decided(Stream("a"), Outcome.NONE, words=words),)
    met = Meeting(GOV, DAY, (Item(Brought.CIRCLE, (Stream("a"),)),), (ROADS,), decisions=told)
    return Listed(MEETINGS, "e:1", met, DAY)


@pytest.mark.parametrize("listed", [
    bulletin(CLUE), minutes(CLUE), Listed(CHARTERS, "c", None, DAY, name=CLUE),
    Listed(LINES, "c/1", None, DAY, note=CLUE),
])  # fmt: skip
def test_no_entry_of_the_register_accuses_anybody(listed: Listed) -> None:
    with pytest.raises(Rejected, match="lawful-channel"):
        may_be_entered(listed)


def test_a_bulletin_criticises_and_minutes_do_neither() -> None:
    may_be_entered(bulletin("两项工作拖后，予以通报批评"))
    may_be_entered(minutes("先修路，按期完成扣分项整改"))
    for listed in (
        bulletin("建议对该单位问责，扣5分"),
        minutes("会议决定对县交通局通报批评"),
        minutes("对县交通局问责"),
    ):
        with pytest.raises(Rejected, match="through-the-gate"):
            may_be_entered(listed)


def test_neither_a_line_of_a_plan_nor_the_evidence_of_a_reading_blames_anybody() -> None:
    read = Reading(Stream("c"), 0, GOV, DAY, "80", evidence="建议对县交通局问责，年度考核扣5分")
    line = Listed(LINES, "c/L001", Line(ROADS, deliverable="建议对县交通局问责，年度考核扣5分"), DAY)
    for listed in (Listed(READINGS, "c/0", read, DAY), line):
        with pytest.raises(Rejected, match="through-the-gate"):
            may_be_entered(listed)
    may_be_entered(Listed(LINES, "c/L002", Line(ROADS, deliverable="对拒不整改的企业依法追究责任"), DAY))


def test_the_reason_of_a_sheet_blames_nobody() -> None:
    told = Sheet(Stream("c"), 1, datetime(2026, 3, 9, tzinfo=UTC), GOV, 0, 0, 0, Rates(70, 2, 50, 10, 0, 420))
    may_be_entered(Listed(SHEETS, "c", replace(told, reason="省厅的读数六月才出，先行印发"), DAY))
    with pytest.raises(Rejected, match="through-the-gate"):
        may_be_entered(Listed(SHEETS, "c", replace(told, reason="建议对县交通局问责，年度考核扣5分"), DAY))


def test_a_topic_is_a_topic_and_a_look_up_is_the_lawful_way_itself() -> None:
    may_be_entered(Listed(CHARTERS, "c", None, DAY, name="违规收送礼品礼金专项整治"))
    may_be_entered(Listed(LOOKUPS, "l:1", None, DAY, name=CLUE))


def test_nothing_of_it_is_stored(sqlite_site) -> None:
    with played() as town:
        stream = town.offered()
        before = Entry.objects.count()
        paper = Listed(PAPERS, f"r:{shell.fresh()[:12]}", Paper(LEAD, town.now.date()), town.now.date(), name=CLUE)
        with pytest.raises(Rejected, match="lawful-channel"):
            execute_all((), by=Actor(LEAD, account=CLERK), command_id="paper", listings=[paper])
        told = Actor(ROADS, account=CLERK, recorded=Recorded(LEAD, town.now.date(), f"来函，称{CLUE}"))
        with pytest.raises(Rejected, match="lawful-channel"):
            execute(stream, Accept(), by=told, command_id="told")
        assert Entry.objects.count() == before
