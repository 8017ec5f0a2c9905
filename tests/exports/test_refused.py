"""Where a file or a snapshot cannot be written, or the one before is damaged, the error says what and where."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from desk import Run, run_in

from aimcrawl.home import Home


@pytest.mark.parametrize("there", ["no file was written", "the old file stands as it was"])
def test_a_file_that_may_not_be_written_is_named_as_it_was_asked_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str
) -> None:
    target, is_there = tmp_path / "items.json", there.startswith("the old")
    if is_there:
        target.write_text("of yesterday")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(tmp_path / ".items.json.x7"))

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    done = run("export", "--format", "json", "-o", target)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"Error: {target}: {os.strerror(errno.EROFS)}; {there}\n"
    assert target.exists() == is_there


def test_a_device_that_takes_no_more_is_named(run: Run) -> None:
    done = run("export", "--format", "json", "-o", "/dev/full")
    assert (done.exit_code, done.stderr) == (1, "Error: /dev/full: No space left on device\n")


def test_a_snapshot_goes_into_a_folder(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = run("snapshot", tmp_path / "pipe")
    assert (done.exit_code, done.stderr) == (2, f"Error: {tmp_path / 'pipe'} is no folder\n")


@pytest.mark.parametrize("file", ["datapackage.json", "items.jsonl"])
@pytest.mark.parametrize("changed", [False, True], ids=["nothing new", "news"])
def test_no_snapshot_is_built_on_one_that_lacks_a_file(
    home: Home, snapshots: list[Path], file: str, changed: bool
) -> None:
    folder = home.root / "snapshots"
    missing = folder / snapshots[-1].name / file
    if changed:
        item = (folder / "latest" / "items.jsonl").read_text().split('"')[3]
        assert run_in(home)("erase", item, "--yes").exit_code == 0
    missing.unlink()
    done = run_in(home)("snapshot", folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: {missing}")
    assert done.stderr.endswith("remove it whole: the archive can show its state of today again\n")
    assert len(list(folder.glob("2*"))) == len(snapshots)


@pytest.mark.parametrize(
    ("change", "problem"),
    [("text = CAST(x'41ff42' AS TEXT)", "a text is no UTF-8"), ("links = '[{'", "a row holds what it should not")],
)
@pytest.mark.parametrize("words", ["export --format jsonl -o file", "snapshot folder", "items --json"])
def test_rows_that_were_damaged_are_named_as_such(
    home: Home, tmp_path: Path, change: str, problem: str, words: str
) -> None:
    with closing(sqlite3.connect(home.root / "archive.db")) as database, database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute(f"UPDATE revisions SET {change} WHERE number = 1")
    done = run_in(home)(*(tmp_path / word if word in ("file", "folder") else word for word in words.split()))
    assert done.exit_code == 1
    assert f"archive.db is damaged ({problem}" in done.stderr
    assert done.stderr.endswith("make it anew from the captures with: aimcrawl rebuild\n")
    assert not (tmp_path / "file").exists()
