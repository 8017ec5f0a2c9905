"""Pages for people: the sources, one source (now or as of a moment), an item, a comparison, the change log, a crawl."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive import queries
from archive.differences import differences
from archive.errors import ArchiveError, NotFound
from archive.evidence import citing
from archive.queries import browsing, sections
from archive.search import similar
from archive.views import RevisionView, SourceView
from archive.web import memento
from archive.web.asking import ChangesQuery, DiffQuery, Nothing, SourceQuery, moment, path_number, question
from archive.web.pictures import months_back, rhythm, years
from archive.web.rendering import render
from archive.web.shelf import Shelf
from archive.web.words import query

__all__ = ["alike", "changes", "crawl", "diff", "help_page", "home", "item", "source", "sources_by_slug"]

_MONTHS = 36  # of rhythm on the home page
_A_PAGE = 50
_LATEST = 12
_CAPTURES = 500  # of a crawl, on its page


def home(request: Request, shelf: Shelf, connection: Connection) -> Response:
    """Show the sources with their health and rhythm, and what changed last."""
    question(request, Nothing)
    sources = sources_by_slug(shelf, connection)
    today = dt.datetime.now(dt.UTC).date()
    months = months_back(browsing.latest_day(connection, today), _MONTHS)
    first = dt.date.fromisoformat(f"{months[0]}-01")
    counts = shelf.remembered(("rhythm", first), lambda: sections.items_by_month(connection, first))
    latest = list(queries.titled_events(connection, queries.EventFilter(limit=_LATEST, newest_first=True)))
    return render(
        request,
        "home.html",
        months=months,
        sources=[(one, rhythm(counts.get(one.source, {}), months)) for one in sources.values()],
        items=sum(one.items for one in sources.values()),
        changes=latest,
        merged=browsing.merged_events(connection, [event.id for event, _ in latest]),
    )


def source(request: Request, shelf: Shelf, connection: Connection) -> Response:
    """Show a source's items, as they stand or as the site showed them at a moment."""
    asked = question(request, SourceQuery)
    about = _source(shelf, connection, request.path_params["slug"])
    at = None if asked.as_of is None else moment(asked.as_of)
    which = sections.Section(
        source=about.source, year=asked.year, as_of=at, limit=_A_PAGE + 1, offset=(asked.page - 1) * _A_PAGE
    )
    found = sections.items_of_section(connection, which)
    counts = shelf.remembered(("years", about.source), lambda: sections.items_by_year(connection, about.source))
    path = f"/source/{about.source}"

    def link(page: int | None = None, **other: object) -> str:
        given: Mapping[str, object] = {"as_of": asked.as_of, "year": asked.year} | other
        return query(path, page=None if page == 1 else page, **given)

    return render(
        request,
        "source.html",
        source=about,
        asked=asked,
        at=at,
        items=found[:_A_PAGE],
        counts=counts,
        picture=years(counts, chosen=None if asked.year is None else f"{asked.year:04}"),
        crawls=list(queries.crawls(connection, about.source, limit=6)),
        link=link,
        newer=link(asked.page - 1) if asked.page > 1 else None,
        older=link(asked.page + 1) if len(found) > _A_PAGE else None,
    )


def item(request: Request, _shelf: Shelf, connection: Connection) -> Response:
    """Show an item as it stands, or one of its revisions, with its history and what proves it."""
    question(request, Nothing)
    id_ = request.path_params["id"]
    about = queries.item(connection, id_)
    if about.id != id_:
        return RedirectResponse(f"/item/{about.id}", status_code=301)
    revisions = _revisions(connection, id_)
    number = path_number(request) if "number" in request.path_params else None
    shown = _revision(revisions, about.revision if number is None else number)
    events = list(queries.events(connection, queries.EventFilter(item=id_)))
    mentioned = memento.of_item(request, about, shown, is_memento=number is not None)
    return render(
        request,
        "item.html",
        headers=mentioned,
        item=about,
        shown=shown,
        revisions=revisions,
        events=events,
        merged=browsing.merged_events(connection, [event.id for event in events]),
        is_current=number is None,
        erased=queries.erased_at(connection, id_),
        **_proof(connection, shown),
    )


