"""Make the rows of captures again from the WARC files alone: for a rebuild, and for gaps that a crash left.

Gaps: the crawls of one process share a file. Where it is killed, one crawl may have committed the row of a later
capture and another not yet that of an earlier one. The bytes are whole, and lie between known ones: they get rows.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from archive.captures.errors import CaptureDamaged
from archive.captures.members import iter_members, parse_record, unfold
from archive.captures.model import Capture, Fault, Kind, Member
from archive.captures.packing import LABELS_HEADER
from archive.captures.reading import MAX_RECORD, parse_http
from archive.captures.records import sha256_hex

__all__ = ["Recounted", "missing_captures", "recount", "told_by_record"]

_COUNTED: Final = {"response", "revisit", "metadata"}


@dataclass(frozen=True, slots=True)
class Recounted:
    """A capture read back from its file, with the labels of its exchange (crawl, page number…) and its block.

    The block is an HTTP response, of a revisit without its body; of a metadata record, JSON.
    """

    capture: Capture
    labels: dict[str, str]
    block: bytes


def recount(path: Path, *, start: int = 0, end: int | None = None) -> Iterator[Recounted]:
    """Yield the captures of a WARC file that this package wrote, in order, equal to those that were given on writing.

    ``start`` and ``end`` bound a stretch that begins and ends with whole captures.

    Raises:
        CaptureDamaged: at the first bytes that make no record, or end in the middle of a capture.
    """
    lead = start
    with path.open("rb") as file:
        for member in iter_members(path, start=start, end=end):
            if isinstance(member, Fault):
                raise CaptureDamaged(str(member))
            if member.type in _COUNTED:
                yield _recounted(file, member, lead)
                lead = member.end
        if lead != (file.seek(0, 2) if end is None else end):
            raise CaptureDamaged(f"{path.name} at byte {lead}: a request without its response")


def missing_captures(folder: Path, file: str, rows: Iterable[Capture]) -> Iterator[Recounted]:
    """Yield the captures of a file that lie before or between known ones and have no row.

    ``rows`` are all known captures of the file, ordered by ``lead_offset``. What lies behind the last is none of these,
    but a tail (:mod:`archive.captures.recovery`).
    """
    end = 0
    for row in rows:
        if row.lead_offset > end:
            yield from recount(folder / file, start=end, end=row.lead_offset)
        end = max(end, row.end)


def _recounted(file: BinaryIO, member: Member, lead: int) -> Recounted:
    """Build the capture of a member; what stands between ``lead`` and it is its lead."""
    file.seek(lead)
    lead_bytes, stored = file.read(member.offset - lead), file.read(member.length)
    headers, block = parse_record(unfold(stored, max_bytes=MAX_RECORD))
    capture = Capture(
        **told_by_record(headers, block),
        file=member.file,
        offset=member.offset,
        length=member.length,
        sha256=member.sha256,
        lead_offset=lead,
        lead_sha256=sha256_hex(lead_bytes),
    )
    labels = {name: value for name, value in _labels(headers).items() if name not in ("kind", "length")}
    return Recounted(capture, labels, block)


def told_by_record(headers: dict[str, str], block: bytes) -> dict[str, Any]:
    """Return the fields of a capture that its record itself tells; those of its place are not among them.

    Raises LookupError or ValueError where the record is none that this package writes.
    """
    labels, is_note = _labels(headers), headers["WARC-Type"] == "metadata"
    payload_sha256, payload_length = _payload(headers, labels, block)
    is_revisit = headers["WARC-Type"] == "revisit"
    return {
        "record_id": headers["WARC-Record-ID"].strip("<>"),
        "url": headers["WARC-Target-URI"],
        "kind": json.loads(block)["kind"] if is_note else labels.get("kind", str(Kind.LIST)),
        "status": None if is_note else int(block.split(b" ", 2)[1]),
        "captured_at": dt.datetime.fromisoformat(headers["WARC-Date"]),
        "payload_sha256": payload_sha256,
        "payload_length": payload_length,
        "refers_to": headers["WARC-Refers-To"].strip("<>") if is_revisit else None,
    }


def _labels(headers: dict[str, str]) -> dict[str, str]:
    labels: dict[str, str] = json.loads(headers.get(LABELS_HEADER, "{}"))
    return labels


def _payload(headers: dict[str, str], labels: dict[str, str], block: bytes) -> tuple[str, int]:
    """Return digest and length of the body; of a revisit, those that its headers tell."""
    if headers["WARC-Type"] == "revisit":
        return headers["WARC-Payload-Digest"].removeprefix("sha256:"), int(labels["length"])
    body = block if headers["WARC-Type"] == "metadata" else parse_http(block)[2]
    return sha256_hex(body), len(body)
