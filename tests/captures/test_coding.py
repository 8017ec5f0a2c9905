"""Content encodings are undone, sloppy ones too, and bombs harm nobody."""

from __future__ import annotations

import gzip
import sys
import tracemalloc
import zlib

import brotli
import pytest
from captures.shelf import PAGE, Shelf, exchange
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.captures import PayloadTooLarge
from archive.captures.coding import content_encodings, decode

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

BIG = 50_000_000
ENCODERS = {
    "br": brotli.compress,
    "deflate": zlib.compress,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "zstd": zstd.compress,
}


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize("encoding", ENCODERS)
@settings(deadline=None)
@given(data=st.binary(max_size=2000))
def test_every_encoding_is_undone(encoding: str, data: bytes) -> None:
    assert decode(ENCODERS[encoding](data), [encoding]) == data


@pytest.mark.parametrize("encoding", ENCODERS)
def test_large_bodies_come_through_whole(encoding: str) -> None:
    data = b"0123456789" * 300_000
    assert decode(ENCODERS[encoding](data), [encoding]) == data


def test_encodings_are_undone_last_one_first() -> None:
    assert decode(gzip.compress(brotli.compress(PAGE)), ["br", "gzip"]) == PAGE
    assert content_encodings([(b"Content-Encoding", b"br, GZIP"), (b"content-encoding", b"identity")]) == [
        "br",
        "gzip",
        "identity",
    ]


@settings(deadline=None)
@given(data=st.binary(max_size=500))
def test_deflate_without_its_wrapper_is_undone(data: bytes) -> None:
    assert decode(bare_deflate(data), ["deflate"]) == data


def test_gzip_in_several_members_and_with_rubbish_behind_is_undone() -> None:
    assert decode(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0rubbish", ["gzip"]) == b"one two"


@pytest.mark.parametrize("encoding", ENCODERS)
def test_a_body_that_breaks_off_gives_what_there_is(encoding: str) -> None:
    data = bytes(range(256)) * 4000 + PAGE * 1000
    whole = ENCODERS[encoding](data)
    part = decode(whole[:-5], [encoding])
    assert data.startswith(part)
    assert len(part) > 0


@pytest.mark.parametrize("encoding", ["br", "gzip", "zstd", "compress", "sdch"])
def test_a_body_that_is_not_encoded_or_by_nobody_knows_what_stays(encoding: str) -> None:
    assert decode(PAGE, [encoding]) == PAGE


@pytest.mark.parametrize("encoding", ENCODERS)
def test_a_bomb_is_cut_off_before_it_fills_the_memory(encoding: str) -> None:
    bomb = ENCODERS[encoding](bytes(BIG))
    tracemalloc.start()
    try:
        with pytest.raises(PayloadTooLarge, match="more than 1000000"):
            decode(bomb, [encoding], max_bytes=1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_a_bomb_in_a_bomb_is_cut_off() -> None:
    bomb = gzip.compress(gzip.compress(bytes(BIG)))
    with pytest.raises(PayloadTooLarge):
        decode(bomb, ["gzip", "gzip"], max_bytes=1_000_000)


def test_a_captured_bomb_can_be_kept_but_not_read(shelf: Shelf) -> None:
    headers = [(b"Content-Encoding", b"gzip")]
    with shelf.writer() as writer:
        [capture] = shelf.keep(writer, exchange(gzip.compress(bytes(BIG)), response_headers=headers))
    with pytest.raises(PayloadTooLarge):
        shelf.read(capture, max_bytes=1_000_000)
    assert shelf.faults() == []


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([*ENCODERS]))
def test_any_bytes_under_any_encoding_give_bytes(body: bytes, encoding: str) -> None:
    assert isinstance(decode(body, [encoding]), bytes)
