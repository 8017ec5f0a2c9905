"""Dates as news pages write them, in any language.

Lives here: finding dates in text (``find_dates``, ``parse_date``) and the order of day and month on a page
(``page_order``). Not here: where in a page to look. A text becomes tokens, and these a string of letters (``tokens``,
``vocabulary``, ``words``); one grammar for all languages finds the shapes of dates in it (``grammar``); a shape becomes
a date (``resolve``), with a time beside it (``clock``). What counts from today is looked up (``relative``); Persian
pages have a calendar of their own (``persian``).
"""

from __future__ import annotations

from aimcrawl.reading.dates.find import find_dates, parse_attribute, parse_date, parse_date_detail
from aimcrawl.reading.dates.model import DateMatch, Order, ParsedDate
from aimcrawl.reading.dates.order import page_order, regional_language

__all__ = [
    "DateMatch",
    "Order",
    "ParsedDate",
    "find_dates",
    "page_order",
    "parse_attribute",
    "parse_date",
    "parse_date_detail",
    "regional_language",
]
