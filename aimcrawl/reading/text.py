"""Element trees to text as a reader of the page sees it: lines, paragraphs, and the markup of a run of nodes.

The basis is the visual line: a run of inline content between the borders of blocks and ``<br>``. Many lists have no
other structure. Everything here walks without recursion and in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import NamedTuple, Protocol

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

__all__ = [
    "BLOCKS",
    "Line",
    "Run",
    "TextNode",
    "block_text",
    "fold",
    "fragment",
    "inline_text",
    "inner_html",
    "join_lines",
    "lines",
    "outer_html",
]

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre section summary"
    " table tbody td tfoot th thead tr ul".split()
)
"""Elements that begin a new line. So do elements with a hyphen in their name: web components nearly always do."""

_UNSEEN = frozenset(
    "applet audio canvas datalist head iframe map math noscript object script select style svg template textarea title"
    " video".split()
)
_UNSEEN_CLASSES = frozenset(
    "element-invisible screen-reader-text screen-reader-only sr-only u-hiddenvisually visually-hidden"
    " visuallyhidden".split()
)
_NO_WIDTH = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]+")
"""Characters that no reader sees. The joiners U+200C and U+200D are not among them: they shape words."""
_PARSER = HTMLParser()


class Run(NamedTuple):
    """One text node: the text in ``element`` before its first child, or (``tail``) the text that follows it."""

    element: HtmlElement
    tail: bool
    text: str

    @property
    def parent(self) -> HtmlElement:
        """The element that the text stands in."""
        return _holder(self)


class TextNode(Protocol):
    """Anything that says which text node it is, as ``Run`` does."""

    @property
    def element(self) -> HtmlElement:
        """The element whose text, or after which the text, stands."""

    @property
    def tail(self) -> bool:
        """Whether the text stands after the element."""


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line: its folded text, its text nodes, its links (``a`` with ``href``) and the block it stands in.

    ``paragraph`` is False where one ``<br>`` alone parts it from the line before.
    """

    text: str
    runs: tuple[Run, ...]
    links: tuple[HtmlElement, ...]
    block: HtmlElement
    paragraph: bool


def fold(text: str) -> str:
    """Return ``text`` on one line: white space of any kind is one space, what has no width is gone."""
    return " ".join((text if text.isascii() else _NO_WIDTH.sub("", text)).split())


def inline_text(element: HtmlElement) -> str:
    """Return the visible text of ``element`` on one line."""
    return " ".join(line.text for line in lines(element))


def block_text(nodes: HtmlElement | Iterable[HtmlElement]) -> str:
    """Return the visible text of one or more elements (their tails left out): see ``join_lines``."""
    elements = [nodes] if isinstance(nodes, etree._Element) else nodes  # noqa: SLF001  (the only name of the base class)
    return "\n\n".join(filter(None, (join_lines(lines(element)) for element in elements)))


def join_lines(run: Iterable[Line]) -> str:
    r"""Return the text of ``run``: a blank line between paragraphs and list items, ``\n`` for a ``<br>``."""
    text = ""
    for line in run:
        text += (("\n\n" if line.paragraph else "\n") if text else "") + line.text
    return text


