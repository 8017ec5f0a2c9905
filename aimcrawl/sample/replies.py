"""What the sample site answers: a response and the manner of its delivery. The layouts make them, faults spoil them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

__all__ = ["Reply", "html", "moved", "not_found", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One HTTP response.

    ``content_type`` None leaves the header out. ``delay`` is a pause before the first byte, in seconds. The body goes
    out ``repeat`` times; ``sized`` False leaves out its length and sends it in chunks. ``stop_after`` is the number of
    bytes of the body after which the server falls silent for ``stall`` seconds and then hangs up (None: sends all).
    """

    status: int = HTTPStatus.OK
    body: bytes = b""
    content_type: str | None = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    repeat: int = 1
    sized: bool = True
    stop_after: int | None = None
    stall: float = 0.0


def html(markup: str) -> Reply:
    """Return a page in UTF-8."""
    return Reply(body=markup.encode())


def text(content: str) -> Reply:
    """Return a plain text in UTF-8, as robots.txt is."""
    return Reply(body=content.encode(), content_type="text/plain; charset=utf-8")


def moved(to: str, status: int = HTTPStatus.MOVED_PERMANENTLY) -> Reply:
    """Return a redirect to ``to``, a path or an address."""
    return Reply(status=status, headers={"Location": to})


def not_found() -> Reply:
    """Return the site's error page."""
    page = "<!DOCTYPE html><html><head><title>Not found</title></head><body><h1>Not found</h1></body></html>"
    return Reply(status=HTTPStatus.NOT_FOUND, body=page.encode())
