"""Texts as comparing sees them: folded so that what does not matter is gone. What likeness is, stands in likeness.py.

Two strengths: ``plain`` levels what makes a change trivial (white space, quotes, dashes, invisible characters),
``fold`` levels case and punctuation as well and is for knowing items again, never for saying that nothing changed.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold", "is_part", "plain", "skeleton"]

_LEVEL = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`\u00b4\u02bc", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | {"\u2026": "...", **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")}
)
_PUNCTUATION = re.compile(r"[\W_]+")
_DASHES = re.compile(r"\s*-[\s-]*")
_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)[^>]*>")
_COMMENT = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_WRAPPERS = frozenset({"a", "article", "body", "div", "font", "html", "section", "span", "tbody", "wbr"})
_TAIL = 5  # words that a list may put after a teaser ("Read more …") or cut in the middle
_LEAST = 3  # words that a teaser must share with the text to be its teaser


def plain(text: str) -> str:
    """Level what is trivial: white space, quotes, dashes, ellipses, invisible and compatibility characters."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_LEVEL))
    text = text.replace("``", '"').replace("''", '"').replace("`", "'")
    return " ".join(_DASHES.sub(" - ", text).split()) if "-" in text else " ".join(text.split())


def fold(text: str) -> str:
    """Level case and punctuation too: words of lower case with single blanks between."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_LEVEL))
    return _PUNCTUATION.sub(" ", text.casefold()).strip()


def skeleton(html: str) -> tuple[str, ...]:
    """Return the tags of some markup in order, without attributes, comments, scripts and mere wrappers."""
    tags = (match[1].lower() for match in _TAG.finditer(_COMMENT.sub("", html)))
    return tuple(tag for tag in tags if tag.lstrip("/") not in _WRAPPERS)


def is_part(short: str, long: str) -> bool:
    """Tell whether ``short`` is ``long`` shortened: its beginning or a passage, perhaps with a few words after it.

    Both folded. An empty text is a part of every text.
    """
    if short in long:
        return True
    words = short.split()
    least = max(_LEAST, len(words) - _TAIL)
    return any(" ".join(words[:count]) in long for count in range(len(words) - 1, least - 1, -1))
