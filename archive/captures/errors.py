"""What captures raise. All are errors of the archive: a command that meets one ends with exit code 1."""

from __future__ import annotations

from archive.errors import ArchiveDamaged, ArchiveError

__all__ = ["CaptureDamaged", "CaptureErased", "CaptureError", "PayloadTooLarge", "WarcTooShort"]


class CaptureError(ArchiveError):
    """Raised by the writer: an exchange could not be kept; what was kept before is unharmed."""


class CaptureDamaged(ArchiveDamaged):
    """Raised by readers: the bytes of a capture are not those that were written."""


class CaptureErased(ArchiveError):
    """Raised by readers: the content was taken down; a tombstone stands in its place."""


class WarcTooShort(ArchiveDamaged):
    """Raised on recovery: a WARC file ends before the last capture that the rows know in it."""


class PayloadTooLarge(ArchiveError):
    """Raised on decoding: a body unfolds to more bytes than the caller allows."""
