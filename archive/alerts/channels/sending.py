"""One way in for all channels."""

from __future__ import annotations

import datetime as dt

from archive.alerts.channels.credentials import Target
from archive.alerts.messages import Message, json_of

__all__ = ["send"]


def send(target: Target, message: Message, *, now: dt.datetime) -> None:
    """Send a message; return when it was taken.

    Raises:
        ChannelError: it was not; says why, and nothing of the address.
    """
    if target.kind == "webhook":
        from archive.alerts.channels.webhook import post  # noqa: PLC0415 - requests, which only a message needs

        post(target, message.id, json_of(message), now=now)
    else:
        from archive.alerts.channels.services import notify  # noqa: PLC0415 - likewise

        notify(target, message)
