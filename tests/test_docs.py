"""The documents: each can be found from the first one, and no link leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=str)
LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")


def linked(document: Path) -> set[Path]:
    """Return the files that a document links to."""
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    return {(document.parent / target).resolve() for target in targets if "://" not in target and ":" not in target}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_docs_link_to_what_is_there(document: Path) -> None:
    assert sorted(str(target) for target in linked(document) if not target.exists()) == []


def test_docs_are_all_reached_from_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    reached: set[Path] = set()
    waiting = {index}
    while waiting:
        document = waiting.pop()
        reached.add(document)
        waiting |= {target for target in linked(document) if target.suffix == ".md" and target.exists()} - reached
    assert sorted(str(path.relative_to(ROOT)) for path in set((ROOT / "docs").rglob("*.md")) - reached) == []
