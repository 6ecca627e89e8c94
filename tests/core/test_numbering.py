"""Numbers of papers: without a gap, of the unit's own word, under its head's caps. Source: docs/rules/papers.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.kernel import Actor, Desk, Entry, Rejected, Stream
from qiantou.core.numbering import AGENCIES, CAPS, NUMBERS, Agency, Cap, Form, Number, last, stream_of_unit, taken
from qiantou.core.numbering_check import asking_key, cap_of, numbered
from qiantou.core.register import Listed
from tests.core.numbering import ASKED, DAY, LEAD_HEAD, OTHER_WORD, WORD, capped, entered, force, take
from tests.core.world import HEAD, LEAD, ROADS, WATER, local


def test_the_next_number_follows_the_last_of_its_word_and_year():
    told: list[Entry[Any]] = []
    assert [take(told).text for _ in range(3)] == ["丰农函〔2026〕1号", "丰农函〔2026〕2号", "丰农函〔2026〕3号"]
    assert take(told, replace(ASKED, agency=OTHER_WORD)).text == "丰农发〔2026〕1号"
    assert take(told).text == "丰农函〔2026〕4号"
    assert take(told, at=force(now=local("2027-01-01 00:30"))).text == "丰农函〔2027〕1号", "the year is the site's"
    assert take(told, at=force(now=local("2026-12-31 23:30"))).text == "丰农函〔2026〕5号"


@given(st.lists(st.tuples(st.sampled_from((WORD, OTHER_WORD)), st.sampled_from((2026, 2027)), st.sampled_from(Form))))
def test_numbers_of_a_word_and_year_are_one_to_n_whatever_comes_between(wishes: list[tuple[str, int, Form]]):
    told: list[Entry[Any]] = []
    for agency, year, form in wishes:
        take(told, replace(ASKED, agency=agency, form=form), at=force(now=local(f"{year}-03-02 09:00")))
    numbers = [entry.event.value for entry in told]
    for agency, year, _form in wishes:
        assert [one.n for one in numbers if (one.agency, one.year) == (agency, year)] == list(
            range(1, last(numbers, agency, year) + 1)
        )
    assert len({entry.event.key for entry in told}) == len(told)
    assert sum(taken(numbers, "", year) for year in (2026, 2027)) == len(wishes)


def test_a_cap_refuses_the_next_naming_count_cap_and_who_may_raise_it():
    told: list[Entry[Any]] = []
    at = force(capped(Form.ORDER, 2))
    take(told, at=at)
    take(told, at=at)
    with pytest.raises(Rejected) as refusal:
        take(told, at=at)
    assert refusal.value.code == "papers-capped"
    assert (refusal.value.facts["count"], refusal.value.facts["most"]) == (2, 2)
    assert refusal.value.facts["head"] == LEAD_HEAD
    assert take(told, replace(ASKED, form=Form.MINUTES), at=at).n == 3, "another form has its own cap"
    assert take(told, at=force(capped(Form.ORDER, 3))).n == 4, "its head raised it"


def test_a_cap_on_all_forms_counts_them_together_and_a_new_year_counts_afresh():
    told: list[Entry[Any]] = []
    take(told, at=force(capped("", 2)))
    take(told, replace(ASKED, form=Form.MINUTES, agency=OTHER_WORD), at=force(capped("", 2)))
    with pytest.raises(Rejected, match="papers-capped"):
        take(told, replace(ASKED, form=Form.CHASER), at=force(capped("", 2)))
    assert take(told, at=force(capped("", 2), now=local("2027-03-02 09:00"))).n == 1
    assert cap_of(force(capped("", 2)), LEAD, "") == 2
    assert cap_of(force(), LEAD, "") is None


REFUSED: dict[str, tuple[Number, Desk | None, str]] = {
    "by another unit's people": (ASKED, ROADS, "not-your-desk"),
    "by a post of the unit": (ASKED, LEAD_HEAD, ""),
    "a word nobody gave": (replace(ASKED, agency="丰财函"), LEAD, "no-such-agency"),
    "a word of another unit": (replace(ASKED, unit=ROADS), ROADS, "no-such-agency"),
    "no such form": (replace(ASKED, form="poster"), LEAD, "no-such-form"),
    "a number of one's own choosing": (replace(ASKED, n=7), LEAD, "number-stays"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_who_may_take_which_number(case: str):
    asked, by, wanted = REFUSED[case]
    if not wanted:
        assert take([], asked, by=by).n == 1
        return
    with pytest.raises(Rejected) as refusal:
        take([], asked, by=by)
    assert refusal.value.code == wanted


def test_a_number_once_taken_stays_and_stands_in_the_stream_of_its_unit():
    key = asking_key(LEAD)
    for value in (None, replace(ASKED, n=1, year=2026)):
        with pytest.raises(Rejected, match="number-stays"):
            numbered(Listed(NUMBERS, key, value, DAY), (), force(), Actor(LEAD))
    with pytest.raises(Rejected, match="wrong-key"):
        numbered(Listed(NUMBERS, asking_key(ROADS), ASKED, DAY), (), force(), Actor(LEAD))
    assert stream_of_unit(LEAD) != stream_of_unit(ROADS)
    assert Stream(key.rstrip("/")) == stream_of_unit(LEAD)


ENTERED: Sequence[tuple[str, str, object, Desk | None, str]] = (
    (AGENCIES, "丰农办", Agency(LEAD), LEAD_HEAD, ""),
    (AGENCIES, "丰农办", Agency(LEAD), HEAD, ""),
    (AGENCIES, "丰农办", Agency(LEAD), None, ""),
    (AGENCIES, "丰农办", Agency(LEAD), LEAD, "only-the-head"),
    (AGENCIES, "丰农办", Agency(LEAD), WATER, "only-the-head"),
    (AGENCIES, WORD, Agency(ROADS), None, "agency-of-another"),
    (AGENCIES, WORD, None, LEAD_HEAD, ""),
    (AGENCIES, "丰水函", None, LEAD_HEAD, "no-such-entry"),
    (AGENCIES, "丰农 函", Agency(LEAD), None, "agency-unclear"),
    (AGENCIES, "丰农函〔2026〕", Agency(LEAD), None, "agency-unclear"),
    (AGENCIES, "丰农2026", Agency(LEAD), None, "agency-unclear"),
    (AGENCIES, "丰" * 21, Agency(LEAD), None, "agency-unclear"),
    (AGENCIES, "丰农办", Agency(Desk("u:none")), None, "unknown-desk"),
    (CAPS, f"{LEAD}/order", Cap(LEAD, "order", 40), LEAD_HEAD, ""),
    (CAPS, f"{LEAD}/", Cap(LEAD, "", 40), LEAD_HEAD, ""),
    (CAPS, f"{LEAD}/order", None, LEAD_HEAD, ""),
    (CAPS, f"{LEAD}/order", Cap(LEAD, "order", 40), LEAD, "only-the-head"),
    (CAPS, f"{LEAD}/order", Cap(LEAD, "order", -1), LEAD_HEAD, "negative-cap"),
    (CAPS, f"{LEAD}/order", Cap(ROADS, "order", 4), LEAD_HEAD, "wrong-key"),
    (CAPS, f"{LEAD}/poster", Cap(LEAD, "poster", 4), LEAD_HEAD, "no-such-form"),
    (CAPS, "u:none/order", None, None, "unknown-desk"),
)


@pytest.mark.parametrize(("section", "key", "value", "by", "wanted"), ENTERED)
def test_words_and_caps_are_the_heads_to_give(section: str, key: str, value: object, by: Desk | None, wanted: str):
    if not wanted:
        entered(section, key, value, by)
        return
    with pytest.raises(Rejected) as refusal:
        entered(section, key, value, by)
    assert refusal.value.code == wanted
