"""Entries to bytes and back: nothing lost, words apart from facts, one form for one entry."""

from datetime import UTC, date, datetime

import pytest

from qiantou.core.facts import EVENTS, Accepted, Lack, Offered
from qiantou.core.kernel import Actor, Desk, Entry, Recorded, Stream
from qiantou.core.kind_table import TASK
from qiantou.core.moves import Basis
from qiantou.core.register import Listed, Term
from qiantou.core.worktime import DayRule
from qiantou.ledger.canonical import parse_canonical
from qiantou.ledger.codec import TYPE_NAMES, decode, encode, instant_text
from tests.core.world import county

AT = datetime(2026, 3, 2, 1, 0, 0, 7, tzinfo=UTC)
ROADS, WATER = Desk("u:roads"), Desk("u:water")
OFFER = Offered(ROADS, WATER, date(2026, 4, 1), TASK, Basis(), None, None, False, None, "", "修桥", "012", "按图")


def entry(event: object, by: Actor = Actor(ROADS, account="a" * 32)) -> Entry[object]:  # noqa: B008 — a frozen value
    return Entry(Stream("f" * 32), 1, AT, by, event)


def again(sent: Entry[object]) -> Entry[object]:
    facts, words = encode(sent)
    return decode(sent.stream, sent.version, sent.at, facts, words)


@pytest.mark.parametrize(
    "event",
    [
        OFFER,
        Accepted(None, Lack("缺经费", WATER, date(2026, 3, 1), Stream("e" * 32))),
        Listed("term", "t1", Term("b" * 32, Desk("p:one"), None), date(2026, 1, 1)),
        Listed("day", "2026-10-01", DayRule((), "国庆节", "notice"), date(2026, 10, 1)),
        Listed("unit", "u:gone", None, date(2026, 1, 1)),
        *(row.event for row in county()),
    ],
)
def test_an_entry_comes_back_as_it_went(event):
    assert again(entry(event)) == entry(event)


def test_words_of_a_nested_record_stand_under_their_path():
    by = Actor(WATER, recorded=Recorded(ROADS, date(2026, 3, 1), "县政办函〔2026〕3号"))
    facts, words = encode(entry(Accepted(None, Lack("缺经费", WATER, date(2026, 3, 1), Stream("e" * 32))), by))
    assert parse_canonical(words) == {"by.recorded.paper": "县政办函〔2026〕3号", "lack.lack": "缺经费"}
    assert "缺经费" not in facts.decode()
    assert "县政办函" not in facts.decode()


def test_erased_words_read_as_empty():
    facts, _ = encode(entry(OFFER))
    read = decode("f" * 32, 1, AT, facts, None)
    assert (read.event.title, read.event.doer) == ("", WATER)


def test_every_event_of_the_loop_has_a_name_of_its_own():
    assert len(set(TYPE_NAMES.values())) == len(TYPE_NAMES)
    assert set(EVENTS) <= TYPE_NAMES.keys()


def test_an_instant_has_one_form():
    assert instant_text(AT) == "2026-03-02T01:00:00.000007Z"


def test_a_newer_shape_is_refused_by_name():
    facts, words = encode(entry(OFFER))
    with pytest.raises(ValueError, match="newer program"):
        decode("f" * 32, 1, AT, facts.replace(b'"v":1', b'"v":2'), words)


def test_a_field_added_later_takes_its_default():
    facts, words = encode(entry(OFFER))
    old = facts.replace(b'"place":"012",', b"")
    assert old != facts
    assert decode("f" * 32, 1, AT, old, words).event.place == ""
