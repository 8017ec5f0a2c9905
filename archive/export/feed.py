"""What a feed says, before it is Atom or JSON Feed: its head, and an entry for each item or event.

Ids are URNs made from what never changes (RFC 4122, version 5): an item's id, an event's number in its archive. Times
are the captures': no clock, so that the same archive gives the same feed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator

from msgspec import Struct
from sqlalchemy import Connection, func, select

from archive.export.documents import What, batches
from archive.models import Capture, Event, Source
from archive.queries import items_by_id
from archive.queries.rows import time_text
from archive.views import EventView, ItemView, LinkView

__all__ = ["Entry", "Head", "event_entries", "feed_head", "item_entries", "published_time", "urn"]

_SPACE = uuid.uuid5(uuid.NAMESPACE_OID, "aimcrawl")
_NEVER = "1970-01-01T00:00:00Z"  # when an archive without events changed last
_DAY, _MINUTE = len("2016-04-13"), len("2016-04-13T10:30")
_BATCH = 200
_SAYS = {
    "new": "This item is new.",
    "edited": "This item was edited: {fields}.",
    "removed": "This item is no longer shown.",
    "restored": "This item is shown again.",
}


class Head(Struct, frozen=True, kw_only=True):
    """What a feed says of itself. ``names`` are the sources' by slug, ``home`` the address of the one source.

    ``own`` is the feed's own address, where it has one.
    """

    id: str
    title: str
    updated: str
    home: str | None
    names: dict[str, str]
    own: str | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """One entry. ``url`` is the permalink, else the page that shows the item; ``html`` or ``text`` is what it says."""

    id: str
    url: str
    page_url: str
    title: str
    html: str
    text: str
    published: str | None
    updated: str
    author: str
    language: str | None
    links: list[LinkView]
    about: dict[str, object]


def feed_head(connection: Connection, what: What, source: str | None = None) -> Head:
    """Return the head of a feed of all sources, or of one (slug), which need not have been crawled yet."""
    rows = connection.execute(select(Source.slug, Source.name, Source.url).order_by(Source.slug)).all()
    names = {row.slug: row.name for row in rows}
    of = "all sources" if source is None else names.get(source, source)
    changed = select(func.max(Event.at))
    if source is not None:
        changed = changed.join(Source, Source.id == Event.source_id).where(Source.slug == source)
    last = connection.execute(changed).scalar_one()
    return Head(
        id=urn("feed", archive_name(connection), what, source or ""),
        title=f"{'News' if what == 'items' else 'Changes'}: {of}",
        updated=_NEVER if last is None else time_text(last),
        home=next((row.url for row in rows if row.slug == source), None),
        names=names,
    )


def archive_name(connection: Connection) -> str:
    """Return what tells this archive from all others: the id of its first capture, which a rebuilt one has too."""
    return connection.execute(select(Capture.record_id).order_by(Capture.id).limit(1)).scalar_one_or_none() or ""


def urn(*names: str) -> str:
    """Return the URN of what bears these names."""
    return uuid.uuid5(_SPACE, "\n".join(names)).urn


def published_time(published: str | None) -> str | None:
    """Return a published date as RFC 3339 asks for it: midnight where there is no time; None where no day is known."""
    if published is None or len(published) < _DAY:
        return None
    if len(published) == _DAY:
        return f"{published}T00:00:00Z"
    seconds = published if len(published) > _MINUTE and published[_MINUTE] == ":" else _with_seconds(published)
    return seconds if seconds.endswith("Z") or seconds[-6] in "+-" else f"{seconds}Z"


def _with_seconds(published: str) -> str:
    return f"{published[:_MINUTE]}:00{published[_MINUTE:]}"


def item_entries(items: Iterable[tuple[ItemView, str]], head: Head) -> Iterator[Entry]:
    """Give an entry for each item; with each comes the moment at which its revision was captured."""
    for item, captured in items:
        yield Entry(
            id=urn("item", item.id),
            url=item.url or item.page_url,
            page_url=item.page_url,
            title=item.title or "",
            html=item.html,
            text=item.text,
            published=published_time(item.published),
            updated=captured,
            author=head.names[item.source],
            language=item.language,
            links=[link for link in item.links if link.type],
            about={
                "id": item.id,
                "source": item.source,
                "published": item.published,
                "status": item.status,
                "revision": item.revision,
                "content_hash": item.content_hash,
            },
        )


def event_entries(
    connection: Connection, events: Iterable[tuple[EventView, str | None]], head: Head
) -> Iterator[Entry]:
    """Give an entry for each event, with the title and the address that its item bears now."""
    archive = archive_name(connection)
    for batch in batches(events, _BATCH):
        items = items_by_id(connection, {event.item for event, _ in batch})
        for event, title in batch:
            yield _event_entry(archive, event, title, items[event.item], head)


def _event_entry(archive: str, event: EventView, title: str | None, item: ItemView, head: Head) -> Entry:
    return Entry(
        id=urn("event", archive, str(event.id)),
        url=item.url or item.page_url,
        page_url=item.page_url,
        title=f"{event.kind.capitalize()}: {title or ''}".rstrip(": "),
        html="",
        text=_SAYS[event.kind].format(fields=", ".join(event.fields)),
        published=event.at,
        updated=event.at,
        author=head.names[event.source],
        language=None,
        links=[],
        about={name: getattr(event, name) for name in event.__struct_fields__},
    )
