"""How commands that read the archive ask it: from the options of a command to views of the archive."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from aimcrawl.cli.base import current_home
from aimcrawl.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from aimcrawl.home import Home
    from archive.views import EventView, ItemView, RevisionView

__all__ = ["find_events", "find_items", "find_revisions", "reading"]

T = TypeVar("T")


@contextmanager
def reading(find: Callable[[Connection], Iterable[T]], *, source: str | None = None) -> Iterator[Iterable[T]]:
    """Open the current home's archive and give what ``find`` finds in it; nothing for a source never crawled yet.

    Raises:
        NotFound: neither the home nor the archive knows the source; names the nearest.
    """
    home = current_home()
    with home.open_archive() as archive, archive.reading() as connection:
        yield find(connection) if source is None or _has_history(home, connection, source) else ()


def find_items(connection: Connection, **which: Any) -> Iterable[ItemView]:
    """Give items; options as in :class:`archive.queries.ItemFilter`, with moments for ``since`` and ``until``."""
    from archive import queries

    days = {name: moment and moment.date() for name, moment in which.items() if name in ("since", "until")}
    return queries.items(connection, queries.ItemFilter(**which | days))


def find_events(
    connection: Connection, *, status: str | None = None, as_of: object = None, **which: Any
) -> Iterable[EventView]:
    """Give events; options as in :class:`archive.queries.EventFilter`."""
    from archive import queries

    _refuse("events", status=status, as_of=as_of)
    return queries.events(connection, queries.EventFilter(**which))


def find_revisions(
    connection: Connection, *, source: str | None, limit: int | None, **others: Any
) -> Iterable[RevisionView]:
    """Give revisions, all or of one source."""
    from archive import queries

    _refuse("revisions", **others)
    views = queries.revisions(connection)
    return itertools.islice((view for view in views if source in (None, view.source)), limit)


def _has_history(home: Home, connection: Connection, slug: str) -> bool:
    """Tell whether the archive knows a source; False where the home has only its profile yet."""
    from aimcrawl.home.place import require_slug
    from archive import queries

    known = {view.source for view in queries.sources(connection)}
    require_slug(slug, [*known, *home.slugs()])
    return slug in known


def _refuse(what: str, **options: object) -> None:
    """Refuse options that mean nothing for what is asked, rather than ignore them."""
    if given := [f"--{name.replace('_', '-')}" for name, value in options.items() if value is not None]:
        raise UsageError(f"{' and '.join(given)} cannot be used with --what {what}")
