"""Why a page could not be had, in words that a person understands."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from aimcrawl.profiles.model import Politeness

__all__ = ["reason_of"]


def reason_of(error: BaseException, politeness: Politeness) -> str:
    """Return one line that says why a request brought no page."""
    match error:
        case HttpError():
            return f"the site answered {error.response.status}"
        case DownloadTimeoutError():
            return f"no answer within {politeness.timeout:g} s"
        case ResponseDataLossError():
            return "the answer broke off"
        case CannotResolveHostError():
            return "the host's name cannot be resolved"
        case DownloadConnectionRefusedError():
            return "the connection was refused"
        case DownloadCancelledError():
            return f"the page is larger than {politeness.max_megabytes:g} MB"
        case IgnoreRequest() if "robots.txt" in str(error):
            return "robots.txt forbids it"
        case _:
            return str(error) or type(error).__name__
