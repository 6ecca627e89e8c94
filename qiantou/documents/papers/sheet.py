"""A paper in the making: its parts are put down in the order they are read, then packed into bytes."""

import math
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, Twips
from docx.text.paragraph import Paragraph

from qiantou.core.plain import without_hidden
from qiantou.documents.papers import layout, stylesheet
from qiantou.documents.papers.layout import PORTRAIT, Page, Style, indent, twips
from qiantou.documents.papers.package import pack
from qiantou.documents.papers.saying import said, say_day, say_level
from qiantou.documents.papers.surface import Row
from qiantou.documents.papers.tables import Grid, add_facts, add_grid, height
from qiantou.documents.papers.wording import Wording

SMALL_PT = 9
SEAL_CHARS = 4
"""The date stands four characters from the right edge, so that the seal covers it (GB/T 9704-2012, 7.3.5.1)."""


class Sheet:
    """The blocks of a paper. Levels number themselves; a level starts anew below each heading above it."""

    def __init__(self, wording: Wording, reference: str, page: Page = PORTRAIT) -> None:
        self.wording = wording
        self.page = page
        self.document: Document = docx.Document()
        self._title = ""
        self._counts = [0, 0, 0, 0]
        _replace(self.document.styles.element, stylesheet.styles(wording.language))
        _replace(self.document.settings.element, stylesheet.settings())
        section = self.document.sections[0]
        _set_up(section, page)
        told = without_hidden(reference).strip()
        foot = wording.reference.format(reference=told) if told else " "  # a blank keeps the number in its place
        _foot(section.footer.paragraphs[0], page, before=foot)
        _foot(section.even_page_footer.paragraphs[0], page, after=foot)

    def title(self, text: str, below: str = "") -> None:
        """The title and, centred below it, its version or round.

        A title of several lines is spread evenly over them: none is left with a single character.
        """
        self._title = self._title or text
        paragraph = self._put(text, layout.TITLE)
        room = self.page.type_width / 25.4 * 72 / layout.TITLE.size
        lines = math.ceil(_chars(text) / (room - 1))
        if lines > 1:
            side = max(0.0, (room - math.ceil(_chars(text) / lines) - 1) / 2) * layout.TITLE.size
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(round(side))
        if below:
            self._put(below, layout.NUMBER)
        self._put("", layout.NORMAL)

    def number(self, text: str) -> None:
        """The paper's number above its title, and the line left free between them."""
        self._put(text.strip() or self.wording.number_open, layout.NUMBER)
        self._put("", layout.NORMAL)

    def remark(self, text: str, style: Style = layout.CELL) -> None:
        """Smaller text that belongs to a table, or to the words or the signature above it: no page holds it alone."""
        last = _last(self.document)
        if last.tag == qn("w:p") and last.style != layout.GAP.id:
            last.get_or_add_pPr().get_or_add_keepNext()
        self._put(text, style)

    def addressee(self, to: str) -> None:
        self._put(self.wording.addressee.format(to=said(to, self.wording)), layout.NORMAL)

    def body(self, text: str) -> None:
        """A paragraph per line, each two characters in."""
        for line in without_hidden(text).splitlines():
            if line.strip():
                self._put(line.strip(), layout.BODY)

    def level(self, level: int, text: str) -> None:
        """A heading of level 1 or 2, or the numbered beginning of a paragraph of level 3 or 4."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (4 - level)
        style = (layout.LEVEL_1, layout.LEVEL_2, layout.BODY, layout.BODY)[level - 1]
        first, *rest = (without_hidden(text).strip() or self.wording.not_agreed).splitlines()
        self._put(say_level(level, self._counts[level - 1], first, self.wording), style)
        self.body("\n".join(rest))

    def grid(self, grid: Grid) -> Any:
        """A table with a little air above and below."""
        self._put("", layout.GAP)
        table = add_grid(self.document, grid, self.page.type_width)
        self._put("", layout.GAP).paragraph_format.keep_with_next = False
        return table

    def facts(self, facts: Sequence[tuple[str, str]], style: Style = layout.CELL) -> Any:
        self._put("", layout.GAP)
        table = add_facts(self.document, facts, self.page.type_width, style)
        self._put("", layout.GAP).paragraph_format.keep_with_next = False
        return table

    def form(self, rows: Sequence[Row], style: Style = layout.CELL) -> Any:
        """Label and value, a row each, each at least as high as it asks."""
        table = self.facts([(row.label, row.value) for row in rows], style)
        for made, row in zip(table._tbl.tr_lst, rows, strict=True):
            if row.high:
                height(made, row.high)
        return table

    def attachments(self, names: Sequence[str]) -> None:
        """附件： one line free below the body, two characters in; several are numbered."""
        self._put("", layout.NORMAL)
        label = self.wording.attached
        for number, name in enumerate(names, 1):
            mark = f"{number}." if len(names) > 1 else ""
            lead = label + mark if number == 1 else mark
            paragraph = self._put(lead + name, layout.NORMAL)
            hanging = _chars(lead)
            _indent(paragraph, left=2 + _chars(label + mark), first=-hanging)

    def signature(self, issuer: str, day: date | None) -> None:
        """落款: the date four characters from the right edge, the issuer centred above, room for the seal."""
        _keep_end(self.document)
        name, when = said(issuer, self.wording), say_day(day, self.wording)
        self._put("", layout.SIGNED).paragraph_format.keep_with_next = True
        above = self._put(name, layout.SIGNED)
        above.paragraph_format.keep_with_next = True
        _indent(above, right=max(0.0, SEAL_CHARS + (_chars(when) - _chars(name)) / 2))
        _indent(self._put(when, layout.SIGNED), right=SEAL_CHARS)

    def note(self, text: str) -> None:
        """附注, in brackets below the date, which it takes along: it never stands alone on a page (7.3.6)."""
        last = [child for child in self.document.element.body if child.tag == qn("w:p")][-1]
        last.get_or_add_pPr().get_or_add_keepNext()
        self._put(text, layout.BODY)

    def start_attachment(self, number: int, count: int) -> None:
        """附件 at the head of a page of its own; its title stands in the third line."""
        wording = self.wording
        mark = wording.attachment_n.format(number=number) if count > 1 else wording.attachment
        self._put(mark, layout.ATTACHMENT).paragraph_format.page_break_before = True
        self._put("", layout.NORMAL)
        self._counts = [0, 0, 0, 0]

    def pack(self) -> bytes:
        return pack(self.document, self._title)

    def _put(self, text: str, style: Style) -> Paragraph:
        paragraph = self.document.add_paragraph(without_hidden(text))
        paragraph._p.style = style.id
        return paragraph


def _keep_end(document: Document) -> None:
    """The last part stays with what follows: a page with nothing but a signature could be put under any paper.

    Not the part before it: some word processors move that alone and leave its heading at the foot of the page.
    """
    for paragraph in _last(document).iter(qn("w:p")):
        paragraph.get_or_add_pPr().get_or_add_keepNext()


def _last(document: Document) -> Any:
    """The paragraph or table put down last."""
    return [child for child in document.element.body if child.tag != qn("w:sectPr")][-1]


def _replace(element: Any, children: Sequence[object]) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(children)


def _set_up(section: Section, page: Page) -> None:
    section.start_type = WD_SECTION.NEW_PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if page.width > page.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.left_margin = Mm(page.top), Mm(page.left)
    section.right_margin, section.bottom_margin = Mm(page.right), Mm(page.bottom)
    section.header_distance, section.footer_distance = Mm(page.top / 2), Mm(page.footer)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)


def _foot(paragraph: Paragraph, page: Page, *, before: str = "", after: str = "") -> None:
    """One line: the page number one character from the outer edge, the reference small at the other edge."""
    paragraph._p.style = layout.FOOTER.id
    number = twips(page.type_width) - indent(1, layout.FOOTER)
    if before:
        paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(number), WD_TAB_ALIGNMENT.RIGHT)
        _small(paragraph, before)
        paragraph.add_run("\t")
    else:
        paragraph.paragraph_format.left_indent = Twips(indent(1, layout.FOOTER))
        paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(twips(page.type_width)), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    shown = OxmlElement("w:r")
    shown.append(OxmlElement("w:t"))
    shown[0].text = "1"
    field.append(shown)
    paragraph._p.append(field)
    paragraph.add_run(" —")
    if after:
        paragraph.add_run("\t")
        _small(paragraph, after)


def _small(paragraph: Paragraph, text: str) -> None:
    paragraph.add_run(text).font.size = Pt(SMALL_PT)


def _chars(text: str) -> float:
    """The width of a text in characters; Latin letters and digits are half as wide."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def _indent(paragraph: Paragraph, *, left: float = 0.0, right: float = 0.0, first: float = 0.0) -> None:
    shape = paragraph.paragraph_format
    shape.left_indent, shape.right_indent = Twips(indent(left)), Twips(indent(right))
    shape.first_line_indent = Twips(indent(first))
    if first < 0:
        shape.left_indent = Twips(indent(left))
