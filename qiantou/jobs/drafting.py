"""The worker's part in bulletins: drafts stored on their day, and whoever they put in a bad light told at once."""

from __future__ import annotations

import logging

from django.db import transaction
from django.urls import reverse

from qiantou.access.bulletins import ref_of
from qiantou.acts import shell
from qiantou.acts.bulletin_drafts import due_runs, show_by_rule
from qiantou.core.bulletin import criticised
from qiantou.core.kernel import Rejected
from qiantou.outbox.queue import notice

log = logging.getLogger("qiantou.bulletins")


def draft() -> int:
    """Store what is due, each with its notices in one transaction; how many. One that is refused keeps no other."""
    made = 0
    for run in due_runs():
        try:
            with transaction.atomic():
                content = show_by_rule(run)
                if content is None:
                    continue
                page = reverse("bulletin", args=[ref_of(run.name), run.end.isoformat()])
                for desk in criticised(content):
                    notice(desk, "preview", "", shell.now(), path=page)
        except Rejected as refusal:
            log.error("no bulletin is drafted for %s: %s %s", run.key, refusal.code, refusal.facts)
        else:
            made += 1
    return made
