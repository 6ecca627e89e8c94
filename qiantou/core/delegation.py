"""A delegation (代办): while a post is away another post acts for its desk, until a day. Who may: `core/acting`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qiantou.core.kernel import Desk, Stream


@dataclass(frozen=True)
class Delegation:
    """`deputy` acts for the desk of `post` up to and with `until`; it ends by itself.

    `joints`, `kinds`: only in these joint works, only in matters of these kinds; empty for all.
    """

    post: Desk
    deputy: Desk
    until: date
    joints: tuple[Stream, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the whole desk is delegated."""
        return not self.joints and not self.kinds

    def covers(self, kind: str, joint: Stream | None) -> bool:
        """Whether a matter of the kind in the joint work is among what is delegated."""
        return (not self.joints or joint in self.joints) and (not self.kinds or kind in self.kinds)
