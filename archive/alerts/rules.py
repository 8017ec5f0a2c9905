"""What a rule and a channel are, as ``aimcrawl.toml`` says them: ``[[alerts]]`` and ``[channels.NAME]``.

Only what is well formed; whether an event fits a rule is in ``matching``, what an address resolves to in
``channels.credentials``. Nothing here shows an address: it may hold a credential.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

__all__ = ["ITEM_KINDS", "NOTICE_KINDS", "Channel", "Digest", "Kind", "Rule"]

Kind: TypeAlias = Literal["new", "edited", "removed", "restored", "suspect", "failing", "silent", "recovered"]
Digest: TypeAlias = Literal["immediate", "hourly", "daily", "weekly"]
Field: TypeAlias = Literal["title", "text", "published", "url", "links"]

ITEM_KINDS = ("new", "edited", "removed", "restored")
NOTICE_KINDS = ("suspect", "failing", "silent", "recovered")

_HAS_LETTER = re.compile(r"[^\W_]")
_REFERENCE = re.compile(r"\$[A-Za-z_]\w*|@.+")
_NEEDS_FILLING = re.compile(r"\$\{\w+\}")
_APPRISE = re.compile(r"[a-z][a-z0-9+.-]*://.+", re.IGNORECASE)
_WEBHOOK = re.compile(r"https?://[^/\s]+\S*", re.IGNORECASE)
_SHORTEST_SECRET = 16


class Rule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[[alerts]]``: which changes go to which channels, at once or as a digest.

    ``sources``: slugs or patterns (``agency-*``); none means all. ``kinds``: none means all, or all that items can bear
    where the rule asks something of items. ``fields``: an edit must bear on one of them. ``words``: one of them must
    stand in the title or text, old or new; ``not_words``: none of them may. ``min_change``: an edit must change so many
    words, or below 1 such a share of them. The last four say nothing of notices about a source.
    """

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    channels: Annotated[tuple[str, ...], Meta(min_length=1)]
    sources: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    fields: tuple[Field, ...] = ()
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    min_change: Annotated[float, Meta(ge=0)] = 0
    digest: Digest = "immediate"

    def __post_init__(self) -> None:
        """Refuse words in which there is nothing to look for."""
        for name in ("words", "not_words"):
            if not all(_HAS_LETTER.search(word) for word in getattr(self, name)):
                raise ValueError(f"{name}: expected words or phrases, with letters or digits")

    @property
    def effective_kinds(self) -> tuple[str, ...]:
        """The kinds that this rule takes."""
        if self.kinds:
            return self.kinds
        asks = self.fields or self.words or self.not_words or self.min_change
        return ITEM_KINDS if asks else ITEM_KINDS + NOTICE_KINDS


class Channel(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[channels.NAME]``: an address of ``apprise``, or a ``webhook`` with the ``secret`` that signs what it gets.

    Each value may be ``$NAME`` (an environment variable) or ``@FILE`` (its first line; from the home), and may hold
    ``${NAME}`` in its midst.
    """

    apprise: str | None = None
    webhook: str | None = None
    secret: str | None = None

    def __post_init__(self) -> None:
        """Refuse a channel that is neither or both, and addresses that are none; never show them."""
        if (self.apprise is None) == (self.webhook is None):
            raise ValueError("apprise: expected an address here, or one in webhook, and only one of them")
        if self.apprise is not None and self.secret is not None:
            raise ValueError("secret: is for a webhook; what apprise needs stands in its address")
        if self.apprise is not None and not _may_be(self.apprise, _APPRISE):
            raise ValueError("apprise: expected an address such as mailto://user:password@host, $NAME or @FILE")
        if self.webhook is not None and not _may_be(self.webhook, _WEBHOOK):
            raise ValueError("webhook: expected https://…, $NAME or @FILE")
        if self.webhook is not None and (self.secret is None or not is_strong(self.secret)):
            raise ValueError(f"secret: expected at least {_SHORTEST_SECRET} characters, $NAME or @FILE")

    def __repr__(self) -> str:
        """Show the kind alone."""
        return "Channel(apprise=…)" if self.apprise else "Channel(webhook=…)"


def is_strong(secret: str) -> bool:
    """Tell whether a text may be a secret, or refers to one."""
    return _may_be(secret, re.compile(rf".{{{_SHORTEST_SECRET},}}"))


def _may_be(value: str, shape: re.Pattern[str]) -> bool:
    """Tell whether a value has a shape, or is filled in later."""
    return any(pattern.fullmatch(value) for pattern in (_REFERENCE, shape)) or bool(_NEEDS_FILLING.search(value))
