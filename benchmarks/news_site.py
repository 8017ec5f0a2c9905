"""A static copy of a news section in the sample site's layout, as large as one likes."""

from __future__ import annotations

import datetime as dt
import gzip
from dataclasses import replace
from pathlib import Path

from aimcrawl.sample import invent_items, original

__all__ = ["write_site"]

NEWEST = dt.date(2016, 5, 12)


def write_site(folder: Path, *, pages: int, per_page: int) -> int:
    """Write ``offset.html`` (page 1), ``offset0.html`` (page 1 again), ``offset1.html`` …, each also compressed.

    Returns the number of items. Two items share a day; the robots.txt allows everything.
    """
    items = [
        replace(item, date=NEWEST - dt.timedelta(days=number // 2), slug="")
        for number, item in enumerate(invent_items(pages * per_page))
    ]
    (folder / "robots.txt").write_text("User-agent: *\nDisallow: /members/\n")
    for offset in range(pages):
        page = original.respond(items, "/news.php", f"pmenu=3&offset={offset}", per_page=per_page).body
        for name in ("offset.html", "offset0.html") if offset == 0 else (f"offset{offset}.html",):
            (folder / name).write_bytes(page)
            (folder / f"{name}.gz").write_bytes(gzip.compress(page, mtime=0))
    return len(items)
