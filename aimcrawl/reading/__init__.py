"""Read pages: pure functions of bytes.

Lives here: dates, listing, pager, article, text, and the induction of profiles. No Scrapy, no database, no network.
"""
