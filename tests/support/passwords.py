"""To hash a password costs a third of a second on purpose; for made-up accounts of this process it costs nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

CHEAP = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}  # passes, KiB, threads
USUAL: dict[str, int] = {}


def hash_cheaply() -> None:
    """From here on, in this process."""
    from django.contrib.auth.hashers import Argon2PasswordHasher as Hasher

    for name, value in CHEAP.items():
        USUAL[name] = getattr(Hasher, name)
        setattr(Hasher, name, value)


@contextmanager
def hashed_as_usual() -> Iterator[None]:
    """For an account that signs in to a server of its own: that would hash it anew, and end its other sessions."""
    from django.contrib.auth.hashers import Argon2PasswordHasher as Hasher

    with patch.multiple(Hasher, **USUAL):
        yield
