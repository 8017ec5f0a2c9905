"""Memento (RFC 7089): what an address, or an item of ours, was at a moment.

An original resource is an address that was crawled, or ``/item/ID``; its mementos are ``/capture/ID`` and
``/item/ID/revision/N``. A TimeGate takes ``Accept-Datetime`` and leads to the nearest memento (pattern 2.1: 302, of
distinct resources); a TimeMap lists them all as ``application/link-format`` (RFC 6690).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final
from urllib.parse import quote, unquote

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive import queries
from archive.captures import Capture
from archive.queries import browsing
from archive.views import ItemView, RevisionView
from archive.web.rendering import here
from archive.web.shelf import Shelf

__all__ = [
    "SAFE",
    "capture_path",
    "item_timegate",
    "item_timemap",
    "near",
    "of_capture",
    "of_item",
    "timegate",
    "timemap",
]

_MEMENTOS: Final = 5_000  # in a TimeMap
SAFE: Final = "/:?[]@!$&'()*+,;=%~-._"
"""What may stand in an address as it is (RFC 3986)."""
_STAMP = re.compile(r"\d{4}(\d\d(\d\d(\d\d(\d\d(\d\d)?)?)?)?)?")


def capture_path(capture: Capture) -> str:
    """Return where a capture stands here."""
    return f"/capture/{quote(capture.record_id.removeprefix('urn:uuid:'), safe=':')}"


def of_capture(request: Request, capture: Capture) -> dict[str, str]:
    """Return the headers by which a capture is a memento of its address."""
    gate, map_ = (here(request, f"/{kind}/{_quoted(capture.url)}") for kind in ("timegate", "timemap/link"))
    return _memento(capture.captured_at, [_link(_quoted(capture.url), "original"), *_doors(gate, map_)])


def of_item(request: Request, item: ItemView, shown: RevisionView, *, is_memento: bool) -> dict[str, str]:
    """Return the headers by which an item's page is an original resource, and a revision's page its memento."""
    original = here(request, f"/item/{item.id}")
    doors = _doors(f"{original}/timegate", f"{original}/timemap")
    if not is_memento:
        return {"Link": ", ".join(doors)}
    return _memento(dt.datetime.fromisoformat(shown.captured), [_link(original, "original"), *doors])


def timegate(request: Request, _shelf: Shelf, connection: Connection) -> Response:
    """Lead from an address to its capture nearest to ``Accept-Datetime``; without one, to the newest."""
    url = _address(request, "/timegate/")
    capture = _nearest(connection, url, _accepted(request))
    gate, map_ = (here(request, f"/{kind}/{_quoted(capture.url)}") for kind in ("timegate", "timemap/link"))
    links = [_link(_quoted(capture.url), "original"), *_doors(gate, map_)]
    return _redirect(capture_path(capture), links)


def near(request: Request, _shelf: Shelf, connection: Connection) -> Response:
    """Lead to the capture of an address nearest to the moment in the path: where links in captured pages go."""
    stamp = request.path_params["stamp"]
    if not _STAMP.fullmatch(stamp):
        raise HTTPException(404, f"{stamp!r} is no moment; expected its digits: 20261122080000, or fewer.")
    whole = stamp + "00000101000000"[len(stamp) :]
    try:
        at = dt.datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    except ValueError:
        raise HTTPException(404, f"{stamp!r} is no moment.") from None
    url = _address(request, f"/web/{stamp}/")
    return RedirectResponse(capture_path(_nearest(connection, url, at)), status_code=302)


def timemap(request: Request, _shelf: Shelf, connection: Connection) -> Response:
    """List the captures of an address."""
    url = _address(request, "/timemap/link/")
    found = browsing.captures_of_address(connection, url, limit=_MEMENTOS)
    if not found:
        raise _not_held(url)
    mementos = ((one.captured_at, here(request, capture_path(one))) for one in found)
    gate, own = (here(request, f"/{kind}/{_quoted(url)}") for kind in ("timegate", "timemap/link"))
    return _map(_quoted(url), gate, own, list(mementos))


def item_timegate(request: Request, _shelf: Shelf, connection: Connection) -> Response:
    """Lead from an item to the revision that the site showed at ``Accept-Datetime``, or the first after it."""
    about = queries.item(connection, request.path_params["id"])
    revisions = sorted(queries.revisions(connection, about.id), key=lambda one: (one.captured, one.revision))
    at = _accepted(request)
    shown = [one for one in revisions if at is None or dt.datetime.fromisoformat(one.captured) <= at]
    chosen = shown[-1] if shown else revisions[0]
    original = here(request, f"/item/{about.id}")
    links = [_link(original, "original"), *_doors(f"{original}/timegate", f"{original}/timemap")]
    return _redirect(f"/item/{about.id}/revision/{chosen.revision}", links)


def item_timemap(request: Request, _shelf: Shelf, connection: Connection) -> Response:
    """List the revisions of an item."""
    about = queries.item(connection, request.path_params["id"])
    revisions = sorted(queries.revisions(connection, about.id), key=lambda one: (one.captured, one.revision))
    original = here(request, f"/item/{about.id}")
    mementos = [(dt.datetime.fromisoformat(one.captured), f"{original}/revision/{one.revision}") for one in revisions]
    return _map(original, f"{original}/timegate", f"{original}/timemap", mementos)


def _accepted(request: Request) -> dt.datetime | None:
    """Return the moment of ``Accept-Datetime``; HTTPException 400 where it is none (RFC 7089, 4.5.3)."""
    text = request.headers.get("accept-datetime")
    if text is None:
        return None
    try:
        return parsedate_to_datetime(text).astimezone(dt.UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        raise HTTPException(
            400, "Accept-Datetime is no date; expected: Thu, 31 May 2007 20:35:00 GMT.", headers={"Vary": _VARY}
        ) from None


_VARY: Final = "Accept-Datetime"


def _nearest(connection: Connection, url: str, at: dt.datetime | None) -> Capture:
    found = browsing.nearest_capture(connection, url, at) or browsing.nearest_capture(connection, unquote(url), at)
    if found is None:
        raise _not_held(url)
    return found


def _not_held(url: str) -> HTTPException:
    return HTTPException(404, f"The archive holds no capture of {url}")


def _address(request: Request, before: str) -> str:
    """Return the address that stands in the path behind ``before``, byte for byte as it was asked."""
    raw = request.scope.get("raw_path", b"").decode("ascii", "replace")
    url = str(raw.partition(before)[2] if before in raw else request.url.path.partition(before)[2])
    asked = request.scope["query_string"].decode("ascii", "replace")
    return f"{url}?{asked}" if asked else url


def _redirect(path: str, links: Iterable[str]) -> Response:
    return RedirectResponse(path, status_code=302, headers={"Vary": _VARY, "Link": ", ".join(links)})


def _memento(at: dt.datetime, links: Iterable[str]) -> dict[str, str]:
    return {"Memento-Datetime": _http_date(at), "Link": ", ".join(links)}


def _map(original: str, gate: str, own: str, mementos: list[tuple[dt.datetime, str]]) -> Response:
    first, last = (_http_date(mementos[place][0]) for place in (0, -1))
    lines = [
        _link(original, "original"),
        _link(gate, "timegate"),
        _link(own, "self", f'; type="application/link-format"; from="{first}"; until="{last}"'),
    ]
    for place, (at, address) in enumerate(mementos):
        words = [word for word, holds in (("first", place == 0), ("last", place == len(mementos) - 1)) if holds]
        lines.append(_link(address, " ".join([*words, "memento"]), f'; datetime="{_http_date(at)}"'))
    return Response(",\n".join(lines) + "\n", media_type="application/link-format")


def _doors(gate: str, map_: str) -> list[str]:
    return [_link(gate, "timegate"), _link(map_, "timemap", '; type="application/link-format"')]


def _link(address: str, relation: str, more: str = "") -> str:
    return f'<{address}>; rel="{relation}"{more}'


def _quoted(url: str) -> str:
    return quote(url, safe=SAFE)


def _http_date(at: dt.datetime) -> str:
    return format_datetime(at.astimezone(dt.UTC), usegmt=True)
