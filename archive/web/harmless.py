"""Captured pages without what acts or fetches: the first of two walls, the other is the browser's (``guard``).

The text, its structure, and the styles that stand in the page itself are kept; scripts, forms, frames, pictures from
elsewhere, and everything that makes a browser ask for something are not.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Callable
from typing import Final
from urllib.parse import urljoin

import nh3

__all__ = ["harmless", "is_too_much"]

_SHOWN: Final = set(
    "a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del "
    "details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li "
    "main mark menu nav ol p pre q rp rt ruby s samp section small span strike strong style sub summary sup table "
    "tbody td tfoot th thead time tr tt u ul var wbr".split()
)
_EVERYWHERE: Final = set("align bgcolor class color dir height id lang style title valign width".split())
_OWN: Final = {
    "a": {"href", "name"},
    "font": {"face", "size"},
    "img": {"alt", "src"},
    "ol": {"start", "type"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "nowrap", "rowspan"},
    "th": {"colspan", "nowrap", "rowspan", "scope"},
    "time": {"datetime"},
}
_DEAD: Final = set("applet audio canvas embed frameset iframe math noembed object script svg template video".split())
# None of these looks far for its end: a page made to be slow to read costs no more than another
_BASE = re.compile(r"""<base\b[^>]{0,300}?\bhref\s{0,9}=\s{0,9}(["']?[^\s"'>]{1,2000})""", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]{0,300}>([^<]{0,1000})", re.IGNORECASE)
_NOSCRIPT = re.compile(r"</?noscript\b[^>]{0,300}>", re.IGNORECASE)
_LANGUAGE = re.compile(r"""<html\b[^>]{0,300}?\slang\s{0,9}=\s*["']?([a-zA-Z-]{2,20})""", re.IGNORECASE)
_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style>)", re.DOTALL)  # as nh3 writes it
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.?))", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_IMPORT = re.compile(r"@import\b[^;{}]*;?", re.IGNORECASE)
# What no function of CSS fetches: colours, sums, shapes, movements, and what selects. All others are taken out.
_FUNCTIONS: Final = (
    "rgba? hsla? hwb (?:ok)?lab (?:ok)?lch color(?:-mix)? light-dark calc min max clamp minmax fit-content repeat var "
    "env (?:repeating-)?(?:linear|radial|conic)-gradient (?:translate|scale|rotate)(?:[xyz]|3d)? skew[xy]? "
    "matrix(?:3d)? perspective blur brightness contrast grayscale invert opacity saturate sepia hue-rotate drop-shadow "
    "cubic-bezier steps polygon circle ellipse inset rect counters? not is where has lang dir "
    "nth-(?:last-)?(?:child|of-type) and or only supports selector"
).replace(" ", "|")
_PICTURE: Final = r"""url\(\s*+(?:"data:image/[^"]*+"|'data:image/[^']*+'|data:image/[^"'()\s]*+)\s*+\)"""
_CALL = re.compile(
    rf"""(?<![\w-])(?!(?:{_FUNCTIONS})\(|{_PICTURE})[\w-]++\((?:"[^"]*"|'[^']*'|[^()"']|\([^()]*\))*+\)?""",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[a-zA-Z]")
_FORMATTING = re.compile(r"<(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)\b", re.IGNORECASE)
_PLAIN_TAG = re.compile(
    r"""<\w+(?:\s{1,9}[\w-]{1,30}\s?=\s?(?:"[^"<>]{0,99}"|'[^'<>]{0,99}'|[^\s"'<>]{1,99})){0,9}\s{0,9}>"""
)
_MOST_TAGS: Final = 20_000  # nested without an end, they take the parser less than a second
_MOST_REOPENED: Final = 2_000_000


def harmless(text: str, url: str, lead: Callable[[str], str]) -> str:
    """Return a captured page as one that acts on nothing and fetches nothing.

    ``url`` is the page's address, ``lead`` turns the absolute address of a link into where it leads here.
    """
    base = url
    if found := _BASE.search(text):
        base = _joined(url, html.unescape(found[1].strip("\"'"))) or url

    def kept(tag: str, name: str, value: str) -> str | None:
        if tag == "a" and name == "href":
            if value.startswith("#"):
                return value
            absolute = _joined(base, value)
            return lead(absolute) if absolute else None
        if name == "style":
            return _styles_alone(value)
        if name == "src":
            return value if value.lstrip().lower().startswith("data:image/") else None
        return value

    body = nh3.clean(
        _NOSCRIPT.sub(" ", text),
        tags=_SHOWN,
        clean_content_tags=_DEAD,
        attributes={"*": _EVERYWHERE, **_OWN},
        attribute_filter=kept,
        url_schemes={"data", "http", "https"},
        link_rel="noreferrer",
    )
    body = _STYLE.sub(lambda found: found[1] + _styles_alone(found[2]) + found[3], body)
    title = _TITLE.search(text)
    language = _LANGUAGE.search(text)
    return (
        f'<!DOCTYPE html>\n<html lang="{language[1] if language else "und"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f"<title>{_escaped(title[1]) if title else html.escape(url)}</title></head><body>{body}</body></html>\n"
    )


def is_too_much(text: str) -> bool:
    """Tell whether making a tree of a page could take seconds or gigabytes: a page made for that, seldom a large one.

    A start tag may look through all elements that are open, and open again all formatting that is: three times each
    kind (https://html.spec.whatwg.org/multipage/parsing.html#push-onto-the-list-of-active-formatting-elements).
    """
    tags = len(_TAG.findall(text))
    kinds, odd = set(), 0
    for found in _FORMATTING.finditer(text):
        if plain := _PLAIN_TAG.match(text, found.start()):
            kinds.add(plain[0])
        else:
            odd += 1
    return tags > _MOST_TAGS or (3 * len(kinds) + odd) * tags > _MOST_REOPENED


def _joined(base: str, address: str) -> str | None:
    """Return an address in full if it is one of the web."""
    try:
        absolute = urljoin(base, address.strip())
    except ValueError:
        return None
    return absolute if absolute.startswith(("http://", "https://")) else None


def _styles_alone(css: str) -> str:
    """Return styles without what they would fetch: no import, and no function but those known to fetch nothing.

    Escapes and comments, which could hide a name, are undone first; nothing that is cut joins what stood around it.
    """
    bare = _COMMENT.sub(" ", _ESCAPE.sub(_unescaped, css))
    return _CALL.sub("none", _IMPORT.sub(" ", bare))


def _unescaped(escape: re.Match[str]) -> str:
    """Return the letter or digit that an escape stands for; of any other character nothing, it could be syntax."""
    code = int(escape[1], 16) if escape[1] else ord(escape[2] or " ")
    character = chr(code) if code <= sys.maxunicode else ""
    return character if character in ("-", "_") or character.isalnum() else ""


def _escaped(title: str) -> str:
    return html.escape(html.unescape(" ".join(title.split())))
