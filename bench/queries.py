"""How many questions each page asks of the database. Tests assert these numbers; here they are printed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from bench.figures import Figure
from bench.fill import offered
from bench.scene import Scene


def run(scene: Scene) -> Iterator[Figure]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from qiantou.access.models import Account

    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    stream, _asker, doer = offered(scene, matters=1)[0]
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(Account.objects.get(login=doer), backend="django.contrib.auth.backends.ModelBackend")
    for path in ("/", "/matters/", "/j/", "/proof/", "/units/", f"/m/{stream[:12]}/"):
        client.get(path)  # the register is folded once for a process
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        if answer.status_code == 200:
            name = path if "/m/" not in path else "/m/…/"
            yield Figure("queries", f"queries of {name}", "", (float(len(asked)),))
    said = {"command_id": uuid.uuid4().hex, "version": 1, "desk": scene.cast.desk_of(doer)}
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(f"/m/{stream[:12]}/move/accept/", said)
    if answer.status_code != 302:
        raise RuntimeError(f"accept: {answer.status_code}")
    yield Figure("queries", "queries of one command from its page", "", (float(len(asked)),))
