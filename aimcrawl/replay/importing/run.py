"""One run of ``import``: files in, sessions out, the oldest first, each taken in before the next is looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from msgspec import Struct

from aimcrawl.home import Home
from aimcrawl.replay.importing.files import files_of, read_file
from aimcrawl.replay.importing.found import Found, Problem, Spool
from aimcrawl.replay.importing.layouts import Layout, choose, read
from aimcrawl.replay.importing.saved import Dating
from aimcrawl.replay.importing.sessions import Session, sessions_of, walked
from aimcrawl.replay.importing.sources import Candidates, candidates
from aimcrawl.replay.importing.taking import A_PART, Taking, is_held
from aimcrawl.replay.importing.warcs import Limits
from archive.archive import Archive

__all__ = ["Asked", "ImportRun", "ImportedView"]

_OK: Final = 200
_PAGES: Final = ("text/html", "application/xhtml+xml")
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks for: files and folders, one source, a profile for an old layout, dates for saved pages."""

    paths: Sequence[Path]
    source: str | None = None
    profile: Path | None = None
    dating: Dating = field(default_factory=Dating)
    dry_run: bool = False


class ImportedView(Struct, frozen=True, kw_only=True):
    """One session of list pages that were captured in one visit, and what became of it.

    ``status``: that of its crawl; *planned* in a dry run; *unread* where no profile reads its pages. ``layout`` says
    whence the profile is.
    """

    source: str
    crawl: int | None
    status: Literal["complete", "partial", "suspect", "failed", "planned", "unread"]
    since: dt.datetime
    until: dt.datetime
    layout: Literal["given", "current", "earlier", "learned"] | None
    pages: int
    items: int
    new: int
    edited: int
    restored: int
    unchanged: int
    reason: str | None

    @property
    def is_in_order(self) -> bool:
        """Whether all of it was taken in: that it is a part of a list is no fault."""
        return self.status in ("complete", "planned") or (self.status == "partial" and self.reason == A_PART)


class ImportRun:
    """Takes in what files from elsewhere hold. ``sessions`` does it; afterwards the run knows what else it met.

    ``problems``: what could not be used. ``strange`` counts exchanges of no source, ``others`` those of a source that
    are none of its list or detail pages, ``held`` list pages that the archive had read already, ``repeats`` those that
    a session holds twice. ``reading`` hears of the bytes of files that were dealt with, ``taking`` of list pages.
    """

    def __init__(  # noqa: PLR0913 - what is asked, of which home, and who listens
        self,
        home: Home,
        archive: Archive,
        asked: Asked,
        *,
        reading: Callable[[int], None] = lambda _: None,
        taking: Callable[[int], None] = lambda _: None,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._home, self._archive, self._asked = home, archive, asked
        self._reading, self._taking, self._now = reading, taking, now
        self.problems: list[Problem] = []
        self.strange = self.others = self.held = self.repeats = 0

    def sessions(self) -> Iterator[ImportedView]:
        """Yield the sessions in the order of their capture, each when it was taken in.

        Raises:
            UsageError: what is asked for contradicts itself, or a path is none.
            NotFound: there is no such source.
            ConfigurationError: a profile or a manifest has a fault.
            SourceBusy: a source is being crawled; what was taken in before stays.
        """
        sources = candidates(self._home, self._archive, source=self._asked.source, profile=self._asked.profile)
        with Spool() as spool:
            self._find(sources, spool)
            todo = [(source, session) for source in sources for session in self._fresh(source, spool)]
            for source, session in sorted(todo, key=lambda one: (one[1].since, one[0].slug)):
                yield self._take(source, session, spool)

    def _find(self, sources: Sequence[Candidates], spool: Spool) -> None:
        """Read all files, and give each page to its source."""
        megabytes = max((source.layouts[0].profile.politeness.max_megabytes for source in sources), default=0)
        limits = Limits(
            wants=lambda url: any(source.wants(url) for source in sources),
            max_bytes=int(megabytes * _MEGABYTE),
            now=self._now(),
        )
        for file in files_of(self._asked.paths):
            for one in read_file(file, spool, limits, self._asked.dating):
                match one:
                    case Problem():
                        self.problems.append(one)
                    case str():
                        self.strange += 1
                    case Found():
                        self._give(sources, one)
            self._reading(file[0].stat().st_size)

    def _give(self, sources: Sequence[Candidates], found: Found) -> None:
        """Give a page to the source whose list it may be, else to all whose item's it may be."""
        kind = (found.content_type or _PAGES[0]).partition(";")[0].strip().lower()
        if found.status != _OK or kind not in _PAGES:
            self.others += 1
            return
        lists = [source for source in sources if source.has_list_at(found.url)]
        for source in lists:
            source.lists.append(found)
        for source in () if lists else sources:
            if source.wants(found.url):
                source.details[source.key(found.url)].append(found)

    def _fresh(self, source: Candidates, spool: Spool) -> list[Session]:
        """Return the sessions of what the archive has not read yet."""
        with self._archive.reading() as connection:
            fresh = [page for page in source.lists if not is_held(connection, page)]
        self.held += len(source.lists) - len(fresh)
        sessions, repeats = sessions_of(source.part(fresh, spool), source.key)
        self.repeats += repeats
        return sessions

    def _take(self, source: Candidates, session: Session, spool: Spool) -> ImportedView:
        """Take one session in, or say why not."""
        layout = choose(source.layouts, session.pages, spool)
        if layout is None:
            self._taking(len(session.pages))
            reason = "no profile of this source reads these pages: give one for that layout with --profile"
            return _view(source, session, None, status="unread", reason=reason)
        walk = walked(session, layout, source.number, spool)
        if self._asked.dry_run:
            self._taking(len(session.pages))
            readings = (read(layout, page, spool) for page in session.pages)
            items = sum(len(reading.records) for reading in readings if reading is not None)
            part = None if walk.is_whole else A_PART
            return _view(source, session, layout, status="planned", items=items, reason=part)
        taking = Taking(self._archive, source, layout, spool, now=self._now)
        outcome = taking.take(walk, progress=self._taking)
        names = ("crawl", "status", "items", "new", "edited", "restored", "unchanged", "reason")
        return _view(source, session, layout, **{name: getattr(outcome, name) for name in names})


def _view(source: Candidates, session: Session, layout: Layout | None, **known: Any) -> ImportedView:
    nothing: dict[str, Any] = {"crawl": None, "items": 0, "new": 0, "edited": 0, "restored": 0, "unchanged": 0}
    return ImportedView(
        source=source.slug,
        since=session.since,
        until=session.until,
        layout=layout.origin if layout else None,
        pages=len(session.pages),
        **(nothing | known),
    )
