"""A site of any pages on loopback, for tests of what fetches single pages."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from markups import Item, page

__all__ = ["LIST", "Loopback", "Reply", "news"]

LIST = "/news.php?pmenu=3"
"""Where ``news`` puts the first page."""


@dataclass(frozen=True)
class Reply:
    """What the site answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Loopback:
    """A site that answers each target (path and query) with its reply, and 404 to all others; ``asked`` is the log.

    ``pages`` may change while it is up. Where no robots.txt is among them, there is none.
    """

    def __init__(self, pages: Mapping[str, bytes | Reply]) -> None:
        self.pages = dict(pages)
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, target: str) -> Reply:
        self.asked.append(target)
        pages = {_known_by(known): page for known, page in self.pages.items()}
        found = pages.get(_known_by(target), Reply(b"<h1>Not found</h1>", 404))
        return found if isinstance(found, Reply) else Reply(found)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                reply = site.answer(self.path)
                self.send_response(reply.status)
                headers = {"Content-Type": "text/html", "Content-Length": str(len(reply.body)), **reply.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_: Any) -> None:
                """Say nothing: the site keeps its own log."""

        return Handler


def _known_by(target: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return what tells pages apart: the path and the parameters of the query, in any order."""
    parts = urlsplit(target)
    return parts.path, tuple(sorted(parse_qsl(parts.query)))


def news(pages: Sequence[Sequence[Item]], markup: str = "cards", pager: str = "numbers") -> dict[str, bytes]:
    """Return the list pages of a site by target, in one of the markups and with one of the pagers of ``markups``."""
    found = {
        f"{LIST}&offset={offset}": page(items, markup, pager=pager, number=offset + 1, last=len(pages))
        for offset, items in enumerate(pages)
    }
    return {LIST: found[f"{LIST}&offset=0"], **found}
