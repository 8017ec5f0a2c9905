"""The feed beside the list, in one crawl: fetched first, then asked for the items of each list page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

from scrapy.http import Response

from aimcrawl.profiles.model import Profile
from aimcrawl.reading.feed import ZONES, Entries
from aimcrawl.reading.page import read_beside
from aimcrawl.spiders.conditional import response_held
from aimcrawl.spiders.pages import entry_page, read_feed_beside
from archive.captures import CaptureDamaged, CaptureErased, PayloadTooLarge
from archive.records import Page, Record
from archive.store import CrawlSession, Verdict

__all__ = ["FeedBeside"]

_log = logging.getLogger(__name__)


class FeedBeside:
    """What the feed says in this crawl, and what of it is news since the last complete crawl of the source.

    ``reason`` says why nothing could be read; None where something was.
    """

    def __init__(self, response: Response, profile: Profile, session: CrawlSession, *, source: str) -> None:
        self._source = source
        self._response = response_held(response)
        entries = read_feed_beside(self._response, profile)
        self.reason = None if entries is not None else _fault(self._response)
        self._entries = entries or Entries(())
        self._before = _before(session, self._response.url, profile)
        self._unmet = [entry for entry in self._entries if not self._is_known(entry)]

    def pages(self, page: Page, verdict: Verdict) -> Iterator[Page]:
        """Yield the entries about the items of a list page whose turn it is, or that say something else than before."""
        found = self._entries.about(page.records)
        met = {entry.url for entry in found.values()}
        self._unmet = [entry for entry in self._unmet if entry.url not in met]
        for position, entry in found.items():
            if position in verdict.details_due or not self._is_known(entry):
                about = {"source": self._source, "number": page.number, "parent": position}
                yield entry_page(self._response, entry, **about)

    def leads_on(self, page: Page) -> bool:
        """Tell whether an entry that is news may be about an item further down the list than a page reaches."""
        dates = [record.date for record in page.records if record.date is not None]
        return bool(dates) and any(entry.date and entry.date <= dates[-1] + ZONES for entry in self._unmet)

    def _is_known(self, entry: Record) -> bool:
        before = self._before.at(str(entry.url))
        return before is not None and replace(before, url=entry.url) == entry


def _before(session: CrawlSession, url: str, profile: Profile) -> Entries:
    """Return the entries as the last complete crawl had them; none in a full sweep, which looks at all."""
    if session.full:
        return Entries(())
    try:
        held = session.settled(url)
    except (CaptureDamaged, CaptureErased, PayloadTooLarge) as error:
        _log.warning("all entries of %s count as new: %s", url, error)
        return Entries(())
    if held is None:
        return Entries(())
    read = read_beside(held.payload, url, profile, fetched_at=held.captured_at, header=held.content_type)
    return read or Entries(())


def _fault(response: Response) -> str:
    return "the feed breaks off before its end, or is none" if response.body else "the feed was empty"
