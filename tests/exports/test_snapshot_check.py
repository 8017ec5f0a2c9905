"""`snapshot --check` finds whatever is not as it was written, and names it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from desk import run_in

from aimcrawl.cli import main
from aimcrawl.home import Home


@pytest.fixture
def folder(snapshots: list[Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(snapshots[0].parent, tmp_path / "copy", symlinks=True))


def check(folder: Path, *more: str) -> Result:
    """Check in no home: a snapshot proves itself wherever it lies."""
    return CliRunner().invoke(main, ["snapshot", "--check", str(folder), *more], prog_name="aimcrawl")


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def newest(folder: Path) -> Path:
    return (folder / "latest").resolve()


def test_an_untouched_folder_and_each_snapshot_in_it_have_no_fault(folder: Path) -> None:
    for place in (folder, folder / "latest", newest(folder)):
        assert (check(place).exit_code, check(place).stdout) == (0, "")


FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a byte is another": (
        lambda new: rewrite(new / "revisions.jsonl", lambda data: data.replace(b"mended", b"MENDED", 1)),
        "revisions.jsonl: its bytes are not those that were written",
    ),
    "a line is lost": (
        lambda new: rewrite(new / "events.jsonl", lambda data: data[: data.rindex(b"{")]),
        "events.jsonl: it has 14 lines, not 15",
    ),
    "a line is half there": (
        lambda new: rewrite(new / "items.jsonl", lambda data: data[:-100]),
        "items.jsonl: line 13: Input data was truncated",
    ),
    "a line stands twice": (
        lambda new: rewrite(new / "sources.jsonl", lambda data: data + data),
        "sources.jsonl: line 2: it is not in its order, or stands twice",
    ),
    "a line says what it cannot": (
        lambda new: rewrite(new / "items.jsonl", lambda data: data.replace(b'"removed"', b'"lost"')),
        "Invalid enum value 'lost'",
    ),
    "a file is missing": (lambda new: (new / "events.jsonl").unlink(), "events.jsonl: it is missing"),
    "a file is new": (lambda new: (new / "more.txt").touch(), "more.txt: it is not listed"),
    "the delta is another": (
        lambda new: rewrite(new / "delta" / "changed.jsonl", lambda data: data.replace(b'"removed"', b'"present"')),
        "the delta does not make these items",
    ),
    "coverage is no JSON": (lambda new: (new / "coverage.json").write_bytes(b"{"), "coverage.json: Input data"),
    "the list is missing": (lambda new: (new / "datapackage.json").unlink(), "datapackage.json is missing"),
    "the one before is another": (
        lambda new: rewrite(sorted(new.parent.glob("2*"))[-2] / "datapackage.json", lambda data: data + b" "),
        "it is not the one that the delta of",
    ),
    "latest is behind": (
        lambda new: ((new.parent / "latest").unlink(), (new.parent / "latest").symlink_to("elsewhere"))[1],
        "latest: it points to elsewhere, which is not there, and not to the newest snapshot",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named(folder: Path, fault: str) -> None:
    spoil, told = FAULTS[fault]
    spoil(newest(folder))
    done = check(folder)
    assert (done.exit_code, told in done.stdout) == (1, True), done.stdout
    faults = [json.loads(line) for line in check(folder, "--json").stdout.splitlines()]
    assert {one["kind"] for one in faults} == {"snapshot"}


@pytest.mark.parametrize("points_to", ["an old one", "nothing that is there", "nothing"])
def test_a_link_that_is_wrong_is_mended_by_the_next_snapshot_as_the_advice_says(
    home: Home, snapshots: list[Path], points_to: str
) -> None:
    folder = home.root / "snapshots"
    latest = folder / "latest"
    latest.unlink()
    if points_to != "nothing":
        latest.symlink_to(snapshots[0].name if points_to == "an old one" else "elsewhere")
    done = check(folder)
    assert (done.exit_code, done.stdout.count("\n"), done.stderr) == (1, 1, "1 fault\n")
    assert done.stdout.endswith("Run `aimcrawl snapshot` with this folder again: it points latest to the newest\n")
    assert run_in(home)("snapshot", folder).exit_code == 0
    assert (latest.resolve().name, check(folder).exit_code) == (snapshots[-1].name, 0)


def test_a_folder_in_the_place_of_the_link_is_named_and_left_alone(home: Home, snapshots: list[Path]) -> None:
    latest = home.root / "snapshots" / "latest"
    latest.unlink()
    shutil.copytree(snapshots[-1], latest)
    told = check(latest.parent)
    assert (told.exit_code, "latest: it is a folder, not a link" in told.stdout) == (1, True)
    done = run_in(home)("snapshot", latest.parent)
    assert (done.exit_code, f"{latest} is a folder, not a link" in done.stderr) == (2, True)
    assert (latest / "items.jsonl").read_bytes() == (snapshots[-1] / "items.jsonl").read_bytes()


def test_snapshots_that_are_old_may_go(folder: Path) -> None:
    for old in sorted(folder.glob("2*"))[:-1]:
        shutil.rmtree(old)
    assert check(folder).exit_code == 0


def test_a_folder_without_a_snapshot_is_none(tmp_path: Path) -> None:
    assert "it holds no snapshot" in check(tmp_path).stdout
    assert check(tmp_path / "nowhere").exit_code == 2
