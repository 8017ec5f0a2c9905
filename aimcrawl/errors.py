"""All errors that AimCrawl raises on purpose, and the code that a command ends with when one reaches it.

::

    AimCrawlError                  exit code 1
    ├── ArchiveError               1   the store cannot be trusted or used
    │   ├── ArchiveMissing         2   no store where one was expected
    │   ├── ArchiveExists          2   a store where none was expected
    │   ├── ArchiveNewer           1   written by a newer version of AimCrawl
    │   └── ArchiveDamaged         1   bytes or rows are not what they should be
    ├── UsageError                 2   a command was called in a way that cannot be meant
    ├── ConfigurationError         2   a TOML file is missing, malformed, or has a wrong key or value
    ├── HomeError                  2   the folder that should hold sources and archive
    │   ├── HomeMissing            2   no home where one was named, or none found
    │   └── HomeExists             2   ``init`` found a home already
    ├── ExtraMissing               2   a package that only an extra brings is not installed
    ├── NotFound                   2   no source, item, crawl or revision of that name
    ├── QueryError                 2   a search that cannot be understood
    ├── SnapshotError              2   a folder of snapshots is not what the next one needs
    └── SourceBusy                 5   another crawl of this source is running

The root and the archive's branch live in :mod:`archive.errors`, since the archive knows nothing of the packages above
it; people import all of them from here. The message says what was wrong, where, and what to do.
"""

from __future__ import annotations

from archive.errors import (
    AimCrawlError,
    ArchiveDamaged,
    ArchiveError,
    ArchiveExists,
    ArchiveMissing,
    ArchiveNewer,
    ExtraMissing,
    NotFound,
    QueryError,
    SnapshotError,
    SourceBusy,
)

__all__ = [
    "AimCrawlError",
    "ArchiveDamaged",
    "ArchiveError",
    "ArchiveExists",
    "ArchiveMissing",
    "ArchiveNewer",
    "ConfigurationError",
    "ExtraMissing",
    "HomeError",
    "HomeExists",
    "HomeMissing",
    "NotFound",
    "QueryError",
    "SnapshotError",
    "SourceBusy",
    "UsageError",
]


class UsageError(AimCrawlError):
    """Raised by commands: what was asked contradicts itself or lacks something."""

    exit_code = 2


class ConfigurationError(AimCrawlError):
    """Raised on reading ``aimcrawl.toml`` or a profile: names the file, the key and what was expected."""

    exit_code = 2


class HomeError(AimCrawlError):
    """Raised when the folder of sources and archive is not what a command needs."""

    exit_code = 2


class HomeMissing(HomeError):
    """Raised on finding the home: the named folder is none, or no folder was named and none lies above."""


class HomeExists(HomeError):
    """Raised by ``init``: the folder is a home already."""
