"""From an address to a profile that is proven on the site's own pages: the list, its pager, its detail pages.

What was found is said with its evidence; what contradicts itself is said too, and makes no profile.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import msgspec

from aimcrawl.probing.beside import MORE, with_feed
from aimcrawl.probing.errors import CannotTell
from aimcrawl.probing.feeds import LearnedFeed, learn_feed, learn_first_feed
from aimcrawl.probing.fetch import Fetched, Prober
from aimcrawl.probing.second import proven_on_page_two
from aimcrawl.profiles.model import Detail, Profile
from aimcrawl.reading.article import read_article
from aimcrawl.reading.feed import feeds_of
from aimcrawl.reading.induction import Induced, induce, write_profile
from aimcrawl.reading.listing import CLAIM, ListingReading, read_listing
from aimcrawl.reading.page import read_page
from aimcrawl.reading.pager import find_next
from archive.records import Record

__all__ = ["Learned", "learn", "slug_for"]

_AGREEMENT = 0.9  # share of the records that the profile must read as the reader did
_DETAILS = 2  # so many detail pages are looked at
_LONGEST_SLUG = 60  # a number may follow
_SHOWN = 3  # items of a reading that is shown because it was not trusted

_KINDS = {
    "article": "one article, not a list; name the page that lists the news",
    "home": "a home page; name the page that lists the news",
    "contact": "a contact page; name the page that lists the news",
    "login": "a log-in page; what is behind it cannot be read",
    "script-only": "a page that scripts fill, which AimCrawl does not run; is there a feed, or another page?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A profile with its text as a file, and what it read on the first two pages (``second`` None: one page)."""

    profile: Profile
    text: str
    first: tuple[Record, ...]
    second: tuple[Record, ...] | None
    confidence: float
    notes: tuple[str, ...]


def learn(url: str, prober: Prober, *, name: str | None = None) -> Learned:
    """Learn how to read the list at an address: a page's, else that of a feed which it names; or the feed's itself.

    Raises:
        FetchError: the page cannot be had.
        CannotTell: it has no list, or its readings contradict each other, and it names no feed.
    """
    page = prober.get(url)
    if feed := learn_feed(page, prober, name=name):
        return _of_feed(feed, prober)
    reading = read_listing(page.body, page.url, fetched_at=page.fetched_at, header=page.content_type)
    feeds = feeds_of(reading.root, page.url) if reading.root is not None else []
    try:
        learned = _learn_list(page, reading, feeds, prober, name=name)
    except CannotTell as refusal:
        feed = learn_first_feed(feeds, prober, name=name or _title(reading))
        if feed is None:
            raise
        return _of_feed(feed, prober, f"{str(refusal).splitlines()[0]}; it names a feed, which is read instead")
    if not feeds or learned.profile.feed.url:
        return learned
    return replace(learned, notes=(*learned.notes, f"the page names a feed, which `add` can read instead: {feeds[0]}"))


def _of_feed(feed: LearnedFeed, prober: Prober, *notes: str) -> Learned:
    induced = _with_details(feed.induced, feed.first, prober)
    return Learned(
        profile=induced.profile,
        text=write_profile(induced.profile, induced.evidence),
        first=feed.first,
        second=feed.second,
        confidence=1.0,
        notes=(*notes, *feed.notes),
    )


def _learn_list(
    page: Fetched, reading: ListingReading, feeds: Sequence[str], prober: Prober, *, name: str | None
) -> Learned:
    if reading.confidence < CLAIM:
        raise CannotTell(_refusal(page.url, reading))
    root = reading.root
    if root is None:
        raise CannotTell(_refusal(page.url, reading, "it is data (JSON), and profiles describe pages and feeds only"))
    pager = find_next(root, page.url)
    title = name or _title(reading) or urlsplit(page.url).netloc
    induced = induce(
        page.body,
        page.url,
        reading,
        name=title,
        pager=pager,
        fetched_at=page.fetched_at,
        header=page.content_type,
    )
    if induced is None or induced.agreement < _AGREEMENT:
        raise CannotTell(_refusal(page.url, reading, "no selectors were found that read it in the same way again"))
    induced, second, notes = proven_on_page_two(induced, page, prober)
    induced = _with_details(induced, reading.items, prober)
    if not induced.profile.detail.follow:
        induced = with_feed(induced, reading.items, feeds, prober)
    first = read_page(page.body, page.url, induced.profile, fetched_at=page.fetched_at, header=page.content_type)
    return Learned(
        profile=induced.profile,
        text=write_profile(induced.profile, induced.evidence),
        first=first.records,
        second=second,
        confidence=reading.confidence,
        notes=(*reading.reasons, *notes),
    )


def slug_for(url: str) -> str:
    """Return a slug for a source: its host without ``www``, without the last label and without accents."""
    labels = (urlsplit(url).hostname or "source").removeprefix("www.").split(".")
    kept = labels if labels[-1].isdecimal() else labels[:-1] or labels
    plain = unicodedata.normalize("NFKD", "-".join(kept)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].rstrip("-") or "source"


def _with_details(induced: Induced, items: Sequence[Record], prober: Prober) -> Induced:
    """Look at the pages that titles lead to: the profile follows them where they hold more than the list."""
    linked = [
        record for record in items if record.url and urlsplit(record.url).path != urlsplit(induced.profile.url).path
    ]
    more = looked_at = 0
    for record in linked[:_DETAILS]:
        fetched = prober.find(str(record.url))
        if fetched is None:
            continue
        looked_at += 1
        article = read_article(fetched.body, fetched.url, header=fetched.content_type)
        more += len(article.text) > MORE * len(record.text)
    if not looked_at or more < looked_at:
        return induced
    profile = msgspec.structs.replace(induced.profile, detail=Detail(follow=True))
    said = f"the pages of {more} items hold more text than the list"
    return replace(induced, profile=profile, evidence={**induced.evidence, "detail.follow": said})


def _refusal(url: str, reading: ListingReading, more: str | None = None) -> str:
    """Say what was seen instead of a list that can be told: the kind of page, the grounds, the best two readings."""
    what = _KINDS.get(reading.kind) or (None if reading.items else "a page without a list of dated items")
    doubt = f"there is a list, but it cannot be told for certain (confidence {reading.confidence:.2f})"
    if reading.confidence >= CLAIM:
        doubt = f"a list was read (confidence {reading.confidence:.2f}), but no profile can be made of it: {more}"
        more = None
    lines = [f"{url}: this looks like {what}" if what else f"{url}: {doubt}"]
    lines += [f"  {reason}" for reason in (*reading.reasons, *filter(None, [more]))]
    lines += _shown("the best reading", reading.items)
    lines += _shown("the second best", reading.rivals)
    return "\n".join(lines)


def _shown(heading: str, items: Sequence[Record]) -> Iterator[str]:
    if items:
        yield f"{heading}, {len(items)} items:"
        yield from (f"  {item.published or '?':10}  {item.title or '?'}" for item in items[:_SHOWN])


def _title(reading: ListingReading) -> str | None:
    title = reading.root.findtext(".//title") if reading.root is not None else None
    return " ".join(title.split()) or None if title else None
