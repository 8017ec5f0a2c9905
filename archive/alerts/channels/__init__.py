"""The channels: one way in for all, and what can go wrong on each.

``credentials`` fills in addresses, ``webhook`` and ``services`` (apprise) send. What was tried, and when it is tried
again, is for ``deliveries`` and ``flush``.
"""

from archive.alerts.channels.credentials import CredentialMissing, Target, target_of
from archive.alerts.channels.errors import ChannelError, Gone, Refused, Unreachable
from archive.alerts.channels.sending import send

__all__ = [
    "ChannelError",
    "CredentialMissing",
    "Gone",
    "Refused",
    "Target",
    "Unreachable",
    "send",
    "target_of",
]
