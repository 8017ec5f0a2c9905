"""Items whose text stands elsewhere too, as it is or nearly: found by the marks in the index, then compared in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from archive.errors import NotFound
from archive.models import Item, Revision, SearchEntry
from archive.models import Source as SourceRow
from archive.search.conditions import plan, rows_of
from archive.search.folding import indexed_words
from archive.search.language import Marked, Or
from archive.search.likeness import compared, likeness, marks
from archive.views import SimilarView

__all__ = ["similar"]

_NEAR: Final = 0.6
"""The least likeness that is told. With the marks as they are, 9 of 10 texts that are as alike as that are met."""
_MOST: Final = 1000  # candidates that are compared, the newest first


def similar(connection: Connection, item_id: str, *, same_source: bool = False) -> list[SimilarView]:
    """Return the items of other sources whose text is the item's, or nearly; most alike first, then newest.

    ``same_source``: those of its own source too. A text of less than 5 words is like none, one of less than 16 only
    like the same. Compares current revisions.

    Raises:
        NotFound: there is no such item.
    """
    item = _item(connection, item_id)
    title, text = indexed_words(item.title or ""), indexed_words(item.text)
    own = marks(title, text)
    if not own:
        return []
    words = compared(title, text)
    found = [
        view
        for row in _candidates(connection, own, item, same_source=same_source)
        if (view := _view(row, words)) is not None
    ]
    return sorted(found, key=lambda view: -view.likeness)


def _item(connection: Connection, item_id: str) -> Row[Any]:
    """Return an item with its current content; of one that was merged into another, that one."""
    columns: list[Any] = [Item.id, Item.source_id, Item.merged_into, Revision.title, Revision.text]
    joined = select(*columns).join(Revision, (Revision.item_id == Item.id) & (Revision.number == Item.revision))
    row = connection.execute(joined.where(Item.id == item_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no item {item_id!r}; list them with: aimcrawl items")
    return row if row.merged_into is None else _item(connection, row.merged_into)


def _candidates(connection: Connection, own: Sequence[str], item: Row[Any], *, same_source: bool) -> Sequence[Row[Any]]:
    """Return what shares a mark with an item, newest first."""
    found = plan(Or(tuple(map(Marked, own))), connection.dialect.name)
    chosen = found.select(SearchEntry.revision_id).where(SearchEntry.current, SearchEntry.item_id != item.id)
    if not same_source:
        chosen = chosen.where(SearchEntry.source_id != item.source_id)
    revisions = [row[0] for row in rows_of(connection, chosen.order_by(found.key.desc()).limit(_MOST))]
    columns: list[Any] = [Revision.item_id, Revision.title, Revision.text, Revision.url, Revision.published]
    columns.append(SourceRow.slug)
    joined = select(*columns).join(Item, Item.id == Revision.item_id).join(SourceRow, SourceRow.id == Item.source_id)
    newest = joined.order_by(Revision.sort_date.desc().nulls_last(), Revision.id.desc())
    return connection.execute(newest.where(Revision.id.in_(revisions))).all()


def _view(row: Row[Any], words: Sequence[str]) -> SimilarView | None:
    """Return a candidate that holds, else None."""
    other = compared(indexed_words(row.title or ""), indexed_words(row.text))
    is_same = list(words) == list(other)
    alike = 1.0 if is_same else likeness(words, other)
    if alike < _NEAR:
        return None
    return SimilarView(
        kind="same text" if is_same else "near",
        item=row.item_id,
        source=row.slug,
        url=row.url,
        published=row.published,
        title=row.title,
        likeness=round(alike, 2),
    )
