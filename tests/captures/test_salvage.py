"""A damaged WARC file gives all but what lies at the damage."""

from __future__ import annotations

import pytest
from captures.shelf import NOON, Shelf, exchange

from archive.captures import Lost, Recounted, salvage


@pytest.fixture
def small(shelf: Shelf) -> Shelf:
    with shelf.writer() as writer:
        start = writer.write_metadata("crawl-start", {"crawl": 7}, at=NOON)
        shelf.rows[start.record_id] = start
        shelf.keep(writer, *(exchange(b"%d" % number * 9) for number in range(3)))
    return shelf


def test_whichever_byte_is_damaged_one_exchange_is_lost_and_named(small: Shelf) -> None:
    [path] = small.files()
    whole, rows = path.read_bytes(), small.ordered()
    costly = 0
    places = range(0, len(whole), 7)
    for place in places:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        found = list(salvage(path))
        lost = [one for one in found if isinstance(one, Lost)]
        kept = {one.capture.record_id for one in found if isinstance(one, Recounted)}
        assert [one.start <= place < one.end for one in lost] in ([], [True])  # some bytes of a head mean nothing
        assert {row.record_id for row in rows if not row.lead_offset <= place < row.end} <= kept
        costly += bool(lost)
    assert costly > len(places) * 0.9


def test_a_file_that_ends_early_is_torn_and_no_more(small: Shelf) -> None:
    [path] = small.files()
    path.write_bytes(path.read_bytes()[:-1])
    *_, last = salvage(path)
    assert isinstance(last, Lost)
    assert (last.torn, last.start) == (True, small.ordered()[-1].lead_offset)


def test_an_intact_file_loses_nothing(small: Shelf) -> None:
    [path] = small.files()
    assert [one.capture for one in salvage(path) if isinstance(one, Recounted)] == small.ordered()
    path.write_bytes(b"")
    assert list(salvage(path)) == []
