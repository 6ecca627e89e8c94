"""What is refused before any parser sees a file: by size, by kind, by what it would unpack to.

Everything happens in memory; nothing is written anywhere. Each refusal is a code of REFUSALS.
"""

import io
import zipfile
import zlib

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from qiantou.core.kernel import Rejected

MAX_BYTES = 50 * 1024 * 1024
MAX_MEMBERS = 5_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
"""Unpacked bytes per packed byte, for a whole file; real papers stay below 40."""
_FREE = 4 * 1024 * 1024
"""Below this unpacked size the ratio is not asked: a small paper of one repeated word is no bomb."""

REFUSALS: dict[str, str] = {
    "paper-empty": "The file is empty.",
    "paper-too-large": "The file is larger than %(limit)s MB. Split it, or keep only the pages with the division.",
    "paper-encrypted": "The file is protected by a password. Save a copy without the password and import that.",
    "paper-old-format": "This is the old %(suffix)s format. Open it and save it as .%(suffix)sx, then import that.",
    "paper-broken": "The file is damaged and cannot be opened. Open it, save it again, and import the copy.",
    "paper-bomb": "The file would unpack to far more than a paper holds, and was not opened.",
    "paper-macros": "The file holds macros and was not opened. Save it as .docx or .xlsx without macros.",
    "paper-entities": "The file holds XML entities, which no ordinary paper has, and was not opened.",
    "paper-not-a-document": "This is not a paper this page can read. It reads .docx, .xlsx, .csv and .txt.",
    "paper-encoding": "The text is in an unknown encoding. Save it as UTF-8 and import that.",
    "paper-too-long": "The paper holds more than %(limit)s lines or cells. Split it.",
    "paper-long-line": "One line of the paper holds more than %(limit)s characters. Break it into paragraphs.",
    "paper-long-text": "The paper holds more than %(limit)s characters. Split it.",
}

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refuse_by_size(data: bytes) -> None:
    """Raises paper-empty or paper-too-large."""
    if not data.strip(b"\x00\xef\xbb\xbf\xfe\xff \t\r\n\x0b\x0c"):
        raise Rejected("paper-empty")
    if len(data) > MAX_BYTES:
        raise Rejected("paper-too-large", limit=MAX_BYTES // 1024 // 1024)


def refuse_ole(data: bytes, suffix: str) -> None:
    """An OLE file is either an encrypted new file or an old .doc/.xls; raises which."""
    if not data.startswith(OLE):
        return
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        raise Rejected("paper-encrypted")
    sheet = "Workbook".encode("utf-16-le") in data or suffix in (".xls", ".xlsx", ".et")
    raise Rejected("paper-old-format", suffix="xls" if sheet else "doc")


def open_package(data: bytes) -> zipfile.ZipFile:
    """The file as a zip whose every part was checked: sizes, macros, encryption, XML without entities."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Rejected("paper-broken") from error
    parts = package.infolist()
    if any(part.flag_bits & 0x1 for part in parts):
        raise Rejected("paper-encrypted")
    if len(parts) > MAX_MEMBERS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Rejected("paper-bomb")
    if any(_is_bomb(part.file_size, part.compress_size) for part in parts) or _is_bomb(
        sum(p.file_size for p in parts), len(data)
    ):
        raise Rejected("paper-bomb")
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise Rejected("paper-macros")
    for part in parts:
        content = _unpack(package, part)
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            _check_xml(content)
            if part.filename == "[Content_Types].xml" and b"macroEnabled" in content:
                raise Rejected("paper-macros")
    return package


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > _FREE and unpacked > MAX_RATIO * max(packed, 1)


def _unpack(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """The part's bytes, read no further than its header promised."""
    try:
        with package.open(part) as stream:
            content = stream.read(part.file_size + 1)
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        zlib.error,
    ) as error:
        raise Rejected("paper-broken") from error
    if len(content) > part.file_size:
        raise Rejected("paper-bomb")
    return content


def _check_xml(content: bytes) -> None:
    parser = make_parser()
    parser.forbid_dtd = True
    try:
        parser.parse(io.BytesIO(content))
    except DefusedXmlException as error:
        raise Rejected("paper-entities") from error
    except (ValueError, LookupError, OSError, _sax_error()) as error:  # LookupError: an encoding nobody knows
        raise Rejected("paper-broken") from error


def _sax_error() -> type[Exception]:
    from xml.sax import SAXException

    return SAXException


def remote_targets(package: zipfile.ZipFile) -> bool:
    """Whether a relationship points outside the file to anything but a hyperlink. Such parts are never fetched."""
    for name in package.namelist():
        if name.endswith(".rels"):
            content = package.read(name)
            for piece in content.split(b"<Relationship ")[1:]:
                tag = piece.split(b">", 1)[0]
                if b'TargetMode="External"' in tag and b"/hyperlink" not in tag:
                    return True
    return False
