"""A list as an Excel workbook to save, or a paper as a Word document."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from qiantou.documents.sheets import write_sheet

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def workbook(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The answer that saves `rows` as `title`.xlsx."""
    return saved(title, write_sheet(title, columns, rows))


def saved(title: str, data: bytes) -> HttpResponse:
    """The answer that saves a workbook written before as `title`.xlsx."""
    answer = HttpResponse(data, content_type=TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title[:80])}.xlsx"
    return answer


def document(title: str, data: bytes) -> HttpResponse:
    """The answer that saves a paper as `title`.docx."""
    answer = HttpResponse(data, content_type=WORD)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title[:80])}.docx"
    return answer
