"""The index of words: brought up to date at the end of each transaction that writes, made anew, checked.

Triggers note the items of which something changed (``archive/migrations/search_text.py``); :func:`catch_up` indexes
them. So no writer needs to think of the index, and none can forget it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, text, update

from archive.migrations.search_text import CREATE
from archive.models import Item, Revision, SearchEntry, SearchPending
from archive.search.conditions import KEY_BITS
from archive.search.folding import indexed_words
from archive.search.likeness import marks
from archive.search.marks import source_mark

__all__ = ["catch_up", "indexed", "key_of", "make_anew", "revisions_to_index", "scrub"]

_BATCH: Final = 1000
_PLACES: Final = 256  # of one word that a tsvector keeps
_CONTENT: Final = (
    *(Revision.id, Revision.item_id, Revision.number, Revision.sort_date, Revision.title, Revision.text),
    *(Item.source_id, Item.merged_into, Item.revision),
)
_INSERT: Final = {
    "sqlite": text("INSERT INTO search_text (rowid, title, text, marks) VALUES (:key, :title, :text, :marks)"),
    "postgresql": text(
        "INSERT INTO search_text (key, title, text, words) VALUES (:key, :title, :text, CAST(:words AS tsvector))"
    ),
}
_PENDING: Final = select(SearchPending.item_id).limit(_BATCH)
_EMPTY: Final = {
    "sqlite": ("DROP TABLE search_text", CREATE["sqlite"][0]),  # much faster than to delete from it, whatever its state
    "postgresql": ("TRUNCATE search_text",),
}


def key_of(sort_date: str | None, revision_id: int) -> int:
    """Return the key of a revision: in the order of days, within a day in that of recording; no date first."""
    day = 0 if sort_date is None else dt.date.fromisoformat(sort_date).toordinal()
    return (day << KEY_BITS) + revision_id


def catch_up(connection: Connection) -> None:
    """Index what the transaction changed."""
    while items := connection.execute(_PENDING).scalars().all():
        _add(connection, connection.execute(_missing(items)).all())
        _mark_current(connection, items)
        connection.execute(delete(SearchPending).where(SearchPending.item_id.in_(items)))


def make_anew(connection: Connection, *, progress: Callable[[int], None] = lambda _: None) -> int:
    """Make the index again; return how many revisions it holds. ``progress`` hears of each lot."""
    for statement in _EMPTY[connection.dialect.name]:
        connection.execute(text(statement))
    connection.execute(delete(SearchEntry))
    connection.execute(delete(SearchPending))
    ordered = connection.execute(select(Revision.id).order_by(Revision.sort_date, Revision.id)).scalars().all()
    for lot in _lots(ordered):
        _add(connection, connection.execute(_revisions().where(Revision.id.in_(lot))).all())
        progress(len(lot))
    return len(ordered)


def revisions_to_index(connection: Connection) -> int:
    """Return how many revisions there are to index: what ``progress`` of :func:`make_anew` will come to."""
    return int(connection.execute(select(func.count()).select_from(Revision)).scalar_one())


def indexed(connection: Connection) -> int:
    """Return of how many revisions the index holds the words."""
    return int(connection.execute(text("SELECT count(*) FROM search_text")).scalar_one())


def scrub(connection: Connection) -> None:
    """Let no page of the index hold words of what was deleted: FTS5 only marks them until it merges its parts."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search_text (search_text) VALUES ('optimize')"))


def _revisions() -> Any:
    return select(*_CONTENT).join(Item, Item.id == Revision.item_id)


def _missing(items: Sequence[str]) -> Any:
    unknown = _revisions().outerjoin(SearchEntry, SearchEntry.revision_id == Revision.id)
    return unknown.where(Revision.item_id.in_(items), SearchEntry.key.is_(None))


def _add(connection: Connection, revisions: Iterable[Row[Any]]) -> None:
    """Index revisions, in the order of their keys: FTS5 begins a new part whenever a key is less than the last."""
    keyed = sorted((key_of(row.sort_date, row.id), row) for row in revisions)
    if keyed:
        make = _sqlite_row if connection.dialect.name == "sqlite" else _postgres_row
        connection.execute(insert(SearchEntry), [_entry(key, row) for key, row in keyed])
        connection.execute(_INSERT[connection.dialect.name], [make(key, row) for key, row in keyed])


def _entry(key: int, row: Row[Any]) -> dict[str, Any]:
    return {
        "key": key,
        "revision_id": row.id,
        "item_id": row.item_id,
        "number": row.number,
        "source_id": row.source_id,
        "year": None if row.sort_date is None else int(row.sort_date[:4]),
        "current": row.merged_into is None and row.number == row.revision,
    }


def _sqlite_row(key: int, row: Row[Any]) -> dict[str, Any]:
    title, body = indexed_words(row.title or ""), indexed_words(row.text)
    borne = " ".join((source_mark(row.source_id), *marks(title, body)))
    return {"key": key, "title": " ".join(title), "text": " ".join(body), "marks": borne}


def _postgres_row(key: int, row: Row[Any]) -> dict[str, Any]:
    """Return the row with blanks at both ends of the texts, so that each word stands between blanks."""
    title, body = indexed_words(row.title or ""), indexed_words(row.text)
    texts = {"title": f" {' '.join(title)} ", "text": f" {' '.join(body)} "}
    borne = (source_mark(row.source_id), *marks(title, body))
    return {"key": key, "words": _vector(title, body, borne)} | texts


def _vector(title: Sequence[str], body: Sequence[str], borne: Iterable[str]) -> str:
    """Return a ``tsvector`` as PostgreSQL reads it; words of the title bear the label A."""
    places = defaultdict[str, list[str]](list)
    for place, word in enumerate(title, 1):
        places[word].append(f"{place}A")
    for place, word in enumerate(body, len(title) + 1):
        places[word].append(str(place))
    lexemes = (f"'{word}':{','.join(where[:_PLACES])}" for word, where in places.items())
    return " ".join((*lexemes, *(f"'{mark}'" for mark in borne)))


def _mark_current(connection: Connection, items: Sequence[str]) -> None:
    """Say anew which revisions of some items are current."""
    now = and_(Item.revision == SearchEntry.number, Item.merged_into.is_(None))
    is_current = select(now).where(Item.id == SearchEntry.item_id).scalar_subquery()
    changed = SearchEntry.current != is_current
    connection.execute(update(SearchEntry).where(SearchEntry.item_id.in_(items), changed).values(current=is_current))


def _lots(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
