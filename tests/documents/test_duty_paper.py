"""The duty file on paper: a column stands where a line has something for it; an instant breaks before its hour."""

import io
from datetime import date

from docx import Document

from qiantou.documents.papers.duty_file import DutyFile, Part, Told, write_duty_file
from qiantou.documents.papers.head import Head

HEAD = Head("县水利局", "县水利局", "1", day=date(2026, 3, 2))
LINE = Told("2026年3月2日 09:30", "交办", "修好老桥", entry="第 7 条")


def lines_of(*lines: Told) -> list[list[str]]:
    made = write_duty_file(DutyFile(HEAD, "县水利局", (), (Part("提出的要求", lines),)))
    return [[cell.text for cell in row.cells] for row in Document(io.BytesIO(made)).tables[-1].rows]


def test_a_part_in_which_nothing_waited_has_no_column_for_it():
    assert lines_of(LINE)[0] == ["时间", "事项经过", "所属事项", "记录出处"]
    waited = Told("2026年3月2日 10:30", "答复", "修好老桥", waited="1 小时")
    heads, *rows = lines_of(LINE, waited)
    assert heads == ["时间", "事项经过", "所属事项", "等待时长", "记录出处"]
    assert [row[3] for row in rows] == ["", "1 小时"]


def test_the_hour_stands_below_its_day():
    assert lines_of(LINE)[1][0] == "2026年3月2日\n09:30"
