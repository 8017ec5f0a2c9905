"""The tables of the archive. One class a table; what is done with them stands in ``store`` and ``queries``.

Identity: an :class:`Item` is minted once. What it says is in its :class:`Revision` rows, which are never rewritten.
What a crawl showed about it is in :class:`Event`. Every revision leads to a :class:`Capture`, the raw bytes.
Two clocks: ``captured_at`` (or ``at``) is when the site said so, ``recorded_at`` when the archive took it in.
"""

from archive.models.alerts import Delivery, DeliveryEntry, Notice, Outbox
from archive.models.base import Base
from archive.models.captures import Capture, Page, StagedRecord
from archive.models.items import Event, Item, Revision
from archive.models.search import SearchEntry, SearchPending
from archive.models.sources import Crawl, Profile, Source

__all__ = [
    "Base",
    "Capture",
    "Crawl",
    "Delivery",
    "DeliveryEntry",
    "Event",
    "Item",
    "Notice",
    "Outbox",
    "Page",
    "Profile",
    "Revision",
    "SearchEntry",
    "SearchPending",
    "Source",
    "StagedRecord",
]
