"""Clean: the same words, in one form. NFC, plain spaces, sanitised markup; paragraphs and list items stay parted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import nh3

from archive.records import Link, Page, Record

__all__ = ["CleanPipeline", "clean"]

# No-break, narrow and other widths of space become a plain one; zero-width ones, soft hyphens and byte order marks go.
_SPACES = re.compile("[^\\S\n]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]|[\x00-\x08\x0e-\x1f\x7f]")
_BLANK_LINES = re.compile(r" *\n *(?:\n\s*)?")


def clean(page: Page) -> Page:
    """Return the page with each record's text in one form and its markup harmless."""
    return replace(page, records=tuple(map(_clean_record, page.records))) if page.records else page


def _clean_record(record: Record) -> Record:
    return replace(
        record,
        published_raw=_line(record.published_raw),
        title=_line(record.title),
        text=_paragraphs(record.text),
        html=_sanitise(_normal(record.html)).strip(),
        links=tuple(Link(link.url, _line(link.text) or "", link.type) for link in record.links),
    )


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def _line(text: str | None) -> str | None:
    """Return text on one line, or None where nothing is left."""
    return None if text is None else " ".join(_normal(text).split()) or None


def _paragraphs(text: str) -> str:
    """Return text with its line breaks and blank lines, and no other white space than single spaces."""
    folded = _SPACES.sub(" ", _normal(text))
    return _BLANK_LINES.sub(lambda m: "\n\n" if m[0].count("\n") > 1 else "\n", folded).strip()


_sanitise = nh3.Cleaner(url_schemes={"http", "https", "mailto", "tel"}, link_rel=None).clean


class CleanPipeline:
    """Scrapy's face of :func:`clean`."""

    def process_item(self, item: Page) -> Page:
        """Clean one page."""
        return clean(item)
