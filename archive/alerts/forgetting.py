"""Deliveries that arrived long ago are forgotten, so that the database does not grow with what nobody asks for.

A receiver may know a delivery's id for as long as it likes: nothing is sent again once that it arrived was noted, and
what was not noted is pending still. The rows of the outbox stay, one an event that was told: they are how the archive
knows that it was.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, delete, select

from archive.models import Delivery, DeliveryEntry

__all__ = ["forget_sent"]


def forget_sent(connection: Connection, *, before: dt.datetime) -> None:
    """Delete the deliveries that arrived before a moment; what waits or was given up stays."""
    old = (Delivery.state == "sent", Delivery.sent_at < before)
    connection.execute(delete(DeliveryEntry).where(DeliveryEntry.delivery_id.in_(select(Delivery.id).where(*old))))
    connection.execute(delete(Delivery).where(*old))
