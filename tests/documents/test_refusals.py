"""Files that are not opened, one code each, and nothing left behind."""

import io
import struct
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiantou.core.kernel import Rejected
from qiantou.documents.command import Answer, read_division_command, refusal_sentence
from qiantou.documents.container import MAX_BYTES, REFUSALS
from qiantou.documents.division import read_division
from qiantou.documents.opening import read_paper, read_pasted

from .papers import part, repacked, steady, word_table, workbook

WORD = steady(word_table([["任务", "牵头单位"], ["修路", "县交通运输局"]]))
BOOK = steady(workbook({"Sheet1": [["任务", "牵头单位"], ["修路", "县交通运输局"]]}))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'


def package(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


def locked_zip() -> bytes:
    """A zip whose parts say that they are encrypted."""
    data = bytearray(WORD)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            flags = struct.unpack_from("<H", data, at + offset)[0]
            struct.pack_into("<H", data, at + offset, flags | 1)
            at = data.find(mark, at + 4)
    return bytes(data)


def lying_zip() -> bytes:
    """A zip whose directory promises one byte of a part that holds a megabyte."""
    data = bytearray(repacked(WORD, {"word/extra.xml": b" " * 1_000_000}))
    at = data.find(b"word/extra.xml", data.find(b"PK\x01\x02"))
    struct.pack_into("<I", data, at - 46 + 24, 1)
    return bytes(data)


def far_cell() -> bytes:
    """A sheet of two cells, the last of a row and the last of a column, the one without its name."""
    xml = part(BOOK, "xl/worksheets/sheet1.xml")
    far = b'<row r="9"><c r="XFD9"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row></sheetData>'
    return repacked(BOOK, {"xl/worksheets/sheet1.xml": xml.replace(b"</sheetData>", far)})


CASES = {
    "empty": (b"", "a.txt", "paper-empty"),
    "blank": (b"\xef\xbb\xbf \r\n\t", "a.txt", "paper-empty"),
    "too large": (b"a" * (MAX_BYTES + 1), "a.txt", "paper-too-large"),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "paper-encrypted"),
    "encrypted sheet": (OLE + "EncryptionInfo".encode("utf-16-le"), "a.xlsx", "paper-encrypted"),
    "encrypted zip": (locked_zip(), "a.docx", "paper-encrypted"),
    "old word": (OLE + "WordDocument".encode("utf-16-le"), "a.doc", "paper-old-format"),
    "old excel": (OLE + "Workbook".encode("utf-16-le"), "a.xls", "paper-old-format"),
    "broken zip": (WORD[: len(WORD) // 2], "a.docx", "paper-broken"),
    "broken part": (repacked(WORD, {"word/document.xml": b"<w:document"}), "a.docx", "paper-broken"),
    "no body": (repacked(WORD, {"word/document.xml": None}), "a.docx", "paper-not-a-document"),
    "text called docx": ("任务".encode(), "a.docx", "paper-broken"),
    "bomb": (repacked(WORD, {"word/media/a.bin": bytes(30_000_000)}), "a.docx", "paper-bomb"),
    "bomb in a sheet": (
        repacked(BOOK, {"xl/worksheets/sheet9.xml": b" " * 30_000_000}),
        "a.xlsx",
        "paper-bomb",
    ),
    "many parts": (
        package({f"word/{i}": b"" for i in range(5_001)} | {"word/document.xml": b""}),
        "a.docx",
        "paper-bomb",
    ),
    "lying zip": (lying_zip(), "a.docx", None),
    "macros by name": (WORD, "a.docm", "paper-macros"),
    "macros in a sheet's name": (BOOK, "a.xlsm", "paper-macros"),
    "macros inside": (repacked(WORD, {"word/vbaProject.bin": b"x"}), "a.docx", "paper-macros"),
    "macro content type": (
        repacked(
            BOOK,
            {
                "[Content_Types].xml": part(BOOK, "[Content_Types].xml").replace(
                    b"sheet.main+xml", b"sheet.macroEnabled.main+xml"
                )
            },
        ),
        "a.xlsx",
        "paper-macros",
    ),
    "an encoding nobody knows": (
        repacked(WORD, {"word/document.xml": part(WORD, "word/document.xml").replace(b"UTF-8", b"UTF-99")}),
        "a.docx",
        "paper-broken",
    ),
    "external entity": (repacked(WORD, {"word/document.xml": XXE}), "a.docx", "paper-entities"),
    "entity in a side part": (repacked(WORD, {"word/footer9.xml": LAUGHS}), "a.docx", "paper-entities"),
    "entity in a sheet": (repacked(BOOK, {"xl/worksheets/sheet1.xml": XXE}), "a.xlsx", "paper-entities"),
    "another zip": (package({"hello.txt": b"hi"}), "a.zip", "paper-not-a-document"),
    "pdf": (b"%PDF-1.7 ...", "a.pdf", "paper-not-a-document"),
    "a page of the web called xls": (
        b"<html><table><tr><td>1</td></tr></table></html>",
        "a.xls",
        "paper-not-a-document",
    ),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(64), "a.png", "paper-not-a-document"),
    "binary": (bytes(range(256)) * 8, "a.txt", "paper-not-a-document"),
    "a cell far away": (far_cell(), "a.xlsx", "paper-too-long"),
    "one long line": (b"a" * 20_001, "a.txt", "paper-long-line"),
    "too much text": ((b"a" * 9_999 + b"\n") * 301, "a.txt", "paper-long-text"),
    "a pdf called docx": (b"%PDF-1.7\n%", "a.docx", "paper-not-a-document"),
    "too many lines": (b"a\n" * 70_000, "a.txt", "paper-too-long"),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_is_refused_with_its_code_and_leaves_nothing_behind(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    data, name, code = CASES[case]
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    started = time.perf_counter()
    with pytest.raises(Rejected) as refusal:
        read_paper(data, name)
    assert time.perf_counter() - started < 10
    assert refusal.value.code in ({code} if code else {"paper-bomb", "paper-broken"})
    assert "%(" not in refusal_sentence(refusal.value)
    assert list(tmp_path.iterdir()) == []


def test_every_code_is_seen():
    assert {code for _, _, code in CASES.values() if code} | {"paper-encoding"} == set(REFUSALS)


def test_an_unknown_encoding_is_refused():
    with pytest.raises(Rejected, match="paper-encoding"):
        read_paper(b"\xff\xfa\x81" * 40, "a.txt")


def test_a_large_but_honest_paper_is_no_bomb():
    rows = [["任务", "牵头单位"], *(["修路修路修路修路", "县交通运输局"] for _ in range(3_000))]
    assert len(read_division(read_paper(workbook({"Sheet1": rows}), "a.xlsx")).rows) == 3_000


def test_remote_parts_are_not_fetched_and_said():
    rels = part(WORD, "word/_rels/document.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://x/attachedTemplate" Target="http://203.0.113.9/t.dotm" '
        b'TargetMode="External"/></Relationships>',
    )
    division = read_division(read_paper(repacked(WORD, {"word/_rels/document.xml.rels": rels}), "a.docx"))
    assert [row.task for row in division.rows] == ["修路"]
    assert [doubt.code for doubt in division.doubts] == ["remote-parts"]


def test_nothing_pasted_is_refused():
    with pytest.raises(Rejected, match="paper-empty"):
        read_pasted(" \n")


def test_the_command_prints_rows_or_one_sentence(tmp_path: Path):
    good, bad = tmp_path / "a.txt", tmp_path / "a.doc"
    good.write_text("1.修编规划。（县发改局牵头，6月底前完成）", encoding="gb18030")
    bad.write_bytes(OLE)
    answer = read_division_command(str(good), 2026, True)
    assert (answer.code, '"due": "2026-06-30"' in answer.out, answer.err) == (0, True, "")
    assert read_division_command(str(good), None, False).out.splitlines()[-1].endswith("is not in the paper; give it.")
    assert read_division_command(str(bad), None, True) == Answer(
        1, err="This is the old doc format. Open it and save it as .docx, then import that."
    )
    assert read_division_command(str(tmp_path / "none.txt"), None, True).code == 1


def code_of(data: bytes, name: str) -> str:
    """The code a file is refused with, or nothing."""
    try:
        read_division(read_paper(data, name))
    except Rejected as refusal:
        return refusal.code
    return ""


@given(st.sampled_from([WORD, BOOK]), st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_read_or_refused(data: bytes, draw: st.DataObject):
    damaged = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 6))):
        damaged[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    assert code_of(bytes(damaged), "a.docx" if data is WORD else "a.xlsx") in {"", *REFUSALS}


@given(
    st.sampled_from([(WORD, "word/document.xml"), (BOOK, "xl/worksheets/sheet1.xml"), (BOOK, "xl/workbook.xml")]),
    st.data(),
)
@settings(max_examples=100, deadline=None)
def test_a_package_with_odd_xml_is_read_or_refused(which: tuple[bytes, str], draw: st.DataObject):
    data, name = which
    xml = part(data, name)
    words = [
        b"",
        b"<a/>",
        b"val",
        b"-1",
        b"999999999",
        b'w:val=""',
        b"<w:tc/>",
        b"<w:p/>",
        b"A1:XFD9",
        b"&#0;",
        b"&lt;",
    ]
    at = draw.draw(st.integers(0, len(xml)))
    cut = draw.draw(st.integers(0, 12))
    changed = xml[:at] + draw.draw(st.sampled_from(words)) + xml[at + cut :]
    assert code_of(repacked(data, {name: changed}), "a.docx" if data is WORD else "a.xlsx") in {"", *REFUSALS}


@pytest.mark.parametrize("words", ["（", "牵头", "（1）", "县局和", "由县发改局", "6月底前", "、", "各镇、"])
def test_no_text_takes_long(words: str):
    started = time.process_time()
    read_division(read_pasted(words * (9_000 // len(words))))
    assert time.process_time() - started < 10
