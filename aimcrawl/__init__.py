"""Archive what organisations publish on their news pages, and know when they change it.

::

    reading = aimcrawl.read_listing(html, url)      # .items, .next_url, .confidence, .reasons
    article = aimcrawl.read_article(html, url)      # .title, .date, .text
    aimcrawl.parse_date("13 April 2016")            # datetime.date(2016, 4, 13)
    with aimcrawl.open_archive("news") as archive:  # a home's archive
        ...

People import from here alone. What is heavy is imported when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aimcrawl.home import open_archive
    from aimcrawl.reading.article import read_article
    from aimcrawl.reading.dates import parse_date, parse_date_detail
    from aimcrawl.reading.listing import read_listing
    from archive.alerts.signing import verify_webhook

__all__ = [
    "__version__",
    "open_archive",
    "parse_date",
    "parse_date_detail",
    "read_article",
    "read_listing",
    "verify_webhook",
]

__version__ = "0.1.0"

_HOMES = {
    "open_archive": "aimcrawl.home",
    "parse_date": "aimcrawl.reading.dates",
    "parse_date_detail": "aimcrawl.reading.dates",
    "read_article": "aimcrawl.reading.article",
    "read_listing": "aimcrawl.reading.listing",
    "verify_webhook": "archive.alerts.signing",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
