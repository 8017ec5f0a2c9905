"""Any cut and any flipped bit of a WARC file is reported, with file and offset."""

from __future__ import annotations

import dataclasses
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from captures.shelf import NOON, Shelf, exchange
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.captures import Capture, CaptureDamaged, Fault, Member, iter_members, verify_files


@pytest.fixture
def small(shelf: Shelf) -> Shelf:
    """A shelf with one small file: two exchanges and a metadata record."""
    with shelf.writer() as writer:
        shelf.keep(writer, exchange(b"a page"), exchange(b"another"))
        end = writer.write_metadata("crawl-end", {"status": "complete"}, at=NOON)
        shelf.rows[end.record_id] = end
    assert shelf.faults() == []
    return shelf


@pytest.fixture
def tiny(shelf: Shelf) -> Shelf:
    """A shelf with the smallest file that has everything: one exchange and a metadata record."""
    with shelf.writer() as writer:
        shelf.keep(writer, exchange(b"a page", request_headers=[], response_headers=[]))
        end = writer.write_metadata("crawl-end", {}, at=NOON)
        shelf.rows[end.record_id] = end
    return shelf


def test_a_cut_at_any_byte_is_reported(tiny: Shelf) -> None:
    [path] = tiny.files()
    for size in reversed(range(path.stat().st_size)):
        os.truncate(path, size)
        faults = tiny.faults()
        assert any(fault.file == path.name and fault.offset == size for fault in faults), size
        assert all(fault.advice for fault in faults)


def test_any_flipped_bit_is_reported_where_it_is(tiny: Shelf) -> None:
    [path] = tiny.files()
    whole = path.read_bytes()
    starts = [start for row in tiny.ordered() for start in (row.lead_offset, row.offset)]
    hidden = 0
    with path.open("r+b", buffering=0) as file:
        for position, bit in itertools.product(range(len(whole)), range(8)):
            os.pwrite(file.fileno(), bytes([whole[position] ^ 1 << bit]), position)
            expected = max(start for start in starts if start <= position)
            assert [fault.offset for fault in tiny.faults()] == [expected], (position, bit)
            hidden += bit == 0 and all(isinstance(member, Member) for member in iter_members(path))
            os.pwrite(file.fileno(), whole[position : position + 1], position)
    assert hidden > 0  # flips that gzip itself does not see: why the stored digest counts


def test_any_byte_added_or_left_out_is_reported(tiny: Shelf) -> None:
    [path] = tiny.files()
    whole = path.read_bytes()
    for position in range(len(whole)):
        path.write_bytes(whole[:position] + whole[position + 1 :])
        assert tiny.faults() != []
        path.write_bytes(whole[:position] + b"\0" + whole[position:])
        assert tiny.faults() != []
    path.write_bytes(whole + b"\0")
    [fault] = tiny.faults()
    assert (fault.offset, fault.problem) == (len(whole), "1 bytes that no row knows")


def test_a_missing_and_an_unknown_file_are_reported(small: Shelf) -> None:
    [path] = small.files()
    path.rename(path.with_name("other.warc.gz"))
    assert [(fault.file, fault.problem) for fault in small.faults()] == [
        (path.name, "the file is missing"),
        ("other.warc.gz", "no row knows this file"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"offset": 1},
        {"length": 9},
        {"sha256": "0" * 64},
        {"lead_sha256": "0" * 64},
        {"payload_sha256": "0" * 64},
        {"payload_length": 1},
        {"record_id": "urn:uuid:0"},
        {"url": "http://elsewhere.test/"},
    ],
)
def test_a_row_that_was_altered_is_reported(small: Shelf, change: dict[str, object]) -> None:
    row = small.ordered()[1]
    small.rows[row.record_id] = dataclasses.replace(row, **change)
    assert small.faults() != []


def test_a_row_that_was_lost_is_reported(small: Shelf) -> None:
    row = small.ordered()[1]
    del small.rows[row.record_id]
    [fault] = small.faults()
    assert (fault.offset, "no row knows" in fault.problem) == (row.lead_offset, True)


