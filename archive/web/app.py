"""The application: which address leads where, and how errors are told to people and programs."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TypeAlias

import anyio.to_thread
import msgspec
from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from archive.errors import ArchiveError, NotFound, QueryError
from archive.web import api, feeds, finding, memento, openapi, pages, replay
from archive.web.guard import Guard
from archive.web.rendering import prepare, render
from archive.web.shelf import CONNECTIONS, Shelf

__all__ = ["create_app"]

Page: TypeAlias = Callable[[Request, Shelf, Connection], Response]

_log = logging.getLogger(__name__)

_PAGES: dict[str, Page] = {
    "/": pages.home,
    "/help": pages.help_page,
    "/search": finding.search_page,
    "/search.atom": feeds.search_atom,
    "/search.json": feeds.search_json,
    "/changes": pages.changes,
    "/changes.atom": feeds.changes_atom,
    "/changes.json": feeds.changes_json,
    "/source/{slug}": pages.source,
    "/source/{slug}/changes": pages.changes,
    "/source/{slug}/changes.atom": feeds.changes_atom,
    "/source/{slug}/changes.json": feeds.changes_json,
    "/crawl/{number}": pages.crawl,
    "/item/{id}": pages.item,
    "/item/{id}/revision/{number}": pages.item,
    "/item/{id}/diff": pages.diff,
    "/item/{id}/similar": pages.alike,
    "/item/{id}/timegate": memento.item_timegate,
    "/item/{id}/timemap": memento.item_timemap,
    "/capture/{id}": replay.page,
    "/capture/{id}/about": replay.about,
    "/capture/{id}/raw": replay.raw,
    "/timegate/{url:path}": memento.timegate,
    "/timemap/link/{url:path}": memento.timemap,
    "/web/{stamp}/{url:path}": memento.near,
    "/api/openapi.json": openapi.document,
    **{f"/api/v1{path}": endpoint.answer for path, endpoint in api.ENDPOINTS.items()},
}


def create_app(shelf: Shelf, *, names: Collection[str] | None = ()) -> Starlette:
    """Make the application that shows an archive.

    ``names`` are the names besides those of loopback under which it is reached; None lets it be reached under any.
    """
    prepare()
    build = secrets.token_hex(4)  # so that no browser keeps a page over a change of the templates

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = CONNECTIONS
        yield

    routes: list[BaseRoute] = [Route(path, _served(page, shelf, build)) for path, page in _PAGES.items()]
    routes.append(Mount("/static", StaticFiles(packages=[("archive.web", "static")])))
    guarded = Middleware(Guard, names=None if names is None else frozenset(names), explain=_explain)
    handlers = {
        HTTPException: _explain,
        NotFound: _not_found,
        QueryError: _not_understood,
        ArchiveError: _unusable,
        Exception: _fault,
    }
    return Starlette(routes=routes, middleware=[guarded], exception_handlers=handlers, lifespan=lifespan)


def _served(page: Page, shelf: Shelf, build: str) -> Callable[[Request], Response]:
    """Return an endpoint that reads one state of the archive, or nothing where the browser has the page already."""

    def endpoint(request: Request) -> Response:
        today = dt.datetime.now(dt.UTC).date()
        tag = f'W/"{build}-{today:%y%m%d}-{shelf.state()}"'
        negotiated = "accept-datetime" in request.headers
        if not negotiated and tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={"ETag": tag})
        with shelf.reading() as connection:
            response = page(request, shelf, connection)
        if response.status_code == HTTPStatus.OK:
            response.headers.setdefault("ETag", tag)
        return response

    return endpoint


def _explain(request: Request, error: Exception) -> Response:
    """Tell what was wrong: as JSON to programs, as a page to people."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for that
    status = HTTPStatus(error.status_code)
    detail = error.detail if error.detail != status.phrase else _SAID.get(status, error.detail)
    if request.url.path.startswith("/api/"):
        body = msgspec.json.encode({"error": detail})
        return Response(body, status_code=status, media_type="application/json", headers=error.headers)
    return render(request, "error.html", status=status, headers=error.headers, title=status.phrase, detail=detail)


_SAID = {HTTPStatus.NOT_FOUND: "There is no page at this address."}


def _not_found(request: Request, error: Exception) -> Response:
    return _explain(request, HTTPException(404, str(error).partition("; list them")[0]))


def _not_understood(request: Request, error: Exception) -> Response:
    return _explain(request, HTTPException(400, str(error)))


def _unusable(request: Request, error: Exception) -> Response:
    _log.error("%s", error)
    return _explain(request, HTTPException(503, str(error)))


def _fault(request: Request, _error: Exception) -> Response:
    return _explain(request, HTTPException(500, "A fault in AimCrawl; what it was stands in the log of the server."))
