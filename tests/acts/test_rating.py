"""Mutual rating on a real database: off by default, only between those who worked together, and untraceable."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse

from qiantou.acts import rating, registers, shell
from qiantou.acts.execute import catch_up, execute_all
from qiantou.acts.letters import send_letters
from qiantou.acts.models import Grade
from qiantou.acts.wiping import cut_journal
from qiantou.core.figures import RATERS_LEAST, RATING_WEIGHT, Figure
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.moves import Accept, Offer, Withdraw
from qiantou.core.plan import LINES, Line, Role
from qiantou.core.register import CHARTERS, FIGURES, UNITS, Listed
from qiantou.core.undertaking import Charter
from qiantou.insight.rating import Rated
from qiantou.outbox.models import Notice
from qiantou.readmodel.models import MatterRow
from tests.acts.assessed import begun, worked
from tests.acts.county import CLERK, Played, played
from tests.core.world import GOV, LEAD, ROADS, TOWN, WATER
from tests.support.marks import ON_SQLITE


def enter(*listings: Listed) -> None:
    execute_all((), by=Actor(account=CLERK), command_id=uuid4().hex, listings=listings)


def enter_as(desk: Desk, *listings: Listed) -> None:
    execute_all((), by=Actor(desk, account=CLERK), command_id=uuid4().hex, listings=listings)


def asked(town: Played, joint: Stream, asker: Desk, doer: Desk, *, taken: bool = True) -> Stream:
    stream = shell.fresh()
    town.do(stream, Offer("task", asker, doer, "修复老桥", joint=joint), asker)
    if taken:
        town.do(stream, Accept(), doer)
    return stream


@contextmanager
def rated(weight: int = 20, least: int = 3) -> Iterator[tuple[Played, Stream]]:
    """A joint work of LEAD with ROADS and TOWN, each of whom took something on."""
    with played() as town:
        day, joint = town.now.date(), shell.fresh()
        figures = ((RATING_WEIGHT, weight), (RATERS_LEAST, least))
        enter(
            Listed(UNITS, TOWN, replace(force().unit(TOWN), sort="township"), day, name="桥东镇"),
            Listed(CHARTERS, joint, Charter(LEAD, GOV, GOV), day, name="修复老桥"),
            *(Listed(FIGURES, name, Figure(amount, "县政办发〔2026〕3号"), day) for name, amount in figures if amount),
        )
        asked(town, joint, LEAD, ROADS)
        asked(town, joint, TOWN, WATER)
        yield town, joint


def force():
    return registers.current().at(shell.now())


@ON_SQLITE
def test_it_is_off_until_the_site_turns_it_on(site):
    with rated(weight=0) as (_town, joint):
        assert rating.round_of(joint, force()).pairs == frozenset()
        with pytest.raises(Rejected, match="rating-is-off"):
            rating.rate(joint, (LEAD, ROADS), 4)
        assert rating.ratings_of(joint, force()) == {}


@ON_SQLITE
def test_only_those_who_took_something_on_of_each_other_rate(site):
    with rated() as (town, joint):
        asked(town, joint, LEAD, WATER, taken=False)  # not taken on yet
        town.do(asked(town, joint, LEAD, TOWN, taken=False), Withdraw("不再需要"), LEAD)
        found = rating.round_of(joint, force())
        assert found.pairs == {(LEAD, ROADS), (ROADS, LEAD), (TOWN, WATER)}
        assert found.rated_by([ROADS, TOWN]) == [(ROADS, LEAD), (TOWN, WATER)]
        over = replace(force().charter(joint), met=town.now.date())
        for charter in (over, replace(over, ended=town.now.date(), ending="任务完成")):  # told once
            enter(Listed(CHARTERS, joint, charter, town.now.date()))
        told = Notice.objects.filter(code="rating").values_list("desk", "path")
        page = reverse("review-rating", args=[joint[:12]])
        assert sorted(told) == [(desk, page) for desk in sorted((LEAD, ROADS, TOWN))]
        for pair in ((WATER, TOWN), (LEAD, TOWN), (LEAD, WATER), (LEAD, LEAD)):
            with pytest.raises(Rejected, match="not-worked-together"):
                rating.rate(joint, pair, 4)
        for grade in (0, 6):
            with pytest.raises(Rejected, match="no-such-grade"):
                rating.rate(joint, (LEAD, ROADS), grade)


@ON_SQLITE
def test_whoever_signed_said_nothing_or_confirmed_a_cause_outside_did_not_work_with_the_lead(site):
    with played() as town:
        work = worked(begun(town))  # LEAD asked ROADS, WATER and TOWN, who signed; WATER cleared an obstacle of ROADS
        for name, amount in ((RATING_WEIGHT, 20), (RATERS_LEAST, 3)):
            enter(Listed(FIGURES, name, Figure(amount, "县政办发〔2026〕3号"), town.now.date()))
        pairs = {(LEAD, ROADS), (ROADS, LEAD), (LEAD, WATER), (WATER, LEAD), (LEAD, TOWN), (TOWN, LEAD)}
        assert rating.round_of(work.joint, force()).pairs == pairs
        town.do(work.stream("L004"), Withdraw("不再需要"), LEAD)
        assert rating.round_of(work.joint, force()).pairs == pairs - {(LEAD, TOWN), (TOWN, LEAD)}
        outside = shell.fresh()
        town.do(outside, Offer("obstacle", LEAD, TOWN, "汛期封航", joint=work.joint, cause="outside"), LEAD)
        town.do(outside, Accept(), TOWN)
        assert rating.round_of(work.joint, force()).pairs == pairs - {(LEAD, TOWN), (TOWN, LEAD)}


@ON_SQLITE
def test_silence_on_a_letter_is_no_work_done_together(site):
    with rated() as (town, joint):
        before = rating.round_of(joint, force()).pairs
        enter_as(LEAD, Listed(LINES, f"{joint}/L1", Line(WATER, Role.DO, 10, deliverable="疏通沟渠"), town.now.date()))
        send_letters(joint, reply_days=5, silence_consents=True, by=Actor(LEAD, account=CLERK), command_id=uuid4().hex)
        town.later(days=30)
        letter = MatterRow.objects.get(joint=joint, kind="consultation")
        catch_up([Stream(letter.stream)])
        letter.refresh_from_db()
        assert (letter.doer, letter.outcome) == (WATER, "consented")
        assert rating.round_of(joint, force()).pairs == before


def test_a_grade_takes_the_place_of_the_last_and_is_told_from_enough_raters_on(site):
    with rated(least=3) as (town, joint):
        raters = [ROADS, WATER, TOWN]
        for unit in (WATER, TOWN):
            asked(town, joint, LEAD, unit)
        for unit, grade in zip(raters, (1, 4, 5), strict=True):
            rating.rate(joint, (unit, LEAD), grade)
        rating.rate(joint, (ROADS, LEAD), 3)
        rating.rate(joint, (TOWN, WATER), 2)
        assert rating.ratings_of(joint, force()) == {LEAD: Rated(3, 4), WATER: Rated(1)}
        assert rating.grades_by(joint, [(ROADS, LEAD), (LEAD, ROADS)]) == {(ROADS, LEAD): 3}
        rating.close(joint)
        assert not Grade.objects.exists()
        assert rating.ratings_of(joint, force()) == {}


@ON_SQLITE
def test_no_row_and_no_byte_of_the_record_says_who_gave_a_grade(site):
    with rated() as (_town, joint):
        before = _entries()
        rating.rate(joint, (ROADS, LEAD), 1)
        rating.rate(joint, (TOWN, WATER), 1)
        assert _entries() == before  # nothing was recorded
        rows = [tuple(map(str, row)) for row in Grade.objects.values_list()]
        assert sorted((row[2], row[3]) for row in rows) == sorted([(LEAD, "1"), (WATER, "1")])
        told = " ".join(" ".join(row) for row in rows)
        assert not any(name in told for name in (ROADS, TOWN, CLERK))
        assert {field.name for field in Grade._meta.get_fields()} == {"name", "joint", "rated", "grade"}


def test_after_the_sheet_no_byte_of_the_files_tells_a_grade(sqlite_site):
    with rated() as (_town, joint):
        pairs = [(Desk(f"u:{number}"), Desk(f"u:{number + 1}")) for number in range(400)]
        for grade in (3, 4):  # the second takes the place of the first, as when a grade is changed
            Grade.objects.all().delete()
            for pair in pairs:
                Grade.objects.create(name=rating._name(joint, pair), joint=joint, rated=pair[1], grade=grade)
        names = [rating._name(joint, pair).encode() for pair in pairs]
        assert _found(names) == set(names)
        file = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(file)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM acts_grade").fetchone()
            with transaction.atomic():
                rating.close(joint)
            assert _found(names)  # who reads from the journal keeps it
            assert not cut_journal()
        assert cut_journal()
        assert _found(names) == set()
        rating.rate(joint, (ROADS, LEAD), 1)
        own = [rating._name(joint, (ROADS, LEAD)).encode()]
        assert _found(own)
        with transaction.atomic():
            rating.close(joint)
        assert not _found(own)  # nobody read: at once


def _found(names: list[bytes]) -> set[bytes]:
    """Those that stand anywhere in the database or beside it."""
    file = Path(connection.settings_dict["NAME"])
    told = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    return {name for name in names if name in told}


def _entries() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, facts FROM ledger_entry ORDER BY position")
        return cursor.fetchall()
