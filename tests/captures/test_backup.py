"""A backup holds what the rows knew, whatever is written meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from captures.faulty import FULL, FailingDisk, ShortDisk
from captures.shelf import Shelf, exchange

from archive.captures import WarcTooShort, copy_captures


@pytest.fixture
def copy(tmp_path: Path) -> Shelf:
    """An empty folder for the backup."""
    folder = tmp_path / "backup"
    folder.mkdir()
    return Shelf(folder)


def test_a_copy_holds_what_the_rows_knew_and_no_more(shelf: Shelf, copy: Shelf) -> None:
    with shelf.writer(max_bytes=2500) as writer:
        shelf.keep(writer, *(exchange(b"%d" % number * 500) for number in range(6)))
        known, copy.rows = shelf.extents(), dict(shelf.rows)
        shelf.keep(writer, exchange(b"meanwhile"))
        copy_captures(shelf.folder, copy.folder, known)
    assert len(copy.files()) > 1
    assert copy.faults() == []


def test_a_second_backup_copies_what_is_new(shelf: Shelf, copy: Shelf) -> None:
    copied: list[int] = []
    with shelf.writer() as writer:
        for body in (b"first", b"second"):
            shelf.keep(writer, exchange(body))
            copy_captures(shelf.folder, copy.folder, shelf.extents(), progress=copied.append)
    copy.rows = shelf.rows
    assert copy.faults() == []
    first, second = (row.end for row in shelf.ordered())
    assert copied == [0, first, first, second - first]


def test_a_backup_that_failed_can_be_done_again(shelf: Shelf, copy: Shelf) -> None:
    with shelf.writer() as writer:
        shelf.keep(writer, exchange(), exchange(b"second"))
    with pytest.raises(OSError, match="No space left"):
        copy_captures(shelf.folder, copy.folder, shelf.extents(), disk=FailingDisk(2, FULL))
    copy_captures(shelf.folder, copy.folder, shelf.extents(), disk=ShortDisk())
    copy.rows = shelf.rows
    assert copy.faults() == []


def test_what_is_cut_is_not_backed_up(shelf: Shelf, copy: Shelf) -> None:
    with shelf.writer() as writer:
        shelf.keep(writer, exchange())
    [path] = shelf.files()
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(WarcTooShort):
        copy_captures(shelf.folder, copy.folder, shelf.extents())
    assert copy.files() == []
