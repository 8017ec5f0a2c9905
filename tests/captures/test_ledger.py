"""Crawls that share a file and are killed: the next one that opens the archive finds it whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from captures.shelf import NOON, exchange
from sqlalchemy import select

from archive import engine
from archive.archive import Archive
from archive.captures import verify_files
from archive.ledger import CommittedLedger
from archive.models import Capture
from archive.store.outcome import WalkEnd
from archive.store.session import CrawlSession, CrawlStart


@pytest.fixture
def home(database_url: str, tmp_path: Path) -> Path:
    """A folder with a captures folder, beside an empty archive."""
    engine.create(database_url).dispose()
    (tmp_path / "captures").mkdir()
    (tmp_path / "locks").mkdir()
    return tmp_path


def opened(home: Path, database_url: str) -> Archive:
    return Archive(database_url, captures=home / "captures", locks=home / "locks")


def begin(archive: Archive, slug: str) -> CrawlSession:
    start = CrawlStart(
        slug=slug, name=slug, url="http://harbour.test/", profile_text="", profile_hash="h", layout="l", reader=1
    )
    return CrawlSession.begin(archive, start, now=lambda: NOON + dt.timedelta(hours=1))


def test_a_killed_crawl_leaves_no_gap_in_the_file_it_shared(home: Path, database_url: str) -> None:
    with opened(home, database_url) as archive:
        killed, lived = begin(archive, "harbour"), begin(archive, "market")
        uncommitted = killed.captured(exchange())
        lived.captured(exchange(b"another site", url="http://market.test/"))
        lived.finish(WalkEnd(reached_end=True))
        killed.captured(exchange(b"a tail", url="http://harbour.test/2"))
        killed.close()
    with opened(home, database_url) as archive:
        begin(archive, "harbour").close()
        ledger = CommittedLedger(archive.engine)
        rows = [row for file in sorted(ledger.extents()) for row in ledger.captures(file)]
        assert uncommitted in rows
        assert ledger.capture_at(uncommitted.file, uncommitted.offset) == uncommitted
        assert ledger.capture_at(uncommitted.file, 1) is None
        with archive.reading() as connection:
            crawl = select(Capture.crawl_id).where(Capture.record_id == uncommitted.record_id)
            assert connection.execute(crawl).scalar_one() == killed.number
    assert list(verify_files(home / "captures", rows)) == []
    assert len(list((home / "captures" / "quarantine").iterdir())) == 1
