"""Pages as they were captured, and harmless: what could act or fetch is taken out, and then the browser forbids it.

Links lead to the archive's own captures of that time. What browsers do not show as text or picture is given as a file,
and a page that would take a browser long is shown as its source.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from archive import queries
from archive.captures import Capture, CaptureDamaged, CapturedResponse, CaptureErased, PayloadTooLarge
from archive.queries import browsing
from archive.web import memento
from archive.web.asking import Nothing, question
from archive.web.guard import REPLAY_POLICY
from archive.web.harmless import harmless, is_too_much
from archive.web.rendering import render
from archive.web.shelf import Shelf

__all__ = ["about", "page", "raw"]

_HTML_TYPES: Final = {"text/html", "application/xhtml+xml", ""}
_PICTURES: Final = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"}
_TEXTS = re.compile(r"text/.*|application/(.*\+)?(json|xml)|image/svg\+xml")


def page(request: Request, shelf: Shelf, connection: Connection) -> Response:
    """Give a capture as a page: the memento of its address."""
    question(request, Nothing)
    capture, response = _read(request, shelf, connection)
    headers = memento.of_capture(request, capture) | {"Content-Security-Policy": REPLAY_POLICY}
    type_ = _header(response, b"content-type")
    essence = type_.partition(";")[0].strip().lower()
    if essence in _PICTURES:
        return Response(response.payload, media_type=essence, headers=headers)
    if essence not in _HTML_TYPES and not _TEXTS.fullmatch(essence):
        return Response(
            response.payload,
            media_type="application/octet-stream",
            headers=headers | {"Content-Disposition": "attachment"},
        )
    pinned = browsing.encoding_of_capture(connection, capture.record_id)
    text, _ = shelf.decode(response.payload, pinned=pinned, header=type_ or None)
    if essence not in _HTML_TYPES or is_too_much(text):
        return Response(text.encode("utf-8", "replace"), media_type="text/plain", headers=headers)
    stamp = f"{capture.captured_at:%Y%m%d%H%M%S}"
    shown = harmless(text, capture.url, lambda url: f"/web/{stamp}/{quote(url, safe=memento.SAFE)}")
    return Response(shown.encode("utf-8", "replace"), media_type="text/html", headers=headers)


def raw(request: Request, shelf: Shelf, connection: Connection) -> Response:
    """Give the body of a capture byte for byte as it came, its content encoding undone: a file to keep, not a page."""
    question(request, Nothing)
    capture, response = _read(request, shelf, connection)
    name = re.sub(r"[^A-Za-z0-9]+", "-", capture.record_id.removeprefix("urn:uuid:"))
    headers = {"Content-Disposition": f'attachment; filename="{name}.bin"', "Content-Security-Policy": REPLAY_POLICY}
    return Response(response.payload, media_type="application/octet-stream", headers=headers)


def about(request: Request, _shelf: Shelf, connection: Connection) -> Response:
    """Show where a capture lies and what proves it, around the page as it was."""
    question(request, Nothing)
    capture = _capture(request, connection)
    crawl, slug = browsing.place_of_capture(connection, capture.record_id)
    return render(
        request, "capture.html", capture=capture, address=memento.capture_path(capture), crawl=crawl, slug=slug
    )


def _read(request: Request, shelf: Shelf, connection: Connection) -> tuple[Capture, CapturedResponse]:
    capture = _capture(request, connection)
    try:
        return capture, shelf.body(connection, capture)
    except CaptureErased as error:
        raise HTTPException(410, f"The content of this capture was taken down: {error}.") from error
    except CaptureDamaged as error:
        raise HTTPException(404, f"This capture cannot be shown, `aimcrawl verify` tells more: {error}.") from error
    except PayloadTooLarge as error:
        raise HTTPException(404, f"This capture is too large to be shown: {error}.") from error


def _capture(request: Request, connection: Connection) -> Capture:
    name = request.path_params["id"]
    capture = queries.capture(connection, name if name.startswith("urn:uuid:") else f"urn:uuid:{name}")
    if capture.status is None and capture.kind != "erased":
        raise HTTPException(404, "This record of the archive holds no page: it is a note about a crawl.")
    return capture


def _header(response: CapturedResponse, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in response.headers if key.lower() == name), "")
