"""The styles, the fonts and the settings of a .docx, written whole: nothing of a template's own remains."""

from xml.sax.saxutils import quoteattr

from docx.oxml.parser import parse_xml

from qiantou.documents.papers.layout import FACES, NORMAL, STYLES, Face, Style, indent

_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
CELL_SIDE_TWIPS = 80
CELL_TOP_TWIPS = 50


def styles(language: str) -> list[object]:
    """The children of styles.xml, for a text in this language (zh-CN, en-GB)."""
    return list(
        parse_xml(
            f"<w:styles {_SPACE}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(NORMAL.face)}"
            f'<w:sz w:val="{_half_points(NORMAL)}"/><w:szCs w:val="{_half_points(NORMAL)}"/>'
            f'<w:lang w:val={quoteattr(language)} w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
            f"<w:pPrDefault/></w:docDefaults>{''.join(_style(style) for style in STYLES)}{_table_style()}</w:styles>"
        )
    )


def settings() -> list[object]:
    """The children of settings.xml: odd and even pages have footers of their own."""
    mode = 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"'
    return list(
        parse_xml(
            f'<w:settings {_SPACE}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
            f'<w:characterSpacingControl w:val="compressPunctuation"/>'
            f"<w:compat><w:compatSetting {mode}/></w:compat></w:settings>"
        )
    )


def font_table() -> bytes:
    """fontTable.xml: each face with the other name it may be found under."""
    listed = "".join(
        f'<w:font w:name="{face.name}"><w:altName w:val="{face.also}"/><w:charset w:val="86"/></w:font>'
        for face in FACES
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {_SPACE}>{listed}</w:fonts>'.encode()


def fonts(face: Face) -> str:
    return (
        f'<w:rFonts w:ascii="{face.latin}" w:hAnsi="{face.latin}" w:eastAsia="{face.name}" w:cs="{face.latin}"'
        ' w:hint="eastAsia"/>'
    )


def _style(style: Style) -> str:
    default = ' w:default="1"' if style is NORMAL else ""
    based = "" if style is NORMAL else '<w:basedOn w:val="Normal"/>'
    custom = ' w:customStyle="1"' if style.id.startswith("Table") else ""
    return (
        f'<w:style w:type="paragraph"{default}{custom} w:styleId="{style.id}"><w:name w:val="{style.name}"/>{based}'
        f"<w:qFormat/><w:pPr>{_paragraph(style)}</w:pPr><w:rPr>{fonts(style.face)}"
        f'<w:spacing w:val="{round(style.tighten * 20)}"/>'
        f'<w:sz w:val="{_half_points(style)}"/><w:szCs w:val="{_half_points(style)}"/></w:rPr></w:style>'
    )


def _paragraph(style: Style) -> str:
    """Children in the order the schema asks. LibreOffice reads `firstLine`, Word `firstLineChars`: both are written.

    No automatic gap between Chinese and digits: it would break the count of 28 characters in a line.
    """
    kept = "<w:keepNext/>" if style.with_next else ""
    first = f'w:firstLineChars="{style.first_line_chars * 100}" w:firstLine="{indent(style.first_line_chars, style)}"'
    outline = "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>'
    return (
        f'{kept}<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        '<w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{round(style.line * 20)}" w:lineRule="exact"/>'
        f'<w:ind {first}/><w:jc w:val="{style.align}"/>{outline}'
    )


def _table_style() -> str:
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in _EDGES)
    room = {"top": CELL_TOP_TWIPS, "left": CELL_SIDE_TWIPS, "bottom": CELL_TOP_TWIPS, "right": CELL_SIDE_TWIPS}
    margins = "".join(f'<w:{edge} w:w="{width}" w:type="dxa"/>' for edge, width in room.items())
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
    )


def _half_points(style: Style) -> int:
    return round(style.size * 2)
