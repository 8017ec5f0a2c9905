"""The database of a home, made again from its captures; the one before is put aside and never deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import make_url, select

from aimcrawl.home.place import Home
from aimcrawl.profiles.loader import profile_hash
from aimcrawl.replay.rebuild import rebuild
from aimcrawl.toml_file import read_text
from archive import engine
from archive.alerts.carrying import carry_over
from archive.archive import Archive
from archive.captures.disk import Disk
from archive.errors import ArchiveDamaged, ArchiveError, ArchiveMissing
from archive.evidence.losses import losses
from archive.locks import SourceLock
from archive.models import Capture

__all__ = ["rebuild_home"]


def rebuild_home(home: Home, *, progress: Callable[[int], None] = lambda _: None) -> list[str]:
    """Make the database of a home again and return what could not be made as it was.

    In SQLite it is made beside the old one, which then gets another name, and alerts that wait are carried over. What
    the old one knows and the WARC files no longer show is among what is returned. A PostgreSQL database must be empty.

    Raises:
        SourceBusy: a crawl is running.
        ArchiveExists: the PostgreSQL database is not empty.
        ArchiveDamaged: there is no WARC file, and an old database; or a note in one is none of ours. The old database
            stays as it was.
    """
    url = make_url(home.database)
    with ExitStack() as locks:
        for slug in home.slugs():
            locks.enter_context(SourceLock(home.locks, slug))
        if url.get_backend_name() != "sqlite":
            return _fill(home, home.database, progress)
        _refuse_nothing(home)
        path = Path(str(url.database))
        fresh = path.with_name(f"{path.name}.rebuilt")
        fresh.unlink(missing_ok=True)
        told = _fill(home, f"sqlite:///{fresh}", progress)
        told += _hold_against_old(home, fresh)
        _exchange(path, fresh)
        return told


def _fill(home: Home, url: str, progress: Callable[[int], None]) -> list[str]:
    engine.create(url).dispose()
    with Archive(url, captures=home.captures, locks=home.locks) as archive:
        profiles = (read_text(home.profile(slug)) for slug in home.slugs())
        texts = {profile_hash(text): text for text in profiles}
        return list(rebuild(archive, texts=texts, progress=progress))


def _refuse_nothing(home: Home) -> None:
    """Refuse to make an empty database in the place of one that knows captures, or that may."""
    if any(home.captures.glob("*.warc.gz")):
        return
    try:
        with home.open_archive() as old, old.reading() as connection:
            is_empty = connection.execute(select(Capture.id).limit(1)).first() is None
    except ArchiveMissing:
        return
    except ArchiveError:
        is_empty = False
    if not is_empty:
        raise ArchiveDamaged(f"{home.captures} holds no WARC file: restore them from a backup; nothing was changed")


def _hold_against_old(home: Home, fresh: Path) -> list[str]:
    """Return what the old database knows and the new one lacks; carry over alerts that wait. If it can be read."""
    with ExitStack() as opened:
        try:
            old = opened.enter_context(home.open_archive())
            new = opened.enter_context(Archive(f"sqlite:///{fresh}", captures=home.captures, locks=home.locks))
            carry_over(old, new)
            with old.reading() as before, new.reading() as after:
                return list(losses(before, after))
        except ArchiveError:
            return []  # missing or damaged: that may be why it is made anew


def _exchange(path: Path, fresh: Path) -> None:
    """Put the old database aside, with what SQLite keeps beside it, and the new one in its place."""
    aside = f"{path.name}.before-{dt.datetime.now(dt.UTC):%Y%m%d%H%M%S}"
    for ending in ("-wal", "-shm", ""):
        old = path.with_name(path.name + ending)
        if old.exists():
            old.rename(path.with_name(aside + ending))
    fresh.rename(path)
    Disk().sync_folder(path.parent)
