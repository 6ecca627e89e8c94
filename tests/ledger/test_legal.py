"""The fold of an export: whatever was played by the rules stands, and what could not have been does not."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiantou.core.facts import (
    Accepted,
    Climbed,
    Declined,
    Delivered,
    DeliveryAccepted,
    Reported,
    Ruled,
    Tabled,
)
from qiantou.core.kernel import Actor, Desk, Entry, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Contest, Offer, Tick
from qiantou.core.register import DAYS
from qiantou.core.replay import is_lapse
from qiantou.core.worktime import DayRule
from qiantou.ledger.codec import encode
from qiantou.ledger.events import RECORD, Erased, KeyRotated
from qiantou.ledger.legal import fold_under
from qiantou.ledger.offline import verify_bundle
from tests.core import test_fallen, test_passing
from tests.core.anymoves import moves, offers
from tests.core.world import DEPUTY, LEAD, ROADS, Town, county, listed
from tests.ledger.judging import judged, judged_under, records_of
from tests.ledger.sample_log import START, SampleLog, body_of, make_record, stream_id

STRANGER = Desk("u:nobody")


def faults(entries, listed=None, later=(), plans=()):
    """`listed`: the entries of the register that stand before them in the record; `later`: those after them."""
    given = [*(county() if listed is None else listed), *plans]
    return [finding.code for finding in judged_under(given, entries, later)]


def played(data):
    """A town after some thirty random moves, most of them legal; the refused ones left nothing."""
    town = Town()
    for _ in range(2):
        stream, command, by = data.draw(offers(town))
        with suppress(Rejected):
            town.do(stream, command, by=by)
    for _ in range(data.draw(st.integers(1, 25))):
        stream, command, by = data.draw(moves(town))
        with suppress(Rejected):
            town.do(stream, command, by=by)
        town.later(hours=data.draw(st.sampled_from((1, 5, 24, 72, 240))))
        if town.matter(stream) is not None:
            town.tick(stream)
    return town


@settings(max_examples=40)
@given(st.data())
def test_what_was_played_by_the_rules_stands_and_neither_a_strangers_move_nor_an_early_lapse_does(data):
    """One town for all three: to play it costs more than to judge it."""
    town = played(data)
    assert faults(town.entries, town.listings) == []
    check_a_move_by_a_stranger(town, data)
    check_lapses_too_early(town)


def check_a_move_by_a_stranger(town, data):
    named = [entry for entry in town.entries if entry.by.desk is not None]
    if named:
        forged = data.draw(st.sampled_from(named))
        entries = [replace(entry, by=Actor(STRANGER)) if entry is forged else entry for entry in town.entries]
        assert faults(entries, town.listings) == ["illegal-move"]


def check_lapses_too_early(town):
    """The record up to a lapse, which is moved to just before its instant."""
    lapses = [number for number, entry in enumerate(town.entries) if is_lapse(entry.event)]
    for number in lapses[-3:]:
        early = replace(town.entries[number], at=town.entries[number].at - timedelta(microseconds=1))
        before = [entry for entry in town.of(early.stream) if entry.version < early.version]
        if before[-1].at <= early.at:
            assert faults([*town.entries[:number], early], town.listings) == ["lapsed-too-early"]


def stands(case):
    plans = [entry for entries in case.town.plans.values() for entry in entries]
    return faults(case.town.entries, case.town.listings, plans=plans)


def test_a_passing_its_window_and_its_fall_stand_and_none_takes_effect_before_its_time():
    case = test_passing.fallen()
    assert stands(case) == []
    *before, lapsed = case.town.of(test_passing.PASS)[:3]
    early = replace(lapsed, at=lapsed.at - timedelta(microseconds=1))
    assert faults([*before, early], case.town.listings) == ["lapsed-too-early"]


def test_a_line_whose_signature_fell_stands():
    case = test_fallen.launched().when(Contest(2, "no"), ROADS).when(test_fallen.AGAINST, DEPUTY)
    assert stands(case) == []
    last = case.town.of(test_fallen.SIDE)[-1]
    case.town.entries.append(replace(last, version=last.version + 1))
    assert stands(case) == ["illegal-move"]


def history(*events):
    """A stream that begins as a real task, then the given events by the given desks."""
    town = Town()
    stream = town.fresh()
    town.do(stream, Offer("task", LEAD, ROADS, "修桥"), by=Actor(LEAD))
    [offered] = town.of(stream)
    made = [offered]
    for number, (desk, event) in enumerate(events, 2):
        made.append(Entry(stream, number, offered.at + timedelta(hours=number), Actor(desk), event))
    return made


def test_the_plain_course_of_a_task_stands():
    assert faults(history((ROADS, Accepted(None)), (ROADS, Delivered("done")), (LEAD, DeliveryAccepted()))) == []


@pytest.mark.parametrize("silent", [0, 1])
def test_what_was_never_said_is_found_in_an_export_as_on_the_site(tmp_path, silent):
    """A title and a reason that the rules ask for: erased they are taken as said, left empty they are not."""
    said = history((ROADS, Declined("no-means", None, "无此经费")))
    bare = [replace(one, event=replace(one.event, **{("title", "reason")[n]: ""})) for n, one in enumerate(said)]

    def found(entries, erased=()):
        every = [*((one, number) for number, one in enumerate(county())), *((one, "work") for one in entries)]
        named = [replace(one, stream=Stream(stream_id(name)), at=one.at.astimezone(UTC)) for one, name in every]
        log = SampleLog(records=records_of(named))
        for position in (len(county()) + number for number in erased):
            log.records[position] = replace(log.records[position], words=None, words_nonce=None)
            said_so, _ = encode(
                Entry(RECORD, 1, START, Actor(LEAD), Erased(position, Stream(stream_id("work")), silent + 1, "令"))
            )
            log.records.append(make_record(len(log.records), RECORD, 1, said_so))
        report = verify_bundle(log.seal().export(tmp_path / f"{len(list(tmp_path.iterdir()))}"), fold_under=fold_under)
        return [(one.code, one.facts.get("version")) for one in report.findings]

    untold = [bare[n] if n == silent else one for n, one in enumerate(said)]
    assert found(said) == []
    assert found(untold) == [("illegal-move", silent + 1)]
    assert faults(untold) == ["illegal-move"]
    assert found(untold, erased=[silent]) == []


REST = [listed(DAYS, f"2026-03-{day:02}", DayRule((), "闭馆")) for day in range(2, 20)]


def climbed(rest=()):
    """A task that nobody answers, and the lapse as the rules record it: three working days to answer."""
    town = Town(listings=[*county(), *rest])
    stream = town.fresh()
    town.do(stream, Offer("task", LEAD, ROADS, "修桥"), by=Actor(LEAD))
    town.later(days=40)
    town.do(stream, Tick())
    return town.of(stream)[:2]


def test_silence_does_what_it_does_at_its_instant_by_the_calendar_on_record():
    [offered, lapse] = climbed()
    assert isinstance(lapse.event, Climbed)
    assert faults([offered, lapse]) == []
    for other in (timedelta(days=-3), timedelta(microseconds=-1), timedelta(microseconds=1), timedelta(days=5)):
        moved = faults([offered, replace(lapse, at=lapse.at + other)])
        assert moved == (["lapsed-too-early"] if other < timedelta() else ["illegal-move"]), other
    assert faults([offered, lapse], [*county(), *REST]) == ["lapsed-too-early"]
    assert faults(climbed(REST), [*county(), *REST]) == []


def test_whoever_recorded_a_lapse_could_not_know_what_was_recorded_after_it():
    """A notice may carry the very instant of a lapse, or an earlier one, and still stand behind it in the record."""
    assert faults(climbed(), later=REST) == []
    assert faults(climbed(), [*county(), *REST]) == ["lapsed-too-early"]


@pytest.mark.parametrize(
    "events",
    [
        [(LEAD, Accepted(None))],
        [(ROADS, Delivered("not yet accepted"))],
        [(ROADS, Reported("not yet accepted"))],
        [(ROADS, Accepted(None)), (ROADS, Accepted(None))],
        [(ROADS, Accepted(None)), (ROADS, Delivered("x")), (ROADS, DeliveryAccepted())],
        [(LEAD, Ruled(Phase.CLOSED, None, None, True))],
        [(None, Accepted(None))],
        [(ROADS, Tabled())],
        [(ROADS, Accepted(None)), (None, Tabled())],
        [(None, KeyRotated("a", "b"))],
    ],
)
def test_what_no_rule_allows_does_not_stand(events):
    assert faults(history(*events)) == ["illegal-move"]


def test_a_matter_begins_with_its_offer_and_only_once():
    offered, accepted = history((ROADS, Accepted(None)))
    assert faults([accepted]) == ["illegal-move"]
    assert faults([offered, replace(offered, version=2)]) == ["illegal-move"]
    assert faults([replace(offered, by=Actor(STRANGER))]) == ["illegal-move"]


def found(entries):
    return [finding.code for finding in judged(records_of(entries))]


def test_the_register_and_the_record_have_streams_of_their_own():
    listed = county()[0]
    assert found([listed]) == []
    assert found([replace(listed, stream=RECORD)]) == ["illegal-entry"]
    assert faults([Entry(RECORD, 1, listed.at, Actor(), KeyRotated("a", "b"))]) == []
    assert faults([*history(), replace(listed, stream=history()[0].stream, version=2)]) == ["illegal-entry"]


@pytest.mark.parametrize(
    "facts",
    [
        body_of(type="matter.unheard", data={}),
        body_of(type="matter.accepted", data={}) + b" ",
        body_of(type="matter.offered", data={}),
        body_of(type="matter.offered", data=[]),
        body_of(type=["matter.offered"], data={}),
        b"null",
    ],
)
def test_facts_of_no_known_shape_are_named(facts):
    found = fold_under([])("f" * 32, [make_record(5, "f" * 32, 1, facts)]).findings
    assert [(finding.code, finding.facts["position"]) for finding in found] == [("undecodable", 5)]
