"""The repair over the rows of a real database."""

from __future__ import annotations

import datetime as dt

import pytest
from captures.shelf import NOON, Shelf, exchange
from sqlalchemy import insert, select

from archive import engine
from archive.captures import repair, verify_files
from archive.ledger import CommittedLedger, add_captures
from archive.models import Capture, Crawl, Profile, Source


@pytest.fixture
def ledger(database_url: str) -> CommittedLedger:
    """The rows of an archive with one source, one crawl, number 1, and no captures."""
    database = engine.create(database_url)
    with engine.writing(database) as connection:
        source = {"slug": "harbour", "name": "Harbour", "url": "http://harbour.test/", "created_at": NOON}
        connection.execute(insert(Source).values(source | {"status": "active"}))
        connection.execute(insert(Profile).values(hash="h", text="", recorded_at=NOON))
        counts = dict.fromkeys(
            ("requests", "pages", "items", "new", "edited", "removed", "restored", "unchanged", "incomplete"), 0
        )
        flags = {"status": "running", "full": True, "first": True, "reached_end": False}
        crawl = {"source_id": 1, "profile_hash": "h", "reader": 1, "started_at": NOON, **flags, **counts}
        connection.execute(insert(Crawl).values(crawl))
    return CommittedLedger(database)


def test_gaps_get_rows_under_their_crawl_and_tails_go(ledger: CommittedLedger, shelf: Shelf) -> None:
    with shelf.writer() as writer:
        labels: tuple[dict[str, str], ...] = ({"crawl": "1"}, {"crawl": "99"}, {}, {"crawl": "1"}, {})
        written = [writer.write(exchange(b"%d" % n, labels=label)) for n, label in enumerate(labels)]
    with engine.writing(ledger._engine) as connection:
        add_captures(connection, [written[3]], crawl=None, now=dt.datetime.now(dt.UTC))
    told = list(repair(shelf.folder, ledger))
    assert len(told) == 2
    assert ledger.captures(written[0].file) == written[:4]
    assert list(verify_files(shelf.folder, ledger.captures(written[0].file))) == []
    with ledger._engine.connect() as connection:
        crawls = connection.execute(select(Capture.crawl_id).order_by(Capture.offset)).scalars().all()
    assert crawls == [1, None, None, None]
    assert list(repair(shelf.folder, ledger)) == []
    assert ledger.capture_at(written[1].file, written[1].offset) == written[1]
    assert ledger.capture_at(written[1].file, 1) is None
    ledger._engine.dispose()
