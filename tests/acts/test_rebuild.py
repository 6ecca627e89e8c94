"""Rows are what the record comes to: written move by move, or all afresh."""

import random

import pytest
from django.db import transaction

from qiantou.acts import registers, shell
from qiantou.acts.clock import Clock
from qiantou.core.moves import Accept
from qiantou.readmodel.compare import differences
from qiantou.readmodel.models import DeskRow, JointRow, MatterRow, PartyRow, ShareRow, SpanRow, TieRow
from qiantou.readmodel.rebuild import TABLES, rebuild
from tests.acts.county import played
from tests.acts.random_play import live
from tests.core.world import ROADS

BY_TIME = ("due_now", "paused", "reply_at", "next_at")


def rows(*, without=()):
    """Every row of every table, without the numbers the database gave them."""
    found = {}
    for table in TABLES:
        names = [field.name for field in table._meta.concrete_fields if field.name not in ("id", *without)]
        found[table.__name__] = sorted(map(repr, table.objects.values_list(*names)))
    return found


def differing():
    return [(fault.code, *fault.facts.values()) for fault in differences(registers.STREAMS, shell.now())]


def rebuilt():
    told = []
    with transaction.atomic():
        rebuild(registers.STREAMS, shell.now(), told.append)
    return told


@pytest.mark.parametrize("seed", range(2))
def test_rows_rebuilt_are_the_rows_written_move_by_move(site, seed):
    with played() as town:
        live(town, random.Random(seed), 120)
        assert differing() == []
        while Clock().run():
            pass
        assert differing() == []
        before = rows(without=BY_TIME)
        told = rebuilt()
        assert rows(without=BY_TIME) == before
        assert differing() == []
        assert told[-1] == MatterRow.objects.count()


def test_a_rebuild_restores_rows_that_were_lost_or_altered(sqlite_site):
    with played() as town:
        live(town, random.Random(7), 60)
        while Clock().run():
            pass
        before = rows()
        MatterRow.objects.filter(is_open=True).delete()
        SpanRow.objects.update(holder="u:water")
        DeskRow.objects.all().delete()
        rebuilt()
        assert rows() == before


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda row: MatterRow.objects.filter(pk=row.pk).update(title="另一件事"), "row-differs"),
        (lambda row: MatterRow.objects.filter(pk=row.pk).delete(), "row-missing"),
        (lambda row: SpanRow.objects.filter(stream=row.pk).update(holder="u:water"), "row-differs"),
        (
            lambda row: PartyRow.objects.create(
                desk="u:x", stream=row.pk, is_open=1, changed=row.changed, since=row.since
            ),
            "row-extra",
        ),
        (lambda row: TieRow.objects.create(stream=row.pk, other="f" * 32), "row-extra"),
        (lambda row: ShareRow.objects.create(joint="f" * 32, desk="u:x"), "row-extra"),
        (lambda row: DeskRow.objects.filter(desk=ROADS).update(name="别的名字"), "row-differs"),
        (lambda row: JointRow.objects.all().delete(), "row-missing"),
    ],
)
def test_a_row_that_is_not_what_the_record_says_is_named(sqlite_site, spoil, code):
    with played() as town:
        live(town, random.Random(3), 5)
        task = town.offered()
        town.do(task, Accept(), ROADS)
        assert differing() == []
        spoil(town.row(task))
        assert {found[0] for found in differing()} == {code}
