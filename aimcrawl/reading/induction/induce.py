"""From what the reader found on a page to a profile that finds the same, with the evidence for each choice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from aimcrawl.profiles.model import Dates, Expect, Fields, Listing, Profile
from aimcrawl.reading.by_profile.cut import segments
from aimcrawl.reading.by_profile.dates import date_reader
from aimcrawl.reading.by_profile.fields import dated
from aimcrawl.reading.by_profile.select import Rows
from aimcrawl.reading.induction.formats import format_of, order_of
from aimcrawl.reading.induction.lists import lists
from aimcrawl.reading.induction.paging import pager_of
from aimcrawl.reading.induction.parts import date_selector, title_selector
from aimcrawl.reading.listing import ListingReading
from aimcrawl.reading.listing.model import Cut
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.page import read_page
from aimcrawl.reading.pager import NextPage
from archive.records import Record

__all__ = ["Induced", "agreement", "induce"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Induced:
    """A profile that was learned from one page.

    ``evidence`` says for each key, by its dotted path, what the choice rests on. ``agreement`` is the share of the
    records that the profile reads as the reader did: 1.0 is a proof on this page.
    """

    profile: Profile
    evidence: Mapping[str, str] = field(default_factory=dict)
    agreement: float


def induce(  # noqa: PLR0913  (what was fetched, what was found, and two names for it)
    html: bytes,
    url: str,
    reading: ListingReading,
    *,
    name: str,
    pager: NextPage | None = None,
    fetched_at: dt.datetime | None = None,
) -> Induced | None:
    """Return the profile of the list that ``reading`` found on the page at ``url``; None where nothing describes it.

    ``pager`` is the next page as ``find_next`` found it, None for a list of one page.
    """
    if reading.outline is None or reading.chosen is None or not reading.items:
        return None
    best: Induced | None = None
    for profile in _profiles(reading.outline, reading, url, name, pager):
        share = agreement(reading.items, read_page(html, url, profile, fetched_at=fetched_at).records)
        if best is None or share > best.agreement:
            best = Induced(profile=profile, agreement=share)
        if share == 1.0:
            break
    if best is None:
        return None
    return Induced(profile=best.profile, evidence=_evidence(best.profile, reading, pager), agreement=best.agreement)


def agreement(one: Sequence[Record], other: Sequence[Record]) -> float:
    """Return the share of records that both readings of a page have alike: date, title, address and text."""
    faces = [[(r.published, r.title, r.url, r.text) for r in records] for records in (one, other)]
    same = (Counter(faces[0]) & Counter(faces[1])).total()
    return same / max(len(one), len(other), 1)


def _profiles(out: Outline, reading: ListingReading, url: str, name: str, pager: NextPage | None) -> Iterator[Profile]:
    """Yield profiles, the likeliest first: with named fields, then with fewer and fewer."""
    root = out.elements[0]
    bare = Profile(
        name=name,
        url=url,
        language=root.get("lang") or None,
        list=Listing(layout="flat"),
        dates=_dates(reading.items),
        pager=pager_of(reading.root if reading.root is not None else root, url, pager),
        expect=_expect(len(reading.items)),
    )
    for listing in _lists(out, reading, bare):
        for fields in _fields(out, reading, bare, listing):
            yield _with(bare, listing, fields)


def _lists(out: Outline, reading: ListingReading, bare: Profile) -> Iterator[Listing]:
    assert reading.chosen is not None  # noqa: S101  (induce has looked)
    yield from lists(Rows(out), reading.chosen, date_reader(bare, out, fetched_at=None))


def _fields(out: Outline, reading: ListingReading, bare: Profile, listing: Listing) -> Iterator[Fields]:
    """Yield the tables of fields: all that can be named, then the title alone, then none."""
    assert reading.chosen is not None  # noqa: S101
    rows, dates = Rows(out), date_reader(bare, out, fetched_at=None)
    parts = segments(rows, listing, dates)
    cut = reading.chosen.cut
    known = [part.anchor for part in cut.segments]
    date = date_selector(rows, parts, known, dates) if listing.layout != "grouped" and listing.item else None
    placed = tuple(dated(rows, parts, Fields(date=date), dates)) if date else cut.segments
    title = title_selector(rows, Cut(listing.layout, placed, cut.anchors), reading.chosen.titles.places, dates)
    link: Literal[False] | None = None if any(record.url for record in reading.items) else False
    pairs = dict.fromkeys([(date, title), (date, None), (None, title), (None, None)])
    yield from (Fields(date=date, title=title, link=link) for date, title in pairs)


def _with(bare: Profile, listing: Listing, fields: Fields) -> Profile:
    return Profile(
        name=bare.name,
        url=bare.url,
        language=bare.language,
        list=listing,
        fields=fields,
        dates=bare.dates,
        pager=bare.pager,
        expect=bare.expect,
    )


def _dates(items: Sequence[Record]) -> Dates:
    written = _written(items)
    pattern = format_of(written)
    return Dates(formats=(pattern,) if pattern else (), order=None if pattern else order_of(written))


def _written(items: Sequence[Record]) -> list[tuple[str, str]]:
    return [
        (record.published_raw, record.published[:10]) for record in items if record.published and record.published_raw
    ]


def _expect(count: int) -> Expect:
    """The last page may hold one item; a page with twice as many as the first is read wrongly."""
    return Expect(items_per_page=(1, 2 * count))


def _evidence(profile: Profile, reading: ListingReading, pager: NextPage | None) -> dict[str, str]:
    total = len(reading.items)
    dates = len(_written(reading.items))
    linked = sum(record.url is not None for record in reading.items)
    told = {
        "list.layout": {
            "wrapped": "each item has an element of its own",
            "flat": "no element wraps an item: each reaches from one beginning to the next",
            "grouped": "one date stands over several items",
        }[profile.list.layout],
        "list.within": "holds all items of the page",
        "list.item": f"{total} on the first page, each an item",
        "list.group": "the date headings",
        "fields.date": f"{dates} of {total} parse",
        "fields.title": f"{sum(record.title is not None for record in reading.items)} of {total}",
        "fields.link": "no item has a page of its own",
        "dates.formats": f"{dates} of {dates} parse",
        "dates.order": f"{dates} of {dates} parse",
        "pager.kind": pager.evidence if pager else "no link to another page of this list was found",
        "expect.items_per_page": f"{total} on the first page",
    }
    if linked:
        told["fields.title"] += f", {linked} with a link to a page of their own"
    return told
