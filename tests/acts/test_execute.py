"""One command, one transaction: all of it is recorded or none, once, on either database."""

import threading
from contextvars import copy_context
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, connections

from qiantou.acts import registers, shell
from qiantou.acts.execute import Asked, Step, execute, execute_all, sent_before, tick
from qiantou.core.kernel import Actor, Rejected
from qiantou.core.moves import Accept, AcceptDelivery, Block, Counter, Deliver, Offer
from qiantou.core.register import Listed, Unit
from qiantou.core.worktime import DayRule
from qiantou.ledger.models import Entry, EntryWords, Head, Sent, StreamHead
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow, SpanRow, TieRow
from tests.acts.county import CLERK, played
from tests.core.world import LEAD, ROADS, WATER


def test_a_move_leaves_an_entry_a_row_and_a_receipt(site):
    with played() as town:
        task = town.offered(due=date(2026, 3, 20))
        town.later(hours=2)
        receipt = town.do(task, Accept(), ROADS)
        row = town.row(task)
        assert (row.phase, row.holder, row.title, row.due_now) == ("underway", ROADS, "修复老桥", date(2026, 3, 20))
        assert receipt is not None
        assert Entry.objects.get(pk=receipt.position).stream == task
        assert receipt.version == 2


def test_positions_are_gapless_and_the_head_counts_them(site):
    with played() as town:
        for _ in range(3):
            town.do(town.offered(), Accept(), ROADS)
        positions = list(Entry.objects.order_by("position").values_list("position", flat=True))
        assert positions == list(range(Head.objects.get().size))


def test_the_same_command_id_gives_the_same_receipt_and_nothing_more(site):
    with played() as town:
        task = town.offered()
        first = town.do(task, Accept(), ROADS, command_id="once")
        before = Entry.objects.count()
        again = town.do(task, Accept(), ROADS, command_id="once")
        assert first is not None
        assert again is not None
        assert (again.position, again.leaf, again.repeated) == (first.position, first.leaf, True)
        assert Entry.objects.count() == before


def test_no_control_character_enters_the_record_by_any_door(site):
    with played():
        before = Entry.objects.count()
        for move in (Offer("task", LEAD, ROADS, "修缮\x00"), Counter(date(2026, 3, 20), "later\x1b")):
            with pytest.raises(Rejected, match="control-characters"):
                execute(shell.fresh(), move, by=Actor(desk=LEAD), command_id="x")
        listed = Listed("units", "u:new", Unit(), date(2026, 3, 2), name="a\x01b")
        with pytest.raises(Rejected, match="control-characters"):
            execute_all((), by=Actor(), command_id="y", listings=[listed])
        assert Entry.objects.count() == before


def test_a_command_id_used_for_something_else_is_refused(site):
    with played() as town:
        task = town.offered()
        town.do(task, Accept(), ROADS, command_id="once")
        with pytest.raises(Rejected, match="command-id-reused"):
            town.do(task, Deliver("done"), ROADS, command_id="once")


def test_what_becomes_other_moves_each_time_is_known_again_by_what_was_asked(site):
    with played() as town:
        asked, by = Asked("once", ("ask", ROADS, "修桥")), Actor(LEAD, account=CLERK)

        def step():
            return Step(shell.fresh(), Offer("task", LEAD, ROADS, "修桥"))

        def send(sent: Asked):
            return sent_before(by, sent) or execute_all([step()], by=by, command_id=sent)

        first, again = send(asked), send(asked)
        assert (again.position, again.repeated) == (first.position, True)
        for other in (replace(asked, what=("ask", WATER, "修桥")), replace(asked, what=("launch",))):
            with pytest.raises(Rejected, match="command-id-reused"):
                send(other)
        with pytest.raises(Rejected, match="command-id-reused"):
            town.do(first.stream, Accept(), ROADS, command_id="once")
        assert sent_before(replace(by, account="another"), asked) is None
        assert Sent.objects.filter(command="once").count() == 1


def test_a_refusal_stores_nothing(site):
    with played() as town:
        task = town.offered()
        before = (Entry.objects.count(), Sent.objects.count(), EntryWords.objects.count(), Head.objects.get().size)
        with pytest.raises(Rejected, match="not-yours"):
            town.do(task, Accept(), WATER)
        assert before == (
            Entry.objects.count(),
            Sent.objects.count(),
            EntryWords.objects.count(),
            Head.objects.get().size,
        )


