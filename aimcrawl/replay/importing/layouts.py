"""By which profile pages from elsewhere are read: one that is given, today's, an earlier one, or one learned from them.

The archive keeps the profile of every epoch. Of those the newest counts that reads most of the pages; where none does,
the pages themselves may teach one, under the same proof that ``add`` asks for. Else nothing is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import msgspec
from sqlalchemy import Connection, func, select

from aimcrawl.errors import AimCrawlError
from aimcrawl.profiles.loader import layout_hash, parse_profile
from aimcrawl.profiles.model import Expect, Profile
from aimcrawl.reading.induction import agreement, induce, write_profile
from aimcrawl.reading.listing import CLAIM, ListingReading, read_listing
from aimcrawl.reading.page import PageReading, read_page
from aimcrawl.replay.importing.found import Found, Spool
from archive.captures import PayloadTooLarge
from archive.captures.coding import content_encodings, decode
from archive.models import Crawl, Source
from archive.models import Profile as ProfileRow

__all__ = ["Layout", "choose", "earlier_layouts", "payload", "read"]

_AGREEMENT: Final = 0.9  # share of the records that a learned profile must read as the reader did; ``add`` asks as much
_WHOLE: Final = 0.8  # share of a page's records that must have a date and a title
_MOST: Final = 0.5  # share of the pages that a profile must read
_TRIED: Final = 10  # so many pages of a visit are tried, evenly spread
_ALIKE: Final = 0.5  # share of the items that the reader by itself must see as the profile does; ``check`` asks as much


@dataclass(frozen=True, slots=True)
class Layout:
    """A profile, its text, and whence it is."""

    profile: Profile
    text: str
    origin: Literal["given", "current", "earlier", "learned"]


def earlier_layouts(connection: Connection, slug: str) -> Iterator[Layout]:
    """Yield the profiles that governed crawls of a source, the newest first, each layout once."""
    used = (
        select(ProfileRow.layout, ProfileRow.text, func.max(Crawl.id).label("last"))
        .join(Crawl, Crawl.profile_hash == ProfileRow.hash)
        .join(Source, Source.id == Crawl.source_id)
        .where(Source.slug == slug)
        .group_by(ProfileRow.hash)
        .order_by(func.max(Crawl.id).desc())
    )
    seen: set[str] = set()
    for row in connection.execute(used):
        if row.layout not in seen:
            seen.add(row.layout)
            try:
                yield Layout(parse_profile(row.text), row.text, "earlier")
            except AimCrawlError:
                continue  # a key that a version before knew and this one does not


def choose(layouts: Sequence[Layout], pages: Sequence[Found], spool: Spool) -> Layout | None:
    """Return the first of the layouts that reads the most pages, if it reads at least half of them.

    One that reads the fullest page otherwise than the reader does by itself is none: selectors of another layout may
    find something in any page.
    """
    fullest = max(pages, key=lambda page: page.place[1])
    pages = pages[:: -(-len(pages) // _TRIED)]
    own = _listing(fullest, spool)
    fitting = [layout for layout in layouts if _agrees(layout, fullest, own, spool)]
    counts = [sum(_fits(layout, page, spool) for page in pages) for layout in fitting]
    best = max(counts, default=0)
    if best and best >= _MOST * len(pages):
        return fitting[counts.index(best)]
    return _learned(layouts[0], fullest, own, pages, spool) if own is not None else None


def read(layout: Layout, page: Found, spool: Spool) -> PageReading | None:
    """Read a list page; None where its body cannot be unpacked."""
    body = payload(page, spool)
    if body is None:
        return None
    return read_page(body, page.url, layout.profile, fetched_at=page.at, header=page.content_type)


def payload(page: Found, spool: Spool) -> bytes | None:
    """Return a body with its content encoding undone; None where that is a bomb."""
    try:
        return decode(spool.body(page), content_encodings(page.headers))
    except PayloadTooLarge:
        return None


def _fits(layout: Layout, page: Found, spool: Spool) -> bool:
    reading = read(layout, page, spool)
    if reading is None or not reading.records:
        return False
    found = reading.records
    expected = layout.profile.expect.items_per_page
    whole = sum(record.published is not None and record.title is not None for record in found)
    return whole >= _WHOLE * len(found) and (expected is None or len(found) <= expected[1])


def _listing(page: Found, spool: Spool) -> ListingReading | None:
    """Return what the reader sees by itself, if it claims a list."""
    body = payload(page, spool)
    reading = read_listing(body, page.url, fetched_at=page.at, header=page.content_type) if body else None
    return reading if reading is not None and reading.confidence >= CLAIM else None


def _agrees(layout: Layout, page: Found, own: ListingReading | None, spool: Spool) -> bool:
    found = read(layout, page, spool)
    return own is None or (found is not None and agreement(found.records, own.items) >= _ALIKE)


def _learned(
    pattern: Layout, page: Found, reading: ListingReading, pages: Sequence[Found], spool: Spool
) -> Layout | None:
    """Learn a profile from a page; name, addresses, pager and manners are the pattern's."""
    known, body = pattern.profile, payload(page, spool) or b""
    induced = induce(body, page.url, reading, name=known.name, fetched_at=page.at, header=page.content_type)
    if induced is None or induced.agreement < _AGREEMENT:
        return None
    profile = msgspec.structs.replace(
        induced.profile,
        url=known.url,
        hosts=known.hosts,
        pager=known.pager,
        detail=known.detail,
        politeness=known.politeness,
        expect=Expect(),
    )
    if layout_hash(profile) == layout_hash(known):
        return None
    evidence = {key: said for key, said in induced.evidence.items() if not key.startswith(("pager.", "expect."))}
    text = write_profile(profile, evidence)
    layout = Layout(parse_profile(text), text, "learned")
    fitting = sum(_fits(layout, one, spool) for one in pages)
    return layout if fitting >= _MOST * len(pages) else None
