"""Everything a change must pass: linters, types, import rules, then the tests. `run.py test` ends here.

Arguments go to pytest. The last line is pytest's own summary; what could not be run, and which check failed,
stand just above it.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.support import browser  # noqa: E402

MOST_WORKERS = 5
MYPY = "mypy"  # takes as long as the others together
CHECKS = {
    MYPY: ["-m", "mypy"],
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "import rules": ["-c", "from importlinter.cli import lint_imports_command as check; check()"],
}
COLLECTION = ["-m", "pytest", "--collect-only", "-qq"]


def main(arguments: list[str]) -> int:
    """Exit code: 0 only if every check and every test passed, and a required browser was there."""
    os.chdir(ROOT)
    closing = browser.provide()
    failed = ["a browser with Chinese fonts is required"] if closing and os.environ.get(browser.REQUIRED) == "1" else []
    failed += checked(is_whole=all(argument.startswith("-") for argument in arguments))
    print("== tests", flush=True)
    closing += [f"FAILED before the tests: {name}" for name in failed]
    environment = {**os.environ, "QIANTOU_CLOSING": "\n".join(closing)}
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", *workers(arguments), *arguments], env=environment, check=False
    )
    return tests.returncode or bool(failed)


def checked(*, is_whole: bool) -> list[str]:
    """The checks that failed; each one's words are printed when it is done, the types beside all the others.

    Before the whole suite one process reads all tests on the side: what it compiles, and rewrites of assertions,
    every worker would else make anew, all at the same moment.
    """
    failed = []
    with ThreadPoolExecutor(2 if (os.cpu_count() or 1) > 1 else 1) as pool:
        done = {name: pool.submit(_said, ["-P", *options]) for name, options in CHECKS.items()}
        reading = pool.submit(_said, COLLECTION) if is_whole else None
        for name in (*(name for name in CHECKS if name != MYPY), MYPY):
            outcome = done[name].result()
            print(f"== {name}\n{outcome.stdout.decode('utf-8', 'replace')}", end="", flush=True)
            failed += [name] if outcome.returncode else []
        if reading:
            reading.result()  # what it cannot read the tests themselves will say
    return failed


def _said(options: list[str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)


def workers(arguments: list[str]) -> list[str]:
    """One worker a core and one more, for tests wait for browsers, children and databases as often as they count;
    none where the caller says how many, or wants the debugger."""
    if any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in arguments):
        return []
    return ["-n", str(min(MOST_WORKERS, (os.cpu_count() or 1) + 1)), "--dist", "worksteal"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
