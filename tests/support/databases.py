"""A fresh database for every test, copied from a template that migrations made once per session.

Both databases are real and written as in production: on PostgreSQL the migrations run as the tables' owner,
and the test connects as the role that owns nothing. Nothing is ever flushed or truncated: a database that
forbids both is under test. Django is set up by the first test that asks: tests of pure rules never load it.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from tests.support.passwords import hash_cheaply
from tests.support.postgres import APP, OWNER, PostgresServer, copied

TEMPLATE = "qiantou_template"
NOWHERE = {"ENGINE": "django.db.backends.dummy"}


@dataclass(frozen=True)
class Site:
    """One test's own site: an empty ledger, a data folder with no keys yet."""

    kind: str  # "sqlite" or "postgres"
    data: Path
    url: str
    owner_url: str  # empty on SQLite
    server: PostgresServer | None = None  # to crash and start again
    environment: Mapping[str, str] = field(default_factory=dict)  # for child processes of this site

    @property
    def database(self) -> str:
        """Its name on PostgreSQL."""
        return urlsplit(self.url).path[1:]


def sqlite_url(file: Path) -> str:
    return f"sqlite:///{quote(str(file))}"


def set_up_django(data: Path) -> None:
    """Load the settings for a site in `data`, once a process. No database is open after it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiantou.settings")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # a browser's event loop runs beside the tests
    from django.conf import settings

    if settings.configured:
        return
    os.environ["QIANTOU_DATA"] = str(data)
    os.environ["QIANTOU_DATABASE_URL"] = sqlite_url(data / "unused.sqlite3")
    os.environ.pop("QIANTOU_OWNER_URL", None)
    import django

    django.setup()
    hash_cheaply()
    connect(NOWHERE)


def connect(database: Mapping[str, Any]) -> None:
    """Point Django's default connection, of every thread that has none open yet, at `database`."""
    from django.db import connections

    connections.close_all()
    connections.settings.update(connections.configure_settings({"default": dict(database)}))
    if hasattr(connections._connections, "default"):
        del connections["default"]


def speak_for(data: Path, url: str, owner_url: str) -> None:
    """Have the settings name this site, as they would if Django had started in it."""
    from django.conf import settings

    settings.DATA_DIR, settings.DATABASE_URL, settings.OWNER_URL = data, url, owner_url


def migrate(database: Mapping[str, Any]) -> None:
    from django.core.management import call_command

    connect(database)
    call_command("migrate", interactive=False, verbosity=0)
    connect(NOWHERE)


class Templates:
    """The two migrated databases of one session, each made when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server: PostgresServer | None = None
        self._sqlite: Path | None = None
        self._numbers = iter(range(10**9))

    def sqlite(self) -> Path:
        from qiantou.settings import database_from_url

        if self._sqlite is None:
            made = self.folder / "template.sqlite3"
            migrate(database_from_url(sqlite_url(made)))
            self._sqlite = made
        return self._sqlite

    def postgres(self) -> PostgresServer:
        from qiantou.settings import database_from_url

        if self.server is None:
            self.server = PostgresServer()
            self.server.create()
            self.server.run(f"CREATE DATABASE {TEMPLATE} OWNER {OWNER}")
            migrate(database_from_url(self.server.url(OWNER, TEMPLATE)))
        return self.server

    def end(self) -> None:
        if self.server is not None:
            self.server.stop()

    @contextmanager
    def site(self, kind: str, folder: Path, *, like: Site | None = None) -> Iterator[Site]:
        """A new site of `kind` in the empty `folder`, Django connected to it; gone when the block ends.

        It begins as a copy of the site `like`, to which nobody is connected, if there is one.
        """
        data = folder / "site"
        if like is None:
            data.mkdir(mode=0o700)
        else:
            shutil.copytree(like.data, data)
        set_up_django(data)
        from qiantou.settings import database_from_url

        name = f"site_{next(self._numbers)}"
        server, owner_url = None, ""
        if kind == "sqlite":
            database = data / "qiantou.sqlite3"
            if like is None:
                shutil.copyfile(self.sqlite(), database)
            url = sqlite_url(database)
        else:
            server = self.postgres()
            server.run(copied(TEMPLATE if like is None else like.database, name))
            url, owner_url = server.url(APP, name), server.url(OWNER, name)
        environment = {
            **os.environ,
            "QIANTOU_DATA": str(data),
            "QIANTOU_DATABASE_URL": url,
            "QIANTOU_OWNER_URL": owner_url,
        }
        speak_for(data, url, owner_url)
        connect(database_from_url(url))
        try:
            yield Site(kind, data, url, owner_url, server, environment)
        finally:
            connect(NOWHERE)
            if server is not None:
                server.run(f"DROP DATABASE {name} WITH (FORCE)")
