"""A feed as a source: its profile, and how to reach its older entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from w3lib.url import add_or_replace_parameter

from aimcrawl.probing.errors import CannotTell
from aimcrawl.probing.fetch import Fetched, Prober
from aimcrawl.profiles.model import Expect, Listing, Pager, Profile
from aimcrawl.reading.feed import FeedReading, read_feed
from aimcrawl.reading.induction import Induced
from aimcrawl.reading.induction.evidence import evidence_for
from archive.records import Record

__all__ = ["LearnedFeed", "learn_feed", "learn_first_feed"]

_TRIED = 3  # so many of the feeds that a page names are tried
_SHOWN = 10  # so many of the sitemaps that a sitemap names are shown
_CUT = "the feed breaks off before its end: a crawl of such a one is partial"
_PAGED = "paged"  # the query parameter by which WordPress counts the pages of its feeds
_SITEMAP = re.compile(r"([^?{}]*?/[^/?{}]*sitemap[^/?{}]*?)(\d{1,4})?(\.xml(?:\.gz)?)")
"""A sitemap that may be one of several: sitemap.xml, post-sitemap2.xml, sitemap-news-3.xml.gz."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedFeed:
    """A feed's profile with its evidence, its entries, and those of its second page where it has one."""

    induced: Induced
    first: tuple[Record, ...]
    second: tuple[Record, ...] | None
    notes: tuple[str, ...]


def learn_feed(page: Fetched, prober: Prober, *, name: str | None = None) -> LearnedFeed | None:
    """Return how to read the feed that was fetched; None where it is none.

    Raises CannotTell where it has no entries.
    """
    feed = _read(page)
    if feed is None:
        return None
    if not feed.records:
        raise CannotTell(_empty(page.url, feed))
    return _learned(page, feed, prober, name=name)


def learn_first_feed(addresses: Sequence[str], prober: Prober, *, name: str | None = None) -> LearnedFeed | None:
    """Return how to read the first of the feeds that a page names which has dated entries; None where none has."""
    for fetched in prober.find_each(addresses[:_TRIED]):
        feed = _read(fetched)
        if feed is not None and any(record.published for record in feed.records):
            return _learned(fetched, feed, prober, name=name)
    return None


def _learned(page: Fetched, feed: FeedReading, prober: Prober, *, name: str | None) -> LearnedFeed:
    pager, second, said = _pager(page, feed, prober)
    profile = Profile(
        name=name or feed.title or urlsplit(page.url).netloc,
        url=page.url,
        list=Listing(layout="feed"),
        pager=pager,
        expect=Expect(items_per_page=(1, max(2 * len(feed.records), 20))),
    )
    evidence = evidence_for(profile, feed.records, None) | {"pager.kind": said}
    return LearnedFeed(
        induced=Induced(profile=profile, evidence=evidence, agreement=1.0),
        first=feed.records,
        second=second,
        notes=(f"a feed of {len(feed.records)} entries", *([] if feed.whole else [_CUT]), said),
    )


def _empty(url: str, feed: FeedReading) -> str:
    """Say what a feed without entries is, and what to name instead."""
    if not feed.sitemaps:
        return f"{url}: this is a feed without entries; add it when it has some, or name the page that lists the news"
    more = f"\n  and {len(feed.sitemaps) - _SHOWN} more" if len(feed.sitemaps) > _SHOWN else ""
    shown = "".join(f"\n  {address}" for address in feed.sitemaps[:_SHOWN])
    return f"{url}: this is a sitemap that names other sitemaps; name one of them:{shown}{more}"


def _read(page: Fetched) -> FeedReading | None:
    return read_feed(page.body, page.url, fetched_at=page.fetched_at, header=page.content_type)


def _pager(page: Fetched, feed: FeedReading, prober: Prober) -> tuple[Pager, tuple[Record, ...] | None, str]:
    """Return how to reach older entries, proven on the second page; no pager where no way is proven."""
    for pager, address in _ways(page.url, feed):
        found = prober.find(address)
        second = _read(found) if found else None
        if second and {record.shown for record in second.records} - {record.shown for record in feed.records}:
            return pager, second.records, f"page 2 was read: {len(second.records)} items"
    return Pager(), None, "the feed shows its newest entries only"


def _ways(url: str, feed: FeedReading) -> Iterator[tuple[Pager, str]]:
    """Yield the ways that may lead to older entries, each with the address of the second page.

    The feed's own link (RFC 5005); else, of a sitemap, the count in its name; of another feed, counted pages.
    """
    if feed.next_url:
        yield Pager(kind="next", link="link[rel=next]"), feed.next_url
    elif counted := _SITEMAP.fullmatch(url):
        lead, count, ending = counted.groups()
        first = int(count or 1)
        pager = Pager(kind="path", template=f"{urlsplit(lead).path}{{}}{ending}", first=first)
        yield pager, f"{lead}{first + 1}{ending}"
    else:
        pager = Pager(kind="parameter", parameter=_PAGED, first=1)
        yield pager, add_or_replace_parameter(url, _PAGED, "2")
