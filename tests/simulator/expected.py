"""The plain model: knowing who is who, what must an archive say after a crawl? It never looks at likeness.

A true item is removed when it is gone, and so many crawls as needed walked past its place; the last of them the whole
list. Everything else follows from what a visitor was shown before and is shown now.
"""

from __future__ import annotations

import datetime as dt

from archive.reconcile.fold import plain

from .site import Site, Story
from .walker import Walk

Event = tuple[str, int]  # kind ("trivial" for trivial edits) and true item
Shown = tuple[str, ...]


class PlainModel:
    def __init__(self) -> None:
        self.shown: dict[int, Shown] = {}
        self.status: dict[int, str] = {}
        self.absences: dict[int, int] = {}

    def expect(self, crawl: Walk, site: Site) -> set[Event]:
        """Return the events of a crawl, and remember what it showed."""
        events = set()
        met: dict[int, int] = {}
        for index, story in enumerate(crawl.stories):
            met.setdefault(story.number, index)
        for number, index in met.items():
            events |= self._meet(number, _shown(crawl, index), is_cut=index in crawl.cut)
        return events | self._miss(crawl, site, met)

    def _meet(self, number: int, shown: Shown, *, is_cut: bool) -> set[Event]:
        before, status = self.shown.get(number), self.status.get(number)
        if before is None and is_cut:
            return set()
        self.status[number], self.absences[number] = "present", 0
        if not is_cut:
            self.shown[number] = shown
        if before is None:
            return {("new", number)}
        if status == "removed":
            return {("restored", number)}
        if before == shown or is_cut:
            return set()
        is_trivial = [plain(part) for part in before] == [plain(part) for part in shown]
        return {("trivial" if is_trivial else "edited", number)}

    def _miss(self, crawl: Walk, site: Site, met: dict[int, int]) -> set[Event]:
        events = set()
        order = [story.number for story in site.ordered(with_gone=True)]
        whole = _whole(crawl)
        for place, number in enumerate(order):
            if number in met or self.status.get(number) not in ("present", "missing"):
                continue
            above = next((met[other] for other in reversed(order[:place]) if other in met), None)
            below = next((met[other] for other in order[place:] if other in met), None)
            if below is not None and self._is_at_edge(crawl, site, number):
                self.status[number] = "unlisted"
                continue
            if below is None and crawl.reached_end and len(crawl.pages) in whole:
                self.status[number] = "unlisted"
            if below is None or not _is_proven(crawl, whole, above, below):
                continue
            self.absences[number] += 1
            self.status[number] = "missing"
            is_all = crawl.reached_end and whole >= {page.number for page in crawl.pages}
            if number in site.gone and self.absences[number] >= 2 and is_all:
                self.status[number] = "removed"
                events.add(("removed", number))
        return events

    def _is_at_edge(self, crawl: Walk, site: Site, number: int) -> bool:
        """In a list of the newest only, a corrected date can carry an item past the end: nobody can see it removed."""
        is_window = crawl.reached_end and site.layout.by_date and "unlisted" in self.status.values()
        last = dt.date.fromisoformat(crawl.listing[-1].listed.published or "")
        return is_window and dt.date.fromisoformat(self.shown[number][1]) <= last + dt.timedelta(days=10)


def _shown(crawl: Walk, index: int) -> Shown:
    record, story = crawl.listing[index].listed, crawl.stories[index]
    return (record.title or "", record.published or "", record.text, story.document)


def _whole(crawl: Walk) -> set[int]:
    last = len(crawl.pages) if crawl.reached_end else 0
    size = max(page.records for page in crawl.pages)
    return {page.number for page in crawl.pages if page.complete and (page.number == last or page.records >= size)}


def _is_proven(crawl: Walk, whole: set[int], above: int | None, below: int) -> bool:
    first = 1 if above is None else crawl.listing[above].page
    last = crawl.listing[below].page
    return all(page in whole for page in range(first, last + 1)) and not crawl.moved & set(range(first + 1, last + 1))


def spoken(said_kind: str, story: Story, *, trivial: bool) -> Event:
    return ("trivial" if trivial else said_kind, story.number)
