"""The command line. Each command is a module with `add(subparsers)` and `run(args) -> exit code`.

A command's module is loaded only when it is asked for, after the site's settings: `--help`, and commands that
need no site, never touch a data folder. A command that may need one says so by `needs_site(args)`. What goes
wrong is one sentence on stderr and exit code 1; misuse is 2.
"""

import argparse
import locale
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, TextIO
from urllib.parse import unquote, urlsplit

from qiantou import __version__
from qiantou.jobs.stop import Stop
from qiantou.ledger.durable import is_disk_full


class Command(NamedTuple):
    module: str
    summary: str
    needs_site: bool = True
    makes_site: bool = True  # else it refuses where there is none, and leaves nothing behind


COMMANDS = {
    "demo": Command("demo", "set up the demonstration county and serve it"),
    "serve": Command("serve", "serve the site's pages"),
    "worker": Command("worker", "keep the clock and seal the record (beside `serve`, on PostgreSQL)"),
    "migrate": Command("migrate", "make the tables, or bring them up to this version"),
    "read-division": Command("read_division", "read a division document and print what it says", False),
    "delay": Command("delay", "share the delay of a network given as a file over those who caused it", False),
    "tenure": Command("tenure", "tell who held what for how long, from a log of events given as a file", False),
    "roster": Command("roster", "bring units, posts and accounts in from a workbook"),
    "account": Command("account", "make or lock an account, or give it a new password"),
    "export": Command("export", "write the whole record to a folder that anyone can check", makes_site=False),
    "verify": Command("verify", "check the record, an export or a receipt", False, False),
    "rebuild": Command("rebuild", "write the rows of lists and pages afresh from the record", makes_site=False),
    "erase": Command("erase", "remove the typed words of one entry, on a basis and with an approver", makes_site=False),
    "rotate-key": Command("rotate_key", "sign the record with a new key from here on", makes_site=False),
    "backup": Command("backup", "copy the whole site to one file while it runs", makes_site=False),
    "restore": Command("restore", "bring a backup back into an empty site"),
    "bench": Command("bench", "measure the speed of this source tree", False),
    "checkhealth": Command("checkhealth", "ask this site's database whether all is well", makes_site=False),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        _never_crash(stream)
    given = list(sys.argv[1:] if argv is None else argv)
    name = next((word for word in given if not word.startswith("-")), "")
    try:
        return _run(name, given)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as fault:
        sentence = _sentence(fault)
        if sentence is None:
            raise
        print(f"qiantou: {sentence}", file=sys.stderr)
        return 1


def _never_crash(stream: TextIO | None) -> None:
    """A letter that the terminal's character set lacks is written as an escape."""
    if stream is not None and hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")


def _run(name: str, given: Sequence[str]) -> int:
    command = COMMANDS.get(name)
    module = None
    if command is not None:
        if command.needs_site:
            if not command.makes_site and not {"-h", "--help"} & set(given):
                _refuse_missing()
            _set_up(site=True)
        module = import_module(f"qiantou.jobs.{command.module}")
        if not command.needs_site and not hasattr(module, "needs_site"):
            _set_up(site=False)  # what is typed wrong is told in the caller's language too
    parser = argparse.ArgumentParser(
        prog="qiantou",
        description="Joint work of units of equal rank: who holds what, since when, on a record that proves itself.",
        epilog="`qiantou COMMAND --help` says more of a command.",
    )
    parser.add_argument("--version", action="version", version=f"qiantou {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for other, known in COMMANDS.items():
        if other == name and module is not None:
            module.add(subparsers)
        else:
            subparsers.add_parser(other, help=known.summary)
    arguments = parser.parse_args(given)
    if module is None:
        return 2
    if command is not None and not command.needs_site:
        site = hasattr(module, "needs_site") and module.needs_site(arguments)
        if site:
            _refuse_missing()
        _set_up(site=site)
    return int(module.run(arguments))


def _set_up(*, site: bool) -> None:
    """Load the settings of the site, or only what sentences in two languages need."""
    from django.conf import settings
    from django.utils import translation

    if site:
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = "qiantou.settings"  # whatever another project of the caller set
        django.setup()
    elif not settings.configured:
        from django.apps import apps

        settings.configure(USE_I18N=True, LOCALE_PATHS=[Path(__file__).parents[1] / "locale"])
        apps.populate(())  # sentences need no more of Django: its addresses, pages and models take longer than a check
    setattr(argparse, "_", translation.gettext)  # noqa: B010  argparse speaks through a name of its own
    translation.activate("zh-hans" if _language().startswith("zh") else "en")


def _refuse_missing() -> None:
    """Raises Stop where there is no site, before its settings make a folder. A site on PostgreSQL is asked itself."""
    folder = Path(os.environ.get("QIANTOU_DATA") or Path.home() / ".local/share/qiantou")
    url = urlsplit(os.environ.get("QIANTOU_DATABASE_URL") or f"sqlite:///{folder / 'qiantou.sqlite3'}")
    if url.scheme == "sqlite" and not Path(unquote(url.path[1:])).exists():
        _set_up(site=False)
        raise Stop(_no_site(folder))


def _no_site(folder: object) -> str:
    from django.utils.translation import gettext as _

    return _("There is no site in %(folder)s yet: run `demo` or `migrate` first.") % {"folder": folder}


def _language() -> str:
    """The language of whoever typed the command."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name].lower()
    return (locale.getlocale()[0] or "").lower()


def _sentence(fault: Exception) -> str | None:
    """What to tell the person; None for a fault of the program itself, which shows where it happened."""
    if isinstance(fault, Stop):
        return str(fault)
    if is_disk_full(fault):
        place = getattr(fault, "filename", None) or "the database"
        return f"{place} cannot be written, the disk is full: what was begun is undone; make room and try again"
    if isinstance(fault, OSError):
        named = f"{fault.filename}: " if fault.filename else ""
        return f"{named}{fault.strerror or fault}"
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, InterfaceError

    if isinstance(fault, ImproperlyConfigured):
        return str(fault)
    from qiantou.core.kernel import Rejected
    from qiantou.ledger.report import Unsound

    if isinstance(fault, Unsound):
        from qiantou.jobs.faults import sentence_of

        return sentence_of(fault)
    if isinstance(fault, Rejected):
        from qiantou.access.refusals import sentence_for

        return sentence_for(fault)
    if isinstance(fault, DatabaseError | InterfaceError):
        if "ledger_" in str(fault) and ("no such table" in str(fault) or "does not exist" in str(fault)):
            from django.conf import settings

            return _no_site(settings.DATA_DIR)
        return f"the database cannot be used: {str(fault).strip().splitlines()[0]}"
    return None
