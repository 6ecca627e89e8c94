"""The witness file: every checkpoint this site ever signed, kept outside the database.

    line 1         qiantou-witness/1
    further lines  <SHA-256 of the JSON, hex> <canonical JSON string holding the whole signed note>

A checkpoint is written here and flushed to the disk *before* it is stored or shown to anyone. So a
database restored from an older copy, or rewritten, is caught: the file is ahead of it or disagrees with it.
The file is made once, while the log is still empty; a log with entries and no file is refused.

A crash can leave the last line unfinished. Nobody has seen that checkpoint, so `append` cuts the torn end
off; an end that lacks only its newline is whole, was possibly shown, and counts. Other damage is refused.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from qiantou.ledger import durable, merkle
from qiantou.ledger.canonical import canonical_json, parse_canonical
from qiantou.ledger.merkle import Head
from qiantou.ledger.note import Checkpoint, note_text, parse_checkpoint
from qiantou.ledger.report import Unsound

FIRST_LINE: Final = b"qiantou-witness/1\n"
_MAX_LINE: Final = 1 << 21  # bytes
_TAIL: Final = 1 << 16  # bytes read first when only the end is asked for


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of the file: the last whole note, and where whole lines end (the rest is a torn line)."""

    note: bytes | None
    whole: int  # bytes
    is_missing_newline: bool


def create(path: Path, *, entries: int) -> None:
    """Make the file for a log without entries; nothing happens if it is there.

    A first line that a crash left unfinished is finished. Raises Unsound("witness-missing") when the log has
    entries: a file made now vouches for nothing.
    """
    if path.exists() and (entries or path.stat().st_size >= len(FIRST_LINE)):
        return
    if entries:
        raise Unsound("witness-missing", path=str(path), entries=entries)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file, _locked(file):
        begun = file.seek(0, os.SEEK_END)
        if begun < len(FIRST_LINE):
            _write(file, FIRST_LINE[begun:])
    durable.sync_folder(path.parent)


def append(path: Path, note: bytes) -> None:
    """Add a signed checkpoint; on the disk when this returns. Adding the last one again changes nothing.

    Raises Unsound: "witness-missing", "witness-damaged", or "witness-ahead" (the note is older).
    """
    line = _line_of(note)
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        raise Unsound("witness-missing", path=str(path)) from None
    with file, _locked(file):
        tail = _tail(file, path)
        if tail.note == note and not tail.is_missing_newline:
            return
        if tail.note is not None:
            _check_newer(tail.note, note)
        file.seek(tail.whole)
        file.truncate()
        _write(file, (b"\n" if tail.is_missing_newline else b"") + (b"" if tail.note == note else line))


def last(path: Path) -> bytes | None:
    """The last whole note, or None before the first. Raises Unsound: "witness-missing", "witness-damaged"."""
    try:
        with path.open("rb") as file:
            return _tail(file, path).note
    except FileNotFoundError:
        raise Unsound("witness-missing", path=str(path)) from None


