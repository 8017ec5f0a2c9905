"""Searching, for people: the words, the narrowing by source and year, what was found, and its time line."""

from __future__ import annotations

import datetime as dt
from typing import Any

from msgspec import structs
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from archive.errors import NotFound, QueryError
from archive.search import SearchFilter, facets, search
from archive.views import FacetsView
from archive.web.asking import SearchQuery, question
from archive.web.pages import sources_by_slug
from archive.web.pictures import years
from archive.web.rendering import render
from archive.web.shelf import Shelf
from archive.web.words import query

__all__ = ["A_PAGE", "filter_of", "link_of", "search_page"]

A_PAGE = 20

_NOTHING = FacetsView(total=0, sources=[], years=[])


def search_page(request: Request, shelf: Shelf, connection: Connection) -> Response:
    """Show what a search finds; of one that cannot be read, why."""
    asked = question(request, SearchQuery)
    sources = sources_by_slug(shelf, connection)
    shown: dict[str, Any] = {"asked": asked, "sources": sources, "link": link_of(asked, "/search")}
    try:
        found = facets(connection, asked.q, filter_of(asked))
        over_time = facets(connection, asked.q, filter_of(structs.replace(asked, year=None))) if asked.year else found
        hits = search(connection, asked.q, filter_of(asked))
    except (QueryError, NotFound) as error:
        problem = str(error).partition("; list them")[0]
        empty: dict[str, Any] = {
            "hits": [],
            "found": _NOTHING,
            "by_year": {},
            "picture": "",
            "newer": None,
            "older": None,
            "problem": problem,
        }
        return render(request, "search.html", status=400, **shown, **empty)
    by_year = {f"{one.value:04}": one.hits for one in over_time.years if one.value is not None}
    link = shown["link"]
    return render(
        request,
        "search.html",
        hits=hits,
        found=found,
        by_year=by_year,
        picture=years(by_year, chosen=f"{asked.year:04}" if asked.year else None),
        newer=link(page=asked.page - 1) if asked.page > 1 else None,
        older=link(page=asked.page + 1) if found.total > asked.page * A_PAGE else None,
        problem=None,
        **shown,
    )


def filter_of(asked: SearchQuery) -> SearchFilter:
    """Return the part of a question that narrows a search; a year is its first day to its last."""
    first, last = (dt.date(asked.year, 1, 1), dt.date(asked.year, 12, 31)) if asked.year else (None, None)
    return SearchFilter(
        source=asked.source,
        since=max(filter(None, (asked.since, first)), default=None),
        until=min(filter(None, (asked.until, last)), default=None),
        status=asked.status,
        old=asked.old,
        order=asked.order,
        limit=A_PAGE,
        offset=(asked.page - 1) * A_PAGE,
    )


def link_of(asked: SearchQuery, path: str) -> Any:
    """Return a function that gives the address of this search with some of its parts changed, on its first page."""
    plain = {name: value for name, value in structs.asdict(asked).items() if name not in ("page", "order")}
    order = None if asked.order == "newest" else asked.order

    def link(to: str = path, **other: object) -> str:
        given = {**plain, "order": order} | other
        if given.get("page") == 1:
            del given["page"]
        return query(to, **given)

    return link
