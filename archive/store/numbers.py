"""The numbers of revisions: given once, in the order of recording, whatever the order of capture (``import``)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from archive.models import Revision

__all__ = ["next_numbers"]

_BATCH = 500


def next_numbers(connection: Connection, items: Iterable[str]) -> dict[str, int]:
    """Return for each item the number of its next revision; 1 for one that has none yet."""
    ids = sorted(set(items))
    numbers = dict.fromkeys(ids, 1)
    for start in range(0, len(ids), _BATCH):
        greatest = select(Revision.item_id, func.max(Revision.number).label("last")).group_by(Revision.item_id)
        rows = connection.execute(greatest.where(Revision.item_id.in_(ids[start : start + _BATCH])))
        numbers |= {row.item_id: row.last + 1 for row in rows}
    return numbers
