"""How the archives are made whose pages are tested."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from desk import desk_in, next_second
from starlette.applications import Starlette

from aimcrawl.home import Home, create_home
from aimcrawl.reading.encoding import decode
from aimcrawl.sample import SampleSite, invent_items
from archive import ledger
from archive.captures import Capture, Exchange
from archive.web.shelf import Shelf

__all__ = ["EDITED_TITLE", "Shown", "crawl_a_life", "keep", "shelf_of"]

EDITED_TITLE = "A title that was mended"


@dataclass(frozen=True)
class Shown:
    """A home, the application that shows it, and what is worth looking at."""

    home: Home
    app: Starlette
    edited: str
    removed: str
    old_title: str
    captures: dict[str, Capture]

    def capture(self, name: str) -> str:
        """The path of one of the captures in ``hostile``."""
        return f"/capture/{self.captures[name].record_id.removeprefix('urn:uuid:')}"


def shelf_of(home: Home) -> Shelf:
    return Shelf(home.database, captures=home.captures, decode=decode)


def crawl_a_life(folder: Path, *, database: str | None = None) -> tuple[Home, str]:
    """Make a home whose site posted 60 items, mended a title and took one item down; return it with the old title."""
    with SampleSite(invent_items(60)) as site:
        home = create_home(folder, database=database)
        desk = desk_in(home, site)
        desk.crawl()
        old_title = site.items[2].title
        site.items[2] = replace(site.items[2], title=EDITED_TITLE)
        next_second()
        desk.crawl(full=True)
        del site.items[10]
        desk.crawl(full=True)
        desk.crawl(full=True)
    return home, old_title


def keep(home: Home, exchanges: dict[str, Exchange]) -> dict[str, Capture]:
    """Capture what no crawl fetched."""
    with home.open_archive() as archive:
        kept = {name: archive.writer.write(exchange) for name, exchange in exchanges.items()}
        with archive.writing() as connection:
            ledger.add_captures(connection, kept.values(), crawl=None, now=dt.datetime.now(dt.UTC))
    return kept
