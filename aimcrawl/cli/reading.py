"""How commands that read the archive ask it: from the options of a command to views of the archive."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

from aimcrawl.cli.base import current_home
from aimcrawl.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from aimcrawl.home import Home
    from archive.export.documents import What
    from archive.views import EventView, ItemView

__all__ = ["filter_for", "find_events", "find_items", "has_history", "reading"]

T = TypeVar("T")


@contextmanager
def reading(find: Callable[[Connection], Iterable[T]], *, source: str | None = None) -> Iterator[Iterable[T]]:
    """Open the current home's archive and give what ``find`` finds in it; nothing for a source never crawled yet.

    Raises:
        NotFound: neither the home nor the archive knows the source; names the nearest.
    """
    home = current_home()
    with home.open_archive() as archive, archive.reading() as connection:
        found = find(connection) if source is None or has_history(home, connection, source) else ()
        with closing(found) if isinstance(found, Generator) else nullcontext():  # before the connection
            yield found


def find_items(connection: Connection, **which: Any) -> Iterable[ItemView]:
    """Give items; options as in :class:`archive.queries.ItemFilter`, with moments for ``since`` and ``until``."""
    from archive import queries

    return queries.items(connection, filter_for("items", **which))


def find_events(connection: Connection, **which: Any) -> Iterable[EventView]:
    """Give events; options as in :class:`archive.queries.EventFilter`."""
    from archive import queries

    return queries.events(connection, filter_for("events", **which))


def filter_for(what: What, **options: Any) -> Any:
    """Return the filter for items, revisions or events that options ask for; those that are None were not given.

    Raises:
        UsageError: an option means nothing there, and would be ignored.
    """
    from archive import queries

    kind: Any = {"items": queries.ItemFilter, "revisions": queries.RevisionFilter, "events": queries.EventFilter}[what]
    given = {name: value for name, value in options.items() if value is not None}
    if unknown := given.keys() - {field.name for field in dataclasses.fields(kind)}:
        names = " and ".join(f"--{name.replace('_', '-')}" for name in sorted(unknown))
        raise UsageError(f"{names} cannot be used with --what {what}")
    if what == "items":
        given |= {name: given[name].date() for name in ("since", "until") if name in given}
    return kind(**given)


def has_history(home: Home, connection: Connection, slug: str) -> bool:
    """Tell whether the archive knows a source; False where the home has only its profile yet."""
    from aimcrawl.home.place import require_slug
    from archive import queries

    known = {view.source for view in queries.sources(connection)}
    require_slug(slug, [*known, *home.slugs()])
    return slug in known