def lines(container: HtmlElement) -> Iterator[Line]:
    """Give the visual lines of ``container`` in the order of the document; lines without text are left out."""
    gathered = _Gathered(container)
    walk = etree.iterwalk(container, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            yield from gathered.leave(element)
        elif element is not container and _unseen(element):
            walk.skip_subtree()
        else:
            yield from gathered.enter(element)
    yield from gathered.flush()


class _Gathered:
    """The state of a walk: the blocks and links that are open, and the line that is being gathered."""

    def __init__(self, container: HtmlElement) -> None:
        self.container = container
        self.blocks = [container]
        self.anchors: list[HtmlElement] = []
        self.runs: list[Run] = []
        self.links: list[HtmlElement] = []
        self.paragraph = True

    def enter(self, element: HtmlElement) -> Iterator[Line]:
        tag = element.tag
        if tag == "br":
            yield from self.flush(paragraph=False)
        elif tag == "a" and element.get("href") is not None:
            self.anchors.append(element)
        elif element is not self.container and (tag in BLOCKS or "-" in tag):
            yield from self.flush()
            self.blocks.append(element)
        if element.text:
            yield from self._add(Run(element, tail=False, text=element.text))

    def leave(self, element: HtmlElement) -> Iterator[Line]:
        if element is self.container:
            return
        if self.anchors and self.anchors[-1] is element:
            self.anchors.pop()
        if self.blocks[-1] is element:
            yield from self.flush()
            self.blocks.pop()
        if element.tail:
            yield from self._add(Run(element, tail=True, text=element.tail))

    def flush(self, *, paragraph: bool = True) -> Iterator[Line]:
        """End the line. ``paragraph`` says how the next is parted from it; an empty line makes a paragraph too."""
        text = fold("".join(run.text for run in self.runs))
        if text:
            yield Line(text, tuple(self.runs), tuple(self.links), self.blocks[-1], self.paragraph)
        self.paragraph = paragraph or not text
        self.runs, self.links = [], []

    def _add(self, run: Run) -> Iterator[Line]:
        first, *others = run.text.split("\n") if self.blocks[-1].tag == "pre" else (run.text,)
        self._gather(run._replace(text=first))
        for text in others:
            yield from self.flush(paragraph=False)
            self._gather(run._replace(text=text))

    def _gather(self, run: Run) -> None:
        self.runs.append(run)
        if self.anchors and not (self.links and self.links[-1] is self.anchors[-1]):
            self.links.append(self.anchors[-1])


def fragment(first: TextNode, last: TextNode, within: HtmlElement | None = None) -> HtmlElement:
    """Return a ``div`` with a copy of the markup from ``first`` to ``last``, in the order of the document.

    Elements that the stretch only touches are cut at its borders, as a selection in a browser is. All that stand below
    ``within`` are copied; without it, those below the innermost element that holds both ends.
    """
    top: HtmlElement = _PARSER.makeelement("div")
    ancestor = _common_ancestor(_holder(first), _holder(last)) if within is None else within
    path = [top]
    for above in _path(ancestor, _holder(first)):
        path.append(_copied(above, path[-1]))
    element, tail = first.element, first.tail
    _append(path[-1], (element.tail if tail else element.text) or "")
    while not (element is last.element and tail == last.tail):
        element, tail = _following(element, tail=tail)
        if element is ancestor:
            break
        if tail:
            path.pop()
        else:
            path.append(_copied(element, path[-1]))
        _append(path[-1], (element.tail if tail else element.text) or "")
    return top


def _following(element: HtmlElement, *, tail: bool) -> tuple[HtmlElement, bool]:
    """Return the next place for text in the order of the document: in or after which element."""
    if not tail:
        return (element[0], False) if len(element) else (element, True)
    following = element.getnext()
    if following is not None:
        return following, False
    above = element.getparent()
    return (element if above is None else above), True


def outer_html(element: HtmlElement) -> str:
    """Return the markup of ``element`` without what follows it."""
    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False)).strip()


def inner_html(element: HtmlElement) -> str:
    """Return the markup inside ``element``."""
    inside = [escape(element.text or "", quote=False)]
    inside += [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return "".join(inside).strip()


def _holder(node: TextNode) -> HtmlElement:
    """Return the element that a text node stands in."""
    above = node.element.getparent() if node.tail else node.element
    return node.element if above is None else above


def _copied(element: HtmlElement, parent: HtmlElement) -> HtmlElement:
    """Append a childless copy of ``element`` to ``parent``; a name that no tree can be built with becomes ``span``."""
    try:
        return etree.SubElement(parent, element.tag, element.attrib)
    except ValueError:
        return etree.SubElement(parent, "span")


def _append(element: HtmlElement, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _common_ancestor(one: HtmlElement, other: HtmlElement) -> HtmlElement:
    above = [one, *one.iterancestors()]
    return next(element for element in (other, *other.iterancestors()) if element in above)


def _path(ancestor: HtmlElement, element: HtmlElement) -> list[HtmlElement]:
    """Return the elements from below ``ancestor`` down to ``element``."""
    path: list[HtmlElement] = []
    for each in (element, *element.iterancestors()):
        if each is ancestor:
            break
        path.append(each)
    return path[::-1]


def _unseen(element: HtmlElement) -> bool:
    attributes = element.attrib
    if element.tag in _UNSEEN or "hidden" in attributes:
        return True
    style = attributes.get("style")
    if style and "display:none" in "".join(style.lower().split()):
        return True
    classes = attributes.get("class")
    return bool(classes) and not _UNSEEN_CLASSES.isdisjoint(classes.split())