def test_a_revisit_that_refers_elsewhere_is_reported(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        first, again = shelf.keep(writer, exchange(), exchange())
    shelf.rows[again.record_id] = dataclasses.replace(again, refers_to="urn:uuid:0")
    [fault] = shelf.faults()
    assert "its original is urn:uuid:0, the record itself" in fault.problem
    del shelf.rows[first.record_id]
    with pytest.raises(CaptureDamaged, match="is not there"):
        shelf.read(again)


def test_rows_out_of_order_are_refused(small: Shelf) -> None:
    first, second, third = small.ordered()
    rows = [first, dataclasses.replace(second, file="other.warc.gz"), third]
    with pytest.raises(ValueError, match="order them"):
        list(verify_files(small.folder, rows))


def test_a_sample_reads_some_and_counts_all(small: Shelf) -> None:
    [path] = small.files()
    seen: list[int] = []
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    path.write_bytes(damaged)
    assert small.faults(sample=0.0, progress=seen.append) == []
    assert sum(seen) == path.stat().st_size
    assert len(small.faults(sample=1.0)) == 1


def test_a_file_that_is_being_written_may_be_ahead_of_its_rows(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        shelf.keep(writer, exchange())
        writer.write(exchange(b"no row yet"))
        assert shelf.faults() == []
    assert len(shelf.faults()) == 1


def test_a_crawl_that_ends_while_its_file_is_checked_raises_no_alarm(shelf: Shelf) -> None:
    """Rows are fetched after the look at the locks, and the writer commits, then closes, in between."""
    writer = shelf.writer()
    first, gap, last = (writer.write(exchange(body)) for body in (b"1", b"2", b"3"))

    def rows() -> Iterator[Capture]:
        yield first
        writer.close()
        yield last

    assert list(verify_files(shelf.folder, rows())) == []
    faults = list(verify_files(shelf.folder, [first, last]))
    assert [(fault.offset, "no row knows" in fault.problem) for fault in faults] == [(gap.lead_offset, True)]


def test_a_crawl_that_begins_while_its_file_is_checked_raises_no_alarm(shelf: Shelf) -> None:
    """The next process continues a file after the look at the locks."""
    with shelf.writer() as writer:
        shelf.keep(writer, exchange())

    def rows() -> Iterator[Capture]:
        with shelf.writer(known_end=shelf.known_end, new_id=None) as writer:
            writer.write(exchange(b"not committed"))
        yield from shelf.ordered()

    assert list(verify_files(shelf.folder, rows())) == []
    assert len(shelf.faults()) == 1


def test_reading_proves_what_it_returns(small: Shelf) -> None:
    [path] = small.files()
    row = small.ordered()[0]
    damaged = bytearray(path.read_bytes())
    damaged[row.end - 1] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(CaptureDamaged, match=rf"{path.name} at byte {row.offset}.*not those that were written"):
        small.read(row)
    path.write_bytes(damaged[: row.end - 1])
    with pytest.raises(CaptureDamaged, match="the file ends before"):
        small.read(row)
    path.unlink()
    with pytest.raises(CaptureDamaged, match="missing"):
        small.read(row)


def test_scanning_goes_on_behind_damage(small: Shelf) -> None:
    [path] = small.files()
    row = small.ordered()[0]
    damaged = bytearray(path.read_bytes())
    damaged[row.offset + 20] ^= 0xFF
    path.write_bytes(damaged)
    found = list(iter_members(path))
    faults = [one.offset for one in found if isinstance(one, Fault)]
    assert faults[0] == row.offset
    whole = [one.type for one in found if isinstance(one, Member)]
    assert whole == ["warcinfo", "request", "request", "response", "metadata"]


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, 40))
def test_scanning_never_fails_over_any_bytes(tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int) -> None:
    path: Path = tmp_path_factory.mktemp("noise") / "noise.warc.gz"
    path.write_bytes(b"\x1f\x8b\x08\0\0\0\0\0\0\xff"[:at] + noise)
    assert all(isinstance(one, Fault) for one in iter_members(path))
