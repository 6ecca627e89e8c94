"""Temporary files in memory, where the machine has the room: no test then waits for a disk.

A site survives the end of its processes there as well as on a disk; a power cut, which it would not survive, no
test makes. PostgreSQL runs with `fsync` off for the same reason.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
NAME = "qiantou-tests-"
ROOM = 2 << 30  # bytes; a whole run holds less than half of it at any time


def has_room(folder: Path) -> bool:
    """Whether programs can be kept and started there, and it is large enough: a container's often is not."""
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return False
    return not os.statvfs(folder).f_flag & os.ST_NOEXEC and shutil.disk_usage(folder).free >= ROOM


def use_memory(memory: Path = MEMORY) -> Path | None:
    """Have this process and its children make their temporary files in a folder in memory, and name it.

    None where TMPDIR says where, or there is no room. Folders of runs that were killed are removed.
    """
    if "TMPDIR" in os.environ or not has_room(memory):
        return None
    for left in memory.glob(f"{NAME}*"):
        if not Path("/proc", left.name.removeprefix(NAME).partition("-")[0]).exists():
            shutil.rmtree(left, ignore_errors=True)  # of another user: his to remove
    own = Path(tempfile.mkdtemp(prefix=f"{NAME}{os.getpid()}-", dir=memory))
    own.chmod(0o711)  # the user that PostgreSQL runs as goes through it
    os.environ["TMPDIR"] = tempfile.tempdir = str(own)
    return own
