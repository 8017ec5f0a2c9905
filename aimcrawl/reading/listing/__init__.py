"""Read any news listing: bytes and address in, dated records out.

``read_listing`` finds every date (``anchors``), parts the page between them in each way that makes sense (``cut``,
``parted``), looks for the titles (``places``, ``titles``), weighs the ways (``judge``), says how sure it is
(``confidence``) and builds the records of the best (``build``). All of it works on the ``outline`` of the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from lxml.html import HtmlElement

from aimcrawl.reading import tree
from aimcrawl.reading.encoding import decode
from aimcrawl.reading.listing.ahead import are_ahead, without_events
from aimcrawl.reading.listing.anchors import Anchor, find_anchors
from aimcrawl.reading.listing.atoms import Atoms
from aimcrawl.reading.listing.build import records
from aimcrawl.reading.listing.confidence import second_of, weigh
from aimcrawl.reading.listing.cut import cuts
from aimcrawl.reading.listing.data import data_for_scripts, json_in, linked_data, records_of
from aimcrawl.reading.listing.groups import group_anchors
from aimcrawl.reading.listing.judge import Judged, judge
from aimcrawl.reading.listing.kinds import KINDS, Kind, Signs, kind_without_list, signs_of
from aimcrawl.reading.listing.outline import Outline, outline
from aimcrawl.reading.listing.places import Places
from aimcrawl.reading.listing.stated import Stated, dated_by, stated_in
from aimcrawl.reading.listing.stated_places import stated_anchors
from aimcrawl.reading.listing.titles import titles_by
from aimcrawl.reading.listing.undated import with_own_dates
from aimcrawl.reading.listing.years import complete
from aimcrawl.reading.pager import find_next
from aimcrawl.reading.pager.links import base_of
from archive.records import Record

__all__ = ["CLAIM", "ListingReading", "read_listing"]

CLAIM = 0.5
"""The least confidence that is a claim."""
_CLEAR = 7.5
"""A reading with a lower score is weighed against one of the page with its hidden parts."""


_FEW = 3
_SHOWN_BY_SCRIPTS: tuple[Kind, ...] = ("none", "home", "script-only")
"""Kinds of pages whose list may be data for scripts; articles and the like carry such data about themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingReading:
    """What the reader made of a page. ``confidence`` of 0.5 and more is a claim; ``reasons`` say what speaks for it.

    ``kind`` names what the page is. For inducing a profile: the ``outline``, the ``chosen`` cut with its anchors and
    title places. Where the reading is no claim, ``rivals`` are the items of the next best one, if there is any.
    """

    items: tuple[Record, ...] = ()
    rivals: tuple[Record, ...] = ()
    next_url: str | None = None
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()
    kind: Kind = "none"
    root: HtmlElement | None = field(default=None, repr=False, compare=False)
    outline: Outline | None = field(default=None, repr=False, compare=False)
    chosen: Judged | None = field(default=None, repr=False, compare=False)


def read_listing(
    html: bytes, url: str, *, fetched_at: dt.datetime | None = None, header: str | None = None
) -> ListingReading:
    """Read the listing of a page: its dated items in page order, and the address of the next page.

    ``fetched_at`` is what relative dates and missing years are counted from; ``header`` is the Content-Type that came
    with the page.
    """
    text, _ = decode(html, header=header)
    value = json_in(text)
    if value is not None:
        items = records_of(value, url)
        return ListingReading(items=items, confidence=0.9 if items else 0.0, kind="list" if items else "none")
    root = tree.parse_text(text)
    places, ways = _ways(root, fetched_at, hidden=False)
    if places.out.veiled and (not ways or ways[0].score < _CLEAR):
        seen, others = _ways(root, fetched_at, hidden=True)
        if others and (not ways or others[0].score > ways[0].score + 1):
            places, ways = seen, others
    out = places.out
    data = linked_data(root)
    signs = signs_of(root, out, url, data)
    following = find_next(root, url)
    reading = ListingReading(next_url=following.url if following else None, root=root, outline=out)
    base = base_of(root, url)
    stated = stated_in(root, base, data)
    found = _weighed(places, ways, signs, stated) if ways else None
    if stated and (found is None or found.confidence < CLAIM):
        found = _by_stated_days(out, stated, base, signs) or found
    if found is None:
        return _without_list(replace(reading, reasons=("no two dates stand in like places",)), signs, root, url)
    best, second, claims = found.best, found.second, found.confidence >= CLAIM
    items = records(found.places, best, base)
    reading = replace(
        reading,
        items=dated_by(stated, items) if stated else items,
        rivals=() if claims or second is None else records(found.places, _titled(found.places, second), base),
        confidence=found.confidence,
        reasons=(*found.grounds, *_ahead(best, fetched_at), *_stated(best, stated)),
        kind="list",
        chosen=best,
    )
    return reading if claims else _without_list(reading, signs, root, url)


