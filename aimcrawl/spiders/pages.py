"""From a response, or from what came instead of one, to the page that goes through the pipelines."""

from __future__ import annotations

import datetime as dt
from typing import Any

from scrapy import Request
from scrapy.http import Response

from aimcrawl.profiles.model import Politeness, Profile
from aimcrawl.reading.feed import Entries
from aimcrawl.reading.page import PageReading, read_beside, read_detail, read_page
from aimcrawl.spiders.failures import reason_of
from archive.records import Page, PageStatus, Record

__all__ = [
    "GONE",
    "broken_feed",
    "captured_at",
    "detail_page",
    "entry_page",
    "failed_page",
    "list_page",
    "now",
    "read_feed_beside",
    "read_response",
]

GONE = (404, 410)
"""The answers by which a site says that there is no such page (RFC 9110)."""


def now() -> dt.datetime:
    """Return the present moment in UTC."""
    return dt.datetime.now(dt.UTC)


def captured_at(message: Request | Response) -> dt.datetime:
    """Return when the response was captured; the present moment where none came."""
    capture = message.meta.get("capture")
    return capture.captured_at if capture else now()


def read_response(response: Response, profile: Profile) -> PageReading:
    """Read a list page by its profile."""
    at, header = captured_at(response), _content_type(response)
    return read_page(response.body, response.url, profile, fetched_at=at, header=header)


def list_page(response: Response, reading: PageReading, *, whole_expected: bool, **about: Any) -> Page:
    """Return a list page that came; ``about`` holds its source, url, number and next address.

    ``whole_expected``: its siblings have their closing tags, so that a page without them was cut.
    """
    status, reason = PageStatus.READ, None
    if not response.body:
        status, reason = PageStatus.EMPTY, "the page was empty"
    elif whole_expected and not reading.whole:
        status, reason = PageStatus.CUT, "the page breaks off before its end"
    return Page(
        **about,
        status=status,
        reason=reason,
        capture=_record_id(response),
        captured_at=captured_at(response),
        encoding=reading.encoding,
        whole=reading.whole,
        records=reading.records,
    )


def detail_page(response: Response, profile: Profile, **about: Any) -> Page:
    """Return a detail page that came, with the one record on it."""
    at = captured_at(response)
    return Page(
        **about,
        url=response.url,
        kind="detail",
        status=PageStatus.READ if response.body else PageStatus.EMPTY,
        reason=None if response.body else "the page was empty",
        capture=_record_id(response),
        captured_at=at,
        records=(read_detail(response.body, response.url, profile, fetched_at=at),) if response.body else (),
    )


def read_feed_beside(response: Response, profile: Profile) -> Entries | None:
    """Read the feed that stands beside the list."""
    at, header = captured_at(response), _content_type(response)
    return read_beside(response.body, response.url, profile, fetched_at=at, header=header)


def broken_feed(response: Response, reason: str, **about: Any) -> Page:
    """Return a feed that came and cannot be read: it is no item's page, and the crawl is partial."""
    return Page(
        **about,
        url=response.url,
        kind="detail",
        number=1,
        status=PageStatus.CUT if response.body else PageStatus.EMPTY,
        reason=reason,
        capture=_record_id(response),
        captured_at=captured_at(response),
        whole=False,
    )


def entry_page(response: Response, entry: Record, **about: Any) -> Page:
    """Return an entry of a feed as what it is to its item: the page that tells more of it than the list."""
    return Page(
        **about,
        url=str(entry.url),
        kind="detail",
        capture=_record_id(response),
        captured_at=captured_at(response),
        records=(entry,),
    )


def failed_page(request: Request, error: BaseException | None, politeness: Politeness, **about: Any) -> Page:
    """Return a page that could not be had. That a detail page is gone is the site's word, and no failure."""
    response: Response | None = getattr(error, "response", None)
    gone = about["kind"] == "detail" and response is not None and response.status in GONE
    return Page(
        **about,
        url=request.meta.get("redirect_urls", [request.url])[0],
        status=PageStatus.GONE if gone else PageStatus.FAILED,
        reason=reason_of(error, politeness),
        capture=_record_id(request),
        captured_at=captured_at(request),
        whole=False,
    )


def _content_type(response: Response) -> str | None:
    header = response.headers.get("Content-Type")
    return header.decode("latin-1") if header else None


def _record_id(message: Request | Response) -> str | None:
    capture = message.meta.get("capture")
    return capture.record_id if capture else None
