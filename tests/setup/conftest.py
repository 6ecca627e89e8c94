"""The small project, fresh for a case or made ready once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.setup.stranger import ELSEWHERE, PIP_FILE, Outcome, Project, bare_path, make_project, make_wheel


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `bin`, the whole PATH, and `wheels`, the whole package index."""
    folder = tmp_path_factory.mktemp("machine")
    bare_path(folder / "bin")
    make_wheel(folder / "wheels")
    return folder


@pytest.fixture
def new_project(machine: Path, tmp_path: Path) -> Callable[..., Project]:
    """Makes a project; the folder's name has Chinese and a space, as people's folders do."""

    def make(name: str = "牵头 试用", lock: tuple[str, ...] = ()) -> Project:
        return make_project(tmp_path / name, machine / "wheels", str(machine / "bin"), lock)

    return make


@pytest.fixture
def project(new_project: Callable[..., Project]) -> Project:
    """A small project that was never started."""
    return new_project()


@pytest.fixture(scope="session")
def first_start(machine: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Outcome]:
    """A small project whose set-up is done, not to be changed; and how its first start went.

    Where its packages come from only a pip file said, which would have had them go elsewhere.
    """
    folder = tmp_path_factory.mktemp("finished")
    made = make_project(folder / "牵头", machine / "wheels", str(machine / "bin"))
    (folder / PIP_FILE).write_text(
        f"[global]\nno-index = true\nfind-links =\n    {made.wheels}\n    {folder}\n"
        f"user = true\n[install]\ntarget = {folder / ELSEWHERE}\n",
        encoding="utf-8",
    )
    from_file = {"PIP_CONFIG_FILE": str(folder / PIP_FILE), "PIP_FIND_LINKS": None, "PIP_NO_INDEX": None}
    return made, made.run("read-division", "方案.docx", "--year", "2026", more={**from_file, "PROBE_EXIT": "7"})


@pytest.fixture(scope="session")
def finished_folder(first_start: tuple[Project, Outcome]) -> Path:
    project, outcome = first_start
    assert outcome.code == 7, outcome.told
    return project.folder


@pytest.fixture
def moved(finished_folder: Path, machine: Path, tmp_path: Path) -> Project:
    """The finished project in another folder, environment and stamp and all."""
    folder = tmp_path / "移动 之后"
    shutil.copytree(finished_folder, folder, symlinks=True)
    return Project(folder, machine / "wheels", str(machine / "bin"))
