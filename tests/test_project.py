"""What holds for the project as a whole: its files agree with each other and say nothing of one machine."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import aimcrawl

ROOT = Path(__file__).parents[1]
PACKAGES = ("aimcrawl", "archive", "pipelines")
LONGEST_FILE = 400  # lines


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """The text files under version control."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a clone: git does not say which files are the project's")
    paths = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """The tables of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def lines_that_match(paths: list[Path], pattern: re.Pattern[bytes]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry(tracked: list[Path]) -> None:
    registries = rb"pypi[.]org|pythonhosted[.]org|npmjs[.]|crates[.]io|--(?:extra-)?index-url\b.*//"
    assert lines_that_match(tracked, re.compile(registries)) == []


def test_no_file_names_a_path_of_one_machine(tracked: list[Path]) -> None:
    assert lines_that_match(tracked, re.compile(rb"(?<![\w.<>])/(?:root|work|Users)/\w")) == []


def test_no_document_holds_a_place_that_was_to_be_filled_in(tracked: list[Path]) -> None:
    documents = [path for path in tracked if path.suffix in {".md", ".toml", ".cff"}]
    assert lines_that_match(documents, re.compile(rb"@@\w+@@|\b(?:TODO|FIXME|TBD|XXX)\b")) == []


def test_the_version_is_the_same_everywhere(project: dict[str, Any]) -> None:
    assert project["project"]["version"] == aimcrawl.__version__ == version("aimcrawl")
    assert f"\nversion: {aimcrawl.__version__}\n" in (ROOT / "CITATION.cff").read_text()
    assert re.search(rf"^## {re.escape(aimcrawl.__version__)}\b", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_constraints_pin_every_dependency_within_its_range(project: dict[str, Any]) -> None:
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)
    pinned = {canonicalize_name(name): pin for name, pin in pins.items()}
    extras = project["project"]["optional-dependencies"]
    required = [Requirement(text) for text in sum(extras.values(), project["project"]["dependencies"])]
    outside = [
        str(requirement)
        for requirement in required
        if requirement.name != "aimcrawl"
        and pinned.get(canonicalize_name(requirement.name), "") not in requirement.specifier
    ]
    assert outside == []


def test_every_pin_installs_on_the_oldest_python_that_the_project_promises(project: dict[str, Any]) -> None:
    pinned = [line.split("==")[0] for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line]
    oldest = project["project"]["requires-python"].removeprefix(">=") + ".0"
    needs = {name: metadata(name)["Requires-Python"] for name in pinned if _is_installed(name)}
    assert len(needs) > len(pinned) / 2
    assert {name: need for name, need in needs.items() if need and oldest not in SpecifierSet(need)} == {}


def _is_installed(name: str) -> bool:
    try:
        return bool(version(name))
    except PackageNotFoundError:  # what only another Python or another system needs
        return False


def test_nothing_is_listed_twice(project: dict[str, Any]) -> None:
    required = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    names = [[canonicalize_name(Requirement(text).name) for text in texts] for texts in required]
    lint = project["tool"]["ruff"]["lint"]
    lists = [*names, lint["ignore"], *lint["per-file-ignores"].values()]
    assert [one for one in lists if len(set(one)) < len(one)] == []


def test_every_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    block = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    assert block
    assert [line for line in block[1].splitlines() if "# " not in line] == []


def test_every_rule_that_is_ignored_has_a_reason() -> None:
    ruff = (ROOT / "pyproject.toml").read_text().split("[tool.ruff.lint]")[1].split("\n[tool.")[0]
    assert [line for line in ruff.splitlines() if re.match(r'\s+"[A-Z]+\d*",', line) and "# " not in line] == []
    everything = [*sources(), *(ROOT / "tests").rglob("*.py")]
    assert lines_that_match(everything, re.compile(rb"# noqa: [A-Z0-9, ]+$")) == []


def sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def test_files_are_short_enough_to_be_read_in_one_go() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_every_module_says_what_lives_there() -> None:
    silent = [path for path in sources() if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_bytes()))]
    assert silent == []


def test_make_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)) == set(phony[1].split())


def run_ci(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of ``.ci/run`` whose ``make`` and ``apt-get`` only say with what they were called."""
    for name in ("make", "apt-get"):
        program = folder / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\n[ "$*" = --version ] || echo "{name} $*" >> {folder}/called\n')
        program.chmod(0o755)
    copy = folder / ".ci" / "run"
    copy.parent.mkdir()
    copy.write_bytes((ROOT / ".ci" / "run").read_bytes())
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    command = ["bash", copy]
    return subprocess.run(
        command, env={**os.environ, "PATH": path} | environ, text=True, capture_output=True, check=False
    )


def test_ci_says_what_will_be_skipped_and_checks(tmp_path: Path) -> None:
    done = run_ci(tmp_path, PYTHON=sys.executable)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"skipped for lack of programs: .+\n", done.stdout)
    assert (tmp_path / "called").read_text().splitlines()[-1] == f"make check PYTHON={sys.executable}"


def test_ci_installs_python_where_it_is_missing_or_old_and_says_so_where_it_cannot(tmp_path: Path) -> None:
    done = run_ci(tmp_path, PYTHON="false")
    assert done.returncode == 2
    assert "cannot check anything without: python3 python3-venv" in done.stderr
    if os.geteuid() == 0:
        install = (tmp_path / "called").read_text().splitlines()[-1]
        assert install.startswith("apt-get install -y -qq --no-install-recommends python3 python3-venv")
