"""A copy of a home: its archive, its profiles and its configuration."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from aimcrawl.errors import ConfigurationError, HomeExists
from aimcrawl.home.place import MARK, Home, open_home
from archive.archive import Archive
from archive.evidence.backup import DATABASE, copy_archive

__all__ = ["back_up"]


def back_up(home: Home, archive: Archive, target: Path, *, progress: Callable[[int], None] = lambda _: None) -> Home:
    """Copy a home into ``target``, a new folder or an earlier copy, and return the copy; it is not verified yet.

    Raises:
        ConfigurationError: the home keeps its database elsewhere than in its own archive.db.
        HomeExists: the folder holds something else.
        ArchiveError, OSError: see :func:`archive.evidence.backup.copy_archive`.
    """
    if home.config.database.url is not None:
        raise ConfigurationError(
            f"{home.root / MARK} names a database of its own, which has its own tools: copy that first (PostgreSQL: "
            f"with pg_dump), then {home.captures} and {home.sources} with any tool (in this order)"
        )
    _refuse_what_is_no_copy(home, target)
    target.mkdir(parents=True, exist_ok=True)
    copy_archive(archive, target, progress=progress)
    shutil.copytree(home.sources, target / home.sources.name, dirs_exist_ok=True)
    (target / home.locks.name).mkdir(exist_ok=True)
    for name in ("scrapy.cfg", MARK):  # the mark last: with it, the folder is a home
        shutil.copyfile(home.root / name, target / name)
    return open_home(target)


def _refuse_what_is_no_copy(home: Home, target: Path) -> None:
    if target.exists() and target.resolve() == home.root.resolve():
        raise HomeExists(f"{target} is the home itself; name another folder")
    there = sorted(path.name for path in target.iterdir()) if target.is_dir() else []
    if there and DATABASE not in there and f"{DATABASE}.part" not in there:
        raise HomeExists(f"{target} holds {there[0]} and is no earlier backup; name a new folder")
