"""A site's ledger filled through the writer, for tests on both databases."""

import hashlib
from datetime import UTC, datetime, timedelta

from django.db import transaction

from qiantou.core.facts import Reported
from qiantou.core.kernel import Actor, Desk, Entry, Stream
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger.events import RECORD
from qiantou.ledger.models import StreamHead
from qiantou.ledger.writer import lock, write

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
ACTOR = Actor(Desk("u:roads"), account="a1")


def stream_id(number):
    return Stream(hashlib.sha256(str(number).encode()).hexdigest()[:32])


def ready():
    """What a first start makes: key and witness file."""
    make_key_and_witness()


def seeded_noise():
    """Nonces that are the same in every run."""
    count = 0

    def noise(size):
        nonlocal count
        count += 1
        return hashlib.sha256(count.to_bytes(4, "big")).digest()[:size]

    return noise


def add(*events, **options):
    """Append events, each (stream, event), in one transaction, a second apart."""
    at = NOW + timedelta(seconds=sum(StreamHead.objects.values_list("version", flat=True)))
    with transaction.atomic():
        names = [stream for stream, _ in events]
        versions = lock(names)
        entries = []
        for number, (stream, event) in enumerate(events):
            versions[stream] = versions.get(stream, 0) + 1
            entries.append(Entry(stream, versions[stream], at + timedelta(seconds=number), ACTOR, event))
        return write(entries, recorded_at=at, **options)


def fill(count, streams=3, **options):
    """Append reports to a few streams."""
    begin = sum(StreamHead.objects.values_list("version", flat=True))
    numbers = range(begin, begin + count)
    return add(*((stream_id(number % streams), Reported(text=f"第{number}次")) for number in numbers), **options)


def add_to_record(event, **options):
    return add((RECORD, event), **options)
