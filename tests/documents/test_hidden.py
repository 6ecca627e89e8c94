"""What a file hides, carries in another encoding, or adds below its tasks: never a row in silence."""

import io
from datetime import date

import docx
import openpyxl
import pytest

from qiantou.documents.division import Division, read_division
from qiantou.documents.opening import read_paper

from .papers import part, repacked, word_bytes, word_table


def read(data: bytes, name: str) -> Division:
    return read_division(read_paper(data, name), year=2026)


def codes(division: Division) -> list[str]:
    return [doubt.code for doubt in division.doubts]


def test_words_formatted_as_hidden_are_not_read_and_said():
    document = docx.Document()
    line = document.add_paragraph("1.修路。")
    line.add_run("（县水利局牵头）").font.hidden = True
    line.add_run("（县交通局牵头）")
    division = read(word_bytes(document), "a.docx")
    assert [(row.task, row.lead) for row in division.rows] == [("修路", ("县交通局",))]
    assert codes(division) == ["hidden-text"]


def test_what_was_deleted_or_moved_away_under_track_changes_is_not_read():
    document = docx.Document()
    for text in ("1.修路。（县水利局牵头）", "2.架桥。（县住建局牵头）"):
        document.add_paragraph(text)
    data = word_bytes(document)
    xml = part(data, "word/document.xml").decode()
    first = "<w:r><w:t>1.修路。（县水利局牵头）</w:t></w:r>"
    assert first in xml
    tracked = (
        "<w:r><w:t>1.修路。（</w:t></w:r>"
        '<w:del w:id="1" w:author="x"><w:r><w:delText>县水利局</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="x"><w:r><w:t>县交通局</w:t></w:r></w:ins><w:r><w:t>牵头）</w:t></w:r>'
    )
    changed = repacked(data, {"word/document.xml": xml.replace(first, tracked).encode()})
    division = read(changed, "a.docx")
    assert [row.lead for row in division.rows] == [("县交通局",), ("县住建局",)]
    assert codes(division) == ["tracked-changes"]


def test_a_list_that_goes_on_over_the_page_is_cut_off():
    data = word_table([["任务", "牵头单位"], ["修路", "县交通局、"], ["架桥", "县住建局"]])
    first, second = read(data, "a.docx").rows
    assert ([doubt.code for doubt in first.doubts], second.doubts) == (["cut-off"], ())


def test_a_sheet_with_hidden_rows_sums_days_and_formulas():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "任务"
    for row in (
        ["2026年重点任务责任清单"], ["序号", "任务", "责任单位", None, "完成时限"], [None, None, "牵头", "配合", None],
        [1, "修路", "县交通局", "县财政局", date(2026, 6, 30)], [2, "架桥", "县住建局", "县财政局", 46203],
        [3, "=B5", "县水利局", "县财政局", "=DATE(2026,7,1)"], [4, "植树", "县林业局", "", date(2026, 3, 12)],
        ["合计", 4], ["填报单位：县政府办", "", "", "", "填报时间：2026年3月5日"],
    ):  # fmt: skip
        sheet.append(row)
    for area in ("A1:E1", "C2:D2", "A2:A3", "B2:B3", "E2:E3"):
        sheet.merge_cells(area)
    sheet.row_dimensions[7].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    rows = read(buffer.getvalue(), "a.xlsx").rows
    told = [(row.task, row.source, str(row.due or "-"), [doubt.code for doubt in row.doubts]) for row in rows]
    assert told == [
        ("修路", "任务!B4", "2026-06-30", []),
        ("架桥", "任务!B5", "-", ["date-unclear"]),
        ("", "任务!B6", "-", ["no-task"]),
        ("植树", "任务!B7", "2026-03-12", ["hidden-row"]),
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_is_read_in_every_encoding_of_an_office(encoding: str):
    text = '序号,任务,牵头单位,配合单位\r\n1,"修路,架桥",县交通局,"县财政局、\r\n县住建局"\r\n合计,,,\r\n'
    (row,) = read(text.encode(encoding), "a.csv").rows
    assert (row.task, row.cooperating) == ("修路,架桥", ("县财政局", "县住建局"))


def test_big5_that_is_gb18030_too_is_told_by_its_words():
    data = "補貼\n縣教育局牽頭\n".encode("big5")
    assert data.decode("gb18030") != "補貼\n縣教育局牽頭\n"
    paper = read_paper(data, "a.txt")
    assert (paper.blocks[1].text, paper.doubts) == ("縣教育局牽頭", ())


def test_bytes_that_read_in_two_encodings_alike_are_asked():
    assert [doubt.code for doubt in read_paper("抗旱".encode("gb18030"), "a.txt").doubts] == ["encoding-guessed"]
