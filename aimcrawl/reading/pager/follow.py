"""Follow the pager that a profile describes. How such a description is found is the business of ``find``."""

from __future__ import annotations

from urllib.parse import parse_qs, urljoin, urlsplit

from lxml.html import HtmlElement
from parsel import Selector
from w3lib.url import add_or_replace_parameter

from aimcrawl.profiles.model import Pager
from aimcrawl.reading.addresses import absolute_url, canonical_url, same_site, split_url
from aimcrawl.reading.pager.find import find_next
from aimcrawl.reading.pager.links import address_of, base_of, links_of, unavailable
from aimcrawl.reading.pager.numbers import rows_of
from aimcrawl.reading.text import fold

__all__ = ["next_page"]

_LONGEST_COUNT = 8  # digits; longer numbers in addresses are dates with times or ids


def next_page(pager: Pager, root: HtmlElement, url: str, number: int) -> str | None:
    """Return the absolute address of the list page after page ``number`` (from 1), or None where the list ends.

    ``root`` and ``url`` are of page ``number``. A counted list (``parameter``, ``path``) has ended where the page
    links to counted pages, and to none beyond this one. Where it links to none at all, nothing shows the end: the walk
    ends where a page holds nothing new, at the latest at ``pager.limit``, which is the walk's to watch. A ``url`` that
    is no address has no next page.
    """
    if not split_url(url).netloc:
        return None
    count = str(pager.first + pager.step * number)
    match pager.kind:
        case "next":
            found = _linked(pager, root, url)
        case "numbered":
            found = _numbered(pager, root, url, number)
        case "parameter" | "path" if _shows_end(pager, root, url, number):
            return None
        case "parameter":
            found = add_or_replace_parameter(url, pager.parameter or "page", count)
        case "path":
            found = urljoin(url, (pager.template or "").replace("{}", count))
        case "none":
            return None
    return found if found and same_site(url, found) and canonical_url(found) != canonical_url(url) else None


def _linked(pager: Pager, root: HtmlElement, url: str) -> str | None:
    """Return where the selected or labelled link leads; without selector and label, where the reader's rules lead."""
    base = base_of(root, url)
    if pager.link is None:
        return _labelled(pager.label, root, base) if pager.label else _found(root, url)
    for selected in Selector(root=root, type="html").css(pager.link):
        element = selected.root
        if isinstance(element, str):  # the selector names an attribute
            return absolute_url(base, element)
        if not unavailable(element) and (address := address_of(element, base)):
            return address
    return None


def _labelled(label: str, root: HtmlElement, base: str) -> str | None:
    """Return where the link leads that bears a label: the first that is not switched off."""
    wanted = fold(label)
    links = (link for link in links_of(root, base) if fold(link.label) == wanted and link.url)
    return next((link.url for link in links if not unavailable(link.element)), None)


def _numbered(pager: Pager, root: HtmlElement, url: str, number: int) -> str | None:
    """Return where the next number leads. A row may show a stretch of the numbers only; then an arrow leads on."""
    scopes = Selector(root=root, type="html").css(pager.link) if pager.link else []
    within = {element for scope in scopes for element in scope.root.iter()}
    links = [
        link
        for link in links_of(root, base_of(root, url))
        if link.number and same_site(url, link.url) and (link.element in within or not pager.link)
    ]
    numbered = (row.link(number + 1) for row in rows_of(links, url))
    return next((link.url for link in numbered if link), None) or _found(root, url)


def _shows_end(pager: Pager, root: HtmlElement, url: str, number: int) -> bool:
    """Tell whether the page links to counted pages, and to none beyond page ``number``."""
    base, here, counted = base_of(root, url), pager.first + pager.step * (number - 1), False
    for href in reversed(root.xpath("//a/@href")):  # the greatest number tends to come last: one link is often enough
        link = absolute_url(base, str(href))
        count = _count_of(pager, link, url) if link else None
        if count is not None and count > here:
            return False
        counted = counted or count is not None
    return counted


def _count_of(pager: Pager, link: str, url: str) -> int | None:
    """Return the count that an address of this list bears; None for all other addresses."""
    if pager.kind == "parameter":
        count = parse_qs(urlsplit(link).query).get(pager.parameter or "page", [""])[-1]
        same = urlsplit(link)[:3] == urlsplit(url)[:3]
    else:
        before, _, after = urljoin(url, pager.template or "").partition("{}")
        same = link.startswith(before) and link.endswith(after)
        count = link[len(before) : len(link) - len(after)]
    return int(count) if same and count.isdecimal() and len(count) < _LONGEST_COUNT else None


def _found(root: HtmlElement, url: str) -> str | None:
    found = find_next(root, url)
    return found.url if found else None
