"""Opens a paper of any kind this product reads; everything else is refused with one sentence."""

from pathlib import Path, PurePath

from qiantou.core.kernel import Rejected
from qiantou.documents.container import MAX_BYTES, refuse_by_size, refuse_ole
from qiantou.documents.paper import Line, Paper
from qiantou.documents.plain import decode, delimited, lines_of
from qiantou.documents.word import read_word
from qiantou.documents.workbook import read_workbook

MAX_LINES = 30_000
MAX_LINE = 20_000
MAX_TEXT = 3_000_000
"""Characters in the lines of a paper; a plan of 500 tasks has about 100,000."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_WORD, _SHEET = (".docx", ".docm", ".dotx", ".dotm"), (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb")


def read_paper(source: Path | str | bytes, filename: str = "") -> Paper:
    """The paper in a file or in bytes. What it is, is told by its bytes; the name only settles .csv.

    Raises:
        Rejected: with a code of `container.REFUSALS`.
    """
    name = filename or (PurePath(source).name if not isinstance(source, bytes) else "")
    data = source if isinstance(source, bytes) else _bytes_of(Path(source))
    suffix = PurePath(name).suffix.lower()
    refuse_by_size(data)
    refuse_ole(data, suffix)
    if data.startswith(_ZIP):
        return _package(data, name, suffix)
    if data[:5] in (b"%PDF-", b"{\\rtf") or data[:4] in (
        b"\x89PNG",
        b"\xff\xd8\xff\xe0",
        b"\xff\xd8\xff\xe1",
        b"GIF8",
    ):
        raise Rejected("paper-not-a-document")
    if (
        data[:600]
        .lstrip(b"\xef\xbb\xbf \t\r\n")
        .lower()
        .startswith((b"<!doctype", b"<html", b"<?xml", b"mime-version:"))
    ):
        raise Rejected("paper-not-a-document")
    if suffix in (*_WORD, *_SHEET):
        raise Rejected("paper-broken")
    text, doubts = decode(data)
    blocks = delimited(text) if suffix in (".csv", ".tsv") else lines_of(text)
    return _bounded(Paper(name, blocks, doubts))


def read_pasted(text: str) -> Paper:
    """Text put into a form field."""
    if not text.strip():
        raise Rejected("paper-empty")
    if len(text.encode()) > MAX_BYTES:
        raise Rejected("paper-too-large", limit=MAX_BYTES // 1024 // 1024)
    return _bounded(Paper("", lines_of(text)))


def _bytes_of(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        raise Rejected("paper-too-large", limit=MAX_BYTES // 1024 // 1024)
    return path.read_bytes()


def _package(data: bytes, name: str, suffix: str) -> Paper:
    if suffix in (".docm", ".dotm", ".xlsm", ".xltm"):
        raise Rejected("paper-macros")
    if b"word/document.xml" in data or suffix in _WORD:
        blocks, doubts = read_word(data)
    elif b"xl/workbook" in data or suffix in _SHEET:
        blocks, doubts = read_workbook(data)
    else:
        raise Rejected("paper-not-a-document")
    paper = _bounded(Paper(name, blocks, doubts))
    if not any(block.text.strip() if isinstance(block, Line) else block.rows for block in paper.blocks):
        raise Rejected("paper-empty")
    return paper


def _bounded(paper: Paper) -> Paper:
    """Reading takes time in proportion to the text; what is no paper in length is refused."""
    lines = [block for block in paper.blocks if isinstance(block, Line)]
    sizes = [len(line.text) for line in lines]
    if max(sizes, default=0) > MAX_LINE:
        raise Rejected("paper-long-line", limit=MAX_LINE)
    if sum(sizes) > MAX_TEXT:
        raise Rejected("paper-long-text", limit=MAX_TEXT)
    if len(lines) > MAX_LINES:
        raise Rejected("paper-too-long", limit=MAX_LINES)
    return paper
