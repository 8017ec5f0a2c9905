"""The downloader middleware that keeps every exchange of a crawl before anything else sees the response.

Its place is at about 800: requests bear their cookies by then; redirects, retried errors, robots.txt and encoded bodies
come by as they came over the wire. It builds the exchange and hands it to the spider's session, which writes it; it
knows no file and no database.
"""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Protocol, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.headers import Headers as ScrapyHeaders
from scrapy.http.request import NO_CALLBACK

from archive.captures import Capture, CaptureError, Exchange, Headers, Kind

__all__ = ["CaptureMiddleware", "CaptureSession"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})  # those that Scrapy follows
_TRUNCATED = {"dataloss": "disconnect", "download_stopped": "length"}  # flags of Scrapy, reasons of WARC/1.1


class CaptureSession(Protocol):
    """What keeps the exchanges of one crawl; the spider bears it as ``session``."""

    def captured(self, exchange: Exchange) -> Capture:
        """Keep an exchange; CaptureError where that is impossible."""

    def unanswered(self, url: str, *, kind: str, error: str, at: dt.datetime) -> None:
        """Take note of a request that went out and brought no response (time-out, refused, too large…)."""


class CaptureMiddleware:
    """Hands every exchange to the session and leaves its :class:`Capture` in ``request.meta["capture"]``.

    A request says what it is for in its meta: ``kind`` (a word of :class:`Kind`), ``labels`` (strings that the WARC
    keeps with the record) and ``held`` (the capture whose validators it carries). Once a capture has failed, no other
    request goes out: what cannot be kept must not be read.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._retried = frozenset(int(code) for code in crawler.settings.getlist("RETRY_HTTP_CODES"))
        self._failure: CaptureError | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make one for a crawler."""
        return cls(crawler)

    @property
    def _session(self) -> CaptureSession:
        session: CaptureSession = self._crawler.spider.session  # type: ignore[union-attr] # a ListSpider
        return session

    def process_request(self, request: Request) -> None:
        """Forget the capture of an earlier try, and stop a crawl whose captures fail."""
        request.meta.pop("capture", None)
        if self._failure is not None:
            raise CaptureError("no request goes out any more") from self._failure

    def process_response(self, request: Request, response: Response) -> Response:
        """Capture a response that came over the wire."""
        if "cached" in response.flags:
            return response  # Scrapy's own cache answered: no exchange took place
        try:
            request.meta["capture"] = self._session.captured(self._exchange(request, response))
        except CaptureError as error:
            self._failure = error
            raise
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Take note of a request without a response; one that never went out is none."""
        if isinstance(exception, (CaptureError, IgnoreRequest)):
            return
        error = f"{type(exception).__name__}: {exception}"
        self._session.unanswered(request.url, kind=_purpose(request), error=error, at=dt.datetime.now(dt.UTC))

    def _exchange(self, request: Request, response: Response) -> Exchange:
        protocol = response.protocol or ""
        return Exchange(
            url=request.url,
            method=request.method,
            request_headers=_lines(request.headers, but=b"Proxy-Authorization"),  # it goes to the proxy alone
            request_body=request.body,
            status=response.status,
            reason=_reason(response.status),
            http_version=protocol if protocol.startswith("HTTP/") else "HTTP/1.1",
            response_headers=_lines(response.headers),
            body=response.body,
            captured_at=dt.datetime.now(dt.UTC),
            ip=str(response.ip_address) if response.ip_address else None,
            kind=self._kind(request, response.status),
            truncated=next((_TRUNCATED[flag] for flag in response.flags if flag in _TRUNCATED), None),
            labels={**request.meta.get("labels", {}), "purpose": _purpose(request)},
            held=request.meta.get("held"),
        )

    def _kind(self, request: Request, status: int) -> str:
        """Return how the exchange turned out; where it went well, what it was for."""
        if status in _REDIRECTS:
            return Kind.REDIRECT
        return Kind.RETRY if status in self._retried else _purpose(request)


def _purpose(request: Request) -> str:
    """Return what a request is for; Scrapy's robots.txt middleware is known by its missing callback."""
    kind: str = request.meta.get("kind") or (Kind.ROBOTS if request.callback is NO_CALLBACK else Kind.PROBE)
    return str(kind)


def _lines(headers: ScrapyHeaders, but: bytes = b"") -> Headers:
    """Return Scrapy's headers as lines."""
    return [(name, value) for name, values in headers.items() if name != but for value in values]


def _reason(status: int) -> str:
    """Return the standard's phrase for a status, since Scrapy does not keep the server's."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
