"""A whole division without pages, from the listing of its joint work to the closing of its last matter."""

import random
from datetime import UTC, datetime

import pytest

from tests.support.marks import ON_SQLITE

TOLD = datetime(2026, 9, 24, 4, 0, tzinfo=UTC)
SEED = 20260924


def play(stories, after_scene=lambda clock: None):
    """Tell `stories` with a scripted clock and seeded chance; `after_scene` is called between scenes."""
    from qiantou.acts import shell
    from qiantou.jobs.county import told
    from qiantou.jobs.county.establish import establish
    from qiantou.jobs.county.playing import tell

    def watched(story):
        def scenes(teller):
            for instant in story(teller):
                after_scene(teller.clock)
                yield instant

        return scenes

    clock = told.story_clock(TOLD)
    with shell.scripted(clock.read, random.Random(SEED).randbytes):
        county = establish(clock.today)
        tell([watched(story) for story in stories], county, clock)
    return county


def leaves() -> list[str]:
    from qiantou.ledger.canonical import leaf_bytes
    from qiantou.ledger.merkle import leaf_hash
    from qiantou.ledger.models import Entry
    from qiantou.ledger.writer import header

    return [leaf_hash(leaf_bytes(header(row))).hex() for row in Entry.objects.order_by("position")]


def test_a_division_is_carried_from_its_listing_to_the_close_of_its_last_matter(site):
    from qiantou.jobs.county.stories import closing
    from qiantou.readmodel.models import JointRow, MatterRow
    from tests.acts.whole import check_rows_are_the_fold

    counted = []
    play([closing.story], lambda clock: counted.append(check_rows_are_the_fold(clock.now)))

    joint = JointRow.objects.get(title=closing.TITLE)
    matters = MatterRow.objects.filter(joint=joint.stream, kind="task")
    assert matters.count() == 48
    assert set(matters.values_list("outcome", flat=True)) == {"accepted"}
    assert check_rows_are_the_fold(TOLD) == counted[-1] > counted[0]


def test_the_same_script_leaves_the_same_record_on_both_databases(templates, tmp_path):
    from qiantou.jobs.county.stories import division, tender

    records = {}
    for kind in ("sqlite", "postgres"):
        folder = tmp_path / kind
        folder.mkdir()
        with templates.site(kind, folder):
            play([division.story, tender.story])
            records[kind] = leaves()

    assert len(records["sqlite"]) > 500
    assert records["sqlite"] == records["postgres"]


@ON_SQLITE
def test_every_phase_and_kind_stands_on_some_page_when_the_stories_have_been_told(site):
    from qiantou.core.kind_table import KINDS
    from qiantou.core.kinds import Phase
    from qiantou.jobs.county.told import STORIES
    from qiantou.readmodel.models import MatterRow
    from tests.acts.whole import check_rows_are_the_fold

    county = play(STORIES)

    assert set(MatterRow.objects.values_list("phase", flat=True)) == {phase.value for phase in Phase}
    assert set(MatterRow.objects.values_list("kind", flat=True)) == set(KINDS)
    for leader in ("changwu", "chengjian"):
        assert MatterRow.objects.filter(holder=county.desk(leader), phase="referred").exists()
    assert MatterRow.objects.filter(is_open=True, due_now__lt=TOLD.date()).exists()
    assert MatterRow.objects.filter(hatched=True).exists()
    assert check_rows_are_the_fold(TOLD) > 100
    check_a_silent_doer(county)
    check_bulletins_and_meetings()
    check_a_firm_without_account(county)


def check_a_silent_doer(county):
    """Four rungs by the rule alone, the last now before the leader; beside it a reason given and one accepted."""
    from qiantou.core.facts import Urged
    from qiantou.core.kernel import Stream
    from qiantou.ledger.writer import read
    from qiantou.readmodel.models import MatterRow

    sheet = MatterRow.objects.get(kind="decision", is_open=True)
    assert sheet.holder == county.desk("chengjian")
    entries = read([Stream(sheet.parent)])[sheet.parent]
    rungs = [entry.event.rung.value for entry in entries if isinstance(entry.event, Urged)]
    assert rungs == ["reminder", "chaser", "bulletin", "sheet"]
    assert {"reason", "excused"} <= set(MatterRow.objects.values_list("ease", flat=True))


def check_bulletins_and_meetings():
    """One bulletin issued by an office that does not lead, one shown; one meeting held, whose decision is a task."""
    from qiantou.acts import bulletins, registers
    from qiantou.core.bulletin import ADDITIONS, BULLETINS
    from qiantou.core.convening import meetings
    from qiantou.core.meeting import Brought
    from qiantou.ledger.writer import read
    from qiantou.readmodel.models import MatterRow

    force = registers.current().at(TOLD)
    ((name, order),) = bulletins.orders(force).items()
    assert order.issuer != force.charter(order.joint).lead
    stream = bulletins.stream_of(name, TOLD.year)
    ends = [entry.event.value.end for entry in read([stream])[stream] if entry.event.section == BULLETINS]
    issued = [bulletins.run_of(name, order, end).issued is not None for end in ends]
    assert issued == [True, False]
    held = [one for one in meetings(force).values() if one.held]
    (given,) = [decided.opened for decided in held[0].decisions if decided.opened]
    assert MatterRow.objects.get(pk=given).phase == "underway"
    assert any(one.agenda and one.day > TOLD.date() for one in meetings(force).values() if not one.held)
    brought = [item.brought for one in meetings(force).values() if not one.held for item in one.agenda]
    assert Brought.CIRCLE in brought
    assert order.public
    told = [entry.event.value for entry in read([stream])[stream] if entry.event.section == ADDITIONS]
    assert None in [addition.unit for addition in told], "what was issued is corrected by the office"


def check_a_firm_without_account(county):
    """One move of its own by a link, and one yes by another to what was recorded for it."""
    from qiantou.access.link_rows import Link
    from qiantou.core.facts import Confirmed
    from qiantou.core.kernel import Stream
    from qiantou.ledger.writer import read

    first, second = Link.objects.order_by("made")
    assert (first.confirms, second.confirms, first.position < second.position) == (False, True, True)
    entries = read([Stream(first.stream)])[first.stream]
    own = [entry for entry in entries if entry.by.through is not None]
    assert {entry.by.desk for entry in own} == {county.desk("gongdian")}
    assert [isinstance(entry.event, Confirmed) for entry in own] == [False, True]


@pytest.mark.parametrize("hour", [0, 3, 9, 20])
def test_nothing_is_recorded_after_the_hour_the_stories_are_told(sqlite_site, hour):
    from qiantou.jobs.county.stories import coop
    from qiantou.jobs.county.told import tell_all
    from qiantou.ledger.models import Entry

    told = TOLD.replace(day=19, hour=hour)  # a Saturday; in China the Sunday, a working one, begins at 16:00

    tell_all(told, stories=[coop.story])

    assert not Entry.objects.filter(recorded_at__gt=told).exists()
    assert Entry.objects.filter(recorded_at__gte=told.replace(day=15)).exists()
