"""What goes into the WARC: each function returns one whole record as bytes. Pure: no file, no clock, no ids of its own.

WARC headers are text; HTTP heads are kept as the bytes they were.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from archive.captures.model import Capture, Exchange, Headers
from archive.captures.records import record, safe_url, warc_date

__all__ = [
    "LABELS_HEADER",
    "metadata_block",
    "metadata_record",
    "request_record",
    "response_record",
    "warcinfo_record",
]

LABELS_HEADER: Final = "WARC-JSON-Metadata"
"""Not of the standard, but the name that other crawlers use for labels in JSON; readers skip what they do not know."""

_IDENTICAL_PAYLOAD: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_DECODED_BY_US: Final = b"transfer-encoding"
_UNSAFE: Final = re.compile(rb"[\r\n\0]+")
_ABOUT: Final = (
    "HTTP as seen by Scrapy: heads are rebuilt from parsed headers (order and letter case of names may differ from "
    "the wire), transfer encodings are undone and kept as X-Crawler-Transfer-Encoding, bodies are byte for byte"
)


def warcinfo_record(file: str, record_id: str, *, at: dt.datetime, software: str) -> bytes:
    """Return the record that opens a file: who wrote it, and what of it is rebuilt."""
    fields = {"software": software, "format": "WARC File Format 1.1", "description": _ABOUT}
    headers = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", f"<{record_id}>"),
        ("WARC-Filename", file),
        ("WARC-Date", warc_date(at)),
        ("Content-Type", "application/warc-fields"),
    ]
    return record(headers, "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode())


def metadata_block(kind: str, fields: Mapping[str, Any]) -> bytes:
    """Return the JSON of a metadata record, keys sorted."""
    return msgspec.json.encode({"fields": fields, "kind": kind}, order="sorted")


def metadata_record(url: str, block: bytes, record_id: str, *, at: dt.datetime) -> bytes:
    """Return a record that holds JSON about an address, or about a URN of our own."""
    headers = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", f"<{record_id}>"),
        ("WARC-Target-URI", url),
        ("WARC-Date", warc_date(at)),
        ("Content-Type", "application/json"),
    ]
    return record(headers, block)


def request_record(exchange: Exchange, record_id: str, response_id: str) -> bytes:
    """Return the request of an exchange, bound to the record of its response."""
    headers = [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", f"<{record_id}>"),
        ("WARC-Target-URI", safe_url(exchange.url)),
        ("WARC-Date", warc_date(exchange.captured_at)),
        ("WARC-Concurrent-To", f"<{response_id}>"),
        ("Content-Type", "application/http; msgtype=request"),
    ]
    return record(headers, _request_head(exchange) + exchange.request_body)


def response_record(exchange: Exchange, record_id: str, digest: str, original: Capture | None) -> bytes:
    """Return the response record; where the body is held already, the revisit record that refers to it."""
    headers = [
        ("WARC-Type", "revisit" if original else "response"),
        ("WARC-Record-ID", f"<{record_id}>"),
        ("WARC-Target-URI", safe_url(exchange.url)),
        ("WARC-Date", warc_date(exchange.captured_at)),
        ("Content-Type", "application/http; msgtype=response"),
        ("WARC-Payload-Digest", f"sha256:{original.payload_sha256 if original else digest}"),
    ]
    if original:
        headers += _revisit_headers(exchange, original)
    if exchange.ip:
        headers.append(("WARC-IP-Address", exchange.ip))
    if exchange.truncated:
        headers.append(("WARC-Truncated", exchange.truncated))
    labels = {**exchange.labels, "kind": str(exchange.kind)}
    if original:
        labels["length"] = str(original.payload_length)  # of the body that is not here, for a rebuild of the row
    headers.append((LABELS_HEADER, msgspec.json.encode(labels, order="sorted").decode()))
    head = _response_head(exchange)
    return record(headers, head if original else head + exchange.body)


def _revisit_headers(exchange: Exchange, original: Capture) -> list[tuple[str, str]]:
    """Return what says which body is meant. A revisit of a revisit refers to the latter's original: no chains."""
    not_modified = not exchange.body
    headers = [("WARC-Profile", _NOT_MODIFIED if not_modified else _IDENTICAL_PAYLOAD)]
    headers.append(("WARC-Refers-To", f"<{original.refers_to or original.record_id}>"))
    if original.refers_to is None:
        headers.append(("WARC-Refers-To-Target-URI", original.url))
        headers.append(("WARC-Refers-To-Date", warc_date(original.captured_at)))
    return headers


def _request_head(exchange: Exchange) -> bytes:
    """Return request line and headers; a Host line is added where the client's stack would add it."""
    parts = urlsplit(exchange.url)
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    headers = exchange.request_headers
    if not any(name.lower() == b"host" for name, _ in headers):
        headers = [(b"Host", safe_url(parts.netloc.rpartition("@")[2]).encode()), *headers]
    line = f"{exchange.method} {safe_url(target)} {exchange.http_version}".encode()
    return _head(line, headers)


def _response_head(exchange: Exchange) -> bytes:
    """Return status line and headers with the empty line after them.

    A Transfer-Encoding is kept under another name, since the body that follows has it undone already: readers would
    look for chunks in it.
    """
    line = f"{exchange.http_version} {exchange.status} {exchange.reason}".rstrip().encode("latin-1", "replace")
    renamed = [
        (b"X-Crawler-" + name if name.lower() == _DECODED_BY_US else name, value)
        for name, value in exchange.response_headers
    ]
    return _head(line, renamed)


def _head(line: bytes, headers: Headers) -> bytes:
    """Join a first line and header lines; what would break a line is one space."""
    lines = [line, *(name + b": " + value for name, value in headers)]
    return b"".join(_UNSAFE.sub(b" ", part) + b"\r\n" for part in lines) + b"\r\n"
