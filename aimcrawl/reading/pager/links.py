"""The links of a page as a pager's reader sees them: where they lead, what is written on them, where they stand.

Anything that names an address may be one: links, buttons with ``data-url``, forms that send by GET. What the words mean
is told by ``words``; which link is the right one by ``find``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlencode

from lxml.html import HtmlElement

from aimcrawl.reading.addresses import absolute_url
from aimcrawl.reading.pager.words import LONGEST_LABEL, Sign, Strength, number_on, read_classes, read_label

__all__ = ["PageLink", "address_of", "base_of", "in_pager", "links_of", "out_of_place", "unavailable"]

_HOLDS_ADDRESS = re.compile(r"formaction|(?:data|hx)-(?:[a-z-]+-)?(?:url|href|link|path|next|get)", re.IGNORECASE)
_LOOKS_LIKE_ADDRESS = re.compile(r"(?:https?:/)?[/?.]\S*")
_GOES_TO = re.compile(r"location(?:\.href)?\s*=\s*(['\"])(?P<address>[^'\"\s]+)\1")
_CLICKABLE = ("a", "area", "button", "form", "link")
_LONGEST_NAME = 300  # characters of a class that are read
_MOST_CLICKABLE = 200_000  # what a page has beyond is no longer made for people,
_MOST_LINKS = 2_000  # nor are so many that look like a pager
_REACH = 5  # how many elements above a link may speak for it

_PAGER = re.compile(
    r"\bpgs?\b|pag(?:e[-_ ]?(?:nav|num|link|list|bar|control)|er|ing|inat|inier|inación|inazione)|pages?(?:$|\s)"
    r"|nav-?links?(?:$|[\s_-])|posts-nav|blog-nav|load-?more|older|next-?page",
    re.IGNORECASE,
)
_NO_LIST = re.compile(
    r"(?:^|[\s_-])(?:comments?|comment-?nav\w*|kommentar\w*|calendar|kalender|datepicker|month-nav|breadcrumbs?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OTHER_LIST = re.compile(
    r"(?:^|[\s_-])(?:carousel|slider|slides?|slideshow|slick|swiper|gallery|lightbox|ticker|testimonials?|related"
    r"|post-navigation|single-nav|nav-single|article-nav|entry-nav)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OFF = re.compile(r"(?:^|[\s_-])(?:disabled|inactive|unavailable)(?:$|\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLink:
    """An element to click on, its ``label``, and what that says: a ``sign`` or a page ``number``.

    ``url`` is the absolute address that it leads to; empty where a script knows it alone.
    """

    element: HtmlElement
    url: str
    label: str
    sign: Sign | None
    number: int | None


def base_of(root: HtmlElement, url: str) -> str:
    """Return the address that relative links of the page go out from (HTML, the ``base`` element)."""
    base = root.find(".//base[@href]")
    return url if base is None else absolute_url(url, base.get("href", "")) or url


def address_of(element: HtmlElement, base: str) -> str | None:
    """Return the absolute address that an element leads to; None for scripts, mere fragments and what names none."""
    if element.tag == "form":
        return _form_address(element, base)
    if address := absolute_url(base, element.get("href") or ""):
        return address
    for name, value in element.items():
        if _HOLDS_ADDRESS.fullmatch(name) and _LOOKS_LIKE_ADDRESS.fullmatch(value.strip()):
            return absolute_url(base, value)
    click = _GOES_TO.search(element.get("onclick") or "")
    return absolute_url(base, click["address"]) if click else None


def links_of(root: HtmlElement, base: str) -> list[PageLink]:
    """Return the links that bear a number or a word of pagers, in the order of the page."""
    return list(islice(_links(islice(root.iter(*_CLICKABLE), _MOST_CLICKABLE), base), _MOST_LINKS))


def _links(elements: Iterator[HtmlElement], base: str) -> Iterator[PageLink]:
    for element in elements:
        label = _label(element)
        number = number_on(label) or number_on(element.get("aria-label") or "") if len(label) <= LONGEST_LABEL else None
        sign = None if number else _sign(element, label)
        if sign or number is not None:
            yield PageLink(element, address_of(element, base) or "", label, sign, number)


def in_pager(element: HtmlElement) -> bool:
    """Tell whether the elements round a link call themselves a pager."""
    return any(_PAGER.search(_names(near)) for near in _near(element))


def out_of_place(element: HtmlElement) -> bool:
    """Tell whether a link pages through something that is no list of items: comments, a calendar, pictures, a post.

    What stands round a pager may bear any name; comments and calendars have pagers of their own.
    """
    in_pager_yet = False
    for names in map(_names, _near(element)):
        if _NO_LIST.search(names) or (not in_pager_yet and _OTHER_LIST.search(names)):
            return True
        in_pager_yet = in_pager_yet or _PAGER.search(names) is not None
    return False


def unavailable(element: HtmlElement) -> bool:
    """Tell whether a link is switched off, as pagers do on the last page."""
    return any(
        near.get("aria-disabled") == "true" or "disabled" in near.attrib or _OFF.search(near.get("class") or "")
        for near in islice(_near(element), 2)
    )


def _sign(element: HtmlElement, label: str) -> Sign | None:
    """Read the label; where there is none or it says nothing, what is written for those who do not see or click."""
    if len(label) > LONGEST_LABEL:
        return None
    hints = [label, element.get("aria-label"), element.get("title")]
    if len(element):
        hints += (img.get("alt") for img in element.iter("img"))
    signs = [sign for text in hints if text and (sign := read_label(text))]
    if signs:
        return max(signs, key=lambda sign: sign.strength)
    rel = read_classes(element.get("rel") or "")
    if rel or any(map(str.isalnum, label)):
        return replace(rel, strength=Strength.DOUBLE_ARROW) if rel and label else rel
    return read_classes(" ".join(_names(part) for part in islice(element.iter(), 8)))


def _label(element: HtmlElement) -> str:
    """Return the words on an element, cut soon after they are too many."""
    if element.tag in {"form", "link"}:
        buttons = element.xpath(".//button | .//input[@type='submit']") if element.tag == "form" else []
        return " ".join(str(button.get("value") or button.text_content()) for button in buttons[:2]).strip()
    if not len(element):
        return (element.text or "").strip()
    pieces: list[str] = []
    room = LONGEST_LABEL
    for piece in element.itertext():
        if stripped := piece.strip():
            pieces.append(stripped)
            room -= len(stripped)
            if room < 0:
                break
    return " ".join(pieces)


def _names(element: HtmlElement) -> str:
    values = (element.get(name) for name in ("class", "id", "aria-label", "data-testid"))
    return " ".join(value[:_LONGEST_NAME] for value in values if value)


def _near(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    for above in islice(element.iterancestors(), _REACH):
        if above.tag in {"body", "html", "main"}:
            return
        yield above


def _form_address(form: HtmlElement, base: str) -> str | None:
    if (form.get("method") or "get").lower() != "get":
        return None
    fields = [(field.get("name"), field.get("value") or "") for field in form.iter("input") if field.get("name")]
    action = absolute_url(base, form.get("action") or base)
    return action and action.partition("?")[0] + ("?" + urlencode(fields) if fields else "")
