"""The language of searches: from what a person typed to a tree. Which items that means stands in ``conditions``.

::

    query := any
    any   := all ("OR" all)*
    all   := not (["AND"] not)*
    not   := ("NOT" | "-") not | "(" any ")" | [field ":"] (word | word "*" | '"' words '"' | "(" any ")")

A word that folds to several (``e-mail``, Chinese) is a phrase of them. Punctuation by itself says nothing. Quotation
marks may be those of any language. A field's name may be in capitals; what looks like a field and is none is an error.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from archive.errors import QueryError
from archive.search.folding import words
from archive.spans import days_named

__all__ = [
    "MOST_CHARACTERS",
    "And",
    "Column",
    "Marked",
    "Node",
    "Not",
    "Or",
    "Since",
    "Source",
    "Until",
    "Words",
    "parse",
]

MOST_CHARACTERS: Final = 1000
"""How long a query may be, wherever it is asked."""
MOST_WORDS, DEEPEST = 100, 20

Column: TypeAlias = Literal["title", "text"]


@dataclass(frozen=True, slots=True)
class Words:
    """These words one after the other, in one column or in any; with ``prefix`` the last is a word's beginning."""

    words: tuple[str, ...]
    prefix: bool = False
    column: Column | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Items of the source with this slug."""

    slug: str


@dataclass(frozen=True, slots=True)
class Marked:
    """What bears a mark (:mod:`archive.search.marks`). No query says so: it is put in place of what one says."""

    mark: str


@dataclass(frozen=True, slots=True)
class Since:
    """Published on this day or later."""

    day: dt.date


@dataclass(frozen=True, slots=True)
class Until:
    """Published on this day or earlier; what has no date is not."""

    day: dt.date


@dataclass(frozen=True, slots=True)
class Not:
    """All that ``part`` does not find."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """What all parts find; with no parts, everything."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What any of the parts finds."""

    parts: tuple[Node, ...]


Node: TypeAlias = Words | Source | Marked | Since | Until | Not | And | Or

_FIELDS = ("title", "text", "source", "since", "until")
# Which marks end what one begins: „German“, „Polish”, «French», »Danish«, ”Swedish”, 「Japanese」 …
_QUOTES = {'"': '"', "\uff02": "\uff02", "“": "“”", "”": "”", "„": "“”‟", "‟": "”", "«": "»", "»": "«»"}
_QUOTES |= {"「": "」", "『": "』", "〝": "〞〟"}
_OPENING = "".join(_QUOTES)
_PHRASE = "|".join(f"{opening}[^{closing}]*[{closing}]" for opening, closing in _QUOTES.items())
# A field's name with anything but a blank after the colon; of other names only what cannot be an address or "Re:".
_TOKEN = re.compile(
    rf"""\s*(?:
    (?P<open>\() | (?P<close>\)) | (?P<minus>-(?=[\w({_OPENING}]))
  | (?P<field>(?i:{"|".join(_FIELDS)}):|[A-Za-z]+:(?=[^\s/:)]))
  | (?P<phrase>{_PHRASE})(?P<phrase_star>\*)?
  | (?P<word>[^\s(){_OPENING}]+)
    )""",
    re.VERBOSE,
)
_BEFORE_STAR = 2  # letters and digits; one alone would be the beginning of most words
_QUOTE_IT = "to search for it as words, put it between quotation marks"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int
    words: tuple[str, ...] = ()
    prefix: bool = False


def parse(query: str) -> Node:
    """Return what a query says; of an empty one :class:`And` without parts, which is everything.

    Raises:
        QueryError: it is broken, too long, or says nothing; names the character.
    """
    if len(query) > MOST_CHARACTERS:
        raise QueryError(f"the search has {len(query)} characters; at most {MOST_CHARACTERS} are understood")
    tokens = _tokens(query)
    if not tokens and query.strip():
        raise QueryError(f"nothing to search for in {query.strip()!r}: no letter and no digit")
    if sum(len(token.words) for token in tokens) > MOST_WORDS:
        raise QueryError(f"the search has more than {MOST_WORDS} words")
    return _Parser(query, tokens).parse() if tokens else And(())


