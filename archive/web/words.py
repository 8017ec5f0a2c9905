"""How values are put into words and marks for people: the filters of the templates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from urllib.parse import quote, urlencode

import nh3
from markupsafe import Markup

from archive.differences import Run
from archive.views import EventView, SourceView

__all__ = ["FILTERS"]

_MONTHS = "January February March April May June July August September October November December".split()
_SHOWN = set(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del dfn div dl dt em figcaption figure h1 h2 h3 "
    "h4 h5 h6 hr i ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub sup table tbody td tfoot th "
    "thead time tr u ul var wbr".split()
)
# A relative address would lead into this archive: readers make addresses full, what is left is none, or a trick.
_IN_FULL = re.compile(r"https?://|mailto:", re.IGNORECASE)
_CLEANER = nh3.Cleaner(
    tags=_SHOWN,
    attributes={
        "*": {"lang", "dir"},
        "a": {"href"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    attribute_filter=lambda _tag, name, value: value if name != "href" or _IN_FULL.match(value) else None,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow",
)


def day(text: str | None) -> str:
    """Write a published date in words as exactly as it is known: ``13 April 2016``, ``April 2016``."""
    if text is None:
        return "undated"
    year, month, number = [*text[:10].split("-"), "", ""][:3]
    if not (month.isdigit() and 1 <= int(month) <= len(_MONTHS)):
        return text
    name = _MONTHS[int(month) - 1]
    return f"{int(number)} {name} {year}" if number.isdigit() else f"{name} {year}"


def moment(text: str | None) -> str:
    """Write a moment of the archive in words: ``22 Nov 2026, 08:00``. All are UTC."""
    if text is None:
        return "never"
    at = dt.datetime.fromisoformat(text)
    return f"{at.day} {_MONTHS[at.month - 1][:3]} {at.year}, {at:%H:%M}"


def safe_html(html: str) -> Markup:
    """Return what of an item's HTML may stand in a page of ours: no picture, script, style or form."""
    return Markup(_CLEANER.clean(html))  # noqa: S704 - sanitised right here


def marked(segments: Iterable[tuple[str, bool]]) -> Markup:
    """Return an excerpt with what matched marked."""
    return Markup().join(Markup("<mark>{}</mark>").format(text) if hit else text for text, hit in segments)


def side(runs: Iterable[Run], which: str) -> Markup:
    """Return one side of a difference, ``old`` or ``new``, with what stands on this side alone marked."""
    tags = {"both": "{}", "old": "<del>{}</del>", "new": "<ins>{}</ins>"}
    return Markup().join(Markup(tags[run.kind]).format(run.text) for run in runs if run.kind in ("both", which))  # noqa: S704 - ours


def change(event: EventView, merged: Collection[int] = ()) -> str:
    """Say in words what an event showed; ``merged`` are the ids of those of items that were merged into theirs."""
    if event.kind == "edited":
        fields = ", ".join(event.fields)
        return f"edited: {fields}" + (" (trivial)" if event.trivial else "")
    if event.kind == "new" and event.id in merged:
        return "new, merged since"
    return {"new": "new", "removed": "removed from the site", "restored": "back on the site"}[event.kind]


def health(source: SourceView) -> tuple[str, str]:
    """Return how a source fares: a class (``good``, ``odd``, ``bad``, ``off``) and words."""
    if source.status != "active":
        return "off", source.status
    if source.last_status is None:
        return "off", "never crawled"
    words = {"complete": "healthy", "partial": "partly read", "suspect": "looks wrong", "failed": "failing"}
    kinds = {"complete": "good", "partial": "odd", "suspect": "bad", "failed": "bad"}
    return kinds.get(source.last_status, "odd"), words.get(source.last_status, source.last_status)


def query(path: str, **values: object) -> str:
    """Return an address of ours with its parameters; those that are None, empty or false are left out."""
    given = {name: _value(value) for name, value in values.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(given)}" if given else path


def thousands(number: int) -> str:
    """Write a number with thin spaces between its thousands."""
    return f"{number:,}".replace(",", "\u202f")


def host(url: str) -> str:
    """Return an address without its scheme, for people."""
    return url.partition("://")[2].rstrip("/") or url


def _value(value: object) -> str:
    return "true" if value is True else str(value)


FILTERS = {
    "change": change,
    "day": day,
    "health": health,
    "host": host,
    "marked": marked,
    "moment": moment,
    "path": lambda text: quote(text, safe=""),
    "safe_html": safe_html,
    "side": side,
    "thousands": thousands,
}