def notes(path: Path) -> Iterator[bytes]:
    """Every whole note, oldest first; a torn end is left out. Raises as `last` does, and on any damage."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Unsound("witness-missing", path=str(path)) from None
    with file:
        if file.readline(len(FIRST_LINE)) != FIRST_LINE:
            raise Unsound("witness-damaged", path=str(path), line=1)
        number = 1
        while line := file.readline(_MAX_LINE):
            number += 1
            note = _note_of(line.removesuffix(b"\n"))
            if note is not None:
                yield note
            elif line.endswith(b"\n") or file.read(1):
                raise Unsound("witness-damaged", path=str(path), line=number)


def check_log(path: Path, checkpoint: Checkpoint, *, node: merkle.Node, entries: int, published: bytes | None) -> Head:
    """Whether a checkpoint may be signed: it must only add to the last one that was witnessed.

    `node` serves the tree as the database holds it now, `published` is the last note the database holds.
    Returns the witnessed head. Raises Unsound: "witness-missing", "witness-damaged", "witness-behind" (the
    database published what the file never saw), "witness-ahead" (the log lost entries),
    "witness-inconsistent" (the log was rewritten), "witness-other-log".
    """
    seen = last(path)
    if published is not None:
        _check_witnessed(seen, published)
    if seen is None:
        return Head(0, merkle.EMPTY_ROOT)
    known = parse_checkpoint(note_text(seen))
    new = checkpoint.head
    if known.origin != checkpoint.origin:
        raise Unsound("witness-other-log", witnessed=known.origin, origin=checkpoint.origin)
    if known.head.size > min(new.size, entries):
        raise Unsound("witness-ahead", witnessed=known.head.size, entries=min(new.size, entries))
    proof = merkle.consistency_proof(known.head.size, new.size, node)
    if not merkle.is_consistent(known.head, new, proof):
        raise Unsound("witness-inconsistent", witnessed=known.head.size, size=new.size)
    return known.head


def _check_witnessed(seen: bytes | None, published: bytes) -> None:
    head = parse_checkpoint(note_text(published)).head
    known = Head(0, merkle.EMPTY_ROOT) if seen is None else parse_checkpoint(note_text(seen)).head
    if head.size > known.size:
        raise Unsound("witness-behind", witnessed=known.size, published=head.size)
    if head.size == known.size and head != known:
        raise Unsound("witness-inconsistent", witnessed=known.size, size=head.size)


def _check_newer(seen: bytes, note: bytes) -> None:
    known, new = parse_checkpoint(note_text(seen)).head, parse_checkpoint(note_text(note)).head
    if new.size < known.size:
        raise Unsound("witness-ahead", witnessed=known.size, entries=new.size)
    if new.size == known.size and new.root != known.root:
        raise Unsound("witness-inconsistent", witnessed=known.size, size=new.size)


def _line_of(note: bytes) -> bytes:
    parse_checkpoint(note_text(note))
    body = canonical_json(note.decode())
    return hashlib.sha256(body).hexdigest().encode() + b" " + body + b"\n"


def _note_of(line: bytes) -> bytes | None:
    """The note of a whole line (without its newline), or None when the line is not whole."""
    digest, _, body = line.partition(b" ")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        return None
    try:
        note = parse_canonical(body)
        if not isinstance(note, str):
            return None
        parse_checkpoint(note_text(note.encode()))
    except Unsound:
        return None
    return note.encode()


def _tail(file: BinaryIO, path: Path) -> Tail:
    """Reads only the end of the file; widens until it holds the last whole line."""
    file.seek(0)
    if file.read(len(FIRST_LINE)) != FIRST_LINE:
        raise Unsound("witness-damaged", path=str(path), line=1)
    size = file.seek(0, os.SEEK_END)
    width = _TAIL
    while True:
        start = max(len(FIRST_LINE), size - width)
        file.seek(start)
        tail = _tail_of(file.read(), start)
        if tail is not None:
            return tail
        if start == len(FIRST_LINE) or width > 2 * _MAX_LINE:
            raise Unsound("witness-damaged", path=str(path))
        width *= 4


def _tail_of(data: bytes, start: int) -> Tail | None:
    """None when `data`, which begins at offset `start`, does not hold a whole last line."""
    lines = data.split(b"\n")
    unfinished = lines.pop()
    end = start + len(data)
    whole = _note_of(unfinished)
    if whole is not None:
        return Tail(whole, end, is_missing_newline=True)
    if not lines:
        return Tail(None, start, is_missing_newline=False) if start == len(FIRST_LINE) else None
    note = _note_of(lines[-1])
    return None if note is None else Tail(note, end - len(unfinished), is_missing_newline=False)


def _write(file: BinaryIO, data: bytes) -> None:
    """Raises OSError with the file's name: a full disk is told by it."""
    try:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    except OSError as fault:
        raise OSError(fault.errno, fault.strerror, str(file.name)) from fault


@contextmanager
def _locked(file: BinaryIO) -> Iterator[None]:
    durable.lock(file.fileno())
    try:
        yield
    finally:
        durable.unlock(file.fileno())
