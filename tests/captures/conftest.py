"""The fixtures of the tests of captures."""

from __future__ import annotations

from pathlib import Path

import pytest
from captures.shelf import ENCODED, LATER, Shelf, exchange


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty captures folder without rows."""
    folder = tmp_path / "captures"
    folder.mkdir()
    return Shelf(folder)


@pytest.fixture
def mixed(shelf: Shelf) -> Shelf:
    """One file with pages plain and encoded, a redirect, revisits of both sorts and a metadata record."""
    encoded = [(b"Content-Type", b"text/html"), (b"Content-Encoding", b"gzip"), (b"Transfer-Encoding", b"chunked")]
    moved = [(b"Location", b"/news?offset=0")]
    with shelf.writer() as writer:
        [first, *_] = shelf.keep(
            writer,
            exchange(),
            exchange(ENCODED, url="http://harbour.test/encoded", response_headers=encoded),
            exchange(b"", url="http://harbour.test/old", status=302, response_headers=moved),
            exchange(captured_at=LATER, url="http://harbour.test/again"),
        )
        shelf.keep(writer, exchange(b"", status=304, reason="Not Modified", held=first, captured_at=LATER))
        end = writer.write_metadata("crawl-end", {"status": "complete"}, at=LATER)
        shelf.rows[end.record_id] = end
    return shelf
