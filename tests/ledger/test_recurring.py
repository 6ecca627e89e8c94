"""A value remembered from one text changes nothing of what another text is found to be."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.ledger.canonical import canonical_json, parse_canonical
from qiantou.ledger.recurring import Recurring
from qiantou.ledger.report import Unsound

POLICY = {"clocks": [{"limit": 3}], "kind": "task", "said": 'a "policy":{}'}
OFFER = canonical_json({"by": {"desk": "u:x"}, "data": {"due": None, "policy": POLICY, "z": 1}, "type": "x", "v": 1})


def outcome(parse, text):
    try:
        return parse(text)
    except Unsound as fault:
        return fault.code


def primed():
    recurring = Recurring("policy")
    recurring.parse(OFFER)
    return recurring


def test_the_same_value_is_handed_out_for_every_text_that_carries_it():
    recurring = primed()
    one, two = (recurring.parse(OFFER.replace(b'"z":1', b'"z":%d' % number)) for number in (2, 3))
    assert one["data"]["policy"] is two["data"]["policy"]
    assert recurring.knows(one["data"]["policy"])
    assert not recurring.knows(dict(POLICY))
    assert (one["data"]["z"], two["data"]["z"]) == (2, 3)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"task"', b'"tasks"'),
        (b'"policy":', b'"policy": '),
        (b',"z":1', b' ,"z":1'),
        (b',"z":1', b'0,"z":1'),
        (b',"z":1', b'.5,"z":1'),
        (b'"due":null', b'"due":{"policy":0}'),
        (b'"z":1', b'"z":01'),
        (b'"policy":{', b'"polic\\u0079":{'),
        (b'"policy":{', b'"a\\"policy":{'),
        (b'"due":null', b'"due":"\\"policy\\":"'),
        (b'"data":{"due":null,', b'"data":{"a":{"policy":0},'),
        (b'"v":1}', b'"v":1}}'),
        (b'"data":{"due":null,"policy":', b'"data":{"due":{"policy":'),
    ],
)
def test_a_text_is_what_it_is_without_memory(before, after):
    text = OFFER.replace(before, after)
    assert text != OFFER
    assert outcome(primed().parse, text) == outcome(parse_canonical, text)


@pytest.mark.parametrize(
    "told",
    [
        {"data": {"a": {"policy": POLICY}, "policy": 0}},
        {"data": {"policy": POLICY, "z": {"policy": POLICY}}},
        {"data": {"a": {"policy": POLICY}}},
        {"by": {"policy": POLICY}, "data": {}},
        {"data": [{"policy": POLICY}]},
    ],
)
def test_a_value_elsewhere_stays_where_it_is(told):
    assert primed().parse(canonical_json(told)) == told


@given(st.integers(0, len(OFFER) - 1), st.binary(max_size=3), st.integers(0, 3))
def test_whatever_is_changed_anywhere_is_found_as_without_memory(at, put, dropped):
    text = OFFER[:at] + put + OFFER[at + dropped :]
    assert outcome(primed().parse, text) == outcome(parse_canonical, text)


@given(st.dictionaries(st.text('policy",:{}\\', max_size=8), st.integers(0, 9), max_size=4), st.booleans())
def test_members_named_nearly_alike_are_told_apart(odd, loose):
    data = {**odd, "policy": POLICY, "deep": {**odd}}
    text = json.dumps(
        {"data": data}, sort_keys=True, ensure_ascii=False, separators=(",", ": " if loose else ":")
    ).encode()
    assert outcome(primed().parse, text) == outcome(parse_canonical, text)
