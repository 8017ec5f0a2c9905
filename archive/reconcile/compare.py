"""What differs between an item as known and as met: like is compared with like. Nothing is matched here.

In one epoch a list entry is compared with the list's last, a detail page with the last detail page. In a new epoch the
layout differs: only what the item says is compared, as far as the new layout shows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.reconcile.address import address_key, file_name
from archive.reconcile.fold import fold, is_part, plain, skeleton
from archive.reconcile.model import KnownItem, Sighting
from archive.records import Link, Record, dates_agree

__all__ = ["Difference", "compare", "content_of"]

_FULL = 0.6  # of the known text's length: a shorter one, on a new layout, is the list's own summary
_DAY = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """The fields that differ, whether only in trifles, and the content to keep where it is another."""

    fields: tuple[str, ...] = ()
    trivial: bool = False
    revised: Record | None = None
    refetch: bool = False


def content_of(sighting: Sighting) -> Record:
    """Return an item's content: the detail page's text where it has one, the list's title and date unless cut short.

    Of a feed's entry that only begins what the list has in full, the list's text.

    Documents that the list alone names (a feed's files, a PDF beside the teaser) are among its links too.
    """
    listed, detail = sighting.listed, sighting.detail
    if detail is None:
        return listed
    is_less = sighting.is_entry and _only_begins(detail.text, listed.text)
    body = detail if detail.text and not is_less else listed
    return replace(
        listed,
        title=_fuller_title(listed.title, detail.title),
        published=_finer_date(listed.published, detail.published),
        published_raw=listed.published_raw or detail.published_raw,
        url=listed.url or detail.url,
        text=body.text,
        html=body.html,
        links=_with_documents(body.links, listed.links),
        language=detail.language or listed.language,
    )


def compare(
    item: KnownItem, sighting: Sighting, noise: frozenset[str], *, new_epoch: bool, own_pages: bool = True
) -> Difference:
    """Say what differs. ``noise`` names query parameters that mean nothing in this listing.

    Without ``own_pages`` the list is the only word on an item whose text another place has shown.
    """
    return _across_epochs(item, sighting) if new_epoch else _within_epoch(item, sighting, noise, own_pages=own_pages)


def _within_epoch(item: KnownItem, sighting: Sighting, noise: frozenset[str], *, own_pages: bool) -> Difference:
    old, new = item.listed, sighting.listed
    is_whole = not item.has_detail and (old.text == item.content.text or plain(old.text) == plain(item.content.text))
    found = _heading_changes(old, new, noise)
    content = content_of(sighting)
    if is_whole:
        found |= _body_changes(old, new, noise)
    elif item.has_detail and sighting.detail is not None:
        found |= _unlisted_heading_changes(item, sighting, content) | _body_changes(item.content, content, noise)
    elif sighting.detail is None:
        content = replace(item.content, **{name: getattr(new, name) for name in found})
        if not own_pages and _list_alone_tells(item, new):
            found |= _body_changes(old, new, noise)
            content = replace(content, text=new.text, html=new.html, links=new.links)
    is_fuller = not item.has_detail and sighting.detail is not None and content.text != item.content.text
    return Difference(
        fields=tuple(found),
        trivial=bool(found) and all(found.values()),
        revised=content if found or is_fuller else None,
        refetch=own_pages and not is_whole and sighting.detail is None and fold(old.text) != fold(new.text),
    )


def _list_alone_tells(item: KnownItem, new: Record) -> bool:
    """Tell whether a list says that a text is another, which no page shows in full any more.

    It does where it held the text in full before, and where its words have changed and are in the known text no more.
    """
    if plain(item.listed.text) == plain(item.content.text):
        return True
    teaser = fold(new.text)
    return teaser != fold(item.listed.text) and not is_part(teaser, fold(item.content.text))


def _unlisted_heading_changes(item: KnownItem, sighting: Sighting, content: Record) -> dict[str, bool]:
    """Return the changes of title and date where only the detail page has them."""
    found = _heading_changes(item.content, content, frozenset())
    lists = (item.listed, sighting.listed)
    return {name: found[name] for name in found if all(getattr(record, name) is None for record in lists)}


def _heading_changes(old: Record, new: Record, noise: frozenset[str]) -> dict[str, bool]:
    """Return which of title, published and url differ, and whether trivially."""
    found: dict[str, bool] = {}
    if old.title != new.title:
        found["title"] = plain(old.title or "") == plain(new.title or "")
    if old.published != new.published and not _is_relative(old, new):
        found["published"] = dates_agree(old.published, new.published)
    if old.url != new.url and _key(old.url, noise) != _key(new.url, noise):
        found["url"] = True
    return found


def _body_changes(old: Record, new: Record, noise: frozenset[str]) -> dict[str, bool]:
    """Return which of text and links differ, and whether trivially."""
    found: dict[str, bool] = {}
    if old.text != new.text:
        found["text"] = plain(old.text) == plain(new.text)
    elif old.html != new.html and skeleton(old.html) != skeleton(new.html):
        found["text"] = True
    if old.links != new.links:
        found |= _link_changes(old.links, new.links, noise)
    return found


def _link_changes(old: Sequence[Link], new: Sequence[Link], noise: frozenset[str]) -> dict[str, bool]:
    before, after = ([address_key(link.url, noise) for link in links] for links in (old, new))
    if before == after:
        return {}
    return {"links": sorted(map(file_name, before)) == sorted(map(file_name, after)) and all(map(file_name, before))}


def _key(url: str | None, noise: frozenset[str]) -> str | None:
    return address_key(url, noise) if url else None


def _is_relative(old: Record, new: Record) -> bool:
    """Tell whether a date only ran on because the page words it by the clock ("3 hours ago"): then it is no change."""
    before, after = old.date, new.date
    if before is None or after is None or abs((before - after).days) > _DAY:
        return False
    return not _names_day(new) and old.published_raw != new.published_raw


def _names_day(record: Record) -> bool:
    """Tell whether the page's own wording of a date holds its year or its day."""
    numbers = {int(number) for number in re.findall(r"\d+", record.published_raw or "")}
    date = record.date
    return date is None or not record.published_raw or bool(numbers & {date.year, date.year % 100, date.day})


def _across_epochs(item: KnownItem, sighting: Sighting) -> Difference:
    old, new = item.content, content_of(sighting)
    fields = []
    if not _same_title(old.title, new.title):
        fields.append("title")
    if old.published and new.published and not dates_agree(old.published, new.published):
        fields.append("published")
    if not _same_text(item, sighting, old.text, new.text):
        fields.append("text")
    is_teaser = sighting.detail is None and "text" not in fields and len(fold(new.text)) <= len(fold(old.text))
    kept = old if is_teaser else new
    revised = replace(
        new,
        title=new.title if "title" in fields else old.title or new.title,
        published=new.published if "published" in fields else _finer_date(old.published, new.published),
        text=kept.text,
        html=kept.html,
        links=kept.links,
        url=new.url or old.url,
    )
    is_other = (revised.title, revised.published, revised.text, revised.url) != (
        old.title,
        old.published,
        old.text,
        old.url,
    )
    return Difference(fields=tuple(fields), revised=revised if is_other else None)


def _same_title(old: str | None, new: str | None) -> bool:
    if not old or not new:
        return True
    short, long = sorted((old, new), key=len)
    return fold(short) == fold(long) or (_is_cut_short(short) and fold(long).startswith(fold(short)))


def _same_text(item: KnownItem, sighting: Sighting, old: str, new: str) -> bool:
    """Tell whether the text is the same as far as both layouts show it."""
    before, after = fold(old), fold(new)
    if is_part(before, after) or is_part(after, before):
        return True
    if sighting.detail is None:
        return len(after) < _FULL * len(before) or fold(item.listed.text) == fold(sighting.listed.text)
    return not item.has_detail and len(before) < _FULL * len(after)


def _with_documents(links: tuple[Link, ...], listed: tuple[Link, ...]) -> tuple[Link, ...]:
    named = {link.url for link in links}
    return links + tuple(link for link in listed if link.type is not None and link.url not in named)


def _fuller_title(listed: str | None, detail: str | None) -> str | None:
    if not listed or not detail:
        return listed or detail
    return detail if _is_cut_short(listed) else listed


def _only_begins(entry: str, listed: str) -> bool:
    """Tell whether a text is the shorter one of two that begin alike."""
    if len(entry) >= len(listed):
        return False
    short, long = fold(entry), fold(listed)
    return long.startswith(short[: len(short) // 2]) or is_part(short, long)


def _is_cut_short(title: str) -> bool:
    return title.rstrip().endswith(("…", "..."))


def _finer_date(one: str | None, other: str | None) -> str | None:
    """Return the more precise of two dates that agree; otherwise the first that is there."""
    if one and other and dates_agree(one, other):
        return max(one, other, key=len)
    return one or other
