"""A disk that fails at any call: the error is clear, and nothing that was kept before is lost.

A power cut: what was said to be kept is there. Disks with a deliberate fault show that a missing sync would be seen.
"""

from __future__ import annotations

import contextlib
import os

import pytest
from captures.faulty import BROKEN, FULL, FailingDisk, ForgetsFiles, ForgetsNames, ShortDisk, SyncedDisk
from captures.shelf import Shelf, exchange

from archive.captures import CaptureError

PAGES = [exchange(b"page %d " % number + b"." * 400) for number in range(4)]
CALLS = 20  # more than writing PAGES needs


@pytest.mark.parametrize("stays_broken", [False, True])
@pytest.mark.parametrize("error", [FULL, BROKEN])
@pytest.mark.parametrize("call", range(1, CALLS))
def test_a_failing_call_loses_only_what_was_being_written(
    shelf: Shelf, call: int, error: int, stays_broken: bool
) -> None:
    disk = FailingDisk(call, error, stays_broken=stays_broken)
    refused: list[str] = []
    with shelf.writer(disk=disk, max_bytes=1200) as writer:
        for page in PAGES:
            try:
                shelf.keep(writer, page)
            except CaptureError as failure:
                refused.append(str(failure))
    assert bool(refused) == (disk.failed is not None)
    assert len(shelf.rows) == len(PAGES) - len(refused)
    assert len(refused) <= 1 or stays_broken
    assert all(str(shelf.folder) in message and os.strerror(error) in message for message in refused)
    shelf.repair()
    assert shelf.faults() == []


def test_all_calls_of_a_writer_were_made_to_fail(shelf: Shelf) -> None:
    disk = FailingDisk(CALLS, FULL)
    with shelf.writer(disk=disk, max_bytes=1200) as writer:
        shelf.keep(writer, *PAGES)
    assert disk.failed is None
    failed = set()
    for call in range(1, CALLS):
        broken = FailingDisk(call, FULL)
        with shelf.writer(disk=broken, max_bytes=1200) as writer, contextlib.suppress(CaptureError):
            for page in PAGES:
                writer.write(page)
        failed.add(broken.failed or "none")
    assert failed >= {"create", "lock", "sync_folder", "write", "sync"}


def test_a_full_disk_leaves_no_litter(shelf: Shelf) -> None:
    with shelf.writer(disk=FailingDisk(4, FULL)) as writer:
        with pytest.raises(CaptureError, match=r"No space left on device: nothing was captured"):
            writer.write(exchange())
        assert shelf.files() == []
        shelf.keep(writer, exchange())
    assert shelf.faults() == []


def test_a_torn_end_that_cannot_be_cut_is_named_and_goes_to_quarantine(shelf: Shelf) -> None:
    disk = FailingDisk(6, BROKEN, stays_broken=True)
    with shelf.writer(disk=disk) as writer:
        shelf.keep(writer, exchange())
        with pytest.raises(CaptureError, match="quarantine"):
            writer.write(exchange(b"second"))
    assert disk.failed == "write"
    [fault] = shelf.faults()
    assert "no row knows" in fault.problem
    assert len(shelf.repair()) == 1
    assert shelf.faults() == []


def test_short_writes_are_continued(shelf: Shelf) -> None:
    with shelf.writer(disk=ShortDisk()) as writer:
        shelf.keep(writer, *PAGES)
    assert shelf.faults() == []


def crash_after(shelf: Shelf, disk: SyncedDisk) -> None:
    """Keep pages, then cut the power."""
    with shelf.writer(disk=disk, max_bytes=1200) as writer:
        shelf.keep(writer, *PAGES)
    disk.power_cut()


def test_what_was_kept_outlives_a_power_cut(shelf: Shelf) -> None:
    crash_after(shelf, SyncedDisk())
    assert len(shelf.rows) == len(PAGES)
    assert shelf.faults() == []


@pytest.mark.parametrize("forgetful", [ForgetsFiles, ForgetsNames])
def test_a_forgotten_sync_would_be_seen(shelf: Shelf, forgetful: type[SyncedDisk]) -> None:
    crash_after(shelf, forgetful())
    assert shelf.faults() != []
