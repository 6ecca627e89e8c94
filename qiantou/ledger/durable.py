"""Files that two processes must not write at once and a crash must not lose, on POSIX and on Windows.

On Windows there are no owner bits and no folder to sync: who may read a file is the folder's own business
there, and the file system journals names itself. Only the POSIX half has been run.
"""

import errno
import os
import sys
from pathlib import Path

READ_PLAIN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
"""Flags to open a file for reading: links are not followed, a pipe does not block."""
CLOSED_ON_EXEC = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FULL_WORDS = ("disk is full", "disk i/o error", "no space left", "could not extend file")  # as databases say it


def is_disk_full(fault: BaseException) -> bool:
    """Whether it failed because nothing more can be written, to a file or to the database."""
    if isinstance(fault, OSError):
        return fault.errno in FULL
    return any(words in str(fault).lower() for words in FULL_WORDS)


if sys.platform == "win32":
    import msvcrt

    def lock(descriptor: int) -> None:
        """Wait until this process alone holds the lock."""
        os.lseek(descriptor, 0, os.SEEK_SET)
        while not try_lock(descriptor):
            continue  # LK_LOCK itself waits ten seconds a try

    def try_lock(descriptor: int) -> bool:
        """Whether this process now holds the lock."""
        os.lseek(descriptor, 0, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        except OSError:
            return False
        return True

    def unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

    def sync_folder(folder: Path) -> None:
        """Nothing to do."""

    def is_closed(status: os.stat_result) -> bool:
        """Whether only its owner can read the file: not told by these bits here."""
        return True

else:
    import fcntl

    def lock(descriptor: int) -> None:
        """Wait until this process alone holds the lock."""
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def try_lock(descriptor: int) -> bool:
        """Whether this process now holds the lock."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)

    def sync_folder(folder: Path) -> None:
        """A name made in the folder survives a power cut from here on."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def is_closed(status: os.stat_result) -> bool:
        """Whether only its owner can read the file, and that is this process's user or root."""
        me = os.geteuid()
        return not (status.st_mode & 0o077 or (me != 0 and status.st_uid not in (me, 0)))
