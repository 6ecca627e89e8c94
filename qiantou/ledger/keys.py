"""The site's signing keys: files in one folder that only the site's own account can read.

    keys/            0700
      0001.vkey      0600  public: one verifier-key line; kept for good, so old checkpoints stay checkable
      0001.key       0600  private: 64 hex digits, the Ed25519 seed; removed when the key is retired

The highest number need not be the key in force: which key that is, the log says (a new key is made first,
then recorded, then used). Files appear whole or not at all, so two processes starting at once get one key.
A draft lives under a lock on the folder; one found there without the lock was left by a crash and is removed.
Not protected against here: the site's own account, root, and a file system that ignores permissions.
"""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from qiantou.ledger import durable
from qiantou.ledger.note import SigningKey, VerifierKey
from qiantou.ledger.report import Unsound

SEED_SIZE: Final = 32  # bytes
_MAX_FILE: Final = 4096  # bytes


def first_key(folder: Path, name: str) -> SigningKey:
    """The first key of a site, made if there is none.

    Raises Unsound: "key-folder-open" or "key-file-open" when others than the owner have access,
    "key-damaged" when a file is not what it should be, "key-missing" when only the public half is there.
    """
    prepare_folder(folder)
    return _key_at(folder, 1) if _number(folder, 1, "vkey").exists() else _make(folder, 1, name)


def next_key(folder: Path, name: str) -> SigningKey:
    """A further key, to be put in force by an entry of the log."""
    prepare_folder(folder)
    number = 1 + max((int(path.stem) for path in folder.glob("[0-9]*.vkey")), default=0)
    return _make(folder, number, name)


def known_keys(folder: Path) -> tuple[VerifierKey, ...]:
    """Every public key of the site, oldest first."""
    _check_private(folder, "key-folder-open")
    return tuple(_verifier(path) for path in sorted(folder.glob("[0-9]*.vkey")))


def signing_key(folder: Path, verifier: VerifierKey) -> SigningKey:
    """The private half of one of the site's keys. Raises Unsound as `first_key` does."""
    _check_private(folder, "key-folder-open")
    for path in sorted(folder.glob("[0-9]*.vkey")):
        if _verifier(path) == verifier:
            return _key_at(folder, int(path.stem))
    raise Unsound("key-missing", key=verifier.text)


def retire(folder: Path, verifier: VerifierKey) -> None:
    """Remove the private half; the public one stays. Harmless when done twice."""
    for path in sorted(folder.glob("[0-9]*.vkey")):
        if _verifier(path) == verifier:
            path.with_suffix(".key").unlink(missing_ok=True)
            durable.sync_folder(folder)
    _remove_drafts(folder)


def prepare_folder(folder: Path) -> None:
    """Make the folder if need be, closed to others and without old drafts; refuse one that is open."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        durable.sync_folder(folder.parent)
    _check_private(folder, "key-folder-open")
    _remove_drafts(folder)


def _remove_drafts(folder: Path) -> None:
    """What a crash left may hold a private key, under a name that nobody would look for."""
    with _locked(folder):
        for draft in folder.glob(".[0-9]*.*"):
            draft.unlink()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process at a time has drafts in the folder."""
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | durable.CLOSED_ON_EXEC, 0o600)
    try:
        durable.lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def _make(folder: Path, number: int, name: str) -> SigningKey:
    """The private file decides who was first; the public one is derived from it."""
    key = SigningKey(name, secrets.token_bytes(SEED_SIZE))
    _publish(_number(folder, number, "key"), key.seed.hex() + "\n")
    key = SigningKey(name, _seed(_number(folder, number, "key")))
    _publish(_number(folder, number, "vkey"), key.verifier.text + "\n")
    return _key_at(folder, number)


def _publish(path: Path, text: str) -> None:
    """Write `text` to `path` whole, durable and 0600, unless something is there already."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with _locked(path.parent):
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | durable.CLOSED_ON_EXEC, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii" if text.isascii() else "utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, path)
            except FileExistsError:
                return
        except OSError as fault:
            raise OSError(fault.errno, fault.strerror, str(path)) from fault
        finally:
            draft.unlink()
        durable.sync_folder(path.parent)


def _key_at(folder: Path, number: int) -> SigningKey:
    verifier = _verifier(_number(folder, number, "vkey"))
    path = _number(folder, number, "key")
    if not path.exists():
        raise Unsound("key-missing", key=verifier.text)
    key = SigningKey(verifier.name, _seed(path))
    if key.verifier != verifier:
        raise Unsound("key-damaged", path=str(path))
    return key


def _seed(path: Path) -> bytes:
    text = _read_private(path)
    if len(text) != 2 * SEED_SIZE + 1 or not text.endswith("\n"):
        raise Unsound("key-damaged", path=str(path))
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Unsound("key-damaged", path=str(path)) from None


def _verifier(path: Path) -> VerifierKey:
    try:
        return VerifierKey.parse(_read_private(path).removesuffix("\n"))
    except Unsound as fault:
        if fault.code != "bad-key":
            raise
        raise Unsound("key-damaged", path=str(path)) from None


def _read_private(path: Path) -> str:
    """The text of a regular file that only its owner can read; links are not followed."""
    try:
        descriptor = os.open(path, durable.READ_PLAIN)
    except OSError as fault:
        raise Unsound("key-damaged", path=str(path), reason=fault.strerror or "") from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Unsound("key-damaged", path=str(path))
        _check_closed(status, path, "key-file-open")
        data = file.read(_MAX_FILE)
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Unsound("key-damaged", path=str(path)) from None


def _check_private(folder: Path, code: str) -> None:
    try:
        status = folder.lstat()
    except FileNotFoundError:
        raise Unsound("key-missing", path=str(folder)) from None
    if not stat.S_ISDIR(status.st_mode):
        raise Unsound("key-damaged", path=str(folder))
    _check_closed(status, folder, code)


def _check_closed(status: os.stat_result, path: Path, code: str) -> None:
    if not durable.is_closed(status):
        raise Unsound(code, path=str(path), mode=f"{stat.S_IMODE(status.st_mode):04o}", owner=status.st_uid)


def _number(folder: Path, number: int, suffix: str) -> Path:
    return folder / f"{number:04d}.{suffix}"
