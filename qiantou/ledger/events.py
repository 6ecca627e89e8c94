"""Events of the record about itself."""

from dataclasses import dataclass

from qiantou.core.kernel import Stream, Words


@dataclass(frozen=True)
class Erased:
    """The words of entry `version` of `stream`, at `position`, were removed: on what basis, approved by whom."""

    position: int
    stream: Stream
    version: int
    basis: Words = ""
    approver: Words = ""


@dataclass(frozen=True)
class KeyRotated:
    """From here on checkpoints are signed with another key; both verifier keys in full."""

    old: str
    new: str


RECORD = Stream("0" * 32)
"""The stream of these entries."""
