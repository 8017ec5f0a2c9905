"""Sightings of one item that was met twice in a crawl: pushed over a page border, or standing on several pages.

Two items that say the same on one page stay two; so do as many as the archive knows of the same content.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from archive.reconcile.faces import Face
from archive.reconcile.fold import is_part
from archive.reconcile.model import Sighting

__all__ = ["duplicates_of"]

Key = tuple[str | None, str, str | None]
Content = tuple[str | None, str, str]


def duplicates_of(
    listing: Sequence[Sighting], faces: Mapping[int, Face], known: Iterable[Sequence[Face]]
) -> dict[int, int]:
    """Return for each sighting that repeats another of this crawl the index of the first one."""
    groups: dict[Key, list[int]] = defaultdict(list)
    for index, face in faces.items():
        groups[face.published, face.title, face.link].append(index)
    groups = {key: group for key, group in groups.items() if len(group) > 1}
    titles = {key[1] for key in groups}
    counts = Counter(item[0].content for item in known if item[0].title in titles) if groups else Counter()
    return {index: first for group in groups.values() for index, first in _repeats(group, listing, faces, counts)}


def _repeats(
    group: Sequence[int], listing: Sequence[Sighting], faces: Mapping[int, Face], counts: Mapping[Content, int]
) -> Iterator[tuple[int, int]]:
    """``counts``: how many items of one content the archive knows; so many stay parted."""
    kept: list[int] = []
    for index in group:
        twins = [first for first in kept if _is_same(listing, faces, first, index)]
        if len(twins) < max(1, counts.get(faces[index].content, 0)):
            kept.append(index)
        else:
            yield index, twins[0]


def _is_same(listing: Sequence[Sighting], faces: Mapping[int, Face], first: int, index: int) -> bool:
    one, other = faces[first], faces[index]
    if one.link is None:
        return listing[first].page != listing[index].page and one.text == other.text
    return is_part(one.text, other.text) or is_part(other.text, one.text)
