"""The difference between the items of two snapshots, and how it makes the new ones of the old.

An item *changed* when any of its fields did, but ``last_seen`` and ``page_url``: that it was seen again, or on another
page, is no news. So that the new items are made exactly, ``seen`` says these two for items that did not change.

What was read of a snapshot is kept in a temporary database, not in memory.
"""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from archive.captures.disk import Disk
from archive.errors import ArchiveDamaged
from archive.records import Record
from archive.snapshots.files import write_table
from archive.snapshots.model import ADDED, CHANGED, ITEMS, REMOVED, SEEN, RemovedItem, Resource, SeenItems
from archive.views import ItemView

__all__ = ["apply_delta", "read_lines", "sort_day", "write_delta"]

T = TypeVar("T", bound=Struct)

_encode = msgspec.json.Encoder().encode


def write_delta(disk: Disk, old: Path, new: Path, merged: Mapping[str, str]) -> list[Resource]:
    """Write into the snapshot ``new`` what parts its items from those of ``old``; ``merged`` says which item stays.

    Raises:
        ArchiveDamaged: a line of either is none.
        OSError: the disk refuses.
    """
    with closing(sqlite3.connect("")) as database:  # in a temporary file that only this process knows
        _note(database, read_lines(old / ITEMS, ItemView))
        return [
            write_table(disk, new, ADDED, _added(database, new / ITEMS)),
            write_table(disk, new, CHANGED, _changed(database, new / ITEMS)),
            write_table(disk, new, REMOVED, _removed(database, merged)),
            write_table(disk, new, SEEN, _seen(database)),
        ]


def apply_delta(old: Path, delta: Path) -> Iterator[bytes]:
    """Give the lines of the new ``items.jsonl``, made of the old snapshot and a new one's delta: the same bytes.

    ``old`` and ``delta`` are the folders of the two snapshots; of the new one, only its delta is read.

    Raises:
        ArchiveDamaged: the delta does not fit, or a line is none.
    """
    with closing(sqlite3.connect("")) as database:
        database.execute("CREATE TABLE items (id TEXT PRIMARY KEY, day TEXT, line BLOB)")
        _insert(database, read_lines(old / ITEMS, ItemView), old / ITEMS)
        gone = ((item.id,) for item in read_lines(delta / REMOVED, RemovedItem))
        _touch(database, "DELETE FROM items WHERE id = ?", gone, delta / REMOVED)
        changed = ((sort_day(item), _encode(item), item.id) for item in read_lines(delta / CHANGED, ItemView))
        _touch(database, "UPDATE items SET day = ?, line = ? WHERE id = ?", changed, delta / CHANGED)
        _touch(database, "UPDATE items SET line = ? WHERE id = ?", _seen_again(database, delta), delta / SEEN)
        _insert(database, read_lines(delta / ADDED, ItemView), delta / ADDED)
        for (line,) in database.execute("SELECT line FROM items ORDER BY day DESC, id"):  # null is the least: last
            yield line + b"\n"


def read_lines(path: Path, kind: type[T]) -> Iterator[T]:
    """Give the lines of a file as what they are.

    Raises:
        ArchiveDamaged: the file is missing, or a line is none of that kind.
    """
    decoder = msgspec.json.Decoder(kind)
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield decoder.decode(line)
                except msgspec.MsgspecError as error:
                    raise ArchiveDamaged(f"{path}, line {number}: {error}") from error
    except FileNotFoundError as error:
        raise ArchiveDamaged(f"{path} is missing") from error


def sort_day(item: ItemView) -> str | None:
    """Return the published day by which items are sorted: of a month or a year, its first."""
    day = Record(position=0, published=item.published).date
    return None if day is None else day.isoformat()


def _face(item: ItemView) -> bytes:
    """Return a digest of what counts when two snapshots are compared."""
    return hashlib.sha256(_encode(msgspec.structs.replace(item, last_seen="", page_url=""))).digest()


def _note(database: sqlite3.Connection, items: Iterable[ItemView]) -> None:
    """Keep what is needed of the old items; ``met`` are those that the new ones have too."""
    database.execute("CREATE TABLE old (id TEXT PRIMARY KEY, source TEXT, face BLOB, page TEXT, seen TEXT, met INT)")
    database.execute("CREATE TABLE seen (page TEXT, seen TEXT, id TEXT)")
    rows = ((item.id, item.source, _face(item), item.page_url, item.last_seen) for item in items)
    database.executemany("INSERT INTO old VALUES (?, ?, ?, ?, ?, 0)", rows)


def _added(database: sqlite3.Connection, new: Path) -> Iterator[ItemView]:
    for item in read_lines(new, ItemView):
        if database.execute("SELECT 1 FROM old WHERE id = ?", (item.id,)).fetchone() is None:
            yield item


def _changed(database: sqlite3.Connection, new: Path) -> Iterator[ItemView]:
    """Give the items that changed, and note which are still there and where they were seen."""
    for item in read_lines(new, ItemView):
        was = database.execute("SELECT face, page, seen FROM old WHERE id = ?", (item.id,)).fetchone()
        if was is None:
            continue
        database.execute("UPDATE old SET met = 1 WHERE id = ?", (item.id,))
        if was[0] != _face(item):
            yield item
        elif was[1:] != (item.page_url, item.last_seen):
            database.execute("INSERT INTO seen VALUES (?, ?, ?)", (item.page_url, item.last_seen, item.id))


def _removed(database: sqlite3.Connection, merged: Mapping[str, str]) -> Iterator[RemovedItem]:
    for id_, source in database.execute("SELECT id, source FROM old WHERE met = 0 ORDER BY id"):
        yield RemovedItem(id=id_, source=source, merged_into=merged.get(id_))


def _seen(database: sqlite3.Connection) -> Iterator[SeenItems]:
    rows = database.execute("SELECT seen, page, id FROM seen ORDER BY seen, page, id")
    for (seen, page), group in itertools.groupby(rows, key=lambda row: row[:2]):
        yield SeenItems(page_url=page, last_seen=seen, items=[id_ for *_, id_ in group])


def _insert(database: sqlite3.Connection, items: Iterable[ItemView], path: Path) -> None:
    rows = ((item.id, sort_day(item), _encode(item)) for item in items)
    try:
        database.executemany("INSERT INTO items VALUES (?, ?, ?)", rows)
    except sqlite3.IntegrityError as error:
        raise ArchiveDamaged(f"{path}: it holds an item that is there already") from error


def _touch(database: sqlite3.Connection, statement: str, rows: Iterable[tuple[object, ...]], path: Path) -> None:
    """Run a statement for each row, which must find the one item that the row names last."""
    for row in rows:
        if database.execute(statement, row).rowcount != 1:
            raise ArchiveDamaged(f"{path}: the snapshot before has no item {row[-1]}")


def _seen_again(database: sqlite3.Connection, delta: Path) -> Iterator[tuple[bytes, str]]:
    for seen in read_lines(delta / SEEN, SeenItems):
        for id_ in seen.items:
            found = database.execute("SELECT line FROM items WHERE id = ?", (id_,)).fetchone()
            if found is None:
                raise ArchiveDamaged(f"{delta / SEEN}: the snapshot before has no item {id_}")
            item = msgspec.json.decode(found[0], type=ItemView)
            yield _encode(msgspec.structs.replace(item, page_url=seen.page_url, last_seen=seen.last_seen)), id_
