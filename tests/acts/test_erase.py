"""Words go, facts and proof stay; and the record says who had them removed, on what basis."""

import random
from datetime import date

import pytest
from django.db import transaction

from qiantou.acts import registers, shell
from qiantou.acts.clock import Clock
from qiantou.acts.erase import erase
from qiantou.acts.execute import tick
from qiantou.core.kernel import Actor, Rejected, Stream
from qiantou.core.moves import Accept, Block, Offer, Withdraw
from qiantou.core.register import UNITS, Listed, Unit
from qiantou.jobs.site import prepare_site
from qiantou.jobs.verify_site import verify_site
from qiantou.ledger.events import RECORD, Erased
from qiantou.ledger.models import EntryWords, StreamHead
from qiantou.ledger.seal import seal
from qiantou.ledger.writer import read
from qiantou.readmodel.compare import differences
from qiantou.readmodel.models import DeskRow, JointRow, MatterRow
from qiantou.readmodel.rebuild import rebuild
from tests.acts.county import CLERK, played
from tests.acts.random_play import enter, live
from tests.core.world import GOV, LEAD, ROADS, WATER, local

ADMIN = Actor(account=CLERK)
WHY = {"basis": "个人信息保护法第四十七条", "approver": "县政府办公室主任", "by": ADMIN}


def test_words_go_and_the_record_says_so(site):
    with played() as town:
        task = town.offered()
        made = erase(task, 1, **WHY)
        assert not EntryWords.objects.filter(stream=task, version=1).exists()
        assert town.row(task).title == ""
        (entry,) = read([RECORD], words=True)[RECORD]
        assert isinstance(entry.event, Erased)
        assert (entry.event.stream, entry.event.version, entry.event.basis) == (task, 1, WHY["basis"])
        assert made == entry.event.position + 1


def test_erasing_again_changes_nothing(site):
    with played() as town:
        task = town.offered()
        assert erase(task, 1, **WHY) is not None
        assert erase(task, 1, **WHY) is None
        assert len(read([RECORD])[RECORD]) == 1


@pytest.mark.parametrize(("missing", "code"), [("basis", "basis-missing"), ("approver", "approver-missing")])
def test_without_basis_or_approver_nothing_goes(site, missing, code):
    with played() as town:
        task = town.offered()
        with pytest.raises(Rejected, match=code):
            erase(task, 1, **{**WHY, missing: " "})
        assert EntryWords.objects.filter(stream=task, version=1).exists()


def test_an_entry_that_is_not_there_is_refused(site):
    with played() as town, pytest.raises(Rejected, match="no-such-entry"):
        erase(town.offered(), 9, **WHY)


def test_the_matter_goes_on_without_its_words(site):
    with played() as town:
        task = town.offered(due=date(2026, 3, 20))
        erase(task, 1, **WHY)
        town.do(task, Accept(), ROADS)
        tick(task)
        assert (town.row(task).phase, town.row(task).title) == ("underway", "")


def test_a_name_in_the_register_falls_back_to_the_one_before(site):
    with played() as town:
        unit = Unit(parent=GOV, head=ROADS.replace("u:", "p:"))
        enter(Listed(UNITS, ROADS, unit, date(2026, 1, 1), name="交通局"))
        town.later(hours=1)
        enter(Listed(UNITS, ROADS, unit, date(2026, 1, 1), name="某某工作室"))
        last = StreamHead.objects.get(pk=registers.STRUCTURE).version
        erase(registers.STRUCTURE, last, **WHY)
        assert DeskRow.objects.get(desk=ROADS).name == "交通局"
        erase(registers.STRUCTURE, last - 1, **WHY)
        assert DeskRow.objects.get(desk=ROADS).name == ""


def test_verify_and_rebuild_agree_with_erased_words(site):
    prepare_site()
    with played() as town:
        live(town, random.Random(5), 40)
        seal(shell.now())
        for stream, version in list(EntryWords.objects.values_list("stream", "version"))[::5]:
            erase(stream, version, **WHY)
        assert JointRow.objects.exists()
        assert list(differences(registers.STREAMS, shell.now())) == []
        with transaction.atomic():
            rebuild(registers.STREAMS, shell.now(), lambda done: None)
        seal(shell.now())
        report = verify_site()
        assert report.findings == ()
        assert report.facts["erased"] > 0


def test_words_the_rule_wrote_once_more_go_too(sqlite_site):
    """A stop and the sheet of a late work bear its words: none is left, and the record names each."""
    prepare_site()
    with played() as town:
        task, obstacle = shell.fresh(), shell.fresh()
        town.do(task, Offer("task", LEAD, ROADS, "张三的低保", due=date(2026, 3, 20)), LEAD)
        town.do(task, Accept(), ROADS)
        town.do(task, Block("李四不在家", to=WATER, fresh=obstacle), ROADS)
        town.do(obstacle, Withdraw("回来了"), ROADS)
        typed = town.offered()
        for day in ("03-24", "04-02", "04-13", "04-24", "05-08", "05-20"):
            town.now = local(f"2026-{day} 10:00")
            while Clock().run():
                pass
        sheet = Stream(MatterRow.objects.get(kind="decision", parent=task).stream)
        assert town.row(sheet).title == "张三的低保"
        erase(task, 1, **WHY)
        assert [town.row(name).title for name in (sheet, obstacle, typed)] == ["", "李四不在家", "修复老桥"]
        erase(task, 3, **WHY)
        assert town.row(obstacle).title == ""
        told = [entry.event for name in (task, sheet, obstacle) for entry in read([name], words=True)[name]]
        assert not any(said in str(told) for said in ("张三", "李四"))
        assert [entry.event.stream for entry in read([RECORD])[RECORD]] == [task, sheet, task, obstacle]
        seal(shell.now())
        assert verify_site().findings == ()