def test_of_several_steps_one_refused_undoes_all(site):
    with played() as town:
        one, two = town.offered(), town.offered()
        steps = (Step(one, Accept()), Step(two, AcceptDelivery()))
        with pytest.raises(Rejected, match="wrong-phase"):
            execute_all(steps, by=Actor(ROADS, account=CLERK), command_id="bulk")
        assert town.row(one).phase == "offered"


def test_a_block_moves_the_ball_of_the_waiting_matter(site):
    with played() as town:
        task = town.offered(due=date(2026, 3, 20))
        town.do(task, Accept(), ROADS)
        obstacle = shell.fresh()
        town.do(task, Block("缺少图纸", to=WATER, fresh=obstacle), ROADS)
        assert (town.row(task).phase, town.row(task).paused, town.row(task).due_now) == ("underway", True, None)
        town.do(obstacle, Accept(), WATER)
        assert (town.row(task).phase, town.row(task).holder) == ("blocked", WATER)
        town.later(days=2)
        town.do(obstacle, Deliver("图纸已交"), WATER)
        town.do(obstacle, AcceptDelivery(), ROADS)
        assert (town.row(task).phase, town.row(task).holder) == ("underway", ROADS)
        assert town.row(task).due_now == date(2026, 3, 24)
        assert not TieRow.objects.exists()
        holders = list(SpanRow.objects.filter(stream=task).order_by("ordinal").values_list("holder", flat=True))
        assert holders == [WATER, ROADS]


def test_a_tick_with_nothing_due_writes_no_entry(site):
    with played() as town:
        task = town.offered()
        before = Entry.objects.count()
        assert tick(task) == 0
        assert Entry.objects.count() == before


def test_silence_is_recorded_at_its_scheduled_instant(site):
    with played() as town:
        task = town.offered()
        promised = town.row(task).reply_at
        town.later(days=30)
        tick(task)
        climbed = next(entry for entry in read([task])[task] if entry.version == 2)
        assert climbed.at == promised
        assert town.row(task).phase == "referred"


def test_a_calendar_edit_makes_the_clock_look_again(site):
    with played() as town:
        task = town.offered()
        day = Listed("day", "2026-03-03", DayRule((), "停电", "notice"), date(2026, 3, 3))
        execute_all((), by=Actor(account=CLERK), command_id="day", listings=[day])
        assert town.row(task).next_at == town.now
        before = town.row(task).reply_at
        tick(task)
        assert town.row(task).reply_at > before
        assert town.row(task).next_at > town.now


def test_words_are_stored_apart_and_facts_hold_none(site):
    with played() as town:
        task = town.offered(detail="按照会议纪要办理")
        facts = bytes(Entry.objects.get(stream=task, version=1).facts).decode()
        assert "修复老桥" not in facts
        assert "会议纪要" not in facts
        assert "修复老桥" in bytes(EntryWords.objects.get(stream=task, version=1).body).decode()


def test_two_people_moving_one_matter_at_once_both_get_an_answer(postgres_site):
    """Of two moves that exclude each other one is recorded and one is refused, never both, never neither."""
    with played() as town:
        for number in range(8):
            task = town.offered()
            answers: list[str] = []
            barrier = threading.Barrier(2)

            def move(command, key, task=task, answers=answers, barrier=barrier):
                try:
                    barrier.wait()
                    execute(task, command, by=Actor(ROADS, account=CLERK), command_id=key)
                    answers.append("done")
                except Rejected as refusal:
                    answers.append(refusal.code)
                finally:
                    connection.close()

            moves = [(Accept(), f"a{number}"), (Counter(None, "晚一些"), f"b{number}")]
            threads = [threading.Thread(target=copy_context().run, args=(move, *pair)) for pair in moves]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sorted(answers) == ["done", "wrong-phase"]
            assert StreamHead.objects.get(pk=task).version == 2
    connections.close_all()


def test_the_register_is_folded_once_per_version(site, monkeypatch):
    with played() as town:
        town.offered()
        kept = registers.folded()
        assert registers.folded() is kept
        day = Listed("day", "2026-03-04", DayRule((), "停电"), date(2026, 3, 4))
        execute_all((), by=Actor(account=CLERK), command_id="day", listings=[day])
        assert registers.folded() is not kept


def test_an_offer_of_an_unknown_kind_is_refused(site):
    with played() as town, pytest.raises(Rejected, match="unknown-kind"):
        town.do(shell.fresh(), Offer("party", LEAD, ROADS, "聚餐"), LEAD)
    assert MatterRow.objects.count() == 0
