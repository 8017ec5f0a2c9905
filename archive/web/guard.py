"""The wall around all pages: which requests are refused before anything is read, and what every answer bears."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeAlias
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from archive.loopback import is_loopback

__all__ = ["REPLAY_POLICY", "Guard"]

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
REPLAY_POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
"""Of a page as it was captured: its own styles and the pictures in its own text; no script, no request, no form."""

_EVERYWHERE: Final = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
}
_MAX_TARGET: Final = 8_000  # bytes of path and query that everyone supports (RFC 9110, 4.1)
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?")


Explain: TypeAlias = Callable[[Request, HTTPException], Response]
"""Makes the answer to a request that is refused."""


class Guard:
    """Refuses what no page answers, and gives every answer the headers that keep it harmless.

    ``names`` are the host names besides those of loopback that requests may bear; None lets all pass. A page elsewhere
    whose name is made to point at this machine (DNS rebinding) bears its own name, and reads nothing.
    """

    def __init__(self, app: ASGIApp, *, names: frozenset[str] | None, explain: Explain) -> None:
        self.app = app
        self.names = names
        self.explain = explain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _EVERYWHERE.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        answer = self.app if refusal is None else self.explain(Request(scope), refusal)
        await answer(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> HTTPException | None:
        if scope["method"] not in ("GET", "HEAD"):
            return HTTPException(405, "These pages only read: GET and HEAD.", headers={"Allow": "GET, HEAD"})
        target = scope.get("raw_path", b"") + b"?" + scope["query_string"]
        if len(target) > _MAX_TARGET:
            return HTTPException(400, f"The address is longer than {_MAX_TARGET} bytes.")
        if b"\0" in unquote_to_bytes(target):
            return HTTPException(400, "The address holds a NUL byte.")
        host = _HOST.fullmatch(Headers(scope=scope).get("host", "").lower())
        if host is None:
            return HTTPException(400, "The Host header is missing, or is no name.")
        name = host["name"]
        if self.names is None or is_loopback(name.strip("[]")) or name in self.names:
            return None
        return HTTPException(400, f"These pages are not served under the name {name}; --allow-host lets them.")
