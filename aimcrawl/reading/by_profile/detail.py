"""Read the page of one item with a profile: its selectors, and ``read_article`` for what they do not name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from aimcrawl.profiles.model import Fields, Profile
from aimcrawl.reading.addresses import make_absolute
from aimcrawl.reading.by_profile.dates import date_reader
from aimcrawl.reading.by_profile.fields import dated, texts, titles
from aimcrawl.reading.by_profile.select import Rows
from aimcrawl.reading.encoding import decode
from aimcrawl.reading.listing.model import Cut, Segment
from aimcrawl.reading.listing.outline import outline
from aimcrawl.reading.pager.links import base_of
from aimcrawl.reading.text import inner_html
from aimcrawl.reading.tree import parse_text
from archive.records import Record

__all__ = ["read_detail"]


def read_detail(
    html: bytes, url: str, profile: Profile, *, fetched_at: dt.datetime | None = None, header: str | None = None
) -> Record:
    """Read the item that the page at ``url`` is about, as its only record. Never raises for any bytes.

    A selector of ``[detail]`` that finds nothing is no answer: then too the reader finds the field by itself. Arguments
    are those of ``read_page``.
    """
    text, _ = decode(html, pinned=profile.encoding, header=header)
    detail = profile.detail
    record = Record(position=0)
    if not (detail.date and detail.title and detail.text):
        from aimcrawl.reading.article import read_article  # noqa: PLC0415 - a sixth of a second; most lists need none

        article = read_article(text.encode(errors="replace"), url, fetched_at=fetched_at, header="charset=utf-8")
        record = Record(
            position=0,
            published=article.published,
            published_raw=article.published_raw,
            title=article.title,
            text=article.text,
            html=article.html,
            links=article.links,
            language=article.language,
        )
    if detail.date or detail.title or detail.text:
        record = _selected(text, url, profile, record, fetched_at)
    return replace(record, url=url, language=profile.language or record.language)


def _selected(text: str, url: str, profile: Profile, record: Record, fetched_at: dt.datetime | None) -> Record:
    """Return ``record`` with what the selectors of ``[detail]`` give; the whole page is one segment."""
    out = outline(parse_text(text))
    rows, detail = Rows(out), profile.detail
    fields = Fields(date=detail.date, title=detail.title, text=detail.text)
    segment = Segment(0, len(out.lines), 0, wrapped=True, anchor=None)
    dates = date_reader(profile, out, fetched_at=fetched_at)
    if fields.date:
        [segment] = dated(rows, [segment], fields, dates)
    if segment.anchor:
        record = replace(record, published=segment.anchor.value.iso, published_raw=segment.anchor.value.raw)
    cut = Cut("wrapped", (segment,), (segment.anchor,) if segment.anchor else ())
    place = titles(rows, cut, fields, dates)[1][0] if fields.title else None
    if place:
        record = replace(record, title=place.text)
    if fields.text and (body := texts(rows, cut, fields.text, (place,))[0]):
        make_absolute(out.elements[0], base_of(out.elements[0], url))
        html = "".join(inner_html(out.elements[row]) for row in rows.outermost(fields.text))
        record = replace(record, text=body, html=html)
    return record