class _Weighed(NamedTuple):
    """The best way to read a page and the next best, and how sure it is, and why."""

    places: Places
    best: Judged
    second: Judged | None
    confidence: float
    grounds: tuple[str, ...]


def _weighed(places: Places, ways: list[Judged], signs: Signs, stated: Stated | None) -> _Weighed:
    ways = ways if stated is None else _confirmed(ways, stated)
    best, second = _titled(places, ways[0]), second_of(ways)
    return _Weighed(places, best, second, *weigh(places.out, best, signs, second))


def _by_stated_days(out: Outline, stated: Stated, base: str, signs: Signs) -> _Weighed | None:
    """Return how the page is read by the days that it states of its items and does not show; None without a claim."""
    anchors = stated_anchors(out, stated, base)
    if len(anchors) < _FEW:
        return None
    places, ways = _by_anchors(out, anchors, None)
    found = _weighed(places, ways, signs, stated) if ways else None
    if found is None or found.confidence < CLAIM:
        return None
    return found._replace(grounds=(*found.grounds, "their dates are stated for machines alone"))


def _without_list(reading: ListingReading, signs: Signs, root: HtmlElement, url: str) -> ListingReading:
    """Name what the page is instead of a list; say where a list stands in it as data that only its scripts show."""
    kind = kind_without_list(signs, reading.outline) if reading.outline else "none"
    if kind in KINDS:
        reading = replace(reading, reasons=(*reading.reasons, KINDS[kind]))
    held = data_for_scripts(root, url) if kind in _SHOWN_BY_SCRIPTS else 0
    if held < _FEW:
        return replace(reading, kind=kind)
    said = f"{held} dated items stand in it as data (JSON) for its scripts, and not as text"
    return replace(reading, kind="script-only", reasons=(*reading.reasons, said))


def _confirmed(ways: list[Judged], stated: Stated) -> list[Judged]:
    """Let a way gain a point where all of its items are stated: enough to decide between two that are alike."""
    gained = [replace(way, score=way.score + stated.share(_faces(way))) for way in ways]
    return sorted(gained, key=lambda way: -way.score)


def _stated(best: Judged, stated: Stated | None) -> Iterator[str]:
    if stated and (share := stated.share(_faces(best))) >= CLAIM:
        yield f"{share:.0%} of the items are stated for machines as well (JSON-LD, microdata)"


def _faces(way: Judged) -> list[tuple[None, str | None]]:
    return [(None, place.text if place else None) for place in way.titles.places]


def _ahead(best: Judged, fetched_at: dt.datetime | None) -> Iterator[str]:
    if are_ahead(best.cut.segments, fetched_at.date() if fetched_at else None):
        yield "every date lies ahead: these are events to come, not news"


def _titled(places: Places, way: Judged) -> Judged:
    """Find the titles of all segments of a way, not of a sample alone, and the dates of those that have other ones."""
    cut = with_own_dates(places.out, way.cut, places.anchors)
    return replace(way, cut=cut, titles=replace(way.titles, places=titles_by(places, cut.segments, way.titles.keys)))


def _ways(root: HtmlElement, fetched_at: dt.datetime | None, *, hidden: bool) -> tuple[Places, list[Judged]]:
    """Return the ways to read a page, the best first, and what finds places in it."""
    out = outline(root, hidden=hidden)
    anchors = complete(out, find_anchors(out, language=root.get("lang"), fetched_at=fetched_at))
    return _by_anchors(out, anchors, fetched_at.date() if fetched_at else None)


def _by_anchors(out: Outline, anchors: list[Anchor], today: dt.date | None) -> tuple[Places, list[Judged]]:
    atoms, places = Atoms(out), Places(out, anchors)
    parted = (cut for group in group_anchors(out, anchors) for cut in cuts(atoms, group))
    ways = [judge(places, without_events(out, cut, today), anchors, today) for cut in parted]
    ways.sort(key=lambda way: -way.score)
    return places, ways