def _tokens(query: str) -> list[_Token]:
    found, place, end = list[_Token](), 0, len(query.rstrip())
    while place < end:
        match = _TOKEN.match(query, place)
        if match is None:
            at = place + len(query[place:]) - len(query[place:].lstrip())
            raise _error(query, at, "this quotation mark is never closed")
        kind = str(match.lastgroup)
        if kind == "phrase_star":
            kind = "phrase"
        token = _token(kind, match[kind], match.start(kind), starred=bool(match["phrase_star"]))
        after_field = bool(found) and found[-1].kind == "field"
        if kind == "field" and not query[match.end() : match.end() + 1].strip():
            raise _error(query, token.at, f"{token.text} needs a value right behind it; {_QUOTE_IT}")
        if token.words or token.kind not in ("word", "phrase") or after_field:
            found.append(token)
        place = match.end()
    return found


def _token(kind: str, text: str, at: int, *, starred: bool) -> _Token:
    if kind == "word" and text in ("AND", "OR", "NOT"):
        return _Token(text, text, at)
    if kind == "minus":
        return _Token("NOT", text, at)
    if kind not in ("word", "phrase"):
        return _Token(kind, text, at)
    if kind == "phrase":
        text, at = text[1:-1], at + 1
    return _Token(kind, text, at, tuple(words(text)), starred or (kind == "word" and text.endswith("*")))


def _error(query: str, at: int, problem: str) -> QueryError:
    return QueryError(f"character {at + 1} of the search {query!r}: {problem}")


class _Parser:
    """Reads tokens from left to right: a method a rule of the grammar."""

    def __init__(self, query: str, tokens: Sequence[_Token]) -> None:
        self._query, self._tokens, self._place, self._depth = query, tokens, 0, 0

    def parse(self) -> Node:
        node = self._any(None)
        if (token := self._peek()) is not None:
            raise self._error(token, "this parenthesis was never opened")
        return node

    def _peek(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _take(self, *kinds: str) -> _Token | None:
        token = self._peek()
        if token is None or token.kind not in kinds:
            return None
        self._place += 1
        return token

    def _error(self, token: _Token | None, problem: str) -> QueryError:
        return _error(self._query, len(self._query) if token is None else token.at, problem)

    def _any(self, column: Column | None) -> Node:
        parts = [self._all(column)]
        while self._take("OR"):
            parts.append(self._all(column))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self, column: Column | None) -> Node:
        parts = [self._not(column)]
        while (token := self._peek()) is not None and token.kind not in ("OR", "close"):
            self._take("AND")
            parts.append(self._not(column))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self, column: Column | None) -> Node:
        taken = 0
        while self._take("NOT"):
            taken += 1
        node = self._one(column)
        return Not(node) if taken % 2 else node

    def _one(self, column: Column | None) -> Node:
        if opening := self._take("open"):
            return self._group(opening, column)
        if field := self._take("field"):
            return self._field(field, column)
        if token := self._take("word", "phrase"):
            return self._words(token, column)
        missing = self._peek()
        what = "the search ends" if missing is None else f"{missing.text!r} stands"
        raise self._error(missing, f"{what} where a word should be")

    def _group(self, opening: _Token, column: Column | None) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(opening, f"more than {DEEPEST} parentheses inside each other")
        node = self._any(column)
        if self._take("close") is None:
            raise self._error(opening, "this parenthesis is never closed")
        self._depth -= 1
        return node

    def _field(self, field: _Token, column: Column | None) -> Node:
        name = field.text.removesuffix(":").lower()
        if name not in _FIELDS:
            known = ", ".join(_FIELDS)
            raise self._error(field, f"no field {field.text[:-1]!r} (there are {known}); {_QUOTE_IT}")
        if name in ("title", "text"):
            if column is not None:
                raise self._error(field, f"{field.text} stands inside {column}:")
            return self._one("title" if name == "title" else "text")
        value = self._take("word", "phrase")
        if value is None:
            raise self._error(field, f"{field.text} needs a value")
        return Source(value.text.lower()) if name == "source" else self._date(name, value)

    def _date(self, name: str, value: _Token) -> Node:
        try:
            first, last = days_named(value.text)
        except ValueError:
            expected = "expected a date: 2016-04-13, 2016-04 or 2016"
            raise self._error(value, f"{value.text!r} is no date; {expected}") from None
        return Since(first) if name == "since" else Until(last)

    def _words(self, token: _Token, column: Column | None) -> Words:
        if not token.words:
            raise self._error(token, f"nothing to search for in {token.text!r}: no letter and no digit")
        if token.prefix and len("".join(token.words)) < _BEFORE_STAR and token.words[-1].isascii():
            raise self._error(token, f"{token.text!r}: at least two letters or digits must stand before the *")
        return Words(token.words, token.prefix, column)
