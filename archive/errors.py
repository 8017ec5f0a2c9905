"""The root of all errors that AimCrawl raises on purpose, and those that the archive raises.

::

    AimCrawlError                  exit code 1
    ├── ArchiveError               1   the store cannot be trusted or used
    │   ├── ArchiveMissing         2   no store where one was expected
    │   ├── ArchiveExists          2   a store where none was expected
    │   ├── ArchiveNewer           1   written by a newer version of AimCrawl
    │   └── ArchiveDamaged         1   bytes or rows are not what they should be
    ├── ExtraMissing               2   a package that only an extra brings is not installed
    ├── NotFound                   2   no source, item, crawl or revision of that name
    ├── QueryError                 2   a search that cannot be understood
    ├── SnapshotError              2   a folder of snapshots is not what the next one needs
    └── SourceBusy                 5   another crawl of this source is running

``exit_code`` is what a command ends with (CONTRACT: exit codes). The message says what was wrong, where, what to do.
"""

from __future__ import annotations

__all__ = [
    "AimCrawlError",
    "ArchiveDamaged",
    "ArchiveError",
    "ArchiveExists",
    "ArchiveMissing",
    "ArchiveNewer",
    "ExtraMissing",
    "NotFound",
    "QueryError",
    "SnapshotError",
    "SourceBusy",
]


class AimCrawlError(Exception):
    """Root of the errors that AimCrawl raises on purpose."""

    exit_code = 1


class ArchiveError(AimCrawlError):
    """Raised by the archive when it cannot be used as it stands."""


class ArchiveMissing(ArchiveError):
    """Raised on opening: there is no store, and only ``init`` creates one."""

    exit_code = 2


class ArchiveExists(ArchiveError):
    """Raised by ``init``: there is a store already."""

    exit_code = 2


class ArchiveNewer(ArchiveError):
    """Raised on opening: a newer AimCrawl wrote this store."""


class ArchiveDamaged(ArchiveError):
    """Raised when bytes on disk or rows contradict each other."""


class ExtraMissing(AimCrawlError):
    """Raised where a package is needed that only an extra brings; names the extra."""

    exit_code = 2


class NotFound(AimCrawlError):
    """Raised by queries and commands: nothing bears that name or number."""

    exit_code = 2


class QueryError(AimCrawlError):
    """Raised on reading a search query: says what is wrong with it, and at which character."""

    exit_code = 2


class SnapshotError(AimCrawlError):
    """Raised on writing a snapshot where the folder holds what it cannot follow, or there is nothing to show."""

    exit_code = 2


class SourceBusy(AimCrawlError):
    """Raised when another process holds a source's lock."""

    exit_code = 5
