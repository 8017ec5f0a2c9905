"""Pages as they were captured, and harmless: what could act or fetch is taken out, and then the browser forbids it.

The text, its structure, and the styles that stand in the page itself are kept; scripts, forms, frames, pictures from
elsewhere, and everything that makes a browser ask for something are not. Links lead to the archive's own captures of
that time. What browsers do not show as text or picture is given as a file.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, urljoin

import nh3
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
from archive.web.rendering import render
from archive.web.shelf import Shelf

__all__ = ["about", "harmless", "page", "raw"]

_SHOWN: Final = set(
    "a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del "
    "details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li "
    "main mark menu nav ol p pre q rp rt ruby s samp section small span strike strong style sub summary sup table "
    "tbody td tfoot th thead time tr tt u ul var wbr".split()
)
_EVERYWHERE: Final = set("align bgcolor class color dir height id lang style title valign width".split())
_OWN: Final = {
    "a": {"href", "name"},
    "font": {"face", "size"},
    "img": {"alt", "src"},
    "ol": {"start", "type"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "nowrap", "rowspan"},
    "th": {"colspan", "nowrap", "rowspan", "scope"},
    "time": {"datetime"},
}
_DEAD: Final = set("applet audio canvas embed frameset iframe math noembed object script svg template video".split())
_BASE = re.compile(r"""<base\b[^>]*?\bhref\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_NOSCRIPT = re.compile(r"</?noscript\b[^>]*>", re.IGNORECASE)
_LANGUAGE = re.compile(r"""<html\b[^>]*?\slang\s*=\s*["']?([a-zA-Z-]{2,20})""", re.IGNORECASE)
_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style>)", re.DOTALL)  # as nh3 writes it
_IMPORT = re.compile(r"@import\b[^;{}]*;?", re.IGNORECASE)
_ADDRESS = re.compile(r"""url\(\s*(?!["']?data:)[^)]*\)""", re.IGNORECASE)
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
    if essence not in _HTML_TYPES:
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


def harmless(text: str, url: str, lead: Callable[[str], str]) -> str:
    """Return a captured page as one that acts on nothing and fetches nothing.

    ``url`` is the page's address, ``lead`` turns the absolute address of a link into where it leads here.
    """
    base = url
    if found := _BASE.search(text):
        base = _joined(url, html.unescape(found[1].strip("\"'"))) or url

    def kept(tag: str, name: str, value: str) -> str | None:
        if tag == "a" and name == "href":
            if value.startswith("#"):
                return value
            absolute = _joined(base, value)
            return lead(absolute) if absolute else None
        if name == "style":
            return _styles_alone(value)
        if name == "src":
            return value if value.lstrip().lower().startswith("data:image/") else None
        return value

    body = nh3.clean(
        _NOSCRIPT.sub(" ", text),
        tags=_SHOWN,
        clean_content_tags=_DEAD,
        attributes={"*": _EVERYWHERE, **_OWN},
        attribute_filter=kept,
        url_schemes={"data", "http", "https"},
        link_rel="noreferrer",
    )
    body = _STYLE.sub(lambda found: found[1] + _styles_alone(found[2]) + found[3], body)
    title = _TITLE.search(text)
    language = _LANGUAGE.search(text)
    return (
        f'<!DOCTYPE html>\n<html lang="{language[1] if language else "und"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f"<title>{_escaped(title[1]) if title else html.escape(url)}</title></head><body>{body}</body></html>\n"
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


def _joined(base: str, address: str) -> str | None:
    """Return an address in full if it is one of the web."""
    try:
        absolute = urljoin(base, address.strip())
    except ValueError:
        return None
    return absolute if absolute.startswith(("http://", "https://")) else None


def _styles_alone(css: str) -> str:
    """Return styles without what they would fetch; what is hidden from this by escapes, the browser refuses."""
    return _ADDRESS.sub("none", _IMPORT.sub("", css))


def _escaped(title: str) -> str:
    return html.escape(html.unescape(" ".join(title.split())))
