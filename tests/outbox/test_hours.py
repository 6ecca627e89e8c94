"""When messages go out: the worked examples of docs/rules/messages.md, and laws for any instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.calendar import OFFICE_HOURS, Calendar, DayRule
from qiantou.outbox import codes
from qiantou.outbox.hours import allowed_from, digest_at, is_quiet
from qiantou.outbox.sending import WAITS
from qiantou.outbox.standing import CAP

TOLD = (Path(__file__).resolve().parents[2] / "docs/rules/messages.md").read_text("utf-8")
HERE = Calendar(
    "Asia/Shanghai", OFFICE_HOURS, {date(2026, 4, 6): DayRule(()), date(2026, 4, 11): DayRule(OFFICE_HOURS)}
)  # fmt: skip


def rows(heading: str) -> list[list[str]]:
    """The body of the table whose heading begins so."""
    after = TOLD.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in after.splitlines()[2:]]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE.clock)


@pytest.mark.parametrize("example", rows("it happens"), ids=" ".join)
def test_worked_examples(example):
    happened, hour, told, retried = example
    assert digest_at(HERE, local(happened), time.fromisoformat(hour)) == local(told)
    assert allowed_from(HERE, local(happened)) == local(retried)


def test_the_page_names_every_code_and_every_reason():
    assert {row[0] for row in rows("news")} == set(codes.CODES)
    assert {row[0] for row in rows("reason")} == set(codes.FATES) - {"told"}
    assert "1, 5, 15, 60, 240 and 720 minutes" in TOLD
    assert [int(wait.total_seconds() / 60) for wait in WAITS] == [1, 5, 15, 60, 240, 720]
    assert CAP == 2


INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda instant: instant.replace(tzinfo=UTC))  # noqa: DTZ001 — aware next


@given(INSTANTS, st.times())
def test_a_digest_is_later_never_quiet_and_the_only_one_of_its_day(instant, hour):
    at = digest_at(HERE, instant, hour.replace(tzinfo=None))
    assert at > instant
    assert not is_quiet(HERE, at)
    following = digest_at(HERE, at, hour)
    assert HERE.day_of(following) > HERE.day_of(at)
    assert following - at <= timedelta(days=6)


@given(INSTANTS)
def test_what_is_put_off_goes_out_at_the_first_instant_that_is_not_quiet(instant):
    at = allowed_from(HERE, instant)
    assert at >= instant
    assert not is_quiet(HERE, at)
    assert at == instant or is_quiet(HERE, at - timedelta(microseconds=1))
