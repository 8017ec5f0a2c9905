"""The rows can be made again from the files alone; gaps that a killed process left are filled."""

from __future__ import annotations

import gzip
import random

import pytest
from captures.shelf import NOON, PAGE, Shelf, exchange
from hypothesis import given
from hypothesis import strategies as st

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


@given(seed=st.integers(0, 10_000))
def test_gaps_are_filled_whichever_rows_were_lost(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("captures"))
    with shelf.writer() as writer:
        shelf.keep(writer, *(exchange(b"page %d" % number) for number in range(8)))
    rows = shelf.ordered()
    lost = {row.record_id for row in random.Random(seed).sample(rows[:-1], 4)}
    shelf.rows = {row.record_id: row for row in rows if row.record_id not in lost}
    for one in list(missing_captures(shelf.folder, rows[0].file, shelf.ordered())):
        shelf.rows[one.capture.record_id] = one.capture
    assert shelf.ordered() == rows
    assert shelf.faults() == []


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
