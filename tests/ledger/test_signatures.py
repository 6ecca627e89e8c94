"""A line taken by a signature has one in the record that covers it: streams are folded apart, judged together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.facts import Offered
from qiantou.core.kernel import Entry, Stream
from qiantou.core.moves import Accept, Confirm, Reservation
from qiantou.core.register import CHARTERS
from qiantou.core.undertaking import Charter
from qiantou.ledger.codec import encode
from qiantou.ledger.legal import fold_under, signatures_under
from qiantou.ledger.offline import verify_bundle
from qiantou.ledger.streams import Folded
from tests.core.putting import CARRIED, planned, request, signed
from tests.core.steps import OBSTACLE, SIDE, WORK, Case, recorded, staffed
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, ROADS, WATER, listed
from tests.ledger.sample_log import SampleLog, make_record

Entries = list[Entry]


def launched(case: Case | None = None) -> Case:
    return (case or signed()).when(CARRIED, LEAD, on=SIDE)


def faults(case: Case, change: Callable[[Entries], Entries] = list) -> list[tuple[str, str]]:
    """Code and stream of what does not hold, of the record as `change` left it."""
    told = [*case.town.listings, *case.town.plans[JOINT], *change(case.town.entries)]
    records = []
    for position, entry in enumerate(told):
        made = make_record(position, entry.stream, entry.version, *encode(entry))
        records.append(replace(made, header=replace(made.header, at=entry.at)))
    entered = records[: -len(change(case.town.entries))]
    judge = fold_under(entered)
    streams = dict.fromkeys(record.header.stream for record in records[len(entered) :])
    folded = [judge(stream, [one for one in records if one.header.stream == stream]) for stream in streams]
    assert not any(one.findings for one in folded), "each stream holds by itself"
    found = signatures_under(entered, [one.told for one in folded if one.told is not None])
    return [(finding.code, str(finding.facts["stream"])) for finding in found]


def without(stream: Stream) -> Callable[[Entries], Entries]:
    return lambda entries: [entry for entry in entries if entry.stream != stream]


def offered_as(**terms: object) -> Callable[[Entries], Entries]:
    """The line offered otherwise than it was."""

    def change(entries: Entries) -> Entries:
        return [
            replace(entry, event=replace(entry.event, **terms))
            if entry.stream == SIDE and isinstance(entry.event, Offered)
            else entry
            for entry in entries
        ]

    return change


def later(entries: Entries) -> Entries:
    """The signature stands in the record after what rests on it."""
    return [*without(WORK)(entries), *without(SIDE)(entries)]


def cured_by_another(entries: Entries) -> Entries:
    """The line reserves what another desk could cure than was signed."""
    return [
        replace(one, event=replace(one.event, lack=replace(one.event.lack, curer=DEPUTY)))
        if one.stream == SIDE and getattr(one.event, "lack", None)
        else one
        for one in entries
    ]


def unconfirmed(entries: Entries) -> Entries:
    return [one for one in entries if (one.stream, one.version) != (WORK, 3)]


def test_what_was_signed_and_launched_holds() -> None:
    lack = Reservation("no drawings", WATER, date(2026, 3, 1))
    reserving = planned()
    reserving.when(request(reserving), LEAD).when(Accept(lack), ROADS)
    reserving.when(replace(CARRIED, reservation=lack, fresh=OBSTACLE), LEAD, on=SIDE)
    assert faults(launched()) == faults(reserving) == []
    assert faults(reserving, cured_by_another) == [("signature-other", SIDE)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (without(WORK), "signature-missing"),
        (later, "signature-missing"),
        (offered_as(due=date(2026, 3, 3)), "signature-other"),
        (offered_as(line="L009"), "signature-other"),
        (offered_as(joint=Stream("other")), "signature-other"),
        (offered_as(doer=WATER), "signature-other"),
    ],
)
def test_a_line_without_a_signature_that_covers_it_is_named(change: Callable[[Entries], Entries], code: str) -> None:
    assert faults(launched(), change) == [(code, SIDE)]


def test_what_was_recorded_for_a_unit_must_have_been_confirmed_before() -> None:
    case = staffed(planned(), "p:roads")
    case.town.listings.append(listed(CHARTERS, JOINT, Charter(LEAD, GOV, WATER, DEPUTY)))
    case.when(request(case), LEAD).when(Accept(), recorded(ROADS, by=WATER)).when(Confirm(2), ROADS)
    assert faults(launched(case)) == []
    assert faults(case, unconfirmed) == [("signature-other", SIDE)]


def test_an_export_is_judged_also_by_what_its_streams_tell_together(tmp_path) -> None:
    folder = SampleLog().fill(5).seal().export(tmp_path / "bundle")
    seen: list[tuple[int, list[str]]] = []

    def judge(listed, named):
        return lambda stream, records: Folded(told=stream)

    def together(listed, told):
        seen.append((len(listed), sorted(told)))
        return ()

    assert verify_bundle(folder, fold_under=judge, together=together).is_sound
    assert [(count, len(told)) for count, told in seen] == [(0, 3)]
