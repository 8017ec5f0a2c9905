"""What differs between two revisions, word by word, for people. What counts as a change is for ``reconcile`` to say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rapidfuzz.distance import LCSseq

from archive.views import RevisionView

__all__ = ["FieldDifference", "Run", "differences"]

_WORDS = re.compile(r"\s+|[^\s\w]|\w+")
_LARGEST = 400_000_000  # words by words: beyond it, 50 MB of memory, lines are compared
Stretch: TypeAlias = tuple[str, str, str]
"""What both texts share; or, where that is empty, what is gone and what has come."""
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
    """Yield the runs of two texts: ``both`` and ``old`` make up the older, ``both`` and ``new`` the newer."""
    for both, gone, come in _merged(_stretches(old, new)):
        texts: tuple[tuple[Literal["both", "old", "new"], str], ...] = (("both", both), ("old", gone), ("new", come))
        yield from (Run(kind, text) for kind, text in texts if text)


def _stretches(old: str, new: str) -> Iterator[Stretch]:
    """Yield what both texts share and in what they differ, in turn, by the longest sequence of words in both."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    head = _alike(before, after)
    shared, before, after = "".join(before[:head]), before[head:], after[head:]
    tail = _alike(before[::-1], after[::-1])
    rest = "".join(before[len(before) - tail :])
    before, after = before[: len(before) - tail], after[: len(after) - tail]
    if len(before) * len(after) > _LARGEST:
        before, after = ("".join(words).splitlines(keepends=True) for words in (before, after))
    if shared:
        yield shared, "", ""
    yield from _compared(before, after)
    if rest:
        yield rest, "", ""


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many words two texts begin with in common."""
    return next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Stretch]:
    gone = come = ""
    for step in LCSseq.opcodes(before, after):
        gone += "".join(before[step.src_start : step.src_end]) if step.tag == "delete" else ""
        come += "".join(after[step.dest_start : step.dest_end]) if step.tag == "insert" else ""
        if step.tag == "equal":
            if gone or come:
                yield "", gone, come
            gone = come = ""
            yield "".join(before[step.src_start : step.src_end]), "", ""
    if gone or come:
        yield "", gone, come


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Make one difference of two with less between them than each is long: single words in common mean nothing.

    The rule is that of "semantic cleanup" (https://neil.fraser.name/writing/diff/).
    """
    done: list[Stretch] = []
    for stretch in stretches:
        _, gone, come = stretch
        while len(done) > 1 and not stretch[0]:
            (_, gone_before, come_before), (between, _, _) = done[-2:]
            if len(between) > min(max(len(gone_before), len(come_before)), max(len(gone), len(come))):
                break
            del done[-2:]
            gone, come = gone_before + between + gone, come_before + between + come
            stretch = ("", gone, come)  # noqa: PLW2901 - it has grown
        done.append(stretch)
    return done
