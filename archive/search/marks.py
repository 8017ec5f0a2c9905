"""Marks: words of ours in the index, beside those of the texts. Nobody finds one by searching.

A revision bears the mark of its source, and those of its text (:mod:`archive.search.likeness`). What is asked of a
source is so a row of the index like that of any word, and meeting the two is the index's own work.
"""

from __future__ import annotations

__all__ = ["mark", "source_mark"]


def mark(name: str) -> str:
    """Return the mark of this name, of letters and digits: behind a sign that no word holds."""
    return f"\u2248{name}"


def source_mark(source_id: int) -> str:
    """Return the mark of a source, by its id: its slug may change."""
    return mark(f"s{source_id}")
