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


@pytest.mark.parametrize("hour", [0, 3, 9, 20])
def test_nothing_is_recorded_after_the_hour_the_stories_are_told(sqlite_site, hour):
    from qiantou.jobs.county.stories import coop
    from qiantou.jobs.county.told import tell_all
    from qiantou.ledger.models import Entry

    told = TOLD.replace(day=19, hour=hour)  # a Saturday; in China the Sunday, a working one, begins at 16:00

    tell_all(told, stories=[coop.story])

    assert not Entry.objects.filter(recorded_at__gt=told).exists()
    assert Entry.objects.filter(recorded_at__gte=told.replace(day=15)).exists()
