"""A zip archive that can be written in one way only, so that not a byte of it can change unseen.

Files lie in it as they are, not compressed, in order of their names, without dates: who has the files can write the
archive again, and what reads otherwise was changed. Names are those an export has; nothing is unpacked to a disk.
"""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from qiantou.ledger.bundle import printable
from qiantou.ledger.report import Unsound

MAX_ARCHIVE: Final = 1 << 30  # bytes
MAX_FILES: Final = 200_000
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE: Final = 0o100644 << 16
_UNIX: Final = 3
_HEAD: Final = 30  # bytes of a file's own header before its name (APPNOTE.TXT, 4.3.7)


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """The archive of these files. The same files always make the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            row = zipfile.ZipInfo(name, _EPOCH)
            row.create_system, row.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(row, files[name])
    return held.getvalue()


def read_archive(data: bytes) -> dict[str, bytes]:
    """Name → contents, read but not judged; a file whose own sum does not fit is read all the same.

    Raises Unsound: "file-too-long", "archive-broken" on what is no archive of this kind.
    """
    if len(data) > MAX_ARCHIVE:
        raise Unsound("file-too-long", path="archive")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            rows = archive.infolist()
            if len(rows) > MAX_FILES or len({row.filename for row in rows}) != len(rows):
                raise Unsound("archive-broken")
            return {row.filename: _contents(data, row) for row in rows}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, EOFError, OSError):
        raise Unsound("archive-broken") from None


def check_archive(data: bytes, files: Mapping[str, bytes]) -> None:
    """Raises Unsound("archive-changed") with the first place at which it is not the archive of these files."""
    wanted = write_archive(files)
    if wanted == data:
        return
    pairs = enumerate(zip(wanted, data, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), min(len(wanted), len(data)))
    raise Unsound("archive-changed", offset=at)


def _contents(data: bytes, row: zipfile.ZipInfo) -> bytes:
    """Straight from its place: the archive's own sum of a file would hide which file it is that changed."""
    if row.compress_type != zipfile.ZIP_STORED or row.compress_size != row.file_size:
        raise Unsound("archive-broken", path=printable(row.filename))
    head = data[row.header_offset : row.header_offset + _HEAD]
    if len(head) < _HEAD:
        raise Unsound("archive-broken", path=printable(row.filename))
    start = row.header_offset + _HEAD
    start += int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    if start + row.file_size > len(data):
        raise Unsound("archive-broken", path=printable(row.filename))
    return data[start : start + row.file_size]
