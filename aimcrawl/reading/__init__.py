"""Read pages: pure functions of bytes.

Lives here: dates, listing, pager, article, text, and the induction of profiles. No Scrapy, no database, no network.
"""

READER = 2
"""The version of the reader: it goes up when the same page with the same profile gives other records."""
