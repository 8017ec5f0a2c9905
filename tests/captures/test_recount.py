"""The rows can be made again from the files alone; gaps that a killed process left are filled."""

from __future__ import annotations

import gzip
import itertools

import pytest
from captures.shelf import NOON, PAGE, Shelf, exchange

from archive.captures import CaptureDamaged, Kind, missing_captures, recount


@pytest.fixture
def full(shelf: Shelf) -> Shelf:
    """A shelf with captures of all sorts in several files."""
    encoded = [(b"Content-Encoding", b"gzip"), (b"Transfer-Encoding", b"chunked")]
    with shelf.writer(max_bytes=3000) as writer:
        start = writer.write_metadata("crawl-start", {"crawl": 7}, at=NOON)
        shelf.rows[start.record_id] = start
        [first, *_] = shelf.keep(
            writer,
            exchange(labels={"crawl": "7", "number": "1"}),
            exchange(url="http://harbour.test/caf\u00e9 au lait"),
            exchange(gzip.compress(PAGE + b"!"), response_headers=encoded, kind=Kind.DETAIL),
            exchange(b"", status=302, kind=Kind.REDIRECT, response_headers=[(b"Location", b"/")]),
        )
        shelf.keep(writer, exchange(b"", status=304, held=first), *(exchange(b"%d" % n * 700) for n in range(9)))
    assert len(shelf.files()) > 2
    return shelf


def test_the_rows_come_out_of_the_files_as_they_were(full: Shelf) -> None:
    again = [one.capture for path in full.files() for one in recount(path)]
    assert sorted(again, key=lambda row: (row.file, row.lead_offset)) == full.ordered()


def test_labels_and_blocks_come_with_them(full: Shelf) -> None:
    start, first, *_ = recount(full.files()[0])
    assert (start.capture.kind, start.block) == ("crawl-start", b'{"fields":{"crawl":7},"kind":"crawl-start"}')
    assert first.labels == {"crawl": "7", "number": "1"}
    assert first.block.endswith(PAGE)


def test_gaps_are_filled_whichever_rows_were_lost(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        shelf.keep(writer, *(exchange(b"page %d" % number) for number in range(6)))
    rows = shelf.ordered()
    for kept in itertools.product([True, False], repeat=len(rows) - 1):
        known = [row for row, is_kept in zip(rows, [*kept, True], strict=True) if is_kept]
        found = [one.capture for one in missing_captures(shelf.folder, rows[0].file, known)]
        assert sorted(known + found, key=lambda row: row.lead_offset) == rows


def test_without_gaps_nothing_is_missing(full: Shelf) -> None:
    for path in full.files():
        rows = [row for row in full.ordered() if row.file == path.name]
        assert list(missing_captures(full.folder, path.name, rows)) == []


def test_damage_is_not_counted_over(full: Shelf) -> None:
    path = full.files()[0]
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.raises(CaptureDamaged, match=path.name):
        list(recount(path))
    row = next(row for row in full.ordered() if row.file == path.name and row.status)
    path.write_bytes(whole[: row.offset])
    with pytest.raises(CaptureDamaged, match="without its response"):
        list(recount(path))
