"""From what the reader found on a page to a profile that finds the same, with the evidence for each choice."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from msgspec.structs import replace

from aimcrawl.profiles.model import Dates, Expect, Fields, Listing, Profile
from aimcrawl.reading.by_profile.cut import segments
from aimcrawl.reading.by_profile.dates import date_reader
from aimcrawl.reading.by_profile.fields import dated
from aimcrawl.reading.by_profile.select import Rows
from aimcrawl.reading.induction.evidence import evidence_for
from aimcrawl.reading.induction.formats import format_of, order_of
from aimcrawl.reading.induction.lists import lists
from aimcrawl.reading.induction.paging import pager_of
from aimcrawl.reading.induction.parts import date_selector, title_selector
from aimcrawl.reading.listing import ListingReading
from aimcrawl.reading.listing.judge import Judged
from aimcrawl.reading.listing.model import Cut
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.page import read_page
from aimcrawl.reading.pager import NextPage
from archive.records import Record

__all__ = ["Induced", "agreement", "induce"]

_MOST_TRIES = 10
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Induced:
    """A profile that was learned from one page.

    ``evidence`` says for each key, by its dotted path, what the choice rests on. ``agreement`` is the share of the
    records that the profile reads as the reader did: 1.0 is a proof on this page.
    """

    profile: Profile
    evidence: Mapping[str, str]
    agreement: float


def induce(  # noqa: PLR0913  (what was fetched and how it came, what was found, and its name)
    html: bytes,
    url: str,
    reading: ListingReading,
    *,
    name: str,
    pager: NextPage | None = None,
    fetched_at: dt.datetime | None = None,
    header: str | None = None,
) -> Induced | None:
    """Return the profile of the list that ``reading`` found on the page at ``url``; None where nothing describes it.

    ``pager`` is the next page as ``find_next`` found it, None for a list of one page; ``header`` is the Content-Type
    that came with the page. Of several profiles the first is
    taken that reads the page as ``reading`` does, else the one that comes nearest.
    """
    out, chosen = reading.outline, reading.chosen
    if out is None or chosen is None or not reading.items:
        return None
    root = reading.root if reading.root is not None else out.elements[0]
    known = Profile(
        name=name,
        url=url,
        language=_language(root.get("lang")),
        list=Listing(layout="flat"),
        dates=_dates(reading.items),
        pager=pager_of(root, url, pager),
        expect=Expect(items_per_page=(1, 2 * len(reading.items))),
    )
    best, most = None, 0.0
    for profile in islice(_profiles(out, chosen, reading.items, known, fetched_at), _MOST_TRIES):
        share = agreement(reading.items, read_page(html, url, profile, fetched_at=fetched_at, header=header).records)
        if share > most:
            best, most = profile, share
        if share == 1.0:
            break
    if best is None:
        return None
    return Induced(profile=best, evidence=evidence_for(best, reading.items, pager), agreement=most)


def agreement(one: Sequence[Record], other: Sequence[Record]) -> float:
    """Return the share of records that both readings of a page have alike: day, title, address and text."""
    faces = [Counter((r.date, r.title, r.url, r.text) for r in records) for records in (one, other)]
    return (faces[0] & faces[1]).total() / max(len(one), len(other), 1)


def _profiles(
    out: Outline, chosen: Judged, items: Sequence[Record], known: Profile, fetched_at: dt.datetime | None
) -> Iterator[Profile]:
    """Yield profiles, the likeliest first: each list with all fields that can be named, then with fewer and fewer."""
    rows, dates = Rows(out), date_reader(known, out, fetched_at=fetched_at)
    anchors = [part.anchor for part in chosen.cut.segments]
    link: Literal[False] | None = None if any(record.url for record in items) else False
    for listing in lists(rows, chosen, dates):
        parts, layout = segments(rows, listing, dates), listing.layout
        if layout == "feed":
            continue  # it parts no page
        by_selector = layout != "grouped" and listing.item is not None
        date = date_selector(rows, parts, anchors, dates) if by_selector else None
        cut = Cut(layout, tuple(dated(rows, parts, Fields(date=date), dates)), chosen.cut.anchors)
        title = title_selector(rows, cut, chosen.titles.places, dates)
        for pair in dict.fromkeys([(date, title), (date, None), (None, title), (None, None)]):
            fields = Fields(date=pair[0], title=pair[1], link=link)
            table = replace(listing, hidden=out.hidden)
            yield replace(known, list=table, fields=fields, dates=_written(known.dates, pair[0]))


def _dates(items: Sequence[Record]) -> Dates:
    """Return how the dates are written: one format for all, or the order of their numbers."""
    written = [(item.published_raw, item.published[:10]) for item in items if item.published and item.published_raw]
    pattern = format_of(written)
    return Dates(formats=(pattern,)) if pattern else Dates(order=order_of(written))


def _written(dates: Dates, selector: str | None) -> Dates:
    """Return how the dates that ``selector`` gives are written: in an attribute otherwise than in the text."""
    return Dates() if selector and selector.endswith(")") and "::attr(" in selector else dates


def _language(tag: str | None) -> str | None:
    tag = (tag or "").strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None
