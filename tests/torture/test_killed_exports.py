"""Exports and snapshots that are killed: what was there stays whole, and the next run works and clears up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desk import run_in
from torture.conftest import Scene

STEPS = [
    ("a WARC file is begun", 4),
    ("a capture is half written", 3),
    ("a file is to be replaced", 1),
    *(pytest.param(step, 2, marks=pytest.mark.long) for step in ("a capture is written", "a capture is synced")),
]
"""Steps of the disk, which captures and snapshots share: files that are begun, written, synced, renamed."""


def run(scene: Scene, *words: str) -> int:
    return run_in(scene.home)(*words).exit_code


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_killed_export_leaves_the_file_before(scene: Scene, tmp_path: Path, form: str) -> None:
    target = tmp_path / "export"
    target.write_bytes(b"before")
    words = ("export", "--format", form, "-o", str(target))
    assert scene.dies("a file is to be replaced", 1, *words)
    assert target.read_bytes() == b"before"
    assert run(scene, *words) == 0
    assert target.read_bytes() != b"before"


@pytest.fixture
def folder(scene: Scene) -> Path:
    """A folder with a snapshot; the archive has another state since."""
    folder = scene.home.root / "snapshots"
    assert run(scene, "snapshot", str(folder)) == 0
    scene.crawl(full=True)
    return folder


@pytest.mark.parametrize(("step", "count"), STEPS)
def test_a_killed_snapshot_leaves_those_before_and_is_cleared_away(
    scene: Scene, folder: Path, step: str, count: int
) -> None:
    before, latest = contents((folder / "latest").resolve()), (folder / "latest").readlink()
    assert scene.dies(step, count, "snapshot", str(folder))
    assert (folder / "latest").readlink() == latest
    assert contents((folder / "latest").resolve()) == before
    assert run(scene, "snapshot", "--check", str(folder)) == 0
    assert run(scene, "snapshot", str(folder)) == 0
    assert run(scene, "snapshot", "--check", str(folder)) == 0
    names = sorted(path.name for path in folder.iterdir())
    assert (names[0], len(names), names[-1]) == (".lock", 4, "latest")


def test_a_snapshot_that_was_renamed_before_the_kill_is_the_latest_after_the_next_run(
    scene: Scene, folder: Path
) -> None:
    assert scene.dies("a file is replaced", 1, "snapshot", str(folder))
    assert run(scene, "snapshot", "--check", str(folder)) == 1, "latest is behind, and the check says so"
    done = run_in(scene.home)("snapshot", str(folder), "--json")
    assert json.loads(done.stdout)["is_new"] is False
    assert run(scene, "snapshot", "--check", str(folder)) == 0
