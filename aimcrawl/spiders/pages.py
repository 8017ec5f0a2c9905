"""From a response, or from what came instead of one, to the page that goes through the pipelines."""

from __future__ import annotations

import datetime as dt
from typing import Any

from scrapy import Request
from scrapy.http import Response

from aimcrawl.profiles.model import Politeness, Profile
from aimcrawl.reading.page import PageReading, read_detail, read_page
from aimcrawl.spiders.failures import reason_of
from archive.records import Page, PageStatus

__all__ = ["GONE", "captured_at", "detail_page", "failed_page", "list_page", "now", "read_response"]

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
    header = response.headers.get("Content-Type")
    return read_page(
        response.body,
        response.url,
        profile,
        fetched_at=captured_at(response),
        header=header.decode("latin-1") if header else None,
    )


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


def _record_id(message: Request | Response) -> str | None:
    capture = message.meta.get("capture")
    return capture.record_id if capture else None
