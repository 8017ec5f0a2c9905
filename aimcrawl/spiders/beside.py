"""The feed beside the list, in one crawl: fetched first, then asked for the items of each list page."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.http import Response

from aimcrawl.profiles.model import Profile
from aimcrawl.reading.feed import Entries
from aimcrawl.reading.page import read_beside
from aimcrawl.spiders.conditional import response_held
from aimcrawl.spiders.pages import entry_page, read_feed_beside
from archive.captures import CapturedResponse
from archive.records import Page
from archive.store import Verdict

__all__ = ["FeedBeside"]


class FeedBeside:
    """What the feed says in this crawl, and what of it is news since the crawl before.

    ``reason`` says why nothing could be read; None where something was.
    """

    def __init__(self, response: Response, profile: Profile, *, source: str) -> None:
        self._source = source
        self._response = response_held(response)
        entries = read_feed_beside(self._response, profile)
        self.reason = None if entries is not None else _fault(self._response)
        self._entries = entries or Entries(())
        self._before = _held(response, profile)

    def pages(self, page: Page, verdict: Verdict) -> Iterator[Page]:
        """Yield the entries about the items of a list page whose turn it is, or that say something else than before."""
        for position, entry in self._entries.about(page.records).items():
            if position in verdict.details_due or self._before.one(str(entry.url)) != entry:
                about = {"source": self._source, "number": page.number, "parent": position}
                yield entry_page(self._response, entry, **about)


def _held(response: Response, profile: Profile) -> Entries:
    """Return the entries that the archive held before; none in a full sweep, which looks at all."""
    held: CapturedResponse | None = response.meta.get("held_response")
    if held is None:
        return Entries(())
    return read_beside(held.payload, response.url, profile, header=held.content_type) or Entries(())


def _fault(response: Response) -> str:
    return "the feed breaks off before its end, or is none" if response.body else "the feed was empty"
