"""A capture's content can be taken down at any moment, crash or not; all else stays as it was and can be proven."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from captures.faulty import BROKEN, FailingDisk, SyncedDisk
from captures.shelf import PAGE, Shelf, exchange
from warcio.archiveiterator import ArchiveIterator

from archive.captures import Capture, CaptureErased, CaptureError, finish_erasures, prepare_erasure, read_block, recount

SECRET = b"<p>What a court says must go.</p>" * 40


@pytest.fixture
def three(shelf: Shelf) -> Shelf:
    """A page, the page that must go, and another page."""
    with shelf.writer() as writer:
        shelf.keep(writer, exchange(), exchange(SECRET, url="http://harbour.test/b"), exchange(PAGE + b"after"))
    return shelf


def middle(shelf: Shelf) -> Capture:
    return shelf.ordered()[1]


def erase(shelf: Shelf, capture: Capture) -> Capture:
    row = prepare_erasure(shelf.folder, capture)
    shelf.rows[capture.record_id] = row
    assert list(finish_erasures(shelf.folder, shelf.capture_at)) == [row]
    return row


def plain(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def test_the_content_is_gone_and_a_tombstone_stands_there(three: Shelf) -> None:
    [path] = three.files()
    was, size = middle(three), path.stat().st_size
    row = erase(three, was)
    assert SECRET not in plain(path)
    assert (path.stat().st_size, row.kind, row.url, row.offset) == (size, "erased", was.url, was.offset)
    assert read_block(three.folder, row) == b'{"fields":{"was":"%s"},"kind":"erased"}' % was.sha256.encode()
    assert three.faults() == []
    assert list((three.folder / "erasing").iterdir()) == []


def test_reading_it_says_that_it_was_erased(three: Shelf) -> None:
    with three.writer(new_id=None) as writer:
        [repeat] = three.keep(writer, exchange(SECRET))
    row = erase(three, middle(three))
    with pytest.raises(CaptureErased, match="erased"):
        three.read(row)
    with pytest.raises(CaptureErased, match="erased"):
        three.read(repeat)
    assert three.faults() == []


def test_its_neighbours_can_still_be_read_by_us_and_by_others(three: Shelf) -> None:
    erase(three, middle(three))
    first, _, last = three.ordered()
    assert (three.read(first).body, three.read(last).body) == (PAGE, PAGE + b"after")
    with three.files()[0].open("rb") as file:
        kinds = [record.rec_type for record in ArchiveIterator(file, check_digests="raise")]
    assert kinds == ["warcinfo", "request", "response", "request", "metadata", "request", "response"]


def test_a_rebuild_knows_it_as_erased(three: Shelf) -> None:
    erase(three, middle(three))
    assert [one.capture for one in recount(three.files()[0])] == three.ordered()


def test_what_was_not_committed_is_dropped(three: Shelf) -> None:
    prepare_erasure(three.folder, middle(three))
    assert list(finish_erasures(three.folder, three.capture_at)) == []
    assert three.read(middle(three)).body == SECRET
    assert list((three.folder / "erasing").iterdir()) == []


def test_what_was_committed_is_ended_after_a_power_cut(three: Shelf) -> None:
    disk = SyncedDisk()
    three.rows[middle(three).record_id] = prepare_erasure(three.folder, middle(three), disk=disk)
    disk.power_cut()
    assert len(three.faults()) == 1  # until the archive is opened again
    assert len(list(finish_erasures(three.folder, three.capture_at))) == 1
    assert three.faults() == []


@pytest.mark.parametrize("call", range(1, 7))
def test_an_erasure_that_fails_anywhere_is_ended_by_the_next_try(three: Shelf, call: int) -> None:
    three.rows[middle(three).record_id] = prepare_erasure(three.folder, middle(three))
    try:
        list(finish_erasures(three.folder, three.capture_at, disk=FailingDisk(call, BROKEN)))
    except OSError:
        list(finish_erasures(three.folder, three.capture_at))
    assert three.faults() == []
    assert SECRET not in plain(three.files()[0])


@pytest.mark.parametrize("call", range(1, 6))
def test_a_failed_preparation_changes_nothing(three: Shelf, call: int) -> None:
    disk = FailingDisk(call, BROKEN)
    with pytest.raises(CaptureError, match="nothing was erased"):
        prepare_erasure(three.folder, middle(three), disk=disk)
    assert list(finish_erasures(three.folder, three.capture_at)) == []
    assert three.faults() == []


def test_a_file_that_is_being_written_can_be_erased_from(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        [first] = shelf.keep(writer, exchange(SECRET))
        erase(shelf, first)
        shelf.keep(writer, exchange())
    assert shelf.faults() == []
    assert SECRET not in plain(shelf.files()[0])


def test_the_smallest_response_can_be_erased(shelf: Shelf) -> None:
    bare = exchange(b"", url="http://a.b/", ip=None, reason="", response_headers=[])
    with shelf.writer() as writer:
        [capture] = shelf.keep(writer, bare)
    erase(shelf, capture)
    assert shelf.faults() == []
