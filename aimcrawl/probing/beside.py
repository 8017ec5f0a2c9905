"""A feed that a page names, and whether it tells more of the page's items than the page does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from aimcrawl.probing.fetch import Prober
from aimcrawl.profiles.model import Feed
from aimcrawl.reading.addresses import same_site
from aimcrawl.reading.feed import read_entries
from aimcrawl.reading.induction import Induced
from archive.reconcile.fold import fold
from archive.records import Record

__all__ = ["MORE", "with_feed"]

MORE = 1.3
"""Another page tells more than the list where its text is so many times longer."""

_TRIED = 3  # so many of the feeds that a page names are tried
_LEAST = 3  # so many of its entries are items of the list, and half of all: it is the feed of this list


def with_feed(induced: Induced, items: Sequence[Record], feeds: Sequence[str], prober: Prober) -> Induced:
    """Let a profile read the first of some feeds whose entries are items of the list, with more text or with links."""
    own = [address for address in feeds if same_site(address, induced.profile.url)]
    for page in prober.find_each(own[:_TRIED]):
        entries = read_entries(page.body, page.url, fetched_at=page.fetched_at, header=page.content_type)
        found = entries.about(items) if entries else {}
        if entries is None or len(found) < max(_LEAST, len(entries) / 2) or not _are_named_alike(items, found):
            continue
        if gains := _gains(items, found):
            feed = Feed(url=page.url, text="texts" in gains)
            said = f"{len(found)} of its {len(entries)} entries are items of the page, with {' and '.join(gains)}"
            profile = msgspec.structs.replace(induced.profile, feed=feed)
            return replace(induced, profile=profile, evidence={**induced.evidence, "feed.url": said})
    return induced


def _are_named_alike(items: Sequence[Record], found: Mapping[int, Record]) -> bool:
    """Tell whether most entries bear their items' titles, perhaps cut short; those of a feed of comments do not."""
    titles = [
        (fold(item.title or ""), fold(found[item.position].title or "")) for item in items if item.position in found
    ]
    alike = sum(long.startswith(short) for short, long in (sorted(pair, key=len) for pair in titles))
    return 2 * alike > len(titles)


def _gains(items: Sequence[Record], found: Mapping[int, Record]) -> list[str]:
    """Return what the entries have that the items lack; finer dates alone are not worth another request."""
    pairs = [(item, found[item.position]) for item in items if item.position in found]
    gains = []
    if sum(len(entry.text) for _, entry in pairs) > MORE * sum(len(item.text) for item, _ in pairs):
        gains.append("texts")
    if any(item.url is None for item, _ in pairs):
        gains.append("links")
    if gains and any(len(entry.published or "") > len(item.published or "") for item, entry in pairs):
        gains.append("finer dates")
    return gains
