"""The keys of a log, one after another: which one must have signed a checkpoint of a given size.

A key is replaced by an entry that names the old and the new one. A checkpoint that covers that entry is
signed by the new key; the first such checkpoint by the old key too. So whoever trusts any key of the chain
can follow it forward (the old key vouches for the new) and back (the new key's tree holds what the old one
signed), and a stolen old key cannot speak for the log any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qiantou.ledger.note import Checkpoint, VerifierKey, open_checkpoint
from qiantou.ledger.report import Unsound


@dataclass(frozen=True, slots=True)
class KeyChange:
    """The entry at `position` replaced one key by another."""

    position: int
    old: VerifierKey
    new: VerifierKey

    @classmethod
    def of(cls, position: int, data: object) -> "KeyChange":
        """From the entry's data. Raises Unsound("facts-malformed")."""
        match data:
            case {"old": str(old), "new": str(new)}:
                try:
                    return cls(position, VerifierKey.parse(old), VerifierKey.parse(new))
                except Unsound:
                    raise Unsound("facts-malformed", position=position) from None
            case _:
                raise Unsound("facts-malformed", position=position)


@dataclass(frozen=True, slots=True)
class Keychain:
    """The first key of a log and its changes, in order of position."""

    first: VerifierKey
    changes: tuple[KeyChange, ...] = ()

    def __post_init__(self) -> None:
        """Raises Unsound("keys-disagree") unless each change starts from the key before it."""
        known = self.first
        for change in self.changes:
            if change.old != known:
                raise Unsound("keys-disagree", position=change.position)
            known = change.new

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        return (self.first, *(change.new for change in self.changes))

    @property
    def current(self) -> VerifierKey:
        return self.keys[-1]

    def signers_of(self, size: int, *, after: int) -> tuple[VerifierKey, ...]:
        """Who must sign a checkpoint of `size` entries when the one before it had `after`; newest last."""
        before = sum(change.position < after for change in self.changes)
        covered = sum(change.position < size for change in self.changes)
        return self.keys[before : covered + 1]

    def open(self, note: bytes, *, after: int) -> Checkpoint:
        """A checkpoint signed by everyone who must. Raises Unsound as `open_checkpoint`, or "unsigned"."""
        checkpoint, signers = open_checkpoint(note, self.keys)
        for key in self.signers_of(checkpoint.head.size, after=after):
            if key not in signers:
                raise Unsound("unsigned", size=checkpoint.head.size, key=key.text)
        return checkpoint


def chain_of(keys: Sequence[VerifierKey], changes: Sequence[KeyChange]) -> Keychain:
    """The chain of the keys as listed and the changes as recorded. Raises Unsound("keys-disagree")."""
    chain = Keychain(keys[0], tuple(changes))
    if chain.keys != tuple(keys):
        raise Unsound("keys-disagree", listed=len(keys), recorded=len(chain.keys))
    return chain
