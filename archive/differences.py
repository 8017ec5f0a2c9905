"""What differs between two revisions, word by word, for people. What counts as a change is for ``reconcile`` to say."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from archive.views import RevisionView

__all__ = ["FieldDifference", "Run", "differences"]

_WORDS = re.compile(r"\s+|[^\s\w]|\w+")
_FIELDS = ("title", "published", "url", "text", "links")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text: in both revisions, only in the older (``old``), or only in the newer (``new``)."""

    kind: Literal["both", "old", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that differs, with its text as runs in reading order."""

    field: str
    runs: tuple[Run, ...]


def differences(older: RevisionView, newer: RevisionView) -> list[FieldDifference]:
    """Return the fields in which two revisions differ; links are compared as lines of text and address."""
    pairs = ((name, _text(older, name), _text(newer, name)) for name in _FIELDS)
    return [FieldDifference(name, tuple(_runs(old, new))) for name, old, new in pairs if old != new]


def _text(revision: RevisionView, name: str) -> str:
    if name == "links":
        return "\n".join(f"{link.text} {link.url}".strip() for link in revision.links)
    return getattr(revision, name) or ""


def _runs(old: str, new: str) -> Iterator[Run]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Run("both", "".join(before[a:b]))
            continue
        if a < b:
            yield Run("old", "".join(before[a:b]))
        if c < d:
            yield Run("new", "".join(after[c:d]))
