"""Articles that advertisements cut into boxes: the boxes are made one again, before the body is looked for."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

from lxml.html import HtmlElement

__all__ = ["join_pieces"]

_LONG = 150  # characters of a paragraph that is prose
_LEAST_PROSE = 6  # long paragraphs in an article that is cut into pieces
_KIN = 4  # generations between the pieces and what they share


def join_pieces(root: HtmlElement) -> None:
    """Move the later pieces of an article into its first, where advertisements cut it into boxes of one name.

    trafilatura takes one box. A piece is an element that holds paragraphs of prose; pieces bear the same class, stand
    equally deep beneath what they share, and are neither comments nor articles of their own.
    """
    kin: dict[tuple[HtmlElement, int, str], list[HtmlElement]] = defaultdict(list)
    for paragraph in root.iter("p"):
        box = paragraph.getparent()
        name = box.get("class") if box is not None else None
        if box is None or not name or sum(map(len, paragraph.itertext())) < _LONG:
            continue
        for depth, above in enumerate(islice(box.iterancestors(), _KIN)):
            kin[above, depth, name].append(box)
            if above.tag == "article" or "comment" in (above.get("class") or "").lower():
                break
    joined: set[HtmlElement] = set()
    for paragraphs in kin.values():
        first, *others = dict.fromkeys(paragraphs)
        if others and len(paragraphs) >= _LEAST_PROSE and not _of_its_own(first) and first not in joined:
            joined.update(paragraphs)
            for other in others:
                first.extend(list(other))


def _of_its_own(box: HtmlElement) -> bool:
    """Tell whether an element is one of many by nature."""
    return box.tag == "article" or "comment" in (box.get("class") or "").lower()
