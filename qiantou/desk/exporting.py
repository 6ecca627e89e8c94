"""A list as an Excel workbook to save."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from qiantou.documents.sheets import write_sheet

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The answer that saves `rows` as `title`.xlsx."""
    answer = HttpResponse(write_sheet(title, columns, rows), content_type=TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title[:80])}.xlsx"
    return answer
