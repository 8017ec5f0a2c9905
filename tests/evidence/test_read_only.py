"""Evidence on a disk that nobody can write to is read as any other; what would change it is an error."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from aimcrawl.home import Home, open_home
from archive import engine
from archive.errors import ArchiveError

Locked = Callable[..., "subprocess.CompletedProcess[str]"]

MOUNTED = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
"""Runs a command for which one folder is a read-only disk."""


@pytest.fixture
def locked(home: Home) -> Locked:
    """Runs ``aimcrawl`` with the home on a read-only disk; skips where no such disk can be made."""

    def run(*command: str, root: Path = home.root) -> subprocess.CompletedProcess[str]:
        apart = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNTED, str(root)]
        return subprocess.run([*apart, *command], capture_output=True, text=True, check=False)

    try:
        made = run("sh", "-c", 'touch "$0/x" || test ! -e "$0/x"', str(home.root)).returncode == 0
    except FileNotFoundError:
        made = False
    if not made:
        pytest.skip("no read-only disk can be made here (it takes unshare and user namespaces)")
    return lambda *words, root=home.root: run(sys.executable, "-m", "aimcrawl", "--home", str(root), *words, root=root)


@pytest.mark.parametrize("words", ["items", "export --format jsonl", "changes", "sources", "verify"])
def test_an_archive_on_a_read_only_disk_is_read(locked: Locked, words: str) -> None:
    done = locked(*words.split())
    assert done.returncode == 0, done.stderr
    assert done.stdout or done.stderr == "no fault\n"


def test_an_item_on_a_read_only_disk_is_shown(locked: Locked) -> None:
    item = locked("items", "--json").stdout.split('"id":"')[1].partition('"')[0]
    assert item in locked("show", item).stdout


def test_a_backup_on_a_read_only_disk_is_verified(locked: Locked, home: Home, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "aimcrawl", "--home", home.root, "backup", tmp_path / "copy"],
        check=True,
        capture_output=True,
    )
    done = locked("verify", root=open_home(tmp_path / "copy").root)
    assert (done.returncode, done.stderr) == (0, "no fault\n")


def test_a_change_on_a_read_only_disk_says_why_it_fails(locked: Locked) -> None:
    done = locked("source", "pause", "aim")
    assert done.returncode == 1
    assert "Read-only file system" in done.stderr


@pytest.fixture
def unwritable(home: Home, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database's address, in a folder that the system says cannot be written."""
    monkeypatch.setattr("os.access", lambda *_: False)
    return home.database


def test_a_reader_takes_what_the_file_says_and_writes_nothing(unwritable: str, home: Home) -> None:
    before = sorted(path.name for path in home.root.iterdir())
    opened = engine.connect(unwritable)
    with opened.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM items")).scalar() == 24
        assert sorted(path.name for path in home.root.iterdir()) == before
    with pytest.raises(ArchiveError, match="readonly"), engine.explained(opened), engine.writing(opened) as connection:
        connection.execute(text("DELETE FROM items"))
    opened.dispose()


def test_a_reader_sees_what_a_running_crawl_has_committed(unwritable: str, home: Home) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.access", lambda *_: True)
        writer = engine.connect(unwritable)
    with writer.connect() as held:
        held.execute(text("SELECT 1"))
        with engine.writing(writer) as connection:
            connection.execute(text("UPDATE sources SET name = 'Another name'"))
        assert (home.root / "archive.db-wal").stat().st_size
        reader = engine.connect(unwritable)
        with reader.connect() as connection:
            assert connection.execute(text("SELECT name FROM sources")).scalar() == "Another name"
        reader.dispose()
    writer.dispose()


def test_who_may_not_read_the_database_is_told_so(home: Home) -> None:
    path = home.root / "archive.db"
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("root may read everywhere")
    with pytest.raises(ArchiveError, match=r"archive\.db: unable to open database file: you have no right to read it"):
        home.open_archive()
