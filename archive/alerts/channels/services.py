"""Mail, chat and the many other services that apprise speaks: text, or HTML where a service takes it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from archive.alerts.channels.credentials import Target
from archive.alerts.channels.errors import Unreachable
from archive.alerts.messages import Message, html_of, subject_of, text_of

__all__ = ["is_known", "notify"]

_LONGEST_REMARK = 200

_LOGGER = logging.getLogger("apprise")
_LOGGER.propagate = False  # what apprise says may name the address: only what was redacted leaves this module
_LOGGER.addHandler(logging.NullHandler())


def notify(target: Target, message: Message) -> None:
    """Hand a message to the service that an address names; return when it was taken.

    Raises:
        Unreachable: it was not, or the address is none that apprise knows.
    """
    import apprise  # noqa: PLC0415 - a third of a second that only a message needs

    with _said() as remarks:
        service = _service(target)
        if not service:
            raise Unreachable("apprise knows no such address; see its list of services")
        is_html = apprise.NotifyFormat.HTML in _formats(service)
        body = (html_of if is_html else text_of)(message, limit=service.body_maxlen)
        kind = apprise.NotifyFormat.HTML if is_html else apprise.NotifyFormat.TEXT
        _number(service, message.id)
        sender = apprise.Apprise(asset=service.asset)
        sender.add(service)
        taken = sender.notify(body=body, title=subject_of(message), body_format=kind)
    if not taken:
        remark = target.redact("; ".join(remarks)) or "it was not taken"
        raise Unreachable(remark[:_LONGEST_REMARK])


def is_known(target: Target) -> bool:
    """Tell whether apprise can read an address; nothing is sent."""
    with _said():
        return bool(_service(target))


def _service(target: Target) -> Any:
    """Return apprise's service of an address; None where it knows none."""
    import apprise  # noqa: PLC0415 - a third of a second

    return apprise.Apprise.instantiate(target.address, asset=apprise.AppriseAsset(app_id="AimCrawl"))


_HEARD: ContextVar[list[str] | None] = ContextVar("heard", default=None)
"""What is said while one message is sent: apprise works on threads of its own, to which it hands the context."""


class _Listener(logging.Handler):
    """Keeps what is said of one message, and of no other that is sent at the same time."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.remarks: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        if _HEARD.get() is self.remarks:
            self.remarks.append(record.getMessage())


@contextmanager
def _said() -> Iterator[list[str]]:
    """Collect what apprise says until the end."""
    listener = _Listener()
    before = _HEARD.set(listener.remarks)
    _LOGGER.addHandler(listener)
    try:
        yield listener.remarks
    finally:
        _LOGGER.removeHandler(listener)
        _HEARD.reset(before)


def _number(service: Any, id_: str) -> None:
    """Give a message its number as a header too, where the service has headers: mail, and plain HTTP."""
    if isinstance(headers := getattr(service, "headers", None), dict):
        headers["X-AimCrawl-Delivery"] = id_


def _formats(service: Any) -> tuple[Any, ...]:
    """Return the formats that a service takes: one, or several of which it makes one message."""
    formats = service.notify_format
    return formats if isinstance(formats, tuple) else (formats,)
