"""A full disk: what is there is read, and the error says what to do."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from aimcrawl.home import Home

FULL = (
    'mount -t tmpfs -o size=4m tmpfs "$1" && cp -r "$0" "$1/home" && rm -f "$1"/home/archive.db-* && '
    '{ cat /dev/zero > "$1/filling" 2> /dev/null; shift; exec "$@"; }'
)
"""Runs a command beside a copy of a home on a disk without any room."""


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


def run_on(disk: Path, home: Home, *words: str) -> subprocess.CompletedProcess[str]:
    apart = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", FULL, str(home.root), str(disk)]
    command = [sys.executable, "-m", "aimcrawl", "--home", str(disk / "home"), *words]
    try:
        done = subprocess.run([*apart, *command], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no disk can be made here (it takes unshare)")
    if "unshare:" in done.stderr or "mount:" in done.stderr:
        pytest.skip("no disk can be made here (it takes user namespaces)")
    return done


@pytest.mark.parametrize("words", ["items", "verify"])
def test_what_is_on_a_full_disk_is_read(disk: Path, home: Home, words: str) -> None:
    done = run_on(disk, home, words)
    assert done.returncode == 0, done.stderr


def test_a_crawl_on_a_full_disk_says_that_there_is_no_room(disk: Path, home: Home) -> None:
    done = run_on(disk, home, "crawl", "--all")
    assert done.returncode == 1
    assert "make room on its disk (0.0 MB are free there)" in done.stderr


def test_a_backup_that_finds_no_room_says_so_and_leaves_nothing(home: Home, tmp_path: Path) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    command = [sys.executable, "-m", "aimcrawl", "--home", str(home.root), "backup", str(tmp_path / "copy")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=small)
    assert done.returncode == 1
    assert "the disk is full, a limit on sizes of files is reached" in done.stderr
    assert "sqlalche" not in done.stderr
    assert list((tmp_path / "copy").iterdir()) == []
