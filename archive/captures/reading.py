"""Read captures back from their WARC files, and believe nothing that the row's digests do not prove."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from archive.captures.coding import MAX_PAYLOAD, content_encodings, decode
from archive.captures.errors import CaptureDamaged, CaptureErased
from archive.captures.members import parse_record, unfold
from archive.captures.model import ERASED, Capture, CapturedResponse, Headers
from archive.captures.records import sha256_hex

__all__ = ["MAX_RECORD", "parse_http", "read_block", "read_capture", "stored_bytes"]

MAX_RECORD: Final = 200_000_000
"""Bytes that a record may unfold to: far above what a crawl accepts, far below what harms."""

_KEPT_AS: Final = b"x-crawler-transfer-encoding"


def read_capture(
    folder: Path,
    capture: Capture,
    *,
    find: Callable[[str], Capture | None] | None = None,
    max_bytes: int = MAX_PAYLOAD,
) -> CapturedResponse:
    """Return the response that a capture holds, its digests proven.

    Args:
        folder: the captures folder.
        capture: the row's capture, of a response or a revisit.
        find: gives the capture of a record id; needed for revisits, whose body lies in another capture.
        max_bytes: how many bytes the body may unfold to (PayloadTooLarge).

    Raises:
        CaptureDamaged: the file is missing or too short, or the bytes are not those that were written.
        CaptureErased: its content, or that of the capture it repeats, was taken down.
    """
    head, headers, body = parse_http(_response_block(folder, capture))
    encodings = content_encodings(headers)
    if capture.refers_to is not None:
        original = find(capture.refers_to) if find else None
        if original is None or original.refers_to is not None:
            raise CaptureDamaged(f"{_place(capture)}: the capture it repeats, {capture.refers_to}, is not there")
        _, original_headers, body = parse_http(_response_block(folder, original))
        encodings = content_encodings(original_headers)
    if sha256_hex(body) != capture.payload_sha256:
        raise CaptureDamaged(f"{_place(capture)}: the body is not the one that the row's digest names")
    return CapturedResponse(
        url=capture.url,
        status=int(head.split(b" ", 2)[1]),
        headers=headers,
        body=body,
        payload=decode(body, encodings, max_bytes=max_bytes),
        captured_at=capture.captured_at,
    )


def read_block(folder: Path, capture: Capture) -> bytes:
    """Return the block of a capture's record: an HTTP response, or the JSON of a metadata record."""
    try:
        headers, block = parse_record(unfold(stored_bytes(folder, capture), max_bytes=MAX_RECORD))
    except CaptureDamaged as error:
        raise CaptureDamaged(f"{_place(capture)}: {error}") from error
    if headers.get("WARC-Record-ID") != f"<{capture.record_id}>":
        raise CaptureDamaged(f"{_place(capture)}: another record stands here than the row says")
    return block


def stored_bytes(folder: Path, capture: Capture) -> bytes:
    """Return the compressed member of a capture as it lies in the file, once its digest is proven."""
    try:
        with (folder / capture.file).open("rb") as file:
            file.seek(capture.offset)
            stored = file.read(capture.length)
    except FileNotFoundError:
        raise CaptureDamaged("the file is missing") from None
    if len(stored) < capture.length:
        raise CaptureDamaged("the file ends before the end of this capture")
    if sha256_hex(stored) != capture.sha256:
        raise CaptureDamaged("the stored bytes are not those that were written")
    return stored


def parse_http(block: bytes) -> tuple[bytes, Headers, bytes]:
    """Split an HTTP message into its first line, its headers and its body; a folded header line is unfolded."""
    head, _, body = block.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    headers: Headers = []
    for line in lines:
        if line[:1] in b" \t" and headers:
            name, value = headers[-1]
            headers[-1] = (name, value + b" " + line.strip())
            continue
        name, _, value = line.partition(b":")
        headers.append((name[len(b"X-Crawler-") :] if name.lower() == _KEPT_AS else name, value.strip()))
    return first, headers, body


def _response_block(folder: Path, capture: Capture) -> bytes:
    if capture.kind == ERASED:
        raise CaptureErased(f"{_place(capture)}: the content was erased")
    return read_block(folder, capture)


def _place(capture: Capture) -> str:
    return f"{capture.file} at byte {capture.offset} ({capture.record_id})"
