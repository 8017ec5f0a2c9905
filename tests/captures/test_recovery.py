"""What a crash leaves: tails without rows go to quarantine and are never deleted; what is too short is refused."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from captures.faulty import BROKEN, FULL, FailingDisk, SyncedDisk
from captures.shelf import Shelf, exchange

from archive.captures import WarcTooShort, quarantine_tail, quarantine_tails, tail_after


def quarantined(shelf: Shelf) -> list[Path]:
    return sorted((shelf.folder / "quarantine").glob("*"))


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


def test_a_tail_moves_to_quarantine_byte_for_byte(torn: Shelf) -> None:
    [path] = torn.files()
    whole, end = path.read_bytes(), torn.known_end(path.name)
    moved = quarantine_tail(torn.folder, path.name, torn.known_end)
    assert moved is not None
    assert moved.parent == torn.folder / "quarantine"
    assert moved.name.startswith(f"{path.name}.{end}-")
    assert (path.read_bytes(), moved.read_bytes()) == (whole[:end], whole[end:])
    assert torn.faults() == []
    assert quarantine_tail(torn.folder, path.name, torn.known_end) is None


def test_a_file_of_which_no_row_knows_moves_as_a_whole(torn: Shelf) -> None:
    [path] = torn.files()
    whole = path.read_bytes()
    torn.rows.clear()
    [moved] = quarantine_tails(torn.folder, [], torn.known_end)
    assert moved.read_bytes() == whole
    assert torn.files() == []


def test_an_empty_file_is_removed(shelf: Shelf) -> None:
    (shelf.folder / "aimcrawl-20261122120000-00000001.warc.gz").touch()
    assert list(quarantine_tails(shelf.folder, [], shelf.known_end)) == []
    assert shelf.files() == []


def test_a_file_that_is_being_written_is_left_alone(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        writer.write(exchange())
        assert list(quarantine_tails(shelf.folder, [], shelf.known_end)) == []
        assert len(shelf.files()) == 1


def test_the_rows_are_asked_once_the_lock_is_held(shelf: Shelf) -> None:
    """A writer that commits and ends between a look at its rows and the lock must not lose its captures."""
    with shelf.writer() as writer:
        capture = writer.write(exchange())

    def known_end(file: str) -> int:
        with (shelf.folder / file).open() as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shelf.rows[capture.record_id] = capture
        return shelf.known_end(file)

    assert list(quarantine_tails(shelf.folder, [], known_end)) == []
    assert shelf.faults() == []


def test_a_file_shorter_than_its_rows_is_refused(torn: Shelf) -> None:
    [path] = torn.files()
    end = torn.known_end(path.name)
    path.write_bytes(path.read_bytes()[: end - 1])
    with pytest.raises(WarcTooShort, match=rf"{end - 1} bytes.*up to byte {end}.*backup"):
        quarantine_tail(torn.folder, path.name, torn.known_end)
    assert path.stat().st_size == end - 1


def test_a_missing_file_is_refused(torn: Shelf) -> None:
    [path] = torn.files()
    path.unlink()
    with pytest.raises(WarcTooShort):
        list(quarantine_tails(torn.folder, [path.name], torn.known_end))
    assert tail_after(path, 0) == 0


@pytest.mark.parametrize("error", [FULL, BROKEN])
@pytest.mark.parametrize("call", range(1, 10))
def test_a_repair_that_fails_anywhere_loses_nothing_and_can_be_done_again(torn: Shelf, call: int, error: int) -> None:
    [path] = torn.files()
    tail = path.read_bytes()[torn.known_end(path.name) :]
    disk = FailingDisk(call, error)
    try:
        quarantine_tail(torn.folder, path.name, torn.known_end, disk=disk)
    except OSError:
        assert disk.failed is not None
    quarantine_tail(torn.folder, path.name, torn.known_end)
    assert [moved.read_bytes() for moved in quarantined(torn)] == [tail]
    assert torn.faults() == []


def test_a_power_cut_after_the_repair_loses_nothing(torn: Shelf) -> None:
    disk = SyncedDisk()
    [path] = torn.files()
    tail = path.read_bytes()[torn.known_end(path.name) :]
    quarantine_tail(torn.folder, path.name, torn.known_end, disk=disk)
    disk.power_cut()
    assert [moved.read_bytes() for moved in quarantined(torn)] == [tail]
    assert torn.faults() == []
