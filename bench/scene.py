"""A site with the demonstration county and a history of its own, as every bench begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bench import ground
from bench.fill import DAYS_BACK, Cast, cast_of, fill
from bench.pages import Reader, reader
from qiantou.core.register import Register
from tests.support.databases import Site, Templates

CLERK, HEAD = "fagaiju", "xianzhang"


@dataclass(frozen=True)
class Scene:
    """`now` is the instant up to which the history runs that was filled in."""

    site: Site
    cast: Cast
    now: datetime
    entries: int
    readers: Mapping[str, Reader]

    @property
    def told(self) -> str:
        return f"{self.entries:,} entries"

    @property
    def register(self) -> Register:
        from qiantou.acts import registers

        return registers.current()


@contextmanager
def scene(templates: Templates, folder: Path, *, matters: int) -> Iterator[Scene]:
    with ground.site(templates, folder) as site:
        from qiantou.acts import registers, shell
        from qiantou.jobs.county.establish import establish
        from qiantou.ledger.models import Head
        from qiantou.ledger.seal import seal

        now = shell.now()
        long_ago = now - timedelta(days=DAYS_BACK + 30)
        with shell.scripted(lambda: long_ago):
            county = establish(now.date())
        cast = cast_of(county)
        if matters:
            fill(registers.current(), cast, now, matters=matters)
        seal(shell.now())  # the worker would otherwise be at it while pages are measured
        ground.settle(site)
        unit = cast.desk_of(CLERK)
        readers = {"clerk": reader(CLERK, unit), "head": reader(HEAD, unit)} if matters else {}
        yield Scene(site, cast, now, Head.objects.get(id=1).size, readers)
