"""The bytes of a .docx, the same for the same content: no clock, no author, no machine in them."""

import io
import zipfile

from docx.document import Document

from qiantou.core.plain import without_hidden
from qiantou.documents.papers.stylesheet import font_table

_DAY = (1980, 1, 1, 0, 0, 0)
"""The first day a zip can name; papers carry their own date in words."""
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Qiantou</Application></Properties>"
)
_KEPT = ("styles", "settings", "fontTable", "footer")


def pack(document: Document, title: str) -> bytes:
    """The document as bytes; what the library's template brought along is left out."""
    package = document.part.package
    assert package is not None, "a new document has its package"
    _only(document.part.rels, _KEPT)
    _only(package.rels, ("officeDocument", "core-properties", "extended-properties"))
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = font_table()
    for relation in package.rels.values():
        if relation.reltype.endswith("/extended-properties"):
            relation.target_part._blob = _APP.encode()
    properties = document.core_properties
    for child in list(properties._element):
        properties._element.remove(child)
    properties.title = without_hidden(title)[:255]
    buffer = io.BytesIO()
    document.save(buffer)
    return _timeless(buffer.getvalue())


def _only(relations: dict[str, object], kept: tuple[str, ...]) -> None:
    for key, relation in list(relations.items()):
        if not str(getattr(relation, "reltype", "")).endswith(kept):
            del relations[key]


def _timeless(data: bytes) -> bytes:
    """The same parts in the same order, each dated alike and marked as from no system in particular."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            part = zipfile.ZipInfo(name, date_time=_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            part.external_attr = 0
            made.writestr(part, given.read(name))
    return buffer.getvalue()
