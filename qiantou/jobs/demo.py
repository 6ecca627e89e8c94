"""`qiantou demo`: the demonstration county, set up once, then served.

A file in the data folder marks the site as the demonstration's own: only such a site is ever started over,
and a site of anybody else is never filled with invented units.
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _

from qiantou.acts import shell
from qiantou.jobs.lock import writing
from qiantou.jobs.serve import HOST, PORT, check_port, serve
from qiantou.jobs.site import prepare_site
from qiantou.jobs.stop import Stop
from qiantou.ledger.models import Head

MARK = "demo"  # "begun" while the county is being set up, "told" once it is complete; and the entries by then
SHOWN = (
    "xianzhang", "changwu", "chengjian", "minsheng", "xian", "bianban", "fagaiju", "fagaiju.head", "zhujian",
    "zhujian.zonghe", "minzheng", "gongxiao", "gonggongziyuan", "chengguan", "yuanqu", "donghe", "longquan", "beiguan",
    "xitong", "anquan", "shenji",
)  # fmt: skip
"""The accounts in the table: leaders, leads of the stories, a section, townships, the three administrators."""


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "demo",
        description="Set up a demonstration county with work under way in this site's data folder, and serve it.",
    )
    parser.add_argument("--fresh", action="store_true", help="start over; only a site that demo made is wiped")
    parser.add_argument(
        "--headless", action="store_true", help="without pages: play everything on a fresh site, seal, verify, sum up"
    )
    parser.add_argument("--host", default=HOST, help=f"address to listen on (default {HOST}: this machine only)")
    parser.add_argument("--port", default=PORT, type=int, help=f"port to listen on (default {PORT})")


def run(args: argparse.Namespace) -> int:
    if not args.headless:
        check_port(args.host, args.port)
    with writing():
        if args.headless and not args.fresh:
            _refuse_used()
        if args.fresh or args.headless or _mark() == "begun":
            wipe()
        prepare_site()
        if args.headless:
            from qiantou.jobs.headless import play

            _set_mark("begun")
            sound = play()
            _set_mark("told")
            return 0 if sound else 1
        if _mark() != "told":
            settle()
    told = _told(args.host, args.port)
    serve(args.host, args.port, note=told)
    return 0


def settle() -> None:
    from qiantou.jobs.county.told import tell_all

    if Head.objects.get(id=1).size:
        raise Stop(_("The site in %(folder)s has work of its own; give the demonstration another QIANTOU_DATA.")
                   % {"folder": settings.DATA_DIR})  # fmt: skip
    _set_mark("begun")
    print(_("Setting up the demonstration county …"), file=sys.stderr)
    tell_all(shell.now())
    _set_mark("told")


def _mark() -> str:
    path = Path(settings.DATA_DIR) / MARK
    return path.read_text(encoding="ascii").split()[0] if path.exists() else ""


def _set_mark(state: str) -> None:
    size = Head.objects.get(id=1).size
    (Path(settings.DATA_DIR) / MARK).write_text(f"{state} {size}\n", encoding="ascii")


def _refuse_used() -> None:
    """Raises Stop for a demonstration that somebody has gone on with: it is wiped only when asked for."""
    if _mark() != "told" or not _has_entries():
        return
    told = (Path(settings.DATA_DIR) / MARK).read_text(encoding="ascii").split()[1:]
    later = Head.objects.get(id=1).size - (int(told[0]) if told else 0)
    if later:
        raise Stop(_("The demonstration in %(folder)s holds %(entries)s entries made since; add --fresh to remove it.")
                   % {"folder": settings.DATA_DIR, "entries": later})  # fmt: skip


def wipe() -> None:
    """Remove the demonstration's site. Raises Stop for a site that the demonstration did not make."""
    folder = Path(settings.DATA_DIR)
    name = Path(connection.settings_dict["NAME"])
    if not _mark():
        if connection.vendor == "sqlite" and not name.exists():
            return
        if connection.vendor == "sqlite" or _has_entries():
            raise Stop(
                _("The site in %(folder)s was not made by demo, and demo does not wipe it.") % {"folder": folder}
            )
        return
    if connection.vendor != "sqlite":
        raise Stop(_("On PostgreSQL the record cannot be wiped: drop the database, make it anew and run demo again."))
    print(_("Removing the demonstration in %(folder)s and starting over.") % {"folder": folder}, file=sys.stderr)
    connections.close_all()
    for path in (name, name.with_name(f"{name.name}-wal"), name.with_name(f"{name.name}-shm"), folder / "witness"):
        path.unlink(missing_ok=True)
    for key in (folder / "keys").glob("*"):
        key.unlink()
    (folder / MARK).unlink()


def _has_entries() -> bool:
    return "ledger_head" in connection.introspection.table_names() and Head.objects.filter(size__gt=0).exists()


def _told(host: str, port: int) -> str:
    """The address and who can sign in, for the terminal."""
    from qiantou.access.models import Account
    from qiantou.jobs.county.establish import PASSWORD

    people = dict(Account.objects.filter(login__in=SHOWN).values_list("login", "person__name"))
    rows = [(login, people[login]) for login in SHOWN if login in people]
    head = (_("Account"), _("Post"))
    wide = max(_width(login) for login, _name in (head, *rows))
    lines = [f"  {login}{' ' * (wide - _width(login))}  {name}" for login, name in (head, *rows)]
    address = f"http://{host}:{port}/"
    return "\n".join([
        _("The demonstration county is served at %(address)s — Ctrl-C stops it.") % {"address": address},
        _("Sign in with the password %(password)s and one of these accounts (every unit has one):")
        % {"password": PASSWORD},
        *lines,
    ])  # fmt: skip


def _width(text: str) -> int:
    """Columns on a terminal, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
