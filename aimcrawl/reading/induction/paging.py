"""The ``[pager]`` table of a profile, from the link that leads to the next page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from aimcrawl.profiles.model import Pager
from aimcrawl.reading.by_profile.select import compiled
from aimcrawl.reading.induction.selectors import proposals
from aimcrawl.reading.listing.outline import outline
from aimcrawl.reading.pager import NextPage, next_page

__all__ = ["pager_of"]

_SAYS_NEXT = re.compile(r"next|older|forward|siguiente|suivant|weiter", re.IGNORECASE)
"""The first page often has one link in its pager, the second two: only a selector that says so means the next page."""


def pager_of(root: HtmlElement, url: str, found: NextPage | None) -> Pager:
    """Return the table that leads from the first page at ``url`` to ``found``."""
    if found is None:
        return Pager()
    return next((pager for pager in _tries(root, found) if next_page(pager, root, url, 1) == found.url), Pager())


def _tries(root: HtmlElement, found: NextPage) -> Iterator[Pager]:
    if found.kind == "next" and (link := _link(root, found.link)):
        yield Pager(kind="next", link=link)
    if found.parameter:
        yield Pager(kind="parameter", parameter=found.parameter, first=found.first, step=found.step)
    elif found.template:
        yield Pager(kind="path", template=found.template, first=found.first, step=found.step)
    if found.kind == "numbered":
        yield Pager(kind="numbered")
    yield Pager(kind="next")
    yield Pager(kind="next", label=found.label)


def _link(root: HtmlElement, element: HtmlElement) -> str | None:
    """Return a selector that says "next" and whose only match on the page is the link."""
    out = outline(root, hidden=True)
    row = next((row for row, each in enumerate(out.elements) if each is element), None)
    proposed = proposals(out, [row]) if row is not None else ()
    return next((each for each in proposed if _SAYS_NEXT.search(each) and compiled(each)(root) == [element]), None)
