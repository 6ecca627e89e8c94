"""Where a site keeps what must not be in its database: the signing keys and the witness file."""

from pathlib import Path

from django.conf import settings


def keys_folder() -> Path:
    return Path(settings.DATA_DIR) / "keys"


def witness_file() -> Path:
    return Path(settings.DATA_DIR) / "witness"
