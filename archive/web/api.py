"""The JSON API: the views of the archive as they are, a list in an object with the address of what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from archive import queries
from archive.captures import Capture
from archive.queries import browsing
from archive.queries.rows import time_text
from archive.search import SearchFilter, facets, search, similar
from archive.views import CrawlView, EventView, FacetsView, HitView, ItemView, RevisionView, SimilarView, SourceView
from archive.web.asking import (
    CapturesQuery,
    CrawlsQuery,
    EventsQuery,
    HitsQuery,
    ItemsQuery,
    Nothing,
    moment,
    path_number,
    question,
)
from archive.web.memento import capture_path
from archive.web.rendering import here
from archive.web.shelf import Shelf

__all__ = ["ENDPOINTS", "CaptureView", "Endpoint", "Failure", "Listing"]

T = TypeVar("T")


class CaptureView(Struct, frozen=True, kw_only=True):
    """One captured response: its address, when, where it lies in the WARC files, its digests, and where to see it."""

    id: str
    url: str
    kind: str
    status: int | None
    captured: str
    file: str
    offset: int
    length: int
    sha256: str
    payload_sha256: str
    payload_length: int
    refers_to: str | None
    page: str
    raw: str


class Listing(Struct, Generic[T], frozen=True, kw_only=True):
    """Some of what was asked for, and the address of what follows; null where that is all."""

    data: list[T]
    next: str | None = None


class Found(Struct, frozen=True, kw_only=True):
    """What a search found: some of the hits, all of them by source and by year, and the address of what follows."""

    data: list[HitView]
    facets: FacetsView
    next: str | None = None


class Failure(Struct, frozen=True, kw_only=True):
    """What was wrong with a request."""

    error: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the API: what it is for, what may be asked, what it gives, and the function that does."""

    summary: str
    asks: type[Struct]
    gives: Any
    make: Callable[[Request, Connection, Any], object]

    def answer(self, request: Request, _shelf: Shelf, connection: Connection) -> Response:
        """Answer a request. Unknown parameters are refused: a mistyped one should not pass for none."""
        asked = question(request, self.asks, strict=True)
        body = msgspec.json.encode(self.make(request, connection, asked))
        return Response(body, media_type="application/json")


def _items(request: Request, connection: Connection, asked: ItemsQuery) -> Listing[ItemView]:
    given = msgspec.structs.asdict(asked) | {"as_of": None if asked.as_of is None else moment(asked.as_of)}
    found = list(queries.items(connection, queries.ItemFilter(**given | {"limit": asked.limit + 1})))
    follows: dict[str, object] = (
        {"offset": asked.offset + asked.limit} if asked.as_of else {"after": found[-2].id} if found[1:] else {}
    )
    return _listing(request, found, asked.limit, follows)


def _search(request: Request, connection: Connection, asked: HitsQuery) -> Found:
    narrow = {name: getattr(asked, name) for name in "source since until status old order limit offset".split()}
    which = SearchFilter(**narrow)
    found = facets(connection, asked.q, which)
    more = found.total > asked.offset + asked.limit
    follows = request.url.include_query_params(offset=asked.offset + asked.limit)
    return Found(data=search(connection, asked.q, which), facets=found, next=str(follows) if more else None)


def _item(request: Request, connection: Connection, _asked: Nothing) -> ItemView:
    return queries.item(connection, request.path_params["id"])


def _revisions(request: Request, connection: Connection, _asked: Nothing) -> Listing[RevisionView]:
    about = queries.item(connection, request.path_params["id"])
    return Listing(data=list(queries.revisions(connection, about.id)))


def _similar(request: Request, connection: Connection, _asked: Nothing) -> Listing[SimilarView]:
    return Listing(data=similar(connection, request.path_params["id"]))


def _events(request: Request, connection: Connection, asked: EventsQuery) -> Listing[EventView]:
    which = queries.EventFilter(
        source=asked.source,
        item=asked.item,
        kind=asked.kind,
        since=None if asked.since is None else moment(asked.since),
        until=None if asked.until is None else moment(asked.until),
        before=asked.before,
        limit=asked.limit + 1,
        newest_first=True,
    )
    found = list(queries.events(connection, which))
    return _listing(request, found, asked.limit, {"before": found[-2].id} if found[1:] else {})


def _crawls(_request: Request, connection: Connection, asked: CrawlsQuery) -> Listing[CrawlView]:
    return Listing(data=list(queries.crawls(connection, asked.source, limit=asked.limit)))


def _crawl(request: Request, connection: Connection, _asked: Nothing) -> CrawlView:
    return queries.crawl_view(connection, path_number(request))


def _sources(_request: Request, connection: Connection, _asked: Nothing) -> Listing[SourceView]:
    return Listing(data=queries.sources(connection))


def _captures(request: Request, connection: Connection, asked: CapturesQuery) -> Listing[CaptureView]:
    found = browsing.captures_of_address(connection, asked.url, limit=asked.limit)
    return Listing(data=[_capture_view(request, one) for one in found])


def _capture(request: Request, connection: Connection, _asked: Nothing) -> CaptureView:
    name = request.path_params["id"]
    found = queries.capture(connection, name if name.startswith("urn:uuid:") else f"urn:uuid:{name}")
    return _capture_view(request, found)


def _capture_view(request: Request, capture: Capture) -> CaptureView:
    path = capture_path(capture)
    return CaptureView(
        id=capture.record_id,
        captured=time_text(capture.captured_at),
        page=here(request, path),
        raw=here(request, f"{path}/raw"),
        **{name: getattr(capture, name) for name in _SAME},
    )


_SAME = "url kind status file offset length sha256 payload_sha256 payload_length refers_to".split()


def _listing(request: Request, found: list[T], limit: int, follows: dict[str, object]) -> Listing[T]:
    """Return the first ``limit`` of what was found; where there is more, with the address that asks for it."""
    more = len(found) > limit
    address = request.url.include_query_params(**follows) if more and follows else None
    return Listing(data=found[:limit], next=None if address is None else str(address))


ENDPOINTS: dict[str, Endpoint] = {
    "/sources": Endpoint("The sources and how they fare.", Nothing, Listing[SourceView], _sources),
    "/items": Endpoint("Items, newest published first.", ItemsQuery, Listing[ItemView], _items),
    "/items/{id}": Endpoint("An item as it stands.", Nothing, ItemView, _item),
    "/items/{id}/revisions": Endpoint("The revisions of an item.", Nothing, Listing[RevisionView], _revisions),
    "/items/{id}/similar": Endpoint("Where else the text is.", Nothing, Listing[SimilarView], _similar),
    "/search": Endpoint("What a search finds.", HitsQuery, Found, _search),
    "/events": Endpoint("What changed, newest first.", EventsQuery, Listing[EventView], _events),
    "/crawls": Endpoint("Crawls, newest first.", CrawlsQuery, Listing[CrawlView], _crawls),
    "/crawls/{number}": Endpoint("One crawl.", Nothing, CrawlView, _crawl),
    "/captures": Endpoint("The captures of an address, oldest first.", CapturesQuery, Listing[CaptureView], _captures),
    "/captures/{id}": Endpoint("Where a capture lies, and its digests.", Nothing, CaptureView, _capture),
}
"""By path below ``/api/v1``; ``openapi`` describes them."""
