"""A disk that is full, by a limit on the size of files: what is written past it fails, as it does on a full disk.

The limit is this process's own; SIGXFSZ, which would end it, is ignored by Python. A file may be cut off in
the middle of what was to be written. PostgreSQL writes in processes of its own, out of this limit's reach.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings

from qiantou.jobs import cli
from qiantou.ledger import keys, witness
from tests.baddays import scenes
from tests.baddays.scenes import Line

LEFT = {"witness": 100, "key": 20}  # bytes that still fit


def trying(where: str, scene: str, line: Line) -> str:
    """Play the step with the disk full there. The sentence a person is told, or nothing if it went through.

    Raises whatever is no sentence at all.
    """
    try:
        with _full(where):
            scenes.play(scene, line)
    except Exception as fault:
        sentence = cli._sentence(fault)
        if sentence is None:
            raise
        return sentence
    return ""


@contextmanager
def room(size: int) -> Iterator[None]:
    """No file of this process grows past `size` bytes inside the block."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _database(left: int) -> Any:
    """As much as the write-ahead file has, and a little more."""
    return room(wal_size(Path(settings.DATA_DIR)) + left)


def wal_size(data: Path) -> int:
    file = data / "qiantou.sqlite3-wal"
    return file.stat().st_size if file.exists() else 0


def _while_writing(write: Callable[..., Any], left: Callable[..., int]) -> Callable[..., Any]:
    def limited(*given: Any) -> Any:
        with room(left(*given)):
            return write(*given)

    return limited


def _witness() -> Any:
    return patch.object(
        witness, "_write", _while_writing(witness._write, lambda file, data: file.tell() + LEFT["witness"])
    )


def _key() -> Any:
    return patch.object(keys, "_publish", _while_writing(keys._publish, lambda path, text: LEFT["key"]))


def _full(where: str) -> Any:
    """Full at a place: "witness", "key", "database" or, with so many bytes left, "database:40000"."""
    match where.partition(":"):
        case "witness", _, _:
            return _witness()
        case "key", _, _:
            return _key()
        case _, _, left:
            return _database(int(left or 5000))
