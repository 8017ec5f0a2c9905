"""Read the page of one item with a profile: its selectors, and ``read_article`` for what they do not name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from aimcrawl.profiles.model import Fields, Profile
from aimcrawl.reading.by_profile.dates import date_reader
from aimcrawl.reading.by_profile.fields import dated, texts, titles
from aimcrawl.reading.by_profile.select import Rows
from aimcrawl.reading.encoding import decode
from aimcrawl.reading.listing.cut import Cut, Segment
from aimcrawl.reading.listing.outline import outline
from aimcrawl.reading.text import inner_html
from aimcrawl.reading.tree import parse_text
from archive.records import Record

__all__ = ["read_detail"]


def read_detail(
    html: bytes, url: str, profile: Profile, *, fetched_at: dt.datetime | None = None, header: str | None = None
) -> Record:
    """Read the item that the page at ``url`` is about, as its only record. Never raises for any bytes.

    Arguments are those of ``read_page``.
    """
    text, _ = decode(html, pinned=profile.encoding, header=header)
    record = replace(_selected(text, profile, fetched_at), url=url)
    if record.published and record.title and record.text:
        return record
    from aimcrawl.reading.article import read_article  # noqa: PLC0415  (slow to load, and often not needed)

    article = read_article(html, url)
    return replace(
        record,
        published=record.published or (article.date.isoformat() if article.date else None),
        title=record.title or article.title,
        text=record.text or article.text,
    )


def _selected(text: str, profile: Profile, fetched_at: dt.datetime | None) -> Record:
    """Return what the selectors of ``[detail]`` give: the whole page is one segment."""
    out = outline(parse_text(text))
    rows, detail = Rows(out), profile.detail
    fields = Fields(date=detail.date, title=detail.title, text=detail.text)
    language = profile.language or out.elements[0].get("lang")
    record = Record(position=0, language=language)
    segment = Segment(0, len(out.lines), 0, wrapped=True, anchor=None)
    if fields.date:
        [segment] = dated(rows, [segment], fields, date_reader(profile, out, fetched_at=fetched_at))
    if segment.anchor:
        record = replace(record, published=segment.anchor.value.iso, published_raw=segment.anchor.value.raw)
    cut = Cut("wrapped", (segment,), (segment.anchor,) if segment.anchor else ())
    places = titles(rows, cut, fields).places if fields.title else (None,)
    if places[0]:
        record = replace(record, title=places[0].text)
    if fields.text:
        html = "".join(inner_html(out.elements[row]) for row in rows.outermost(fields.text))
        record = replace(record, text=texts(rows, cut, fields.text, places)[0], html=html)
    return record
