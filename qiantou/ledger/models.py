"""The tables of the record. Entries are written once, by `writer`, and never changed.

`Entry` holds facts; typed words stand in `EntryWords`, the only rows of the record that may ever be
removed, and only in the transaction that appends the `Erased` entry naming them; with the last words that name a
scan its body goes too. `Head` hands out gapless
positions. `StreamHead`, `Sent`, `Tile` and `Checkpoint` serve the record and can be checked against it.
"""

from django.db import models


class Entry(models.Model):
    """One entry, stored exactly as committed. `at` and `recorded_at` are aware UTC."""

    position = models.BigIntegerField(primary_key=True)
    stream = models.CharField(max_length=32)
    version = models.IntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    facts = models.BinaryField()
    facts_nonce = models.BinaryField()
    facts_commitment = models.BinaryField()
    words_commitment = models.BinaryField()
    facts_sm3 = models.BinaryField()
    words_sm3 = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "version"], name="ledger_entry_once")]


class EntryWords(models.Model):
    """The typed words of one entry with their nonce; keyed like the entry, whose position comes last."""

    stream = models.CharField(max_length=32)
    version = models.IntegerField()
    nonce = models.BinaryField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "version"], name="ledger_words_once")]


class Erasure(models.Model):
    """Permission to remove the words of one entry, written together with the `Erased` entry that names it."""

    stream = models.CharField(max_length=32)
    version = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "version"], name="ledger_erasure_once")]


class Scan(models.Model):
    """The body of a file that words name by its SHA-256, kept once however many name it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=40)
    size = models.IntegerField()
    body = models.BinaryField()


class ScanNamed(models.Model):
    """An entry whose words name a scan."""

    sha256 = models.CharField(max_length=64)
    stream = models.CharField(max_length=32)
    version = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "stream", "version"], name="ledger_scan_once")]
        indexes = [models.Index(fields=["stream", "version"], name="ledger_scan_entry")]


class Head(models.Model):
    """One row: how many entries there are. Its lock makes positions gapless."""

    size = models.BigIntegerField(default=0)


class StreamHead(models.Model):
    """The last version of each stream: what a writer locks, in order of the streams' names."""

    stream = models.CharField(max_length=32, primary_key=True)
    version = models.IntegerField()
    at = models.DateTimeField()


class Sent(models.Model):
    """A command that was carried out: its id is unique per account, its content is known by its hash."""

    account = models.CharField(max_length=32)
    command = models.CharField(max_length=64)
    content = models.BinaryField()
    stream = models.CharField(max_length=32)
    version = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "command"], name="ledger_sent_once")]


class Tile(models.Model):
    """One tile of the Merkle tree: up to 256 hashes of 32 bytes, at a level and an index."""

    level = models.IntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="ledger_tile_once")]


class Checkpoint(models.Model):
    """A signed note over the root of the first `size` entries."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()
