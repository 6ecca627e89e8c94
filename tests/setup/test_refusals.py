"""Whatever set-up cannot do it says in one sentence, with a non-zero exit code and nothing left behind."""

import ast
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.stranger import ROOT, Project, make_wheel, outcome, stopped_by_pip

OF_NOBODY = 65534


def assert_refused(refusal, sentence: str, project: Project):
    assert refusal.code == 1, refusal.told
    assert sentence in refusal.told
    assert "Traceback" not in refusal.told
    assert refusal.out == ""
    assert project.has_nothing_left()


def test_an_old_python_can_read_the_file_and_names_the_one_needed(project: Project):
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))

    refusal = project.run_after("import sys\nsys.version_info = (3, 8, 18, 'final', 0)", "once")

    assert_refused(refusal, "needs Python 3.11 or later", project)


@pytest.mark.parametrize("missing", ["ensurepip", "venv"])
def test_a_missing_ensurepip_is_answered_with_the_line_that_installs_it(project: Project, missing: str):
    refusal = project.run_after(f"import sys\nsys.modules[{missing!r}] = None", "once")

    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert_refused(refusal, f"apt-get install python{version}-venv", project)


def test_no_network_says_so_and_names_the_ways_out(finished_folder: Path, tmp_path: Path):
    lock = tmp_path / "lock"
    lock.write_text("sextant==1.0 --hash=sha256:" + "0" * 64, encoding="ascii")
    nowhere = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1"}

    stop = stopped_by_pip(finished_folder, {**nowhere, "PIP_FIND_LINKS": str(tmp_path / "none")}, lock)

    assert "The package index cannot be reached" in stop.english
    assert "PIP_INDEX_URL" in stop.english
    assert stop.detail == ""


def test_a_package_that_differs_from_its_hash_is_not_installed(finished_folder: Path, tmp_path: Path):
    wheels, lock = tmp_path / "wheels", tmp_path / "lock"
    make_wheel(wheels, "sextant")
    lock.write_text("sextant==1.0 --hash=sha256:" + "0" * 64, encoding="ascii")

    stop = stopped_by_pip(finished_folder, {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}, lock)

    assert "A package differs from its hash" in stop.english
    assert not list(finished_folder.rglob("sextant*"))


def test_a_package_that_is_not_to_be_had_is_named(finished_folder: Path, machine: Path, tmp_path: Path):
    lock = tmp_path / "lock"
    lock.write_text("sextant==1.0 --hash=sha256:" + "0" * 64, encoding="ascii")

    stop = stopped_by_pip(finished_folder, {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(machine / "wheels")}, lock)

    assert "has no package for this machine" in stop.english
    assert "sextant" in stop.detail


def test_a_full_disk_says_so(project: Project):
    limit = 200_000  # bytes a file may grow to, less than pip's own largest
    process = subprocess.Popen(
        ["python3", "run.py", "once"],
        cwd=project.folder,
        env=project.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )

    assert_refused(outcome(process), "The disk is full", project)


def test_a_folder_that_cannot_be_written_says_so(project: Project):
    if os.geteuid() == 0 and not Path("/usr/bin/python3").exists():
        pytest.skip("root may write anywhere, and no Python here can be reached by anyone else")
    as_other = {"user": OF_NOBODY, "group": OF_NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    python = "/usr/bin/python3" if as_other else "python3"
    folder = Path("/tmp") / f"qiantou-read-only-{os.getpid()}"
    shutil.copytree(project.folder, folder)
    folder.chmod(0o555)
    try:
        process = subprocess.Popen(
            [python, folder / "run.py", "once"],
            cwd="/",
            env=project.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **as_other,
        )
        assert_refused(outcome(process), f"The folder {folder} cannot be written", project)
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_without_a_command_it_says_which_there_are(project: Project):
    told = project.run()

    assert (told.code, told.out) == (2, "")
    assert "demo" in told.told
