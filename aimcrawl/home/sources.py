"""The sources of a home: which there are, the profiles say; how they fare, the archive says; both are kept in step."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from aimcrawl.errors import ConfigurationError, NotFound, UsageError
from aimcrawl.home.place import Home, is_slug, no_slug, require_slug
from aimcrawl.profiles.model import Profile
from archive import queries
from archive.archive import Archive
from archive.locks import SourceLock
from archive.store import rename_source, set_source_status, upsert_source
from archive.store.sources import note_on_source
from archive.views import SourceView

__all__ = [
    "pause_source",
    "refuse_removed",
    "remove_source",
    "removed_slugs",
    "rename_to",
    "resume_source",
    "survey",
]

_PUT_AWAY = ".removed"  # behind the name of a profile whose source was removed


def survey(home: Home, archive: Archive) -> tuple[list[SourceView], dict[str, Profile], dict[str, ConfigurationError]]:
    """Return all sources but the removed ones, by slug; and by slug, their profiles, or what is wrong with those.

    A removed one that has a profile again is among them, as a fault: nobody said whether it is the same source.
    """
    with archive.reading() as connection:
        known = {view.source: view for view in queries.sources(connection)}
    found = set(home.slugs()) | {slug for slug, view in known.items() if view.status != "removed"}
    views: list[SourceView] = []
    profiles: dict[str, Profile] = {}
    faults: dict[str, ConfigurationError] = {}
    for slug in sorted(found):
        view = known.get(slug) or _never_crawled(slug)
        try:
            profile = profiles[slug] = _load(home, slug, removed=view.status == "removed")
            views.append(replace(view, name=profile.name, url=profile.url))
        except ConfigurationError as fault:
            views.append(replace(view, reason=str(fault)))
            faults[slug] = fault
    return views, profiles, faults


def pause_source(home: Home, archive: Archive, slug: str) -> None:
    """Leave a source out of ``crawl --all`` and ``crawl --due``. Raises NotFound."""
    home.require(slug)
    _set_status(home, archive, slug, "paused")


def resume_source(home: Home, archive: Archive, slug: str) -> None:
    """Crawl a source again that was paused or removed. Raises NotFound."""
    if slug not in home.slugs() and (kept := _put_away(home, slug)):
        kept[-1].rename(home.profile(slug))
    home.require(slug)
    _set_status(home, archive, slug, "active")


def remove_source(home: Home, archive: Archive, slug: str) -> None:
    """Crawl a source no more; its items and their history stay, and its profile stays under a name of its own.

    Raises:
        NotFound: there is no such source.
        SourceBusy: it is being crawled.
    """
    with archive.reading() as connection:
        require_slug(slug, [*home.slugs(), *(view.source for view in queries.sources(connection))])
    with SourceLock(home.locks, slug):
        _set_status(home, archive, slug, "removed")
        with suppress(FileNotFoundError):  # a person has deleted the profile by hand
            home.profile(slug).rename(_place_to_put_away(home, slug))


def rename_to(home: Home, archive: Archive, slug: str, to: str) -> None:
    """Give a source another slug; profile and history go with it.

    Raises:
        NotFound: there is no such source.
        UsageError: ``to`` is no slug, or taken.
        SourceBusy: it is being crawled.
    """
    home.require(slug)
    if not is_slug(to):
        raise UsageError(no_slug(to))
    with SourceLock(home.locks, slug):
        with archive.reading() as connection:
            taken = {view.source for view in queries.sources(connection)}
        if to in taken or to in home.slugs():
            raise UsageError(f"there is a source {to!r} already; its history would be mixed up with that of {slug!r}")
        writer, now = archive.writer, dt.datetime.now(dt.UTC)
        with archive.writing() as connection:
            if slug in taken:
                note_on_source(connection, writer, {"kind": "rename", "source": slug, "to": to}, now=now)
                rename_source(connection, slug, to)
            home.profile(slug).rename(home.profile(to))


def removed_slugs(archive: Archive) -> set[str]:
    """Return the slugs of the sources that were removed, whose history the archive keeps."""
    with archive.reading() as connection:
        return {view.source for view in queries.sources(connection) if view.status == "removed"}


def refuse_removed(home: Home, archive: Archive, slug: str) -> None:
    """Raise ConfigurationError where a source was removed: another one of that slug would continue its history."""
    if slug in removed_slugs(archive):
        raise _removed(home, slug)


def _removed(home: Home, slug: str) -> ConfigurationError:
    return ConfigurationError(
        f"{home.profile(slug)}: the source {slug!r} was removed and its history kept; `aimcrawl source resume {slug}` "
        "crawls it again, and a new source needs another slug"
    )


def _set_status(home: Home, archive: Archive, slug: str, status: Literal["active", "paused", "removed"]) -> None:
    """Set the status of a source, making its row if it was never crawled."""
    writer, now = archive.writer, dt.datetime.now(dt.UTC)
    with archive.writing() as connection:
        note_on_source(connection, writer, {"kind": "status", "source": slug, "status": status}, now=now)
        try:
            set_source_status(connection, slug, status)
        except NotFound:
            profile = home.load_profile(slug)
            upsert_source(connection, slug=slug, name=profile.name, url=profile.url, now=now)
            set_source_status(connection, slug, status)


def _load(home: Home, slug: str, *, removed: bool) -> Profile:
    """Read the profile of a source that the home or the archive knows; a missing one is a fault like any other."""
    if removed:
        raise _removed(home, slug)
    if slug not in home.slugs():
        raise ConfigurationError(f"{home.profile(slug)}: missing; `aimcrawl source remove {slug}` ends the source")
    return home.load_profile(slug)


def _put_away(home: Home, slug: str) -> list[Path]:
    """Return the profiles of a source that were put away, the last one last."""
    return list(itertools.takewhile(Path.exists, _places_to_put_away(home, slug)))


def _place_to_put_away(home: Home, slug: str) -> Path:
    return next(place for place in _places_to_put_away(home, slug) if not place.exists())


def _places_to_put_away(home: Home, slug: str) -> Iterator[Path]:
    """Give where the first, the second and each later profile of a removed source goes: none is overwritten."""
    first = home.profile(slug).name + _PUT_AWAY
    yield home.sources / first
    yield from (home.sources / f"{first}.{number}" for number in itertools.count(2))


def _never_crawled(slug: str) -> SourceView:
    return SourceView(
        source=slug,
        name=slug,
        url="",
        status="active",
        items=0,
        last_crawl=None,
        last_status=None,
        last_complete=None,
        reason=None,
    )
