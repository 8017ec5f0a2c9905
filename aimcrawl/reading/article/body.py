"""The body of an article: trafilatura finds it; what it finds becomes text, plain markup and links here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice, takewhile

from lxml import etree
from lxml.html import HtmlElement
from rapidfuzz import fuzz
from trafilatura import bare_extraction
from trafilatura.settings import Document, use_config

from aimcrawl.reading.addresses import absolute_url, document_type, make_absolute
from aimcrawl.reading.article.pieces import join_pieces
from aimcrawl.reading.pager.links import base_of
from aimcrawl.reading.text import fold, inline_text
from archive.records import Link

__all__ = ["Body", "read_body"]

_BLOCKS = frozenset({"body", "code", "div", "fw", "graphic", "head", "item", "list", "p", "quote", "row", "table"})
_BREAKS = re.compile(r"\n[^\S\n]*\n")
_CONFIG = use_config()
_CONFIG["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "25"  # characters; under 250 the menu would win over a short piece of news
_TAGS = {"cell": "td", "graphic": "img", "item": "li", "lb": "br", "quote": "blockquote", "ref": "a", "row": "tr"}
_EMPHASIS = {"#b": "b", "#i": "i", "#u": "u", "#t": "code", "#sub": "sub", "#sup": "sup"}
_HEAD = 3  # elements that a title and a date may fill
_TITLE_ALIKE = 90  # per cent
_LINKED = 0.9  # of the text of what only leads elsewhere
_MANY_LINKS = 3
_MOST_ELEMENTS = 100_000
_TELLING = 40  # characters of a paragraph by which its place in the page is known


@dataclass(frozen=True, slots=True)
class Body:
    """The body: its text with a blank line between paragraphs, its markup, its links in order."""

    text: str = ""
    html: str = ""
    links: tuple[Link, ...] = ()


def read_body(root: HtmlElement, url: str, *, title: str | None = None, date: str | None = None) -> Body:
    """Return the body of the article on a page, without its ``title`` and its ``date`` at the head.

    Empty where the page has no prose. A page of more than 100,000 elements is none: the largest known has a fifth.
    """
    if sum(1 for _ in islice(root.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS:
        return Body()
    base = base_of(root, url)
    page = deepcopy(root)
    make_absolute(page, base)  # and no address to trafilatura, which would take all that is relative from the root
    join_pieces(page)
    document = bare_extraction(
        page,
        with_metadata=False,
        include_comments=False,
        include_formatting=True,
        include_links=True,
        config=_CONFIG,
    )
    if not isinstance(document, Document):
        return Body()
    body = document.body
    _drop_head(body, title, date)
    _drop_tail(body)
    paragraphs = tuple(_paragraphs(body))
    links = dict.fromkeys([*_links(body, base), *_documents(root, paragraphs, base)])
    return Body("\n\n".join(paragraphs), _html(body), tuple(links))


def _drop_head(body: HtmlElement, title: str | None, date: str | None) -> None:
    """Take the title and the date away where the body begins with them."""
    for element in list(body)[:_HEAD]:
        text = _text(element)
        if not (text == date or (title and fuzz.ratio(text, title) >= _TITLE_ALIKE)):
            return
        body.remove(element)


def _drop_tail(body: HtmlElement) -> None:
    """Take away the links to other articles with which a body ends; one or two links are the author's own."""
    tail = list(takewhile(lambda element: element.tag == "head" or _leads_away(element), reversed(body)))
    if sum(1 for element in tail for _ in element.iter("ref")) >= _MANY_LINKS:
        for element in tail:
            body.remove(element)


def _leads_away(element: HtmlElement) -> bool:
    """Tell whether an element is nothing but links, and none of them to a document."""
    links = list(element.iter("ref"))
    linked = sum(len(_text(link)) for link in links)
    documents = any(document_type(link.get("target") or "") for link in links)
    return bool(links) and not documents and linked >= _LINKED * len(_text(element))


def _text(element: HtmlElement) -> str:
    return fold("".join(str(piece) for piece in element.itertext()))


def _paragraphs(body: HtmlElement) -> Iterator[str]:
    """Yield the paragraphs, list items, headings and table rows of a body, each on one line.

    Two line breaks part paragraphs as well: many pages have no other mark of them.
    """
    pieces: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _BLOCKS:
            yield from _split("".join(pieces))
            pieces.clear()
        elif event == "start" and element.tag in {"cell", "lb"}:
            pieces.append(" " if element.tag == "cell" else "\n")
        text = element.text if event == "start" else element.tail if element is not body else None
        pieces.append((text or "").replace("\n", " "))
    yield from _split("".join(pieces))


def _split(text: str) -> Iterator[str]:
    yield from (paragraph for part in _BREAKS.split(text) if (paragraph := fold(part)))


def _html(body: HtmlElement) -> str:
    """Turn trafilatura's markup (a part of TEI) into HTML, without attributes but those of links and pictures."""
    for element in list(body.iter()):
        rend = element.get("rend") or ""
        kept = {"href": element.get("target"), "src": element.get("src"), "alt": element.get("alt")}
        match element.tag:
            case "head":
                element.tag = rend if rend in {"h2", "h3", "h4", "h5", "h6"} else "h2"
            case "list":
                element.tag = rend if rend in {"ol", "dl"} else "ul"
            case "hi":
                element.tag = _EMPHASIS.get(rend, "em")
            case "item" if rend:
                element.tag = rend.partition("-")[0] if rend[:2] in {"dd", "dt"} else "li"
            case tag:
                element.tag = _TAGS.get(tag, tag)
        element.attrib.clear()
        element.attrib.update({name: value for name, value in kept.items() if value})
    return "".join(str(etree.tostring(part, encoding="unicode", method="html")) for part in body).strip()


def _links(body: HtmlElement, base: str) -> Iterator[Link]:
    for element in body.iter("ref", "graphic"):
        if link := _link(element.get("target") or element.get("src"), base, "".join(element.itertext())):
            yield link


def _link(address: str | None, base: str, words: str) -> Link | None:
    absolute = absolute_url(base, address or "")
    return Link(absolute, fold(words), document_type(absolute)) if absolute else None


def _documents(root: HtmlElement, paragraphs: Sequence[str], base: str) -> Iterator[Link]:
    """Yield the links to documents in the part of the page that holds the paragraphs: lists of them are no prose."""
    known = {paragraph for paragraph in paragraphs if len(paragraph) >= _TELLING}
    places = [element for element in root.iter("p", "li") if fold("".join(element.itertext())) in known]
    if not places or (within := _shared_ancestor(places)).tag in {"body", "html"}:
        return
    for element in within.iter("a"):
        link = _link(element.get("href"), base, inline_text(element))
        if link and link.type:
            yield link


def _shared_ancestor(elements: Sequence[HtmlElement]) -> HtmlElement:
    """Return the lowest element that holds the first and the last of ``elements``, and is none of them."""
    above = set(elements[-1].iterancestors())
    return next(element for element in elements[0].iterancestors() if element in above)
