"""Why a page could not be had, in words that a person understands."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from aimcrawl.profiles.model import Politeness

__all__ = ["FORBIDDEN", "reason_of"]

FORBIDDEN = "robots.txt forbids it"

_REASONS = {
    DownloadTimeoutError: "no answer within {timeout:g} s",
    ResponseDataLossError: "the answer broke off",
    CannotResolveHostError: "the host's name cannot be resolved",
    DownloadConnectionRefusedError: "the connection was refused",
    DownloadCancelledError: "the page is larger than {max_megabytes:g} MB",
}


def reason_of(error: BaseException | None, politeness: Politeness) -> str:
    """Return one line that says why a request brought no page."""
    if isinstance(error, HttpError):
        return f"the site answered {error.response.status}"
    if "robots.txt" in str(error):  # IgnoreRequest, raised by Scrapy's robots.txt middleware
        return FORBIDDEN
    if "HeadTooLarge" in str(error):  # wrapped by Twisted, and that by Scrapy
        return "the headers have no end"
    bomb = "DOWNLOAD_MAXSIZE" in str(error)  # IgnoreRequest again, of what a compressed body unpacks to
    for kind, reason in _REASONS.items():
        if isinstance(error, kind) or (bomb and kind is DownloadCancelledError):
            return reason.format(timeout=politeness.timeout, max_megabytes=politeness.max_megabytes)
    return str(error) or type(error).__name__
