"""The server of the sample site: a thread on loopback that answers from ``items``, fails on demand and keeps a log."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Protocol, Self, cast
from urllib.parse import urlsplit

from aimcrawl.sample import original, rebuilt, replies
from aimcrawl.sample.faults import Fault
from aimcrawl.sample.inventing import invent_items
from aimcrawl.sample.items import SampleItem
from aimcrawl.sample.replies import Reply

__all__ = ["DEFAULT_ROBOTS", "SampleRequest", "SampleSite"]

DEFAULT_ROBOTS = "User-agent: *\nDisallow: /members/\n"
BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRequest:
    """One line of the log: what was asked, when it came (seconds, monotonic) and with which status it was answered."""

    target: str
    at: float
    status: int
    headers: Mapping[str, str]


class _Layout(Protocol):
    """What the modules ``original`` and ``rebuilt`` offer."""

    ENTRY: str
    PER_PAGE: int

    def respond(self, items: Sequence[SampleItem], path: str, query: str) -> Reply: ...

    def page_number(self, path: str, query: str) -> int | None: ...


@dataclass(slots=True, kw_only=True)
class _Injection:
    """A fault, where it strikes (everywhere, where neither is said) and how often yet (None: for ever)."""

    fault: Fault
    page: int | None
    path: str | None
    times: int | None

    def strikes(self, page: int | None, target: str) -> bool:
        if self.times == 0:
            return False
        if self.page is not None:
            return page == self.page
        return self.path is None or self.path in {target, urlsplit(target).path}


class SampleSite:
    """The sample site, up from ``with`` to the end of its block. All that is public may change between two requests.

    ``items`` is the list, newest first, as the site shows it. ``rebuilt`` switches to the layout after the relaunch.
    ``robots`` is the text of robots.txt. ``conditional``: pages carry an ETag and answer 304 to those who know it.
    ``before`` is called with each request's target before it is answered, in the server's thread, so that a test can
    move the list between two requests. ``requests`` is the log. Listens on 127.0.0.1 alone.
    """

    def __init__(self, items: list[SampleItem] | None = None, *, port: int = 0) -> None:
        self.items = invent_items() if items is None else items
        self.rebuilt = False
        self.robots = DEFAULT_ROBOTS
        self.conditional = False
        self.before: Callable[[str], None] | None = None
        self.requests: list[SampleRequest] = []
        self._injections: list[_Injection] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def base(self) -> str:
        """The site's address without a path."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        """The address of the first page of the news as the site is now."""
        return self.base + self._layout.ENTRY

    @property
    def pages(self) -> int:
        """The number of list pages as the site is now."""
        return -(-len(self.items) // self._layout.PER_PAGE)

    @property
    def targets(self) -> list[str]:
        """The paths with queries that were asked for, in order."""
        return [request.target for request in self.requests]

    def inject(
        self, fault: Fault, *, page: int | None = None, path: str | None = None, times: int | None = None
    ) -> None:
        """Let ``fault`` strike list page ``page`` (from 1, whatever its address), or ``path`` (with or without query).

        Strikes every request where neither is given; ``times`` requests, or all. The first that fits strikes alone.
        """
        self._injections.append(_Injection(fault=fault, page=page, path=path, times=times))

    def heal(self) -> None:
        """Take out all faults."""
        self._injections.clear()

    def reply(self, target: str, headers: Mapping[str, str]) -> Reply:
        """Answer one request and log it."""
        at = time.monotonic()
        if self.before:
            self.before(target)
        reply = self._spoil(target, self._condition(self._intended(target), headers.get("If-None-Match")))
        self.requests.append(SampleRequest(target=target, at=at, status=reply.status, headers=headers))
        return reply

    def pause(self, seconds: float) -> None:
        """Wait, but not beyond the site's end."""
        if seconds:
            self._closing.wait(seconds)

    @property
    def _layout(self) -> _Layout:
        return rebuilt if self.rebuilt else original

    def _intended(self, target: str) -> Reply:
        address = urlsplit(target)
        if address.path == "/robots.txt":
            return replies.text(self.robots)
        return self._layout.respond(self.items, address.path, address.query)

    def _condition(self, reply: Reply, known: str | None) -> Reply:
        if not self.conditional or reply.status != HTTPStatus.OK:
            return reply
        tag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        if known == tag:
            return Reply(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag}, content_type=None)
        return replace(reply, headers={**reply.headers, "ETag": tag})

    def _spoil(self, target: str, reply: Reply) -> Reply:
        address = urlsplit(target)
        page = self._layout.page_number(address.path, address.query)
        with self._lock:
            injection = next((one for one in self._injections if one.strikes(page, target)), None)
            if injection is None:
                return reply
            if injection.times is not None:
                injection.times -= 1
        return injection.fault(reply)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    """A thread for each connection; all are hung up and waited for at the end, so that none outlives the site."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], site: SampleSite) -> None:
        self.site = site
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that clients keep alive."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):  # the client was faster
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SampleSite"
    sys_version = ""
    disable_nagle_algorithm = True  # head and body go out as two writes; together they would wait for an ACK

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # to hang up is every client's right
            super().handle()

    def do_GET(self) -> None:
        """Answer a request."""
        site = cast("_Server", self.server).site
        reply = site.reply(self.path, dict(self.headers))
        site.pause(reply.delay)
        self._head(reply)
        if self.command == "GET" and reply.status not in BODILESS:
            self._body(reply, site)

    def do_HEAD(self) -> None:
        """Answer a request without the body."""
        self.do_GET()

    def _head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        if reply.content_type:
            self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if not reply.sized:
            self.send_header("Transfer-Encoding", "chunked")
        elif reply.status not in BODILESS:
            self.send_header("Content-Length", str(len(reply.body) * reply.repeat))
        self.end_headers()

    def _body(self, reply: Reply, site: SampleSite) -> None:
        if reply.stop_after is not None:
            self.wfile.write(reply.body[: reply.stop_after])
            site.pause(reply.stall)
            self.close_connection = True
            return
        for _ in range(reply.repeat):
            self.wfile.write(reply.body if reply.sized else b"%x\r\n%b\r\n" % (len(reply.body), reply.body))
        if not reply.sized:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Keep quiet: the log is ``site.requests``."""
