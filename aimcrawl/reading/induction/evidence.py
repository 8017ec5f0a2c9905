"""What each choice of an induced profile rests on, in a few words for the person who reads the file."""

from __future__ import annotations

from collections.abc import Sequence

from aimcrawl.profiles.model import Profile
from aimcrawl.reading.pager import NextPage
from archive.records import Record

__all__ = ["evidence_for"]

_LAYOUTS = {
    "wrapped": "each item has an element of its own",
    "flat": "no element wraps an item: each reaches from one beginning to the next",
    "feed": "the list for machines; it needs no selectors",
    "grouped": "a date stands over the items that it holds for",
}


def evidence_for(profile: Profile, items: Sequence[Record], pager: NextPage | None) -> dict[str, str]:
    """Return the evidence by dotted key, from the ``items`` of the first page and the link to the second."""
    total = len(items)
    dates = sum(record.published is not None for record in items)
    titles = sum(record.title is not None for record in items)
    linked = sum(record.url is not None for record in items)
    return {
        "list.layout": _LAYOUTS[profile.list.layout],
        "list.within": f"holds the {total} items of the first page",
        "list.item": f"{total} on the first page",
        "list.group": "the date headings",
        "fields.date": f"{dates} of {total} parse",
        "fields.title": f"{titles} of {total}" + (f", {linked} with a link to a page of their own" if linked else ""),
        "fields.link": "no item has a page of its own",
        "dates.formats": f"{dates} of {dates} parse",
        "dates.order": f"{dates} of {dates} parse",
        "pager.kind": pager.evidence if pager else "no link to another page of this list was found",
        "expect.items_per_page": f"{total} on the first page",
    }
