"""Every search and every change log as Atom and as JSON Feed; the entries lead to the pages of this archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from archive import queries
from archive.errors import NotFound
from archive.export.atom import as_atom
from archive.export.feed import Entry, Head, event_entries, feed_head, item_entries, urn
from archive.export.json_feed import as_json_feed
from archive.queries import browsing
from archive.search import search
from archive.web.asking import ChangesQuery, SearchQuery, question
from archive.web.finding import filter_of, link_of
from archive.web.rendering import here
from archive.web.shelf import Shelf
from archive.web.words import query

__all__ = ["changes_atom", "changes_json", "search_atom", "search_json"]

_ENTRIES = 50

_Write = Callable[[Head, Iterable[Entry]], Iterator[bytes]]


def changes_atom(request: Request, _shelf: Shelf, connection: Connection) -> Response:
    """Give a change log, newest first, as Atom."""
    return _changes(request, connection, as_atom, "application/atom+xml")


def changes_json(request: Request, _shelf: Shelf, connection: Connection) -> Response:
    """Give a change log, newest first, as JSON Feed."""
    return _changes(request, connection, as_json_feed, "application/feed+json")


def search_atom(request: Request, _shelf: Shelf, connection: Connection) -> Response:
    """Give what a search finds as Atom."""
    return _search(request, connection, as_atom, "application/atom+xml")


def search_json(request: Request, _shelf: Shelf, connection: Connection) -> Response:
    """Give what a search finds as JSON Feed."""
    return _search(request, connection, as_json_feed, "application/feed+json")


def _changes(request: Request, connection: Connection, write: _Write, type_: str) -> Response:
    asked = question(request, ChangesQuery)
    slug = request.path_params.get("slug")
    which = queries.EventFilter(source=slug, kind=asked.kind, before=asked.before, limit=_ENTRIES, newest_first=True)
    events = list(queries.titled_events(connection, which))
    head = feed_head(connection, "events", slug)
    if slug is not None and slug not in head.names:
        raise NotFound(f"there is no source {slug!r}")
    page = here(request, query("/changes" if slug is None else f"/source/{slug}/changes", kind=asked.kind))
    head = replace(head, home=page, own=_own(request), id=urn(head.id, asked.kind or ""))
    return _feed(write(head, _ours(request, event_entries(connection, events, head))), type_)


def _search(request: Request, connection: Connection, write: _Write, type_: str) -> Response:
    asked = question(request, SearchQuery)
    hits = search(connection, asked.q, filter_of(asked))
    ids = list(dict.fromkeys(hit.id for hit in hits))
    items, captured = queries.items_by_id(connection, ids), browsing.captured_of_items(connection, ids)
    head = feed_head(connection, "items", asked.source)
    path = link_of(asked, "/search")()
    title = f"Search: {asked.q}" if asked.q else head.title
    head = replace(head, title=title, home=here(request, path), own=_own(request), id=urn(head.id, path))
    entries = item_entries(((items[id_], captured[id_]) for id_ in ids), head)
    return _feed(write(head, _ours(request, entries)), type_)


def _own(request: Request) -> str:
    """Return the address by which a feed was asked for, under the name by which we were."""
    asked = f"?{request.url.query}" if request.url.query else ""
    return here(request, request.url.path + asked)


def _ours(request: Request, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Let entries lead to the pages of this archive, which lead on."""
    for entry in entries:
        id_ = str(entry.about.get("item") or entry.about["id"])
        yield replace(entry, url=here(request, f"/item/{id_}"))


def _feed(pieces: Iterable[bytes], type_: str) -> Response:
    return Response(b"".join(pieces), media_type=type_)
