"""What a crash leaves: gaps get their rows, tails go to quarantine and are never deleted, the too short is refused."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from captures.faulty import BROKEN, FULL, FailingDisk, SyncedDisk
from captures.shelf import Shelf, exchange

from archive.captures import Capture, WarcTooShort, prepare_erasure


@pytest.fixture
def torn(shelf: Shelf) -> Shelf:
    """A file with one row and, behind it, one whole write without a row and half of another."""
    with shelf.writer() as writer:
        shelf.keep(writer, exchange())
        writer.write(exchange(b"written, then the process died"))
    [path] = shelf.files()
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08half")
    return shelf


def end_of_rows(shelf: Shelf) -> int:
    [extent] = shelf.extents().values()
    return extent.end


def test_a_tail_moves_to_quarantine_byte_for_byte(torn: Shelf) -> None:
    [path] = torn.files()
    whole, end = path.read_bytes(), end_of_rows(torn)
    [told] = torn.repair()
    [moved] = (torn.folder / "quarantine").iterdir()
    assert moved.name.startswith(f"{path.name}.{end}-")
    assert told == f"{path.name}: {len(whole) - end} bytes that no row knows are in {moved}"
    assert (path.read_bytes(), moved.read_bytes()) == (whole[:end], whole[end:])
    assert torn.faults() == []
    assert torn.repair() == []


def test_a_file_of_which_no_row_knows_moves_as_a_whole(torn: Shelf) -> None:
    whole = torn.files()[0].read_bytes()
    torn.rows.clear()
    assert len(torn.repair()) == 1
    assert (torn.quarantined(), torn.files()) == ([whole], [])


def test_an_empty_file_is_removed(shelf: Shelf) -> None:
    (shelf.folder / "aimcrawl-20261122120000-00000001.warc.gz").touch()
    assert shelf.repair() == []
    assert shelf.files() == []


def test_a_gap_that_two_crawls_left_gets_its_rows(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        shelf.keep(writer, exchange())
        uncommitted = writer.write(exchange(b"one crawl had not committed", labels={"crawl": "7"}))
        shelf.keep(writer, exchange(b"the other had"))
        assert shelf.repair() == []  # it lives, and may commit yet
    [told] = shelf.repair()
    assert "1 captures that a killed crawl had written got their rows" in told
    assert shelf.rows[uncommitted.record_id] == uncommitted
    assert shelf.faults() == []


def test_a_gap_that_cannot_be_read_is_told_and_left(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        shelf.keep(writer, exchange())
        lost = writer.write(exchange(b"no row"))
        shelf.keep(writer, exchange(b"after"))
    [path] = shelf.files()
    damaged = bytearray(path.read_bytes())
    damaged[lost.offset + 30] ^= 0xFF
    path.write_bytes(damaged)
    [told] = shelf.repair()
    assert "verify" in told
    assert path.read_bytes() == damaged


def test_a_file_that_is_being_written_is_left_alone(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        writer.write(exchange())
        assert shelf.repair() == []
        assert len(shelf.files()) == 1


def test_a_sound_folder_is_not_even_locked(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        shelf.keep(writer, exchange(), exchange(b"second"))
    assert shelf.repair(FailingDisk(1, BROKEN)) == []


def test_the_rows_are_asked_again_once_the_lock_is_held(shelf: Shelf) -> None:
    """A writer that commits and ends between the first look at its rows and the lock must not lose its captures."""
    with shelf.writer() as writer:
        late = writer.write(exchange())

    class Late(Shelf):
        def captures(self, file: str) -> list[Capture]:
            with (self.folder / file).open() as other, pytest.raises(BlockingIOError):
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.rows[late.record_id] = late
            return super().captures(file)

    slow = Late(shelf.folder)
    assert slow.repair() == []
    assert slow.faults() == []


def test_a_file_shorter_than_its_rows_is_refused(torn: Shelf) -> None:
    [path] = torn.files()
    end = end_of_rows(torn)
    path.write_bytes(path.read_bytes()[: end - 1])
    with pytest.raises(WarcTooShort, match=rf"{end - 1} bytes.*up to byte {end}.*backup"):
        torn.repair()
    assert path.stat().st_size == end - 1


def test_a_missing_file_is_refused(torn: Shelf) -> None:
    torn.files()[0].unlink()
    with pytest.raises(WarcTooShort):
        torn.repair()


def test_an_erasure_that_was_committed_is_ended(torn: Shelf) -> None:
    [row] = torn.rows.values()
    torn.rows[row.record_id] = prepare_erasure(torn.folder, row)
    assert f"the erasure of {row.record_id} was ended" in torn.repair()[-1]
    assert torn.faults() == []


@pytest.mark.parametrize("error", [FULL, BROKEN])
@pytest.mark.parametrize("call", range(1, 10))
def test_a_repair_that_fails_anywhere_loses_nothing_and_can_be_done_again(torn: Shelf, call: int, error: int) -> None:
    [path] = torn.files()
    tail = path.read_bytes()[end_of_rows(torn) :]
    disk = FailingDisk(call, error)
    try:
        torn.repair(disk)
    except OSError:
        assert disk.failed is not None
    torn.repair()
    assert torn.quarantined() == [tail]
    assert torn.faults() == []


def test_a_power_cut_after_the_repair_loses_nothing(torn: Shelf) -> None:
    path: Path = torn.files()[0]
    tail = path.read_bytes()[end_of_rows(torn) :]
    disk = SyncedDisk()
    torn.repair(disk)
    disk.power_cut()
    assert torn.quarantined() == [tail]
    assert torn.faults() == []
