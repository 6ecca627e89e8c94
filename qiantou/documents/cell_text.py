"""The text of a cell as it reads: hidden characters and blanks at its edges gone, its line breaks kept or closed."""

import re

from qiantou.core.plain import without_hidden
from qiantou.documents.script import INVISIBLE

_BREAK = re.compile("[\n\r\u0085\u2028\u2029]+")
_NO_CHARACTER = re.compile("[\ufffe\uffff]")  # an .xlsx cannot hold them
_EAST = re.compile("[\u2e80-\uffef]")


def line_of(text: str) -> str:
    """The text on one line: breaks inside Chinese are gone, elsewhere they are blanks."""
    pieces = _pieces(text)
    if len(pieces) < 2:
        return pieces[0] if pieces else ""
    joined = ""
    for piece in pieces:
        apart = joined and not (_EAST.match(joined[-1]) or _EAST.match(piece))
        joined += (" " if apart else "") + piece
    return joined


def lines_of(text: str) -> str:
    """The text with its line breaks, without blanks at the edges of lines and without blank lines."""
    return "\n".join(_pieces(text))


def _pieces(text: str) -> list[str]:
    if text.isprintable():  # most cells: nothing hidden, no break
        return [kept] if (kept := text.strip()) else []
    plain = _NO_CHARACTER.sub("", INVISIBLE.sub("", without_hidden(text)))
    return [kept for piece in _BREAK.split(plain) if (kept := piece.strip())]
