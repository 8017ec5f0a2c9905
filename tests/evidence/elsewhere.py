"""Captures that others might have made of the sample site: WARC files of it, at times of the test's choice."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from aimcrawl.sample import SampleSite

Capture = tuple[str, dt.datetime, bytes]
"""Address, time, body."""


def visit(site: SampleSite, at: dt.datetime, pages: Iterable[int] | None = None) -> Iterator[Capture]:
    """Give the list pages (all, or those of some numbers) as they are now, said to be captured from ``at`` on."""
    for second, number in enumerate(pages or range(1, site.pages + 1)):
        url = site.url if number == 1 else f"{site.url}&offset={number - 1}"
        parts = urlsplit(url)
        reply = site.reply(f"{parts.path}?{parts.query}", {})
        yield url, at + dt.timedelta(seconds=second), reply.body


def write_warc(path: Path, captures: Iterable[Capture], *, gzip: bool = True, request: bool = True) -> Path:
    """Write captures as warcio does, a request before each response."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzip)
        for url, at, body in captures:
            date = {"WARC-Date": at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
            answered = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            response = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=answered, warc_headers_dict=dict(date)
            )
            if request:
                asked = StatusAndHeaders(f"GET {urlsplit(url).path} HTTP/1.1", [("Accept", "text/html")])
                asking = writer.create_warc_record(url, "request", http_headers=asked, warc_headers_dict=dict(date))
                asking.rec_headers.add_header("WARC-Concurrent-To", response.rec_headers.get_header("WARC-Record-ID"))
                _write(writer, asking)
            _write(writer, response)
    return path


def _write(writer: WARCWriter, record: ArcWarcRecord) -> None:
    writer.write_record(record)
    record.raw_stream.close()
