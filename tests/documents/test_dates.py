"""Time words and the day each names; a year that nobody gave stays unknown."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.documents.dates import Kind, find_times, years_of


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026年6月30日前", "2026-06-30"),
        ("6月底前", "2026-06-30"),
        ("2月底", "2026-02-28"),
        ("4月", "2026-04-30"),
        ("11月上旬", "2026-11-10"),
        ("11月中旬前", "2026-11-20"),
        ("11月下旬", "2026-11-30"),
        ("年内", "2026-12-31"),
        ("年底前", "2026-12-31"),
        ("2027年年底前", "2027-12-31"),
        ("上半年", "2026-06-30"),
        ("下半年", "2026-12-31"),
        ("一季度", "2026-03-31"),
        ("第三季度末", "2026-09-30"),
        ("2026年二季度", "2026-06-30"),
        ("今年9月底", "2026-09-30"),
        ("明年3月底前", "2027-03-31"),
        ("二〇二六年六月三十日前", "2026-06-30"),
        ("十二月底", "2026-12-31"),
        ("２０２６年６月３０日前", "2026-06-30"),
        ("l2月底前", "2026-12-31"),
        ("2O26年6月底前", "2026-06-30"),
        ("2026-06-30", "2026-06-30"),
        ("2026/6/30", "2026-06-30"),
        ("2026.6", "2026-06-30"),
        ("3—10月", "2026-10-31"),
        ("2026年1月至6月", "2026-06-30"),
        ("2026年", "2026-12-31"),
        ("年内持续推进", "2026-12-31"),
    ],
)
def test_a_hard_date(words: str, day: str):
    (time,) = find_times(words)
    assert (time.kind, str(time.on(2026)), time.text) == (Kind.HARD, day, words)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("持续推进", Kind.ONGOING),
        ("长期坚持", Kind.ONGOING),
        ("常态化开展", Kind.ONGOING),
        ("每月5日前", Kind.RHYTHM),
        ("每季度末", Kind.RHYTHM),
        ("30个工作日内", Kind.RELATIVE),
        ("6月前", Kind.UNCLEAR),
        ("6月初", Kind.UNCLEAR),
        ("尽快", Kind.UNCLEAR),
    ],
)
def test_words_that_name_no_day(words: str, kind: Kind):
    (time,) = find_times(words)
    assert (time.kind, time.on(2026)) == (kind, None)


@pytest.mark.parametrize("words", ["2月30日前", "13月底前", "4月31日", "2026-13-01"])
def test_days_that_the_calendar_does_not_have(words: str):
    (time,) = find_times(words)
    assert (time.bad, time.on(2026)) == (True, None)


def test_a_leap_day_is_a_day_only_in_its_year():
    (time,) = find_times("2月29日前")
    assert (time.on(2024), time.on(2026)) == (date(2024, 2, 29), None)


def test_no_year_no_day():
    assert find_times("6月底前")[0].on(None) is None


@given(st.dates(date(2020, 1, 1), date(2039, 12, 31)))
def test_any_day_written_out_is_read_back(day: date):
    assert find_times(f"于{day.year}年{day.month}月{day.day}日前完成")[0].on(None) == day


@given(st.dates(date(2020, 1, 1), date(2039, 12, 1)))
def test_the_end_of_a_month_is_its_last_day(day: date):
    found = find_times(f"{day.year}年{day.month}月底前")[0].on(None)
    assert found is not None
    assert (found.month, (found + timedelta(days=1)).day) == (day.month, 1)


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["某县2026年重点工作分工方案", "某政发〔2025〕12号"], 2026),
        (["重点工作分工方案", "某政发〔2026〕12号"], 2026),
        (["重点工作分工方案", "二〇二六年三月五日"], 2026),
        (["2024—2026年行动方案", "某政发〔2024〕3号"], 2024),
        (["重点工作分工方案", "1.到2027年建成体系。"], None),
    ],
)
def test_the_year_of_a_paper(lines: list[str], year: int | None):
    assert next(iter(years_of(lines)), None) == year
