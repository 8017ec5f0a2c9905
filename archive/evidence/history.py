"""Items, revisions and events: does every revision lead to a capture, and do the three tell one story?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import aliased

from archive.captures.model import ERASED
from archive.evidence.chain import content_digest
from archive.evidence.model import Finding
from archive.models import Capture, Crawl, Event, Item, Revision
from archive.queries.rows import STREAM
from archive.records import content_hash

__all__ = ["history_faults"]

_ALTERED = "Rows were altered: restore the database from a backup, or make it again with `aimcrawl rebuild`"


def history_faults(connection: Connection) -> Iterator[Finding]:
    """Yield what is wrong with revisions and events."""
    numbers: dict[str, int] = {}
    body = aliased(Capture)  # of a revisit, the capture that holds the bytes
    columns: list[Any] = [Revision.__table__, Capture.record_id, Capture.kind, body.kind.label("body_kind")]
    query = (
        select(*columns)
        .outerjoin(Capture, Capture.id == Revision.capture_id)
        .outerjoin(body, body.record_id == Capture.refers_to)
    )
    rows = connection.execution_options(**STREAM).execute(query.order_by(Revision.item_id, Revision.number))
    for item, revisions in groupby(rows, key=lambda row: row.item_id):
        numbers[item] = 0
        for row in revisions:
            numbers[item] += 1
            yield from _revision_faults(row, numbers[item])
    yield from _item_faults(connection, numbers)
    yield from _event_faults(connection, numbers)


def _revision_faults(row: Row[Any], number: int) -> Iterator[Finding]:
    where = f"revision {row.item_id}/{row.number}"
    if row.number != number:
        yield _finding("revision", where, f"revision {number} of this item is not there")
    if row.record_id is None:
        yield _finding("revision", where, "it leads to no capture")
    if ERASED in (row.kind, row.body_kind) and not (row.title or row.text or row.html or row.links):
        return  # taken down: its digests stay, and the chain holds them
    content = row._asdict()
    if (row.digest, row.content_hash) != (content_digest(content), content_hash(row.published, row.title, row.text)):
        yield _finding("revision", where, "its content is not what it was when it was written")


def _item_faults(connection: Connection, numbers: dict[str, int]) -> Iterator[Finding]:
    for row in connection.execute(select(Item.id, Item.revision)):
        if numbers.get(row.id, 0) < row.revision or row.revision < 1:
            yield _finding("revision", f"item {row.id}", f"its current revision, {row.revision}, is not there")


def _event_faults(connection: Connection, numbers: dict[str, int]) -> Iterator[Finding]:
    born: set[str] = set()
    imports = {*connection.execute(select(Crawl.id).where(Crawl.kind == "import", Crawl.root.is_not(None))).scalars()}
    columns = (Event.id, Event.kind, Event.item_id, Event.revision, Event.previous, Event.superseded_by)
    for row in connection.execute(select(*columns).order_by(Event.id)).all():
        named = [number for number in (row.revision, row.previous) if number is not None]
        if not all(1 <= number <= numbers.get(row.item_id, 0) for number in named):
            yield _finding("event", f"event {row.id}", f"it names a revision that item {row.item_id} does not have")
        if row.kind == "edited" and not _leads_on(connection, row):
            yield _finding("event", f"event {row.id}", "an edit must lead from one revision to a later one")
        if row.superseded_by is not None:
            if row.superseded_by not in imports:
                yield _finding("event", f"event {row.id}", "it is told no more, and no import says why")
            continue
        if row.kind == "new" and row.item_id in born:
            yield _finding("event", f"event {row.id}", f"item {row.item_id} is told to be new a second time")
        if row.kind == "new":
            born.add(row.item_id)


def _leads_on(connection: Connection, event: Any) -> bool:
    """Tell whether an edit leads to a later revision: by number, or where one was imported by its capture's time."""
    if event.revision is None or event.previous is None:
        return False
    if event.previous < event.revision:
        return True
    times = select(Revision.captured_at).where(Revision.item_id == event.item_id)
    before, after = (
        connection.execute(times.where(Revision.number == number)).scalar_one_or_none()
        for number in (event.previous, event.revision)
    )
    return before is not None and after is not None and bool(before < after)


def _finding(kind: str, where: str, problem: str) -> Finding:
    return Finding(kind=kind, where=where, problem=problem, advice=_ALTERED)