def diff(request: Request, _shelf: Shelf, connection: Connection) -> Response:
    """Compare two revisions of an item side by side."""
    asked = question(request, DiffQuery)
    about = queries.item(connection, request.path_params["id"])
    revisions = _revisions(connection, about.id)
    newer = revisions[-1] if asked.b is None else _revision(revisions, asked.b)
    before = revisions[max(0, revisions.index(newer) - 1)]
    older = before if asked.a is None else _revision(revisions, asked.a)
    return render(
        request,
        "diff.html",
        item=about,
        revisions=revisions,
        older=older,
        newer=newer,
        fields=differences(older, newer),
    )


def alike(request: Request, _shelf: Shelf, connection: Connection) -> Response:
    """Show which items of other sources say what an item says."""
    question(request, Nothing)
    about = queries.item(connection, request.path_params["id"])
    return render(request, "similar.html", item=about, found=similar(connection, about.id))


def changes(request: Request, shelf: Shelf, connection: Connection) -> Response:
    """Show what changed, newest first: everywhere, or in one source."""
    asked = question(request, ChangesQuery)
    slug = request.path_params.get("slug")
    about = None if slug is None else _source(shelf, connection, slug)
    which = queries.EventFilter(source=slug, kind=asked.kind, before=asked.before, limit=_A_PAGE + 1, newest_first=True)
    found = list(queries.titled_events(connection, which))
    path = "/changes" if slug is None else f"/source/{slug}/changes"
    older = query(path, kind=asked.kind, before=found[_A_PAGE - 1][0].id) if len(found) > _A_PAGE else None
    newest = query(path, kind=asked.kind) if asked.before else None
    return render(
        request,
        "changes.html",
        source=about,
        kind=asked.kind,
        events=found[:_A_PAGE],
        merged=browsing.merged_events(connection, [event.id for event, _ in found]),
        feed=path,
        older=older,
        newest=newest,
    )


def crawl(request: Request, shelf: Shelf, connection: Connection) -> Response:
    """Show one crawl: how it ended, its root, and the pages it kept."""
    question(request, Nothing)
    view = queries.crawl_view(connection, path_number(request))
    root, before = browsing.roots_of_crawl(connection, view.crawl)
    return render(
        request,
        "crawl.html",
        crawl=view,
        source=_source(shelf, connection, view.source),
        root=root,
        root_before=before,
        captures=browsing.captures_of_crawl(connection, view.crawl, limit=_CAPTURES),
    )


def help_page(request: Request, _shelf: Shelf, _connection: Connection) -> Response:
    """Say how to search, and what there is for programs."""
    return render(request, "help.html")


def sources_by_slug(shelf: Shelf, connection: Connection) -> dict[str, SourceView]:
    """Return the sources, by slug."""
    return shelf.remembered("sources", lambda: {view.source: view for view in queries.sources(connection)})


def _source(shelf: Shelf, connection: Connection, slug: str) -> SourceView:
    try:
        return sources_by_slug(shelf, connection)[slug]
    except KeyError:
        raise NotFound(f"there is no source {slug!r}") from None


def _revisions(connection: Connection, item: str) -> list[RevisionView]:
    """Return the revisions of an item as the site showed them: an import may have given older ones later numbers."""
    return sorted(queries.revisions(connection, item), key=lambda one: (one.captured, one.revision))


def _revision(revisions: list[RevisionView], number: int) -> RevisionView:
    for one in revisions:
        if one.revision == number:
            return one
    raise HTTPException(404, f"There is no revision {number}; there are 1 to {len(revisions)}.")


def _proof(connection: Connection, shown: RevisionView) -> dict[str, Any]:
    """Return what proves a revision: its captures, and its citation or why it has none."""
    try:
        captures = queries.captures_of_revision(connection, shown.item, shown.revision)
        citation = citing.cite(connection, shown.item, shown.revision)
    except (ArchiveError, NotFound) as reason:
        return {"captures": [], "citation": None, "cited": str(reason)}
    return {"captures": captures, "citation": citation, "cited": citing.as_text(citation)}
