"""Faults planted on purpose, so that each harness is seen red once. Nothing in the program knows of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from qiantou.acts import execute as executing
from qiantou.ledger import seal as sealing
from qiantou.ledger import witness


@contextmanager
def plant(fault: str, acknowledge: Callable[[Any], None]) -> Iterator[None]:
    """The child's program with one fault in it; none for an empty name."""
    with FAULTS[fault](acknowledge) if fault else nullcontext():
        yield


def _receipt_before_commit(acknowledge: Callable[[Any], None]) -> Any:
    """The person is told inside the transaction."""
    record = executing._record

    def early(*given: Any, **named: Any) -> Any:
        receipt = record(*given, **named)
        acknowledge(receipt)
        return receipt

    return patch.object(executing, "_record", early)


def _no_transaction(acknowledge: Callable[[Any], None]) -> Any:
    """Every statement of a command stands for itself."""
    return patch.object(executing, "transaction", SimpleNamespace(atomic=nullcontext))


def _forgotten_command(acknowledge: Callable[[Any], None]) -> Any:
    """The command's id is not kept: sent again, it is carried out again."""
    return patch.object(executing, "Sent", SimpleNamespace(objects=_Nothing()))


class _Nothing:
    def create(self, **_: Any) -> None:
        return None

    def filter(self, **_: Any) -> _Nothing:
        return self

    def first(self) -> None:
        return None


def _witness_not_kept(acknowledge: Callable[[Any], None]) -> Any:
    """The checkpoint is shown, but its line in the witness file never reached the disk: half of it is gone."""
    append = witness.append

    def lost(path: Path, note: bytes) -> None:
        before = path.stat().st_size
        append(path, note)
        os.truncate(path, before + (path.stat().st_size - before) // 2)

    return patch.object(sealing.witness, "append", lost)


def _next_day(acknowledge: Callable[[Any], None]) -> Any:
    """A row written besides the record, by a connection of its own, says something else than the record."""
    project = executing.project

    def wrong(play: Any, locked: Any) -> None:
        project(play, locked)
        from qiantou.readmodel.models import MatterRow

        for entry in play.entries:
            MatterRow.objects.filter(stream=entry.stream).update(title="另一件事")

    return patch.object(executing, "project", wrong)


FAULTS: dict[str, Callable[[Callable[[Any], None]], Any]] = {
    "receipt before commit": _receipt_before_commit,
    "no transaction": _no_transaction,
    "forgotten command": _forgotten_command,
    "witness not kept": _witness_not_kept,
    "row beside the record": _next_day,
}
