"""What can go wrong when a message is sent. The messages hold no address: that may be a credential.

::

    ChannelError
    ├── Refused       this message is not taken; the next one may be
    ├── Unreachable   nothing gets through for now; ``after`` is when the receiver wants to be asked again
    └── Gone          the receiver says that it is no more; nothing is tried again
"""

from __future__ import annotations

import datetime as dt

from archive.errors import AimCrawlError

__all__ = ["ChannelError", "Gone", "Refused", "Unreachable"]


class ChannelError(AimCrawlError):
    """Root of what can go wrong when a message is sent."""


class Refused(ChannelError):
    """Raised when the receiver answers that it does not take this message."""


class Unreachable(ChannelError):
    """Raised when the receiver cannot be reached, or can take nothing now."""

    def __init__(self, message: str, *, after: dt.timedelta | None = None) -> None:
        super().__init__(message)
        self.after = after


class Gone(ChannelError):
    """Raised when the receiver answers 410: it wants no more of this."""
