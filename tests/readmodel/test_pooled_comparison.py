"""Several processes check one snapshot; whatever row differs is found and named, whoever compared it."""

import random
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest

from qiantou.acts.clock import Clock
from qiantou.core.moves import Accept
from qiantou.jobs import verify_site
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger import onesnapshot, parallel, stored
from qiantou.ledger.models import Entry
from qiantou.readmodel.matter_rows import MATTER, PARTY, SPAN
from qiantou.readmodel.models import (
    DeskRow,
    JointRow,
    MatterRow,
    PartyRow,
    ShareRow,
    SpanRow,
    TermRow,
    TieRow,
)
from tests.acts.county import played, played_on
from tests.acts.random_play import live
from tests.core.world import ROADS
from tests.support import postgres
from tests.support.databases import NOWHERE, connect


@pytest.fixture(scope="module")
def lived(templates, tmp_path_factory):
    """A county with some forty matters, played once: its site, and how the player stood."""
    with templates.site("postgres", tmp_path_factory.mktemp("lived")) as site:
        make_key_and_witness()
        with played() as town:
            live(town, random.Random(11), 60)
            for _ in range(12):
                town.do(town.offered(), Accept(), ROADS)
            while Clock().run():
                pass
        connect(NOWHERE)
        yield site, town


@pytest.fixture
def postgres_site(lived, templates, tmp_path):
    with templates.site("postgres", tmp_path, like=lived[0]) as site:
        yield site


@pytest.fixture
def town(lived, postgres_site, monkeypatch):
    """The county; its record is checked by several processes, four entries at a time."""
    monkeypatch.setattr(parallel, "SMALL_LOG", 0)
    monkeypatch.setattr(stored, "PART", 4)
    with played_on(lived[1]) as town:
        assert len(stored.parts(stored.size())) > 10
        yield town


@contextmanager
def owning(site):
    """A session past every guard, as one who owns the machine has it."""
    with psycopg.connect(site.server.url(postgres.SUPERUSER, urlsplit(site.url).path[1:]), autocommit=True) as session:
        session.execute("SET session_replication_role = replica")
        yield session


def one_more(row, **changes):
    """Another row like this one but for the changes."""
    columns = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if field.name != "id"}
    type(row).objects.create(**columns | changes)


def found():
    return {(fault.code, *fault.facts.values()) for fault in verify_site.verify_site().findings}


@pytest.mark.parametrize(("table", "compared"), [(MatterRow, MATTER), (PartyRow, PARTY), (SpanRow, SPAN)])
def test_every_column_is_compared(table, compared):
    assert {field.name for field in table._meta.concrete_fields} - {"id"} == set(compared)


@pytest.mark.parametrize("place", [0.0, 0.5, 1.0])
def test_a_row_of_any_table_is_found_and_named_wherever_it_stands(town, place):
    streams = sorted(PartyRow.objects.values_list("stream", flat=True).distinct())
    number = round(place * (len(streams) - 1))
    stream, other = streams[number], streams[number - 1 if number else 1]
    party = PartyRow.objects.filter(stream=stream).first()
    one_more(party, desk="u:x")
    PartyRow.objects.filter(pk=party.pk).delete()
    SpanRow.objects.filter(stream=stream, ordinal=0).update(unconfirmed=True)
    one_more(SpanRow.objects.get(stream=stream, ordinal=0), ordinal=99)
    MatterRow.objects.filter(stream=stream).update(place="甲")
    MatterRow.objects.filter(stream=other).delete()
    strange = "f" * 31 + "e"
    one_more(MatterRow.objects.get(stream=stream), stream=strange)
    TieRow.objects.create(stream=stream, other=strange)
    ShareRow.objects.create(joint=strange, desk="u:x")
    DeskRow.objects.filter(desk=ROADS).update(name="别的名字")
    TermRow.objects.create(key="t", person="a" * 32, post="p:x", since=town.now.date())
    joint = JointRow.objects.first().stream
    JointRow.objects.filter(stream=joint).delete()
    assert found() == {
        ("row-missing", "PartyRow", f"{party.desk} {stream}"),
        ("row-extra", "PartyRow", f"u:x {stream}"),
        ("row-differs", "SpanRow", f"{stream} 0"),
        ("row-extra", "SpanRow", f"{stream} 99"),
        ("row-differs", "MatterRow", stream),
        ("row-missing", "MatterRow", other),
        ("row-extra", "MatterRow", strange),
        ("row-extra", "TieRow", f"{stream} {strange}"),
        ("row-extra", "ShareRow", f"{strange} u:x"),
        ("row-differs", "DeskRow", ROADS),
        ("row-extra", "TermRow", "t"),
        ("row-missing", "JointRow", joint),
    }


def test_a_changed_entry_is_named_by_whichever_process_read_it(town, postgres_site):
    positions = [0, Entry.objects.count() // 2, Entry.objects.count() - 1]
    with owning(postgres_site) as session:
        session.execute("UPDATE ledger_entry SET facts = '{}' WHERE position = ANY(%s)", [positions])
    assert found() == {("facts-changed", position) for position in positions}


def test_the_last_version_kept_of_a_matter_is_compared_too(town, postgres_site):
    stream = MatterRow.objects.first().stream
    with owning(postgres_site) as session:
        session.execute("UPDATE ledger_streamhead SET version = version + 1 WHERE stream = %s", [stream])
    assert found() == {("stream-head-differs", stream)}


def test_what_is_written_meanwhile_is_seen_by_no_process(town, postgres_site, monkeypatch):
    """Moves, and rows lost, after the first process has begun and before the others have read."""
    busy = town.offered()
    town.do(busy, Accept(), ROADS)
    joining = onesnapshot.joining

    def meanwhile():
        join = joining()
        with owning(postgres_site) as session:
            session.execute("DELETE FROM readmodel_spanrow")
            session.execute("UPDATE ledger_streamhead SET version = 77 WHERE stream = %s", [busy])
        return join

    monkeypatch.setattr(onesnapshot, "joining", meanwhile)
    assert found() == set()
    monkeypatch.undo()
    assert ("stream-head-differs", busy) in found()


def test_one_process_finds_the_same(town, monkeypatch):
    SpanRow.objects.filter(ordinal=0).update(holder="u:water")
    pooled = found()
    monkeypatch.setattr(parallel, "SMALL_LOG", 10**9)
    assert pooled
    assert found() == pooled
