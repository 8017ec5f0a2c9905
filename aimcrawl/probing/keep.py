"""Keep what was probed: captures that belong to no crawl and make no items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from aimcrawl.home import Home
from aimcrawl.probing.fetch import Prober
from aimcrawl.profiles.model import Politeness
from archive import ledger
from archive.archive import Archive
from archive.captures import Capture, Exchange

__all__ = ["capturing_prober"]


@contextmanager
def capturing_prober(home: Home, archive: Archive, politeness: Politeness) -> Iterator[Prober]:
    """Give a prober whose exchanges are captured; their rows are written at the end, whatever ended it."""
    captures: list[Capture] = []

    def keep(exchange: Exchange) -> None:
        captures.append(archive.writer.write(exchange))

    try:
        yield Prober(user_agent=home.config.user_agent, politeness=politeness, keep=keep)
    finally:
        with archive.writing() as connection:
            ledger.add_captures(connection, captures, crawl=None, now=dt.datetime.now(dt.UTC))
