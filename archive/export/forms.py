"""All forms of an export, and which of items, revisions and events each can hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection

from archive import queries
from archive.export.atom import as_atom
from archive.export.documents import What, as_json, as_jsonl
from archive.export.feed import Entry, Head, event_entries, feed_head, item_entries
from archive.export.json_feed import as_json_feed
from archive.export.json_ld import as_json_ld
from archive.export.parquet import as_parquet
from archive.export.spreadsheet import as_csv
from archive.queries import EventFilter, ItemFilter, RevisionFilter
from archive.views import EventView, ItemView, RevisionView

__all__ = ["BINARY", "FORMS", "Which", "export"]

Which: TypeAlias = ItemFilter | RevisionFilter | EventFilter
Export: TypeAlias = Callable[[Connection, Any, str | None], Iterator[bytes]]

BINARY: Final = frozenset({"parquet"})
"""The forms that are not for a terminal."""


def export(
    connection: Connection, form: str, what: What, which: Which, *, source: str | None = None
) -> Iterator[bytes]:
    """Give an export piece by piece. ``source`` (a slug) is the one that a feed bears the name of.

    Raises:
        ExtraMissing: the form needs a package that is not installed.
        KeyError: ``FORMS`` has no such form of that.
        NotFound: there is no such source.
    """
    return FORMS[form][what](connection, which, source)


def _tables(write: Callable[[What, Any], Iterator[bytes]]) -> Mapping[What, Export]:
    """Return the exports of a form that holds views as they are."""
    return {
        "items": lambda connection, which, _: write("items", queries.items(connection, which)),
        "revisions": lambda connection, which, _: write("revisions", queries.revisions(connection, which=which)),
        "events": lambda connection, which, _: write("events", queries.events(connection, which)),
    }


def _feeds(write: Callable[[Head, Iterator[Entry]], Iterator[bytes]]) -> Mapping[What, Export]:
    """Return the exports of a form that people subscribe to. Revisions have none: what they would tell, events do."""

    def items(connection: Connection, which: ItemFilter, source: str | None) -> Iterator[bytes]:
        head = feed_head(connection, "items", source)
        return write(head, item_entries(queries.dated_items(connection, which), head))

    def events(connection: Connection, which: EventFilter, source: str | None) -> Iterator[bytes]:
        head = feed_head(connection, "events", source)
        return write(head, event_entries(connection, queries.titled_events(connection, which), head))

    return {"items": items, "events": events}


def _json_ld(connection: Connection, which: ItemFilter, source: str | None) -> Iterator[bytes]:
    return as_json_ld(feed_head(connection, "items", source), queries.dated_items(connection, which))


_VIEWS: Final[Mapping[What, type[Any]]] = {"items": ItemView, "revisions": RevisionView, "events": EventView}

FORMS: Final[Mapping[str, Mapping[What, Export]]] = {
    "json": _tables(as_json),
    "jsonl": _tables(lambda _, views: as_jsonl(views)),
    "csv": _tables(lambda what, views: as_csv(_VIEWS[what], views)),
    "parquet": _tables(lambda what, views: as_parquet(_VIEWS[what], views)),
    "jsonfeed": _feeds(as_json_feed),
    "atom": _feeds(as_atom),
    "jsonld": {"items": _json_ld},
}
"""By form, then by what it holds: functions of a connection, a filter, and the slug of a feed's source."""
