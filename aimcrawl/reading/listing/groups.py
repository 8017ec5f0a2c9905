"""Groups of dates that stand in like places: each may be the backbone of a list.

Lives here: what makes two places alike. Not here: finding the dates (``anchors``), which group is the news (``judge``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.text import BLOCKS

__all__ = ["Group", "group_anchors"]

_BLOCKS, _NAMES, _WORDS = 5, 6, 7
"""The kinds of groups that only share the blocks around them; that share names, or the words before the date on its
line, and may stand at any depth."""
_LABEL = 3
"""Words before a date from which on they are a label of their own: "Published in the gazette of"."""
_INNERMOST = 3
"""Elements right around a date that bear the same names: the first item may stand in one box more than the others."""
_MOST = 0.7
_MOST_GROUPS = 12
"""Groups that are looked at, the largest first: small ones are menus, footers and dates in prose."""


@dataclass(frozen=True, slots=True)
class Group:
    """Dates that stand in like places, one a line, in page order; ``alike``: the lines of all under the same tags.

    Where each has its line to itself, those in the midst of text are not alike.
    """

    anchors: tuple[Anchor, ...]
    alike: tuple[int, ...]


def group_anchors(out: Outline, anchors: Sequence[Anchor]) -> list[Group]:
    """Return groups of dates that stand in like places, no two groups the same, the largest first.

    Likenesses, from strict to loose: the shapes of all elements around; the tags around with the shapes of the
    innermost two; the tags around; of these the dates that have their line to themselves, and those that begin it; the
    blocks around; the names of the innermost elements, or the words before the date, at any depth. Table
    cells of different columns are never alike.
    Of several dates on a line the one stands for it that says that it is the day of publication, or else says nothing.
    """
    groups: dict[tuple[int, object], dict[int, Anchor]] = {}
    days = sorted((anchor for anchor in anchors if anchor.whole_day), key=_by_sense)
    shapes, tags, blocks = _paths(out, {anchor.node for anchor in days})
    for anchor in days:
        node = anchor.node
        keys = [(0, shapes[node]), (2, tags[node]), (_BLOCKS, blocks[node]), *_keys(out, anchor, tags[node])]
        for key in keys:
            groups.setdefault(key, {}).setdefault(anchor.line, anchor)
    seen: set[tuple[Anchor, ...]] = set()
    result = []
    for (kind, _), group in groups.items():
        chosen = tuple(group.values())
        if kind == _BLOCKS and _holds_together(chosen, tags):
            continue
        if kind in (_NAMES, _WORDS) and len({tags[anchor.node] for anchor in chosen}) == 1:
            continue
        if len(chosen) > 1 and chosen not in seen:
            seen.add(chosen)
            widest = groups[2, tags[chosen[0].node]] if kind in (0, 1) else group
            alone = all(anchor.role == "whole" for anchor in chosen)
            result.append(Group(chosen, tuple(at for at, each in widest.items() if not alone or each.role == "whole")))
    return sorted(result, key=lambda group: -sum(anchor.role != "prose" for anchor in group.anchors))[:_MOST_GROUPS]


def _keys(out: Outline, anchor: Anchor, tags: int) -> Iterator[tuple[int, object]]:
    """Yield what a date shares with others besides all elements around; ``tags`` numbers those."""
    node = anchor.node
    yield 1, (tags, out.shapes[node], out.shapes[out.parent[node]])
    names = tuple(out.shapes[row] for row in out.near(node, _INNERMOST))
    if any("." in name for name in names):
        yield _NAMES, (names, out.columns[node])
    if label := _label(out, anchor):
        yield _WORDS, label
    if anchor.role == "whole":
        yield 3, tags
    if anchor.start <= 1 or anchor.role == "whole":
        yield 4, tags


def _label(out: Outline, anchor: Anchor) -> tuple[str, ...]:
    """Return the words right before a date with which its line ends; none where they are few, or a link."""
    if out.link[anchor.node] >= 0:
        return ()
    text = out.lines[anchor.line].text
    words = text[: anchor.start].casefold().split()
    return tuple(words[-_LABEL:]) if len(words) >= _LABEL and not any(map(str.isalnum, text[anchor.end :])) else ()


def _by_sense(anchor: Anchor) -> tuple[int, int, int]:
    """Order dates by their lines; on one line, the day of publication first and the day of a change last."""
    return anchor.line, ("published", None, "changed").index(anchor.sense), anchor.start


def _holds_together(group: Sequence[Anchor], tags: dict[int, int]) -> bool:
    """Tell whether most dates of a group stand under the very same tags: then the others are another matter."""
    return max(Counter(tags[anchor.node] for anchor in group).values()) > _MOST * len(group)


def _paths(out: Outline, nodes: set[int]) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """Number the paths from the root to each row of ``nodes``, with columns: by shapes, by tags, by tags of blocks.

    Inline elements are left out of the last: where they are not closed, they wrap each item deeper than the one before.
    """
    numbers: dict[tuple[int, str, int], int] = {}
    tags: dict[int, int] = {-1: 0}
    shapes: dict[int, int] = {-1: 0}
    blocks: dict[int, int] = {-1: 0}
    for target in nodes:
        chain = []
        node = target
        while node not in tags:
            chain.append(node)
            node = out.parent[node]
        for step in reversed(chain):
            above, column, tag = out.parent[step], out.columns[step], out.tags[step]
            tags[step] = numbers.setdefault((tags[above], tag, column), len(numbers) + 1)
            blocks[step] = blocks[above]
            if tag in BLOCKS or "-" in tag:
                blocks[step] = numbers.setdefault((blocks[above], tag, column), len(numbers) + 1)
            shapes[step] = numbers.setdefault((-shapes[above], out.shapes[step], column), len(numbers) + 1)
    return shapes, tags, blocks
