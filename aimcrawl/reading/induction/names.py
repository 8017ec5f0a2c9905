"""Which names in a page's markup a person would build a selector on: words, not hashes, states or layout.

A name that tools make anew at each build, or that says how an element looks, is gone with the next change of style.
"""

from __future__ import annotations

import re
from enum import IntEnum

__all__ = ["Worth", "worth"]


class Worth(IntEnum):
    """How good a name is for a selector; less is better."""

    MEANING = 0
    WORD = 1
    LOOKS = 3
    NONE = 9


_NAME = re.compile(r"-?[A-Za-z_][A-Za-z_-]*[0-9]?")
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MADE = re.compile(
    r"(?:css|sc|jsx|jss|svelte|emotion|styled|chakra|ng|data-v|astro|elementor-element|vc_custom|uid|id)-|_{2,}(?=[A-Za-z]*\d)[A-Za-z0-9]{5,}$",
)
_STATES = frozenset(
    "odd even first last active alt current sticky selected new hidden clearfix cf clear loaded lazy lazyload animated"
    " visible open closed hover focus js-hide no-js is-active wow fadein has-thumbnail has-post-thumbnail"
    " undefined null none nan true false".split()
)
_LOOKS = re.compile(
    r"(?:col|row|container|wrapper|inner|outer|box|grid|flex|float|pull|align|text|font|bg|border|rounded|shadow|w|h|m|p|mt|mb"
    r"|ml|mr|mx|my|pt|pb|pl|pr|px|py|d|g|gap|gx|gy|lg|md|sm|xs|xl|small|large|medium|big|left|right|center|top|bottom|block"
    r"|inline|table|full|half|third|width|height|color|red|blue|green|grey|gray|white|black|dark|light|bold|italic|upper"
    r"|uppercase|cell|section|span|clear|space|spacing|padding|margin|no|leading|tracking|items|justify|self|order|offset"
    r"|uk|is|has|u|l|o|span|size|fs|fw|lh|msonormal|style|desktop|mobile|tablet|hidden|visible)"
    r"(?:[-_].*|\d*)",
    re.IGNORECASE,
)
_MEANING = re.compile(
    r"news|press|release|article|post(?!er)|entry|item|story|stories|teaser|card|listing|result|event|blog|update|archive"
    r"|date|time|day|publish|created|posted|title|headline|heading|head|subject|summary|excerpt|body|content|text|lead"
    r"|main|views-row|feed|message|announce|actual|aktuell|nachricht|noticia|notizi|nyhe|bericht|communique|kommunik",
    re.IGNORECASE,
)
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
_SHORT = 4  # letters up to which a word needs no vowel: html, css
_WORD_LENGTH = 3  # letters that the words of "newsItem" have at least, on average
_LONGEST = 60


def worth(name: str) -> Worth:
    """Return how good a class name or id is for a selector."""
    if not _NAME.fullmatch(name) or _MADE.search(name) or name.lower() in _STATES or not _readable(name):
        return Worth.NONE
    if _MEANING.search(name) and not _LOOKS.fullmatch(name):
        return Worth.MEANING
    return Worth.LOOKS if _LOOKS.fullmatch(name) else Worth.WORD


def _readable(name: str) -> bool:
    """Tell whether a name is made of words: long enough parts, with vowels, and not of many single letters."""
    parts = _PARTS.findall(name)
    odd = sum(len(part) == 1 or (len(part) >= _SHORT and not _VOWEL.search(part)) for part in parts)
    return bool(parts) and odd * 3 <= len(parts) and len(name) <= _LONGEST and not _is_jumble(name)


def _is_jumble(name: str) -> bool:
    """Tell whether capitals stand in a name more often than words begin: "kqZbTr"."""
    return any(
        len(parts) > 1 and sum(map(len, parts)) < _WORD_LENGTH * len(parts)
        for parts in map(_PARTS.findall, re.split(r"[-_]+", name))
    )
