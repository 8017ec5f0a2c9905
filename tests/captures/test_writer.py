"""What the writer keeps, and how it lies in the file."""

from __future__ import annotations

import dataclasses
import datetime as dt
import fcntl
import gzip
import json
import os
import threading
from pathlib import Path

import pytest
from captures.shelf import NOON, PAGE, Shelf, exchange

from archive.captures import CaptureError, Kind, Member, iter_members, read_block


def members(path: Path) -> list[Member]:
    found = list(iter_members(path))
    assert all(isinstance(member, Member) for member in found), found
    return [member for member in found if isinstance(member, Member)]


def test_a_response_comes_back_as_it_came(shelf: Shelf) -> None:
    encoded = gzip.compress(PAGE)
    headers = [
        (b"Content-Type", b"text/html; charset=latin-1"),
        (b"Content-Encoding", b"gzip"),
        (b"X-Odd", b"\xe9\xff"),
    ]
    with shelf.writer() as writer:
        [capture] = shelf.keep(writer, exchange(encoded, response_headers=headers))
    response = shelf.read(capture)
    assert (response.status, response.url) == (200, "http://harbour.test/news?offset=0")
    assert response.headers == headers
    assert response.body == encoded
    assert response.payload == PAGE


def test_a_file_is_warcinfo_then_request_and_response_in_members_of_their_own(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        shelf.keep(writer, exchange(), exchange(b"second", url="http://harbour.test/b"))
    [path] = shelf.files()
    found = members(path)
    assert [member.type for member in found] == ["warcinfo", "request", "response", "request", "response"]
    assert [member.offset for member in found[1:]] == [member.end for member in found[:-1]]
    assert found[1].headers["WARC-Concurrent-To"] == found[2].headers["WARC-Record-ID"]
    assert found[0].headers["WARC-Filename"] == path.name


def test_a_capture_says_where_its_bytes_are(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        first, second = shelf.keep(writer, exchange(), exchange(b"second"))
    response = members(shelf.files()[0])[2]
    assert (first.offset, first.length, first.sha256) == (response.offset, response.length, response.sha256)
    assert first.record_id == response.record_id
    assert (first.lead_offset, second.lead_offset) == (0, first.end)
    assert first.payload_length == len(PAGE)


def test_the_request_is_kept_as_it_was_sent(shelf: Shelf) -> None:
    asked = exchange(method="POST", request_headers=[(b"Cookie", b"a=1")], request_body=b"offset=0")
    with shelf.writer() as writer:
        shelf.keep(writer, asked)
    text = gzip.decompress(shelf.files()[0].read_bytes())
    assert b"POST /news?offset=0 HTTP/1.1\r\nHost: harbour.test\r\nCookie: a=1\r\n\r\noffset=0" in text


def test_a_transfer_encoding_that_is_undone_does_not_mislead_readers(shelf: Shelf) -> None:
    chunked = [(b"Transfer-Encoding", b"chunked")]
    with shelf.writer() as writer:
        [capture] = shelf.keep(writer, exchange(response_headers=chunked))
    assert b"\r\nTransfer-Encoding" not in read_block(shelf.folder, capture)
    assert shelf.read(capture).headers == chunked


def test_no_address_and_no_header_can_forge_a_line(shelf: Shelf) -> None:
    evil = exchange(
        url="http://harbour.test/\r\nWARC-Type: metadata\r\n\r\n",
        request_headers=[(b"A", b"1\r\nB: 2")],
        response_headers=[(b"C", b"1\r\nD: 2")],
        labels={"crawl": "1\r\nWARC-Type: metadata"},
    )
    with shelf.writer() as writer:
        [capture] = shelf.keep(writer, evil)
    assert [member.type for member in members(shelf.files()[0])] == ["warcinfo", "request", "response"]
    assert shelf.read(capture).headers == [(b"C", b"1 D: 2")]
    assert shelf.faults() == []


def test_labels_and_kind_stand_in_the_warc_for_a_rebuild(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        shelf.keep(writer, exchange(kind=Kind.DETAIL, labels={"crawl": "7", "parent": "3"}))
    labels = members(shelf.files()[0])[2].headers["WARC-JSON-Metadata"]
    assert json.loads(labels) == {"crawl": "7", "kind": "detail", "parent": "3"}


def test_a_metadata_record_has_sorted_keys(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        capture = writer.write_metadata("crawl-end", {"status": "complete", "crawl": 7}, at=NOON)
    assert read_block(shelf.folder, capture) == b'{"fields":{"crawl":7,"status":"complete"},"kind":"crawl-end"}'
    assert (capture.kind, capture.url, capture.status) == ("crawl-end", "urn:aimcrawl:crawl-end", None)


def test_a_body_that_is_held_is_not_written_again(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        first, again = shelf.keep(writer, exchange(), exchange(response_headers=[(b"Age", b"1")]))
    assert again.refers_to == first.record_id
    assert again.payload_sha256 == first.payload_sha256
    assert shelf.read(again).body == PAGE
    assert shelf.read(again).headers == [(b"Age", b"1")]
    revisit = members(shelf.files()[0])[-1]
    assert revisit.type == "revisit"
    assert revisit.headers["WARC-Refers-To-Target-URI"] == first.url
    assert revisit.headers["WARC-Refers-To-Date"] == "2026-11-22T12:00:00Z"


def test_not_modified_repeats_what_was_held_and_makes_no_chains(shelf: Shelf) -> None:
    encoded = exchange(gzip.compress(PAGE) + b"\0" * 600, response_headers=[(b"Content-Encoding", b"gzip")])
    with shelf.writer() as writer:
        first, again = shelf.keep(writer, encoded, encoded)
        [unchanged] = shelf.keep(writer, exchange(b"", status=304, response_headers=[], held=again))
    assert unchanged.refers_to == again.refers_to == first.record_id
    response = shelf.read(unchanged)
    assert (response.status, response.payload) == (304, PAGE)


def test_not_modified_of_nothing_known_is_an_ordinary_response(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        [capture] = shelf.keep(writer, exchange(b"", status=304))
    assert (capture.refers_to, capture.payload_length) == (None, 0)


def test_a_short_body_is_written_again(shelf: Shelf) -> None:
    with shelf.writer() as writer:
        captures = shelf.keep(writer, exchange(b"User-agent: *"), exchange(b"User-agent: *"))
    assert [capture.refers_to for capture in captures] == [None, None]


def test_a_full_file_is_followed_by_another(shelf: Shelf) -> None:
    with shelf.writer(max_bytes=2500) as writer:
        captures = shelf.keep(writer, *(exchange(os.urandom(600)) for _ in range(5)))
    assert len(shelf.files()) == 3
    assert len({capture.file for capture in captures}) == 3
    assert shelf.faults() == []


def test_the_next_process_continues_the_file(shelf: Shelf) -> None:
    for body in (b"one", b"two", b"three"):
        with shelf.writer(known_end=shelf.known_end, new_id=None) as writer:
            shelf.keep(writer, exchange(body))
    [path] = shelf.files()
    assert [member.type for member in members(path)] == ["warcinfo", *["request", "response"] * 3]
    assert shelf.faults() == []


def test_a_file_that_is_full_in_use_or_has_a_tail_is_not_continued(shelf: Shelf) -> None:
    with shelf.writer(known_end=shelf.known_end, new_id=None) as first:
        shelf.keep(first, exchange(b"in use"))
        with shelf.writer(known_end=shelf.known_end, new_id=None) as second:
            shelf.keep(second, exchange(b"beside it"))
            second.write(exchange(b"a tail"))
    with shelf.writer(known_end=shelf.known_end, new_id=None, max_bytes=100) as third:
        shelf.keep(third, exchange(b"all are full"))
    assert len(shelf.files()) == 3
    assert len(shelf.repair()) == 1
    assert shelf.faults() == []


def test_a_writer_that_writes_nothing_leaves_no_file(shelf: Shelf) -> None:
    with shelf.writer():
        pass
    assert shelf.files() == []


def test_all_files_stay_locked_until_the_writer_is_closed(shelf: Shelf) -> None:
    with shelf.writer(max_bytes=1) as writer:
        shelf.keep(writer, exchange(), exchange(b"second"))
        for path in shelf.files():
            with path.open() as file, pytest.raises(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    for path in shelf.files():
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_closed_writer_refuses(shelf: Shelf) -> None:
    writer = shelf.writer()
    writer.close()
    writer.close()
    with pytest.raises(CaptureError, match="closed"):
        writer.write(exchange())


def test_threads_may_share_a_writer(shelf: Shelf) -> None:
    with shelf.writer(held=None) as writer:
        work = [exchange(os.urandom(200)) for _ in range(40)]
        threads = [threading.Thread(target=shelf.keep, args=(writer, *work[start::4])) for start in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(shelf.rows) == 40
    assert shelf.faults() == []


def test_same_exchanges_same_bytes(shelf: Shelf, tmp_path: Path) -> None:
    other = Shelf(tmp_path / "other")
    other.folder.mkdir()
    for one in (shelf, other):
        with one.writer() as writer:
            one.keep(writer, exchange(), exchange())
    assert shelf.files()[0].read_bytes() == other.files()[0].read_bytes()
    assert shelf.files()[0].name == other.files()[0].name


def test_times_are_utc_in_whole_seconds(shelf: Shelf) -> None:
    elsewhere = dt.datetime(2026, 11, 22, 13, 0, 0, 999999, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    with shelf.writer() as writer:
        [capture] = shelf.keep(writer, exchange(captured_at=elsewhere))
        with pytest.raises(ValueError, match="UTC"):
            writer.write(exchange(captured_at=elsewhere.replace(tzinfo=None)))
    assert capture.captured_at == NOON
    assert capture.captured_at.tzinfo is dt.UTC


def test_the_warc_stays_small(shelf: Shelf) -> None:
    pages = [PAGE + os.urandom(4000) for _ in range(30)]
    with shelf.writer() as writer:
        shelf.keep(writer, *(exchange(page) for page in pages))
    size = sum(path.stat().st_size for path in shelf.files())
    assert size < sum(len(gzip.compress(page)) for page in pages) + 1024 * len(pages)


def test_captures_are_values() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        exchange().status = 404
