"""Where the address and the secret of a channel come from: the file itself, the environment, another file.

They are looked up when something is to be sent, kept in a :class:`Target` that shows nothing of them, and cut out of
whatever others say in errors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote

from archive.alerts.channels.errors import Unreachable
from archive.alerts.rules import Channel, is_strong

__all__ = ["CredentialMissing", "Target", "masked", "target_of"]

_WHOLE = re.compile(r"\$(\w+)|\$\{(\w+)\}")
_INNER = re.compile(r"\$\{(\w+)\}")
_HOST = re.compile(r"(https?://)(?:[^/@]*@)?([^/?#@]+)", re.IGNORECASE)
_PIECES = re.compile(r"[/:@?&=,;#+\s]+")
_SHORTEST_PIECE = 3
_WITHHELD = "…"


class CredentialMissing(Unreachable):
    """Raised when a channel's address or secret is not where the configuration says; names the place."""


@dataclass(frozen=True, slots=True)
class Target:
    """A channel with its address filled in; ``kind`` is ``apprise`` or ``webhook``. Shows its name alone."""

    name: str
    kind: str
    address: str = field(repr=False)
    secret: str = field(repr=False, default="")

    def redact(self, text: str) -> str:
        """Return what somebody else said, without any part of the address or the secret."""
        pieces = {piece for value in (self.address, unquote(self.address)) for piece in _PIECES.split(value)}
        whole = {self.address, unquote(self.address), self.secret}
        for piece in sorted(pieces | whole, key=len, reverse=True):
            if len(piece) >= _SHORTEST_PIECE:
                text = text.replace(piece, _WITHHELD)
        return text


def target_of(name: str, channel: Channel, *, environ: Mapping[str, str], folder: Path) -> Target:
    """Fill in the address and the secret of a channel; files are taken from ``folder``.

    Raises:
        CredentialMissing: the environment lacks a variable, or a file cannot be read.
    """
    if channel.apprise is not None:
        return Target(name, "apprise", _filled(channel.apprise, environ, folder))
    address = _filled(channel.webhook or "", environ, folder)
    secret = _filled(channel.secret or "", environ, folder)
    if not is_strong(secret):
        raise CredentialMissing(f"the secret of channel {name} is too short")
    return Target(name, "webhook", address, secret)


def masked(channel: Channel) -> str:
    """Return what may be shown of an address: its kind, and of a webhook the host."""
    value = channel.apprise or channel.webhook or ""
    if value.startswith(("$", "@")):
        return value if "://" not in value else _WITHHELD
    if channel.apprise is not None or _INNER.search(value):
        return f"{value.partition('://')[0]}://{_WITHHELD}"
    host = _HOST.match(value)
    return f"{host[1]}{host[2]}/{_WITHHELD}" if host else _WITHHELD


def _filled(value: str, environ: Mapping[str, str], folder: Path) -> str:
    """Return a value with what it refers to in the place of the reference."""
    if value.startswith("@"):
        return _first_line(folder / value[1:])
    if whole := _WHOLE.fullmatch(value):
        return _variable(whole[1] or whole[2], environ)
    return _INNER.sub(lambda match: quote(_variable(match[1], environ), safe=""), value)


def _variable(name: str, environ: Mapping[str, str]) -> str:
    if not environ.get(name):
        raise CredentialMissing(f"the environment has no variable {name}")
    return environ[name]


def _first_line(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CredentialMissing(f"{path} cannot be read: {type(error).__name__}") from None
    if not lines or not lines[0].strip():
        raise CredentialMissing(f"the first line of {path} is empty")
    return lines[0].strip()
