"""Dates as news pages write them, in any language."""

from __future__ import annotations

from aimcrawl.reading.dates.find import find_dates, parse_date, parse_date_detail
from aimcrawl.reading.dates.model import DateMatch, Order, ParsedDate
from aimcrawl.reading.dates.order import page_order

__all__ = ["DateMatch", "Order", "ParsedDate", "find_dates", "page_order", "parse_date", "parse_date_detail"]
