"""`qiantou serve`: the pages of a site, on this machine's own address unless told otherwise.

On SQLite one process serves, keeps the clock and seals; on PostgreSQL the pages have several processes and
`qiantou worker` runs beside them. Ctrl-C and SIGTERM let the pages under way finish.
"""

import argparse
import errno
import os
import socket
import sys
from typing import Any

from django.db import connection, connections
from django.utils.translation import gettext as _

from qiantou.jobs.lock import ALONE, PARENT, writing
from qiantou.jobs.site import prepare_site, warn_of_old_sqlite
from qiantou.jobs.stop import Stop

HOST, PORT = "127.0.0.1", 8000
PROCESSES = 2  # [default] on PostgreSQL
THREADS = 4  # of each process: pages under way at once
LAST_PORT = 65_535
END_SECONDS = 10  # a page may still take this long after the server was asked to stop


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "serve",
        description="Serve the pages of the site. On SQLite the clock and the seal run in the same process; on "
        "PostgreSQL start `qiantou worker` beside it.",
    )
    parser.add_argument("--host", default=HOST, help=f"address to listen on (default {HOST}: this machine only)")
    parser.add_argument("--port", default=PORT, type=int, help=f"port to listen on (default {PORT})")
    parser.add_argument(
        "--processes", default=PROCESSES, type=int, help=f"web processes on PostgreSQL (default {PROCESSES})"
    )


def run(args: argparse.Namespace) -> int:
    with writing():
        prepare_site()
    serve(args.host, args.port, processes=args.processes)
    return 0


def serve(host: str, port: int, *, processes: int = PROCESSES, note: str = "") -> None:
    """Serve a prepared site until told to stop. `note` is printed once the port is known to be free.

    Raises Stop when the port is taken or the site on SQLite has another writer.
    """
    check_port(host, port)
    alone = connection.vendor == "sqlite"
    with writing():
        pass
    warn_of_old_sqlite()
    connections.close_all()
    os.environ[ALONE] = "1" if alone else ""
    os.environ[PARENT] = str(os.getpid())
    address = {"host": f"[{host}]" if ":" in host else host, "port": port}
    print(note or _("The site is served at http://%(host)s:%(port)s — Ctrl-C stops it.") % address)
    if not alone:
        print(_("Run `qiantou worker` beside it: it keeps the clock and seals the record."), file=sys.stderr)
    sys.stdout.flush()
    _server(host, port, 1 if alone else max(1, processes)).serve()


def _server(host: str, port: int, processes: int) -> Any:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    return Granian(
        "qiantou.jobs.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=END_SECONDS,
        log_level=LogLevels.warning,
    )


def check_port(host: str, port: int) -> None:
    """Raises Stop with a free port nearby when `port` is taken."""
    if not 0 < port <= LAST_PORT:
        raise Stop(_("A port is a number from 1 to 65535, not %(port)s.") % {"port": port})
    try:
        _bind(host, port)
    except OSError as fault:
        if fault.errno != errno.EADDRINUSE:
            raise Stop(
                _("Cannot listen on %(host)s, port %(port)s: %(why)s.")
                % {"host": host, "port": port, "why": fault.strerror or fault}
            ) from None
        raise Stop(
            _("Port %(port)s is taken by another program; try --port %(free)s.")
            % {"port": port, "free": free_port(host, port + 1)}
        ) from None


def free_port(host: str, first: int) -> int:
    """A port that is free now: the next one from `first`, else any."""
    for port in range(first, min(first + 50, LAST_PORT + 1)):
        try:
            return _bind(host, port)
        except OSError:
            continue
    return _bind(host, 0)


def _bind(host: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])
