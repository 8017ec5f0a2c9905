"""Conditional requests (RFC 9110, 13): ask only for what has changed, and read what is held where nothing has.

Used by incremental crawls. A full sweep asks for everything, since some servers' validators cannot be trusted.
"""

from __future__ import annotations

import logging

from scrapy import Request
from scrapy.http import Response

from archive.captures import CaptureDamaged, CapturedResponse, CaptureErased, PayloadTooLarge
from archive.store import CrawlSession

__all__ = ["make_conditional", "response_held"]

_log = logging.getLogger(__name__)
_NOT_MODIFIED = 304
_VALIDATORS = {b"etag": b"If-None-Match", b"last-modified": b"If-Modified-Since"}


def make_conditional(request: Request, session: CrawlSession) -> Request:
    """Let a request carry the validators of the response that the archive holds of its address, if there are any."""
    try:
        held = session.held(request.url)
    except (CaptureDamaged, CaptureErased, PayloadTooLarge) as error:
        # Damage is for `aimcrawl verify` to judge; here the page is simply asked for.
        _log.warning("%s is asked for anew: %s", request.url, error)
        return request
    if held is None:
        return request
    capture, response = held
    for name, value in response.headers:
        if name.lower() in _VALIDATORS:
            request.headers[_VALIDATORS[name.lower()]] = value
            request.meta.update(held=capture, held_response=response, handle_httpstatus_list=[_NOT_MODIFIED])
    return request


def response_held(response: Response) -> Response:
    """Return what the archive holds in the place of an answer that says that nothing has changed."""
    if response.status != _NOT_MODIFIED:
        return response
    held: CapturedResponse = response.meta["held_response"]
    types = {b"Content-Type": held.content_type} if held.content_type else {}
    return response.replace(status=held.status, body=held.payload, headers=types)
