"""The site's pages as a WSGI application. On SQLite this process is also the worker, and the only writer."""

import atexit
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from qiantou.jobs.lock import ALONE, PARENT, hold

Start = Callable[..., Any]


def _counted(site: Callable[[dict[str, Any], Start], Iterable[bytes]]) -> Any:
    """Counts what became of commands, for /metrics; changes no answer."""

    def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        def start(status: str, *rest: Any) -> Any:
            if environ.get("REQUEST_METHOD") == "POST":
                from qiantou.jobs.health import count_answer

                count_answer(int(status[:3]))
            return start_response(status, *rest)

        return site(environ, start)

    return application


def _end_with(parent: int) -> None:
    """Stop when the server that started this process was killed: nobody else would."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


def _be_alone() -> None:
    """Hold the writer's lock for the life of this process and run the worker loop in it."""
    from django.conf import settings

    from qiantou.jobs.worker import in_thread

    if hold(settings.DATA_DIR) is None:
        sys.exit("qiantou: another process is writing to this site")
    thread, stop = in_thread()

    def end() -> None:
        stop.set()
        thread.join(5)

    atexit.register(end)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiantou.settings")
application = _counted(get_wsgi_application())
if os.environ.get(PARENT):
    threading.Thread(target=_end_with, args=(int(os.environ[PARENT]),), daemon=True).start()
if os.environ.get(ALONE) == "1":
    _be_alone()
