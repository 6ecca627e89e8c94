"""Named statements: every statement to the database and every lasting act on files, before it and after it.

    before INSERT ledger_entry     the statement has not reached the database
    after COMMIT                   it has answered; nobody was told yet
    within WRITE witness           half of the bytes are in the file

A child arms one point, "the nth time this name comes up", and dies there by SIGKILL. Names come from the
statement alone, never from where in the program it was made. Linux only: paths of open files are read from
/proc. What SQLite writes within one COMMIT has no name of its own; the kills of the real server fall there.
"""

from __future__ import annotations

import os
import re
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qiantou.ledger import witness

LOCKS = ("writer.lock", ".lock")  # files without content
_TABLE = re.compile(r'\b(?:INTO|UPDATE|FROM|TABLE|JOIN)\s+"?(\w+)"?', re.I)
_LOCK = re.compile(r"\b(pg_\w*lock\w*)")
_DRAFT = re.compile(r"^\.(.+)\.[0-9a-f]{16}$")


class Points:
    """Counts what comes up, and kills this process at the armed one."""

    def __init__(self, name: str = "", nth: int = 0) -> None:
        self.armed = (name, nth)
        self.seen: Counter[str] = Counter()

    def come(self, name: str) -> None:
        self.seen[name] += 1
        if (name, self.seen[name]) == self.armed:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, name: str, act: Callable[[], Any]) -> Any:
        self.come(f"before {name}")
        answer = act()
        if not name.startswith("SELECT"):
            self.come(f"after {name}")
        return answer

    def watch(self) -> None:
        """From here on every statement of this process comes up. Call once, after Django is connected."""
        from django.db import connection

        connection.execute_wrappers.append(self._statement)
        commit, rollback = connection._commit, connection._rollback
        connection._commit = lambda: self.around("COMMIT", commit)  # type: ignore[method-assign]
        connection._rollback = lambda: self.around("ROLLBACK", rollback)  # type: ignore[method-assign]
        self._watch_files()

    def _statement(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        return self.around(statement(sql), lambda: execute(sql, params, many, context))

    def _watch_files(self) -> None:
        fsync, link, unlink, make, write = os.fsync, os.link, os.unlink, os.open, witness._write

        def opened(path: Any, flags: int, *rest: Any, **named: Any) -> int:
            if flags & os.O_CREAT and _place(path) not in LOCKS:
                return int(self.around(f"CREATE {_place(path)}", lambda: make(path, flags, *rest, **named)))
            return make(path, flags, *rest, **named)

        def written(file: Any, data: bytes) -> None:
            self.come("before WRITE witness")
            half = len(data) // 2
            file.write(data[:half])
            file.flush()
            self.come("within WRITE witness")
            write(file, data[half:])

        os.open = opened
        os.fsync = lambda number: self.around(f"FSYNC {_open_file(number)}", lambda: fsync(number))
        os.link = lambda one, two: self.around(f"LINK {_place(two)}", lambda: link(one, two))  # type: ignore[assignment]
        os.unlink = lambda path: self.around(f"UNLINK {_place(path)}", lambda: unlink(path))  # type: ignore[assignment]
        witness._write = written


def statement(sql: str) -> str:
    """The kind of a statement and its table: "INSERT ledger_entry"; the lock it asks for; or its kind alone."""
    verb = sql.split(None, 1)[0].upper()
    lock = _LOCK.search(sql)
    if lock:
        return f"SELECT {lock.group(1)}"
    table = _TABLE.search(sql)
    mode = " FOR UPDATE" if "FOR UPDATE" in sql else " FOR SHARE" if "FOR SHARE" in sql else ""
    return f"{verb} {table.group(1)}{mode}" if table and verb not in ("BEGIN", "PRAGMA") else verb


def _open_file(number: int) -> str:
    return _place(Path(f"/proc/self/fd/{number}").readlink())


def _place(path: Any) -> str:
    name = Path(path).name
    draft = _DRAFT.match(name)
    return f"draft of {draft.group(1)}" if draft else name


def chosen(seen: dict[str, int], count: int, *, first: int = 0) -> list[tuple[str, int]]:
    """`count` points, or all there are: names in turn from the `first` on, occurrences spread from last to first."""
    names = sorted(seen)
    names = names[first % len(names) :] + names[: first % len(names)]
    turns = range(max(seen.values()))
    points = [(name, _spread(turn, seen[name])) for turn in turns for name in names if turn < seen[name]]
    return points[:count]


def _spread(turn: int, total: int) -> int:
    """The `turn`-th of 1…total in an order that goes far apart first: last, first, middle, quarters…"""
    order = [total, 1]
    width = 2
    while len(order) < total:
        order += [1 + (total - 1) * step // width for step in range(1, width, 2)]
        order = list(dict.fromkeys(order))
        width *= 2
    return order[turn]
