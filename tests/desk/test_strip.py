"""The strip: figures add up, every bar says who and how long, nothing typed reaches the markup raw."""

import re
import time as clock
from datetime import UTC, date, datetime, time, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.worktime import OFFICE_HOURS, Calendar, DayRule, working_minutes
from qiantou.desk.strip import LISTED_SPANS, Held, Row, Strip, draw, holders_of
from qiantou.desk.templatetags.dates import short_day

CALENDAR = Calendar(zone="Asia/Shanghai", hours=OFFICE_HOURS)
START = datetime(2026, 10, 12, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai
NOW = START + timedelta(days=42)
SVG = "{http://www.w3.org/2000/svg}"
HOLDERS = holders_of(
    [
        ("u:dev", "县发改局", False),
        ("u:house", "县住建局", False),
        ("p:vice", "分管副县长", True),
        ("u:land", "Land & <Resources>", False),
    ]
)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def chain(*desks: str, days: int = 3, **more: object) -> tuple[Held, ...]:
    """Spans one after the other, `days` calendar days each, the last one still open."""
    cuts = [START + timedelta(days=days * index) for index in range(len(desks))]
    ends = [*cuts[1:], None]
    return tuple(Held(desk, a, b, **more) for desk, a, b in zip(desks, cuts, ends, strict=True))


def strip_of(*rows: Row) -> Strip:
    return draw(rows, HOLDERS, CALENDAR, NOW)


def bars(strip: Strip) -> list[ET.Element]:
    return [group for group in ET.fromstring(strip.svg).iter(f"{SVG}g") if "st-bar" in group.get("class", "")]  # noqa: S314


def said(bar: ET.Element) -> str:
    return bar.findtext(f"{SVG}title") or ""


def test_a_bar_per_span_in_the_colour_and_letter_of_its_holder():
    strip = strip_of(Row("Plan", chain("u:dev", "u:house", "p:vice")))
    assert [bar.get("class") for bar in bars(strip)] == ["st-bar hue-1", "st-bar hue-2", "st-bar hue-above"]
    assert [bar.findtext(f"{SVG}text") for bar in bars(strip)] == ["A", "B", "C"]


def test_a_bar_says_who_from_when_to_when_how_long_and_why():
    strip = strip_of(Row("Plan", chain("u:dev", "u:house", why="二轮征求意见")))
    assert said(bars(strip)[0]) == "县发改局 · 2026-10-12 09:00 – 2026-10-15 09:00 · 3d 0:00 · 二轮征求意见"


def test_a_span_is_pale_within_its_time_and_hatched_past_it():
    limit = START + timedelta(days=2)
    strip = strip_of(Row("Plan", chain("u:dev", "u:house", allowed_until=limit)))
    assert [bar.get("class") for bar in bars(strip)] == [
        "st-bar hue-1 pale",
        "st-bar hue-1 over",
        "st-bar hue-2 over",
    ]
    assert strip.listed[0].overtime == "1d 0:00"
    assert [word for _swatch, word in strip.legend][-2:] == [
        "within the allowed time",
        "past the allowed time",
    ]


def test_unconfirmed_and_controlling_spans_are_marked_and_explained():
    strip = strip_of(Row("Plan", chain("u:dev", unconfirmed=True), deciding=[(START, NOW)]))
    (bar,) = bars(strip)
    assert bar.get("class") == "st-bar hue-1 claim"
    assert "not yet confirmed" in said(bar)
    assert len(marked(strip, "st-chain")) == 1
    assert strip.legend[-1][1] == "underlined: decides the day of completion"
    assert len(strip.legend) == 3


def marked(strip: Strip, name: str) -> list[ET.Element]:
    return [part for part in ET.fromstring(strip.svg).iter() if part.get("class") == name]  # noqa: S314


def test_the_chain_is_drawn_in_figures_too_and_leads_from_row_to_row():
    middle, later = START + timedelta(days=2), START + timedelta(days=7)
    strip = strip_of(
        Row("Plan", chain("u:dev", "u:house"), deciding=[(START, middle), (later, NOW)]),
        Row("Part", chain("u:land"), deciding=[(middle, later)]),
        Row("Other", chain("u:land")),
    )
    assert [line.deciding_minutes for line in strip.lines] == [
        working_minutes(CALENDAR, START, middle) + working_minutes(CALENDAR, later, NOW),
        working_minutes(CALENDAR, middle, later),
        0,
    ]
    assert strip.lines[2].deciding == ""
    assert strip.total.deciding_minutes == working_minutes(CALENDAR, START, NOW)
    assert [span.deciding for span in strip.listed][:2] == ["2d 0:00", strip.listed[1].deciding]
    assert len(marked(strip, "st-chain")) == 3
    assert len(marked(strip, "st-link")) == 2


def test_without_a_chain_the_table_has_no_column_for_it():
    assert not strip_of(Row("Plan", chain("u:dev"))).has_chain


def test_the_legend_names_only_what_the_picture_shows():
    strip = strip_of(Row("Plan", chain("u:house")))
    assert [word for _swatch, word in strip.legend] == ["县住建局"]


def test_never_held_is_a_dash_and_not_nought():
    strip = strip_of(Row("A", chain("u:dev")), Row("B", chain("u:house")))
    assert [line.minutes[1] for line in strip.lines] == [None, working_minutes(CALENDAR, START, NOW)]
    assert strip.lines[0].cells[1] == "–"
    assert strip.lines[0].had == (("A 县发改局", strip.lines[0].cells[0]),)


def test_no_matters_is_a_picture_without_bars():
    strip = draw([], HOLDERS, CALENDAR, NOW)
    assert not bars(strip)
    assert strip.total.total_minutes == 0


def test_typed_text_never_becomes_markup():
    strip = strip_of(Row("<b>x</b>", chain("u:land", why='"><script>alert(1)</script>'), note="<i>"))
    assert "<script" not in strip.svg
    assert "<i>" not in strip.svg
    assert "Land & <Resources>" in said(bars(strip)[0])


def test_nothing_in_the_markup_needs_inline_style_or_script():
    strip = strip_of(Row("Plan", chain("u:dev", "p:vice", unconfirmed=True), deciding=[(START, NOW)]))
    markup = strip.svg + "".join(swatch for swatch, _word in strip.legend)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href=", markup)


def test_every_pattern_used_is_defined():
    strip = strip_of(Row("Plan", chain("u:dev", "u:house", "u:land", allowed_until=START, unconfirmed=True)))
    markup = strip.svg + "".join(swatch for swatch, _word in strip.legend)
    assert set(re.findall(r"url\(#([\w-]+)\)", markup)) <= set(re.findall(r'pattern id="([\w-]+)"', strip.svg))


def test_colours_are_stable_and_shared_after_six_but_letters_and_textures_are_not():
    many = holders_of([(f"u:{index}", f"unit {index}", False) for index in range(9)])
    again = holders_of([(f"u:{index}", f"unit {index}", False) for index in [*range(9), *range(4)]])
    assert many == again
    assert [many[f"u:{index}"].hue for index in range(9)] == list("123456123")
    assert len({holder.letter for holder in many.values()}) == len({h.texture for h in many.values()}) == 9
    assert [holder.look for holder in many.values()][5:8] == ["hue-6", "hue-1 again", "hue-2 again"]


def test_the_picture_of_what_is_over_ends_where_the_last_let_go():
    spans = [Held("u:dev", START, START + timedelta(days=9))]
    over, later = (draw([Row("Plan", spans)], HOLDERS, CALENDAR, now) for now in (NOW, NOW + timedelta(days=300)))
    assert over.svg == later.svg
    assert not marked(over, "st-now")
    goes_on = draw([Row("Plan", [Held("u:dev", START)])], HOLDERS, CALENDAR, NOW)
    assert len(marked(goes_on, "st-now")) == 1


def test_a_picture_as_of_a_past_day_names_the_day_where_it_would_say_now():
    spans, tuesday = [Held("u:dev", START)], NOW + timedelta(days=1)  # the axis names Mondays
    now, then = (draw([Row("Plan", spans)], HOLDERS, CALENDAR, tuesday, past=past) for past in (False, True))
    said = short_day(CALENDAR.day_of(tuesday))
    assert [str(now.svg).count(f">{word}</text>") for word in ("now", said)] == [1, 0]
    assert [str(then.svg).count(f">{word}</text>") for word in ("now", said)] == [0, 1]


def test_the_zoom_follows_the_horizon():
    zooms = []
    for days in (10, 120, 700):
        row = Row("Plan", (Held("u:dev", START, START + timedelta(days=days)),))
        zooms.append(draw([row], HOLDERS, CALENDAR, START + timedelta(days=days)).zoom)
    assert zooms == ["day", "week", "month"]


def test_parts_too_thin_to_see_are_drawn_as_one_and_the_bar_says_so():
    hours = [START + timedelta(hours=index) for index in range(200)]
    spans = [Held(("u:dev", "u:house")[i % 2], a, a + timedelta(hours=1)) for i, a in enumerate(hours)]
    rows = [Row("Plan", spans), Row("Other", [Held("u:dev", START)])]  # the other goes on, so that the picture is long
    strip = draw(rows, HOLDERS, CALENDAR, START + timedelta(days=500))
    assert len(bars(strip)) < 20
    assert "spans drawn as one" in said(bars(strip)[0])
    assert strip.lines[0].total_minutes == working_minutes(CALENDAR, START, hours[-1] + timedelta(hours=1))


def test_more_spans_than_can_be_read_are_left_to_the_pages_of_their_matters():
    rows = [Row(f"{index}", chain(*["u:dev", "u:house"] * 5)) for index in range(LISTED_SPANS // 10 + 1)]
    assert strip_of(*rows).listed == ()
    assert len(strip_of(*rows[:-1]).listed) == LISTED_SPANS


def test_days_of_rest_are_shaded_and_a_working_weekend_is_not():
    def shaded(calendar: Calendar) -> list[float]:
        """Where each shade begins, in days from the first, a Monday."""
        strip = draw([Row("Plan", chain("u:dev"))], HOLDERS, calendar, START + timedelta(days=13))
        days = 14
        step = (int(re.findall(r'<svg [^>]*width="(\d+)"', strip.svg)[0]) - 72) / days
        return [round(float(x) / step, 1) for x in re.findall(r'"st-rest" x="([\d.]+)"', strip.svg)]

    morning = DayRule(((time(8, 30), time(12)),))
    worked = {date(2026, 10, 17): morning, date(2026, 10, 18): morning}
    assert shaded(CALENDAR) == [5, 12]
    assert shaded(Calendar(zone="Asia/Shanghai", hours=OFFICE_HOURS, days=worked)) == [12]


def test_a_superior_is_ink_and_takes_nobodys_colour():
    assert [holder.hue for holder in HOLDERS.values()] == ["1", "2", "above", "3"]
    assert [holder.texture for holder in HOLDERS.values()] == [0, 1, None, 2]


def test_a_chinese_page_has_a_chinese_date_axis():
    with translation.override("zh-hans"):
        strip = strip_of(Row("方案", chain("u:dev")))
    assert "Who held what" in strip.svg or "谁" in strip.svg


@given(
    cuts=st.lists(st.integers(0, 60 * 24 * 90), min_size=2, max_size=12, unique=True).map(sorted),
    who=st.lists(st.sampled_from(sorted(HOLDERS)), min_size=12, max_size=12),
    limit=st.integers(0, 60 * 24 * 90),
)
def test_figures_add_up_over_any_cut(cuts: list[int], who: list[str], limit: int):
    at = [START + timedelta(minutes=cut, seconds=cut % 60) for cut in cuts]
    spans = [
        Held(desk, a, b, allowed_until=START + timedelta(minutes=limit))
        for desk, a, b in zip(who, at, at[1:], strict=False)
    ]
    now = START + timedelta(days=91)
    with translation.override("en"):
        strip = draw([Row("x", spans), Row("y", spans)], HOLDERS, CALENDAR, now)
    elapsed = working_minutes(CALENDAR, at[0], at[-1])
    assert [line.total_minutes for line in strip.lines] == [elapsed, elapsed]
    assert strip.total.total_minutes == 2 * elapsed
    for column, total in enumerate(strip.total.minutes):
        assert total == sum(line.minutes[column] or 0 for line in strip.lines)


def test_a_hundred_matters_of_ten_spans_are_drawn_at_once():
    desks = ["u:dev", "u:house", "p:vice", "u:land", "u:dev"] * 2
    rows = [Row(f"{index}", chain(*desks, days=4, why="why", allowed_until=NOW)) for index in range(100)]
    strip_of(*rows[:2])
    began = clock.process_time()
    strip_of(*rows)
    assert clock.process_time() - began < 0.5  # a tenth of it here; a page must never wait for its picture
