"""回执: what a unit fills in, signs and seals. unit | opinion none or some | clause | suggestion | reason."""

from typing import Any

from qiantou.documents.papers.layout import CELL, CELL_CENTRED
from qiantou.documents.papers.saying import said
from qiantou.documents.papers.surface import Surface
from qiantou.documents.papers.tables import Column, Grid, centred, height, write
from qiantou.documents.papers.wording import Wording

BLANK_ROWS = 4
ROW_MM = 15
SIGNED_ROW_MM = 28


def lay_receipt(on: Surface, *, to: str, about: str, silence: str) -> None:
    """The slip for one unit, with room to write by hand; what no answer means stands on it once more."""
    wording = on.wording
    on.title(wording.receipt_title)
    on.body(about)
    first = (said(to, wording), wording.receipt_boxes, "", "", "")
    blank = ("", "", "", "", "")
    columns = (
        centred(wording.unit, 25),
        centred(wording.receipt_opinion, 26),
        centred(wording.receipt_clause, 23),
        Column(wording.receipt_suggestion, 44),
        Column(wording.reason, 38),
    )
    table = on.grid(Grid(columns, [first, *[blank] * BLANK_ROWS], empty=""))
    if table is not None:
        _for_handwriting(table, first, wording)
    on.remark(wording.receipt_note)
    on.remark(silence)


def _for_handwriting(table: Any, first: tuple[str, ...], wording: Wording) -> None:
    """Higher rows, the unit and its answer beside all of them, and a last row to sign and seal."""
    for row in table._tbl.tr_lst[1:-1]:
        height(row, ROW_MM)
    for column in (0, 1):
        merged = table.cell(1, column).merge(table.cell(BLANK_ROWS, column))
        write(merged._tc, first[column], CELL_CENTRED)
    last = BLANK_ROWS + 1
    height(table._tbl.tr_lst[last], SIGNED_ROW_MM)
    write(table.cell(last, 0)._tc, wording.receipt_signature, CELL_CENTRED)
    write(table.cell(last, 1).merge(table.cell(last, 2))._tc, "", CELL)
    signed = f"{wording.receipt_seal}\n{wording.receipt_blank_day}"
    write(table.cell(last, 3).merge(table.cell(last, 4))._tc, signed, CELL_CENTRED)
