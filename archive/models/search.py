"""What the search index knows of each revision beside its words, and the items whose index is to be brought up to date.

The words are in ``search_text``, which is each database's own and so in no model: an FTS5 table on SQLite, a table with
a ``tsvector`` on PostgreSQL (migration 0001). Triggers write :class:`SearchPending`; :mod:`archive.search.index` reads
it at the end of every transaction that writes.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base

__all__ = ["SearchEntry", "SearchPending"]


_KEY = BigInteger().with_variant(Integer, "sqlite")  # 64 bits wide there too, and the number of the row itself


class SearchEntry(Base, kw_only=True):
    """One revision in the index. ``key`` is its row in ``search_text`` and orders by day (:mod:`archive.search.index`).

    ``current`` says that it is what its item says today, and that its item was not merged into another. ``year`` is
    None where the revision has no date.
    """

    __tablename__ = "search_entries"
    __table_args__ = (Index("ix_search_entries_standing", "current", "source_id", "year"),)

    key: Mapped[int] = mapped_column(_KEY, primary_key=True, autoincrement=False)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), unique=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id"), index=True)
    number: Mapped[int]
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    year: Mapped[int | None]
    current: Mapped[bool]


class SearchPending(Base, kw_only=True):
    """An item of which something changed that the index does not know yet. Empty between transactions."""

    __tablename__ = "search_pending"

    item_id: Mapped[str] = mapped_column(primary_key=True)
