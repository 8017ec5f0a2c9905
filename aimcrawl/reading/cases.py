"""Recorded cases: a folder with a page and what the reader must make of it. A field that fails fails by its name.

``page.html`` holds the bytes as they came, ``expected.json`` the address, when it was fetched, and the reading. Record
one with ``aimcrawl inspect URL --record DIR``, look at it, mend ``expected.json`` where the reader is wrong, and
it is a test (``tests/reading/test_cases.py`` runs all of ``tests/reading/cases``).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from aimcrawl.reading.listing import ListingReading, read_listing

__all__ = ["differences", "record_case"]

_FIELDS = ("published", "published_raw", "title", "url", "text")


def record_case(folder: Path, html: bytes, url: str, *, fetched_at: dt.datetime, header: str | None = None) -> None:
    """Write a case: the page, the Content-Type that it came with, and what the reader makes of it now.

    Raises:
        FileExistsError: the folder is there already; a case is not overwritten.
    """
    folder.mkdir(parents=True)
    (folder / "page.html").write_bytes(html)
    expected = {"url": url, "fetched_at": fetched_at.isoformat(timespec="seconds"), "content_type": header}
    expected |= _told(read_listing(html, url, fetched_at=fetched_at, header=header))
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


def differences(folder: Path) -> Iterator[str]:
    """Read the page of a case again, and name each field that is not as expected."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    fetched_at = dt.datetime.fromisoformat(expected["fetched_at"])
    html = (folder / "page.html").read_bytes()
    header = expected.get("content_type")
    found = _told(read_listing(html, expected["url"], fetched_at=fetched_at, header=header))
    if found["next_url"] != expected["next_url"]:
        yield f"next_url: {found['next_url']!r}, expected {expected['next_url']!r}"
    for number, (got, wanted) in enumerate(zip_longest(found["items"], expected["items"])):
        if got is None or wanted is None:
            yield f"items[{number}]: {'missing' if got is None else 'not expected'}: {(got or wanted)['title']!r}"
            continue
        for field in _FIELDS:
            if got[field] != wanted[field]:
                yield f"items[{number}].{field}: {got[field]!r}, expected {wanted[field]!r}"


def _told(reading: ListingReading) -> dict[str, Any]:
    items = [{field: getattr(record, field) for field in _FIELDS} for record in reading.items]
    return {"next_url": reading.next_url, "items": items}
