"""Everything a change must pass: linters, types, import rules, then the tests. `run.py test` ends here.

Arguments go to pytest. The last line is pytest's own summary; what could not be run, and which check failed,
stand just above it.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.support import browser  # noqa: E402

MOST_WORKERS = 4
CHECKS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
    "import rules": ["-c", "from importlinter.cli import lint_imports_command as check; check()"],
}


def main(arguments: list[str]) -> int:
    """Exit code: 0 only if every check and every test passed, and a required browser was there."""
    os.chdir(ROOT)
    closing = browser.provide()
    failed = ["a browser with Chinese fonts is required"] if closing and os.environ.get(browser.REQUIRED) == "1" else []
    for name, options in CHECKS.items():
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, "-P", *options], check=False).returncode:
            failed.append(name)
    print("== tests", flush=True)
    closing += [f"FAILED before the tests: {name}" for name in failed]
    environment = {**os.environ, "QIANTOU_CLOSING": "\n".join(closing)}
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", *workers(arguments), *arguments], env=environment, check=False
    )
    return tests.returncode or bool(failed)


def workers(arguments: list[str]) -> list[str]:
    """One worker a core, unless the caller says how many or wants the debugger."""
    if any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in arguments):
        return []
    return ["-n", str(min(MOST_WORKERS, os.cpu_count() or 1)), "--dist", "worksteal"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
