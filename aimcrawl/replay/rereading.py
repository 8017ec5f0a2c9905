"""Re-readings of a source: today's reader and profile on the pages that its items were last read from.

An epoch is what one profile can read: a profile that finds the known items again on the old pages is of the same epoch
as the one that read them, a mended one; one that does not is for another layout of the site, and leaves them alone.
What is made of it is written by :mod:`archive.store.rereading`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Row

from aimcrawl import reading
from aimcrawl.profiles.loader import layout_hash, parse_profile, profile_hash
from aimcrawl.profiles.model import Profile
from aimcrawl.replay.again import Again, Unread
from aimcrawl.replay.comparing import Comparison
from aimcrawl.replay.held import held_items, newest_text
from archive.archive import Archive
from archive.queries.rows import source_id
from archive.store.rereading import Rereading, is_behind, record_rereading

__all__ = ["apply_rereadings", "by_layout", "fitting_layouts", "reread_layouts", "rereadings"]

_FITS = 0.8  # of the known items are found again where a profile is of the same epoch
_SAMPLE = 3  # pages that tell whether it is

Tell = Callable[[Unread], None]


def apply_rereadings(  # noqa: PLR0913 - what is read, by what, and who hears of it
    archive: Archive,
    slug: str,
    profile_text: str,
    *,
    now: Callable[[], dt.datetime],
    every: bool = False,
    tell: Tell = lambda _: None,
) -> list[int]:
    """Read again what is due of a source and write it; return the numbers of the re-readings.

    Nothing is due where today's reader and profile read what was settled last. The caller holds the source's lock.

    Raises:
        NotFound: the archive has no such source.
        CaptureError: the captures cannot be written.
    """
    layout = layout_hash(parse_profile(profile_text))
    with archive.reading() as connection:
        if not (every or is_behind(connection, slug, reader=reading.READER, layout=layout)):
            return []
        source = source_id(connection, slug)
        due = rereadings(archive, connection, source, profile_text, reader=reading.READER, every=every, tell=tell)
        found = list(due)
    return [record_rereading(archive, one, now=now()) for one in found]


def rereadings(  # noqa: PLR0913 - what is read, by what, and who hears of it
    archive: Archive,
    connection: Connection,
    source_id: int,
    profile_text: str,
    *,
    reader: int,
    every: bool = False,
    tell: Tell = lambda _: None,
) -> Iterator[Rereading]:
    """Yield what must be read again of a source, epoch by epoch, that of ``profile_text`` last.

    That is what another reader read, or a profile that reads otherwise; with ``every``, all. ``tell`` hears of pages
    that cannot be read and of items that are not found again.
    """
    profile = parse_profile(profile_text)
    layouts = by_layout(connection, source_id)
    own = fitting_layouts(archive, connection, layouts, profile)
    epochs = [([layout], newest_text(connection, layout)) for layout in layouts if layout not in own]
    for covered, text in [*epochs, (own, profile_text)]:
        new_profile = covered != [layout_hash(parse_profile(text))]
        is_behind = any(new_profile or row.read_by_reader != reader for layout in covered for row in layouts[layout])
        if is_behind or (every and covered):
            found = reread_layouts(archive, connection, source_id, text, covered, reader=reader, tell=tell)
            if is_behind or any(one.capture for one in found.items):
                yield found


def reread_layouts(  # noqa: PLR0913 - what is read, by what, and who hears of it
    archive: Archive,
    connection: Connection,
    source_id: int,
    profile_text: str,
    layouts: Sequence[str],
    *,
    reader: int,
    tell: Tell = lambda _: None,
) -> Rereading:
    """Read all items of a source again that were read under some layouts."""
    profile = parse_profile(profile_text)
    again = Again(Comparison(archive, connection, profile), connection, layouts, follow=profile.tells_more, tell=tell)
    known = by_layout(connection, source_id)
    rows = list(chain.from_iterable(known.get(layout, ()) for layout in layouts))
    items = [one for page, held in _by_page(rows).items() for one in again.page(page, held)]
    return Rereading(
        source_id=source_id,
        profile_text=profile_text,
        profile_hash=profile_hash(profile_text),
        layout=layout_hash(profile),
        layouts=list(layouts),
        reader=reader,
        items=sorted(items, key=lambda one: one.item),
        pages=again.pages,
    )


def by_layout(connection: Connection, source_id: int) -> dict[str, list[Row[Any]]]:
    """Return the items of a source by the layout that they were last read under."""
    layouts: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in held_items(connection, source_id):
        layouts[row.layout].append(row)
    return dict(sorted(layouts.items()))


def fitting_layouts(
    archive: Archive, connection: Connection, layouts: dict[str, list[Row[Any]]], profile: Profile
) -> list[str]:
    """Return of the layouts that items were read under those whose pages a profile reads as well."""
    comparison = Comparison(archive, connection, profile)
    own = layout_hash(profile)
    return [one for one, rows in layouts.items() if one == own or _fits(Again(comparison, connection, [one]), rows)]


def _fits(again: Again, rows: Sequence[Row[Any]]) -> bool:
    """Tell whether known items are found again on the pages that show most of them."""
    pages = sorted(_by_page(rows).items(), key=lambda pair: (-len(pair[1]), pair[0]))[:_SAMPLE]
    known = sum(len(held) for _, held in pages)
    return bool(known) and sum(again.found(page, held) for page, held in pages) >= _FITS * known


def _by_page(rows: Sequence[Row[Any]]) -> dict[int, list[Row[Any]]]:
    pages: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        pages[row.list_page].append(row)
    return dict(sorted(pages.items()))
