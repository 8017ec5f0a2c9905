"""Read a list that is made for machines: RSS, Atom, JSON Feed, sitemaps. Bytes in, records out; nothing is fetched.

``syndicated`` reads RSS and Atom (feedparser knows them in all their dialects), ``json_feed`` and ``sitemap`` the
other two; all give ``Entry`` objects, of which ``records`` makes records as any other list's. ``find`` says which feeds
a page names.
"""

from aimcrawl.reading.feed.find import feeds_of
from aimcrawl.reading.feed.records import FeedReading, read_feed

__all__ = ["FeedReading", "feeds_of", "read_feed"]
