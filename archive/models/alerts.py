"""What waits to be told: notices about sources, the outbox, and the deliveries that its rows become.

None of it bears on what the archive says of items: it can be lost without loss of history.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base

__all__ = ["Delivery", "DeliveryEntry", "Notice", "Outbox"]


class Notice(Base, kw_only=True):
    """That the state of a source changed: ``suspect``, ``failing``, ``silent``, or ``recovered`` of one of them.

    ``trouble`` is which of the three began or is over. ``reason`` is for people.
    """

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[str]
    trouble: Mapped[str]
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    crawl_id: Mapped[int] = mapped_column(ForeignKey("crawls.id"), index=True)
    reason: Mapped[str | None]
    at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]


class Outbox(Base, kw_only=True):
    """An event or a notice that the rules have to look at; ``expanded_at`` says when they did.

    Written in the transaction of the event, by crawls of the live site alone.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_expanded_at", "expanded_at"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), unique=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"), unique=True)
    recorded_at: Mapped[dt.datetime]
    expanded_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class Delivery(Base, kw_only=True):
    """One message to one channel, by one rule; its ``id`` (a UUID) stays the same however often it is tried.

    What it says is not kept here: it is made of its entries whenever it is sent, from revisions that never change, so
    that what is erased from the archive is not sent either. ``state``: pending, sent, failed (given up). ``attempts``
    are those in vain; ``unreachable``: the last of them because of the channel, and not of what it says.
    """

    __tablename__ = "deliveries"
    __table_args__ = (Index("ix_deliveries_state_channel", "state", "channel"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str]
    channel: Mapped[str]
    digest: Mapped[str]
    state: Mapped[str] = mapped_column(default="pending")
    created_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    next_try: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    unreachable: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None] = mapped_column(default=None)
    sent_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class DeliveryEntry(Base, kw_only=True):
    """A row of the outbox that a delivery tells of."""

    __tablename__ = "delivery_entries"

    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id"), primary_key=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
