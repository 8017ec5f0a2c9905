"""Fetch single pages with requests: robots.txt obeyed, a pause between two, redirects followed one by one, all kept.

For ``add``, ``inspect`` and ``check``, where a person waits for a handful of pages. Crawls use Scrapy.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
from protego import Protego
from urllib3.exceptions import HTTPError, ReadTimeoutError

from aimcrawl.errors import AimCrawlError
from aimcrawl.profiles.model import Politeness
from aimcrawl.reach import Reach, addresses_of
from archive.captures import Exchange, Kind
from archive.captures.coding import content_encodings, decode
from archive.captures.errors import PayloadTooLarge

__all__ = ["FetchError", "Fetched", "Prober"]

_log = logging.getLogger(__name__)
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_CHUNK = 65_536


class FetchError(AimCrawlError):
    """Raised where a page cannot be had: the site is dead, forbids it, or answers with an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page as it came: where from (after redirects), its body (decoded), its Content-Type, and when (UTC)."""

    url: str
    body: bytes
    content_type: str | None
    fetched_at: dt.datetime


class _Session(requests.Session):
    """A session that leaves redirects alone: even where told not to follow one, requests reads its body away."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002 - requests calls it so
        """Find no redirect."""
        return None


class Prober:
    """Fetches pages for a person. From the first, which the person named, no public site leads to a private address.

    ``keep`` takes each exchange, robots.txt and redirects too (default: nothing is kept). ``now`` is the clock.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        politeness: Politeness,
        keep: Callable[[Exchange], object] = lambda _: None,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        resolve: Callable[[str], Iterable[str]] = addresses_of,
    ) -> None:
        self._user_agent, self._politeness, self._keep, self._now = user_agent, politeness, keep, now
        self._session = _Session()
        self._session.headers = {
            "User-Agent": user_agent,
            "Accept-Encoding": "gzip, deflate",
            "Accept": "text/html,*/*",
        }
        self._robots: dict[str, Protego] = {}
        self._last: float | None = None
        self._resolve = resolve
        self._reach: Reach | None = None

    def get(self, url: str) -> Fetched:
        """Fetch a page.

        Raises:
            FetchError: it cannot be had; says why and what to do.
        """
        exchange = self._follow(url, Kind.PROBE)
        if exchange.status != requests.codes.ok:
            raise FetchError(f"{exchange.url}: the site answered {exchange.status}")
        return Fetched(
            url=exchange.url,
            body=self._decoded(exchange),
            content_type=_header(exchange, b"content-type"),
            fetched_at=exchange.captured_at,
        )

    def find(self, url: str) -> Fetched | None:
        """Fetch a page; None where it cannot be had, which says nothing of others."""
        try:
            return self.get(url)
        except FetchError as error:
            _log.info("passed over: %s", error)
            return None

    def find_each(self, urls: Iterable[str]) -> Iterator[Fetched]:
        """Yield those of some pages that can be had, each fetched when it is asked for."""
        return filter(None, map(self.find, urls))

    def _follow(self, url: str, kind: Kind) -> Exchange:
        """Send a request, and others to where redirects point, each that may be sent."""
        for _ in range(_MOST_REDIRECTS + 1):
            if kind is not Kind.ROBOTS:
                self._require_allowed(url)
            exchange = self._exchange(url, kind)
            target = _header(exchange, b"location")
            if exchange.status not in _REDIRECTS or target is None:
                return exchange
            url = _joined(url, target)
        raise FetchError(f"{url}: more than {_MOST_REDIRECTS} redirects")

    def _decoded(self, exchange: Exchange) -> bytes:
        try:
            return decode(exchange.body, content_encodings(exchange.response_headers), max_bytes=self._largest)
        except PayloadTooLarge as error:
            raise self._too_large(exchange.url) from error

    def _too_large(self, url: str) -> FetchError:
        return FetchError(f"{url}: larger than {self._politeness.max_megabytes:g} MB")

    @property
    def _largest(self) -> int:
        return int(self._politeness.max_megabytes * 1_000_000)

    def _require_allowed(self, url: str) -> None:
        host = _host(url)
        if host not in self._robots:
            exchange = self._follow(f"{host}/robots.txt", Kind.ROBOTS)
            text = self._decoded(exchange) if exchange.status == requests.codes.ok else b""
            self._robots[host] = Protego.parse(text.decode("utf-8", "replace"))
        if not self._robots[host].can_fetch(url, self._user_agent):
            raise FetchError(f"{url}: robots.txt forbids it")

    def _exchange(self, url: str, kind: Kind) -> Exchange:
        """Send one request after the pause, and keep what came."""
        _host(url)
        self._reach = self._reach or Reach(url, resolve=self._resolve)
        if not self._reach.allows(url):
            raise FetchError(f"{url}: a private address, to which a public site led; name it yourself to go there")
        self._pause()
        try:
            with self._session.get(
                url, timeout=self._politeness.timeout, stream=True, allow_redirects=False
            ) as response:
                exchange = self._captured(response, kind)
        except (requests.RequestException, HTTPError) as error:
            raise FetchError(f"{url}: {_said(error, self._politeness.timeout)}") from error
        self._keep(exchange)
        return exchange

    def _captured(self, response: requests.Response, kind: Kind) -> Exchange:
        request = response.request
        return Exchange(
            url=str(request.url),
            method=str(request.method),
            request_headers=[(name.encode(), str(value).encode()) for name, value in request.headers.items()],
            status=response.status_code,
            reason=response.reason or "",
            response_headers=[
                (name.encode("latin-1"), v.encode("latin-1")) for name, v in response.raw.headers.items()
            ],
            body=self._body(response),
            captured_at=self._now(),
            kind=Kind.REDIRECT if response.status_code in _REDIRECTS else kind,
        )

    def _body(self, response: requests.Response) -> bytes:
        body = bytearray()
        for chunk in response.raw.stream(_CHUNK, decode_content=False):
            body += chunk
            if len(body) > self._largest:
                raise self._too_large(response.url)
        return bytes(body)

    def _pause(self) -> None:
        if self._last is not None:
            time.sleep(max(0.0, self._last + self._politeness.delay - time.monotonic()))
        self._last = time.monotonic()


def _header(exchange: Exchange, wanted: bytes) -> str | None:
    return next((value.decode("latin-1") for name, value in exchange.response_headers if name.lower() == wanted), None)


def _host(url: str) -> str:
    """Return scheme and host of an address that can be fetched."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise FetchError(f"{url}: no address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise FetchError(f"{url}: only http and https addresses are fetched")
    return f"{parts.scheme}://{parts.netloc}"


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise FetchError(f"{url}: it points to {target}, which is no address") from error


def _said(error: requests.RequestException | HTTPError, timeout: float) -> str:
    match error:
        case requests.Timeout() | ReadTimeoutError():
            return f"no answer within {timeout:g} s"
        case requests.exceptions.SSLError():
            return "its certificate cannot be trusted"
        case HTTPError():
            return "the answer broke off"
        case requests.ConnectionError():
            return "no connection; is the address right, and the site up?"
        case _:
            return str(error)
