"""An entry of a message: what happened in the form in which it is told, and in which webhooks receive it as JSON.

Of a text that was edited only the words that differ are told, with a few around them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from archive.alerts.happenings import Happening
from archive.differences import Run, differences
from archive.queries.rows import time_text, time_text_or_none

__all__ = ["ChangeView", "EntryView", "entry_of"]

_AROUND = 60  # characters on each side of words that differ
_LONGEST_RUN = 600
_LONGEST_CHANGE = 2000  # characters of all that is told of a field
_EXCERPT = 300
_CUT = "…"


class ChangeView(Struct, frozen=True, kw_only=True):
    """What differs in a field: runs of text, each ``both``, ``old`` (gone) or ``new``; ``cut``: there is more."""

    field: str
    runs: list[tuple[str, str]]
    cut: bool


class EntryView(Struct, frozen=True, kw_only=True):
    """What happened to an item, or (``item`` is null) to a source: then ``trouble`` and ``reason`` tell of it.

    ``url`` is the item's permalink, ``page_url`` the page where it was read (of a source, its list). ``excerpt`` is the
    beginning of the text.
    """

    kind: str
    source: str
    source_name: str
    at: str
    crawl: int
    event: int | None
    item: str | None
    title: str | None
    published: str | None
    url: str | None
    page_url: str
    fields: list[str]
    changes: list[ChangeView]
    excerpt: str | None
    revision: int | None
    previous: int | None
    last_seen: str | None
    trouble: str | None
    reason: str | None


def entry_of(happening: Happening) -> EntryView:
    """Return what is told of what happened."""
    newer, older = happening.newer, happening.older
    return EntryView(
        kind=happening.kind,
        source=happening.source,
        source_name=happening.source_name,
        at=time_text(happening.at),
        crawl=happening.crawl,
        event=happening.event,
        item=happening.item,
        title=newer.title if newer else None,
        published=newer.published if newer else None,
        url=newer.url if newer else None,
        page_url=happening.page_url or happening.source_url,
        fields=list(happening.fields),
        changes=_changes(happening),
        excerpt=_shortened(newer.text, _EXCERPT) or None if newer else None,
        revision=newer.revision if newer else None,
        previous=older.revision if older else None,
        last_seen=time_text_or_none(happening.last_seen),
        trouble=happening.trouble,
        reason=happening.reason,
    )


def _changes(happening: Happening) -> list[ChangeView]:
    if happening.older is None or happening.newer is None:
        return []
    return [_change(one.field, one.runs) for one in differences(happening.older, happening.newer)]


def _change(field: str, runs: Sequence[Run]) -> ChangeView:
    told, length = list[tuple[str, str]](), 0
    for run in _shortened_runs(runs):
        if length + len(run.text) > _LONGEST_CHANGE:
            return ChangeView(field=field, runs=told, cut=True)
        told.append((run.kind, run.text))
        length += len(run.text)
    return ChangeView(field=field, runs=told, cut=False)


def _shortened_runs(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield runs, of those that both texts share only what stands beside a difference."""
    for number, run in enumerate(runs):
        if run.kind != "both":
            yield Run(run.kind, _shortened(run.text, _LONGEST_RUN))
            continue
        first, last = number == 0, number == len(runs) - 1
        head, tail = "" if first else run.text[:_AROUND], "" if last else run.text[-_AROUND:]
        is_short = len(run.text) <= len(head) + len(tail)
        yield Run("both", run.text if is_short else f"{head}{_CUT}{tail}")


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rstrip() + _CUT
