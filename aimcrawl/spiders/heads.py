"""The head of a response is kept short: Scrapy limits bodies (``DOWNLOAD_MAXSIZE``), but no number of header lines.

Scrapy and Twisted offer no door for this, so their private classes are extended; a test sends endless headers.
"""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientFactory, _LenientHTTP11ClientProtocol
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

__all__ = ["HeadTooLarge", "ShortHeadFactory"]

LARGEST = 262_144
"""Bytes. Browsers and servers stop at 8 to 256 KB."""


class HeadTooLarge(Exception):
    """Raised where the headers of a response do not end."""


class _ShortHeadProtocol(_LenientHTTP11ClientProtocol):
    """Closes a connection on which too much comes before a body."""

    _came = 0

    def request(self, request: Any) -> Any:
        """Send a request; count anew."""
        self._came = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take data, as long as it belongs to a body or a short head."""
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._came += len(data)
            if self._came > LARGEST:
                self._giveUp(Failure(HeadTooLarge()))  # type: ignore[no-untyped-call] # Twisted types it not
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call] # Twisted types it not


class ShortHeadFactory(_LenientHTTP11ClientFactory):
    """Builds connections whose responses have short heads."""

    def buildProtocol(self, addr: Any) -> _ShortHeadProtocol:  # noqa: ARG002, N802 - Twisted's
        """Build one connection."""
        return _ShortHeadProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call] # Twisted types it not
