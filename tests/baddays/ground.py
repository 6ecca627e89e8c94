"""Sites for the scenes: a base played once on each database, and a fresh copy of it for every performance."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.baddays.stage import Job, job_line
from tests.support.databases import NOWHERE, TEMPLATE, Templates, connect, speak_for, sqlite_url
from tests.support.postgres import APP, OWNER, copied

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Place:
    """One copied site: its data folder, its database, and the files a child writes beside them."""

    kind: str
    data: Path
    url: str
    owner_url: str

    @property
    def acknowledged(self) -> Path:
        return self.data.with_name("acknowledged")

    @property
    def log(self) -> Path:
        return self.data.with_name("log")


class Ground:
    """The bases of one session and the warm process that children are forked from."""

    def __init__(self, templates: Templates, folder: Path) -> None:
        self.templates, self.folder = templates, folder
        self._bases: dict[tuple[str, str], tuple[Path, str]] = {}
        self._undisturbed: dict[tuple[str, str], Any] = {}
        self._numbers = iter(range(10**9))
        self._stage: subprocess.Popen[str] | None = None

    def perform(self, place: Place, scene: str, **how: Any) -> dict[str, Any]:
        """Let a child play the scene in `place`; how it ended."""
        stage = self._started()
        assert stage.stdin is not None
        assert stage.stdout is not None
        job = Job(
            place.kind, str(place.data), place.url, place.owner_url, scene,
            acknowledged=str(place.acknowledged), log=str(place.log), **how,
        )  # fmt: skip
        stage.stdin.write(job_line(job))
        stage.stdin.flush()
        answer = stage.stdout.readline()
        if not answer:
            raise RuntimeError("the warm process ended")
        return dict(json.loads(answer))

    def _started(self) -> subprocess.Popen[str]:
        if self._stage is None:
            own = self.folder / "stage"
            own.mkdir()
            self._stage = subprocess.Popen(
                [sys.executable, "-m", "tests.baddays.stage", str(own)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            )  # fmt: skip
        return self._stage

    def undisturbed(self, kind: str, scene: str) -> Any:
        """What the scene comes to on this database, played once, and the names that come up in it."""
        from tests.baddays import survivors

        if (kind, scene) not in self._undisturbed:
            with self.place(kind, scene) as place:
                expected = survivors.perform(scene)
            with self.place(kind, scene) as place:
                ended = self.perform(place, scene)
                assert ended["status"] == 0, place.log.read_text("utf-8")
                assert survivors.leaves() == expected.leaves  # another process, the same bytes
            self._undisturbed[kind, scene] = (expected, ended["seen"])
        return self._undisturbed[kind, scene]

    @contextmanager
    def place(self, kind: str, scene: str) -> Iterator[Place]:
        """A copy of the base of this scene; Django is connected to it in the block."""
        folder, source = self._base(kind, "start" if scene == "start" else "county")
        with tempfile.TemporaryDirectory(dir=self.folder) as made, self._copied(kind, folder, source, made) as place:
            yield place

    @contextmanager
    def _copied(self, kind: str, folder: Path, source: str, made: str) -> Iterator[Place]:
        from qiantou.settings import database_from_url

        data = Path(made) / "site"
        shutil.copytree(folder, data)
        name = f"bad_{next(self._numbers)}"
        url, owner_url = sqlite_url(data / "qiantou.sqlite3"), ""
        if kind == "postgres":
            server = self.templates.postgres()
            server.run(copied(source, name))
            url, owner_url = server.url(APP, name), server.url(OWNER, name)
        speak_for(data, url, owner_url)
        connect(database_from_url(url))
        try:
            yield Place(kind, data, url, owner_url)
        finally:
            connect(NOWHERE)
            if kind == "postgres":
                self.templates.postgres().run(f"DROP DATABASE {name} WITH (FORCE)")

    def _base(self, kind: str, name: str) -> tuple[Path, str]:
        """The data folder and, on PostgreSQL, the database that copies are taken from."""
        if (kind, name) not in self._bases:
            self._bases[kind, name] = self._empty(kind) if name == "start" else self._played(kind)
        return self._bases[kind, name]

    def _empty(self, kind: str) -> tuple[Path, str]:
        data = self.folder / f"start-{kind}"
        data.mkdir(mode=0o700)
        if kind == "postgres":
            self.templates.postgres()
        else:
            shutil.copyfile(self.templates.sqlite(), data / "qiantou.sqlite3")
        return data, TEMPLATE

    def _played(self, kind: str) -> tuple[Path, str]:
        from tests.baddays.scenes import BASE, play

        data, name = self.folder / f"county-{kind}", f"bad_base_{next(self._numbers)}"
        folder, source = self._base(kind, "start")
        with tempfile.TemporaryDirectory(dir=self.folder) as made, self._copied(kind, folder, source, made) as place:
            for line in BASE:
                play("base", line)
            connect(NOWHERE)
            shutil.copytree(place.data, data)
            if kind == "postgres":
                past = place.url.rpartition("?")[0].rpartition("/")[2]
                self.templates.postgres().run(copied(past, name))
        return data, name

    def end(self) -> None:
        if self._stage is not None:
            assert self._stage.stdin is not None
            assert self._stage.stdout is not None
            self._stage.stdin.close()
            self._stage.wait(30)
            self._stage.stdout.close()
