"""Run ``aimcrawl`` with the rest of the command line and a writer of captures that packs, writes and syncs nothing.

Its captures have rows like any others, since pages refer to them; nothing can be read back.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Any

import archive.archive
from aimcrawl.cli import main
from archive.captures import Capture, CaptureWriter, Exchange

numbers = itertools.count()


class NullWriter(CaptureWriter):
    """Takes exchanges, and forgets them."""

    def write(self, exchange: Exchange) -> Capture:
        """Return a capture that is nowhere."""
        about = {"kind": str(exchange.kind), "status": exchange.status, "payload_length": len(exchange.body)}
        return nowhere(url=exchange.url, captured_at=exchange.captured_at, **about)

    def write_metadata(self, kind: str, fields: Mapping[str, Any], *, at: dt.datetime) -> Capture:  # noqa: ARG002 - its shape
        """Return a capture that is nowhere."""
        return nowhere(url=f"urn:aimcrawl:{kind}", captured_at=at, kind=kind, status=None, payload_length=0)


def nowhere(**known: Any) -> Capture:
    """Return a capture with a place and digests that no other has, so that it can be a row."""
    number = next(numbers)
    digests: dict[str, Any] = dict.fromkeys(("sha256", "lead_sha256", "payload_sha256"), f"{number:064x}")
    place: dict[str, Any] = {"file": "none", "offset": number, "length": 1, "lead_offset": number}
    return Capture(record_id=f"urn:uuid:{number:032x}", **place, **digests, **known)


if __name__ == "__main__":
    archive.archive.CaptureWriter = NullWriter  # type: ignore[misc, attr-defined, unused-ignore]
    main()
