"""A process that has loaded what commands load before a site's settings, and forks one child for each command.

One JSON object a line on stdin: the words, the environment, and the files that are its stdin, stdout and stderr. One
line on stdout for each: its exit code. A child becomes the command: the site's settings, its tables and the command
itself are loaded in it alone, and it ends as any process does. Starting cold is in the tests of `serve`, `worker`,
`demo` and the command line.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

BEFORE_SETTINGS = (
    "django.core.mail", "django.core.management", "django.core.serializers.json", "django.db.migrations.executor",
    "django.db.models", "django.forms", "django.template.defaultfilters", "django.template.defaulttags",
    "django.urls", "django.utils.log", "django.views.generic", "qiantou.jobs.cli", "qiantou.ledger.note",
)  # fmt: skip
SECONDS = 120  # until a command that hangs is ended


def main() -> None:
    import qiantou.core

    for name in BEFORE_SETTINGS:
        import_module(name)
    for module in pkgutil.iter_modules(qiantou.core.__path__, "qiantou.core."):
        import_module(module.name)
    from django.conf import settings

    assert not settings.configured, "a command must load the settings of its own site"
    gc.freeze()
    while line := sys.stdin.readline():
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            sys.exit(_become(job))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _become(job: dict[str, Any]) -> int:
    signal.alarm(SECONDS)
    for number, (name, flags) in enumerate(
        zip(("in", "out", "err"), (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)
    ):
        opened = os.open(Path(job["files"]) / name, flags)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding=sys.stdin.encoding, closefd=False)
    os.environ.clear()
    os.environ.update(job["environment"])
    from qiantou.jobs.cli import main as command

    return command(job["words"])


if __name__ == "__main__":
    main()
