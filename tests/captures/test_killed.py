"""A process that is killed at any step, or any moment, of writing loses nothing that it was told is kept."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from captures.killed import PAGES
from captures.shelf import Shelf

from archive.captures import Capture

STEPS = 17  # the first number of calls to the disk that writing the pages does not reach


def start(shelf: Shelf, call: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-m", "captures.killed", str(shelf.folder), str(call)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)


def keep(shelf: Shelf, told: bytes) -> None:
    """Make rows of what the process said before it died; a line that it did not end was not said."""
    for line in told.splitlines(keepends=True):
        if line.endswith(b"\n"):
            capture = msgspec.json.decode(line, type=Capture)
            shelf.rows[capture.record_id] = capture


def repaired(shelf: Shelf) -> bool:
    shelf.repair()
    return shelf.faults() == []


@pytest.mark.parametrize("call", range(1, STEPS + 1))
def test_a_kill_at_any_call_loses_nothing_that_was_kept(shelf: Shelf, call: int) -> None:
    with start(shelf, call) as process:
        told, _ = process.communicate(timeout=60)
    keep(shelf, told)
    assert repaired(shelf)
    if call < STEPS:
        assert process.returncode == -signal.SIGKILL
    else:
        assert (process.returncode, len(shelf.rows)) == (0, PAGES)


def kill_at_random(shelf: Shelf, wait: float) -> None:
    with start(shelf, 0) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert shelf.repair() == []  # it lives: its files are left alone
        time.sleep(wait)
        process.kill()
        keep(shelf, first + process.stdout.read())
    assert shelf.rows
    assert repaired(shelf)


def test_a_kill_at_a_random_moment_loses_nothing_that_was_kept(shelf: Shelf) -> None:
    kill_at_random(shelf, random.uniform(0, 0.02))


@pytest.mark.long
@pytest.mark.parametrize("attempt", range(200))
def test_torture_by_kills_at_random_moments(shelf: Shelf, attempt: int) -> None:
    kill_at_random(shelf, random.uniform(0, 0.05))
