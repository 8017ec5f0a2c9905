"""What ``scrapy crawl <slug> -O items.json`` writes: one record an element, unrolled from the pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from scrapy.exporters import CsvItemExporter, JsonItemExporter, JsonLinesItemExporter, XmlItemExporter

from archive.records import Page

__all__ = ["CsvRecords", "JsonLinesRecords", "JsonRecords", "XmlRecords", "unroll"]


def unroll(page: Page) -> Iterator[dict[str, Any]]:
    """Give the records of a list page, each once, with its source and the page that it stood on."""
    for record in page.records if page.kind == "list" else ():
        if record.position not in page.duplicates:
            yield {"source": page.source, "page_url": page.url} | msgspec.to_builtins(record)


class JsonRecords(JsonItemExporter):
    """A JSON array of records."""

    def export_item(self, item: Page) -> None:
        """Write the records of a page."""
        for record in unroll(item):
            super().export_item(record)


class JsonLinesRecords(JsonLinesItemExporter):
    """A record a line."""

    def export_item(self, item: Page) -> None:
        """Write the records of a page."""
        for record in unroll(item):
            super().export_item(record)


class CsvRecords(CsvItemExporter):
    """A record a row."""

    def export_item(self, item: Page) -> None:
        """Write the records of a page."""
        for record in unroll(item):
            super().export_item(record)


class XmlRecords(XmlItemExporter):
    """An element a record; what is unknown is left out, since XML has no word for nothing."""

    def export_item(self, item: Page) -> None:
        """Write the records of a page."""
        for record in unroll(item):
            super().export_item(_without_nothing(record))


def _without_nothing(value: Any) -> Any:
    """Return a value without the members of its objects that are None, at every depth."""
    if isinstance(value, dict):
        return {key: _without_nothing(one) for key, one in value.items() if one is not None}
    return [_without_nothing(one) for one in value] if isinstance(value, list) else value
