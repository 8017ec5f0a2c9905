"""Lines that stand in an item and are none of its text: by-lines, categories, share links, counts, "read more".

What is decided here rests on the line alone, its names, words and links, and not on the other items: so the text of an
item is the same whatever page it stands on. Not here: labels that most items of a page share (``build``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from aimcrawl.reading.addresses import absolute_url
from aimcrawl.reading.listing.outline import Line, Outline
from aimcrawl.reading.listing.senses import CHANGED, PUBLISHED
from aimcrawl.reading.listing.wordings import BUTTON, BY, NAMES, OPENERS, READING_TIME, SHARES

__all__ = ["Around", "is_aside", "without_button"]

_LONGEST = 120
"""A longer line is text, whatever it is called."""
_BUTTON, _KICKER = 40, 30
"""The longest label of a link to the item itself, and of one to its category above the title."""
_STOPS = (".", "!", "?", "\u2026", "\u3002", "\u0964", "]")
_SPOKEN = 4
"""Words from which on a line that ends in a full stop is a sentence: "5 min." is none."""
_DATED = re.compile(rf"(?:\w+\s){{0,2}}\w*(?:{CHANGED}|{PUBLISHED})\D{{0,20}}\d", re.IGNORECASE)
_DAY = re.compile(r"(?:19|20)\d\d|\d[./-]\d|\d年")
_RELATIONS = frozenset({"tag", "category", "author"})
_NO_PAGE = ("#", "javascript:")


class Around(NamedTuple):
    """What is known of the item that a line stands in: its row, its title with its line and row, its address."""

    node: int
    title: str | None
    title_line: int
    title_node: int
    url: str | None
    base: str


class _Link(NamedTuple):
    row: int
    label: str
    target: str
    url: str | None
    relations: frozenset[str]


def is_aside(out: Outline, line: Line, around: Around) -> bool:
    """Tell whether a line is none of the item's text."""
    text = line.text
    if len(text) > _LONGEST:
        return False
    if _opens(text) or (_is_called(out, line, around.node) and not _is_sentence(text)):
        return True
    links, bare = _links(out, line, around.base)
    return bool(links) and not bare and _leads_away(out, links, line, around)


def without_button(out: Outline, line: Line, url: str | None, base: str) -> str:
    """Return the text of a line without the link to the item at its end: "… Read more"."""
    last = line.runs[-1]
    row = out.link[last.node]
    if row < 0 or row == line.block:
        return line.text
    first = next(run for run in line.runs if out.contains(row, run.node))
    rest, label = line.text[: first.start].rstrip(), line.text[first.start :]
    if not rest.endswith(_STOPS) or len(label) > _BUTTON:
        return line.text
    own = absolute_url(base, out.elements[row].get("href") or "") == url
    return rest if own or BUTTON.fullmatch(label) else line.text


@lru_cache(maxsize=2048)
def _opens(text: str) -> bool:
    """Tell whether a text begins as by-lines, lists of tags and counts do, and is no sentence."""
    if OPENERS.match(text):
        return not text.endswith(".") or len(text) < _KICKER
    if _is_sentence(text):
        return False
    if BY.fullmatch(text):
        return True
    if not any(map(str.isdigit, text)):
        return False
    time = READING_TIME.search(text)
    return (time is not None and len(text) - len(time[0]) <= _KICKER) or bool(_DATED.match(text) and _DAY.search(text))


def _is_sentence(text: str) -> bool:
    return text.endswith(_STOPS) and len(text.split()) >= _SPOKEN


def _is_called(out: Outline, line: Line, node: int) -> bool:
    """Tell whether an element around the line, inside of the item, is called so."""
    row, parent, elements = line.runs[0].node, out.parent, out.elements
    while row > node:
        attributes = elements[row].attrib
        if any(_is_name(name) for name in (attributes.get("class"), attributes.get("itemprop")) if name):
            return True
        row = parent[row]
    return False


@lru_cache(maxsize=2048)
def _is_name(names: str) -> bool:
    words = names.split()
    return any(NAMES.fullmatch(word) for word in words) and "published" not in words


def _links(out: Outline, line: Line, base: str) -> tuple[list[_Link], bool]:
    """Return the links of a line, and whether it has letters outside of them."""
    found: dict[int, list[str]] = {}
    bare = False
    for run in line.runs:
        row = out.link[run.node]
        text = line.text[run.start : run.end]
        if row < 0:
            bare = bare or any(map(str.isalnum, text))
        else:
            found.setdefault(row, []).append(text)
    elements = {row: out.elements[row] for row in found}
    return [
        _Link(
            row,
            " ".join(found[row]),
            element.get("href") or "",
            absolute_url(base, element.get("href") or ""),
            frozenset((element.get("rel") or "").lower().split()),
        )
        for row, element in elements.items()
    ], bare


def _leads_away(out: Outline, links: list[_Link], line: Line, around: Around) -> bool:
    """Tell whether all links of a line are buttons, lead to the item itself, to its tags, or share it."""
    if line.index < around.title_line and len(line.text) <= _KICKER:
        return True
    return all(_is_button(link, around, card=out.contains(link.row, around.title_node)) for link in links)


def _is_button(link: _Link, around: Around, *, card: bool) -> bool:
    """Tell whether a link is none of the text; of a ``card``, which is one link with title and text, what it says."""
    if not _RELATIONS.isdisjoint(link.relations) or BUTTON.fullmatch(link.label):
        return True
    if around.title and around.title in link.label and len(link.label) - len(around.title) <= _BUTTON:
        return True
    if link.url is not None and link.url == around.url:
        return len(link.label) <= _BUTTON and not card
    return link.target.startswith(_NO_PAGE) or _shares(link.target)


def _shares(target: str) -> bool:
    """Tell whether an address passes another on: a message to be written, or a service with a query."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return "subject=" in parts.query or "body=" in parts.query
    return bool(SHARES.search(parts.hostname or "") and (parts.query or "share" in target))
