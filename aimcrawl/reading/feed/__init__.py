"""Read a list that is made for machines: RSS, Atom, JSON Feed, sitemaps. Bytes in, records out; nothing is fetched.

``syndicated`` reads RSS and Atom (feedparser knows them in all their dialects), ``json_feed`` and ``sitemap`` the
other two; all give ``Entry`` objects, of which ``records`` makes records as any other list's. ``find`` says which feeds
a page names, ``beside`` which entries are about which items of a list.
"""

from aimcrawl.reading.feed.beside import ZONES, Entries, read_entries
from aimcrawl.reading.feed.find import feeds_of
from aimcrawl.reading.feed.records import FeedReading, read_feed

__all__ = ["ZONES", "Entries", "FeedReading", "feeds_of", "read_entries", "read_feed"]
