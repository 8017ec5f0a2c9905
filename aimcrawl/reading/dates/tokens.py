"""Text into tokens, and tokens into letters: a date's shape becomes a short string that patterns can read.

Each token of a text gets one letter for its kind, so that the grammar (``grammar``) is written once for all
languages: ``Monday, 13th of April 2016`` has the shape ``W,_Do_f_M_Y``. Kinds:

=====  ===================================================================
d, D   a number from 1 to 31 of one digit, of two digits
y, Y   two other digits, four digits that can be a year
T      three digits that can be a year of the Republic of China
C, N   eight digits, any other number
M, m   a month's name, and one that may be a mere word; ``R`` a Roman one
W, B   a weekday, and a name of both a weekday and a month (``mar``)
o      an ordinal's ending on a number (``th``, ``er``)
f, r   words between parts (``of``, ``de``), and between days (``to``)
g      the word year (``г.``, ``gada``)
h      words of clock time (``Uhr``, ``a.m.``)
e      an era before a year (``民國``)
Q E F  the signs for year, month and day in Chinese, Japanese, Korean
x      any other word or sign
=====  ===================================================================

Spaces are one ``_``; ``. , / - : '`` stand for themselves. Not here: what the letters mean together.
"""
# ruff: noqa: RUF001, RUF002 - signs and words of many scripts

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_letters

from aimcrawl.reading.dates.vocabulary import NUMBERED_MONTH, word_meaning
from aimcrawl.reading.dates.words import fold, month_of

__all__ = ["SUPERSCRIPTS", "Tokens", "normalise", "tokenise"]


class _Characters(dict[int, str]):
    """One character for one, so that offsets hold: any digit to ASCII, any dash to ``-``, signs to their plain form."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        digit = unicodedata.digit(char, None) if char.isdecimal() or char in SUPERSCRIPTS else None
        self[point] = char if digit is None else str(digit)
        return self[point]


SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff\xad\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u061c"
_PLAIN = {
    "‐‑‒–—―−－～〜﹣ー": "-",
    "⁄∕／": "/",
    "．。・·∙•｡׳॰": ".",
    "，、،﹐": ",",
    "：": ":",
    "（": "(",
    "）": ")",
    "’‘ʼ´′ʹ": "'",
    _INVISIBLE: " ",
}
_CHARACTERS = _Characters({ord(char): plain for chars, plain in _PLAIN.items() for char in chars})
# Vowel signs and accents, which Python's \w leaves out: Latin, Hebrew, Arabic, India's, Thai, Lao,
# Burmese, Khmer; and the joiners that stand inside words.
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0981-\u0983\u09bc-\u09cd"
    "\u0a01-\u0a03\u0a3c-\u0a4d\u0a70\u0a71\u0a81-\u0a83\u0abc-\u0acd\u0b82\u0bbe-\u0bcd\u0c00-\u0c03\u0c3e-\u0c56"
    "\u0c82\u0c83\u0cbc-\u0cd6\u0d02\u0d03\u0d3e-\u0d4d\u0d82\u0d83\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u1056-\u1059\u17b4-\u17d3\u200c\u200d"
)
_L = rf"(?:[^\W\d_]|[{_MARKS}])"
_TOKEN = re.compile(
    rf"""(?P<number>\d+) | (?P<numeral>[〇零○一二三四五六七八九十]{{1,4}}(?=[年月日]))
    | (?P<cjk>年|月(?!曜)|日(?!曜)|[号號년]|월(?!요)|일(?!요))
    | (?P<word>{_L}{{1,3}}(?:\.{_L}{{1,3}})+(?!{_L}) | {_L}+) | (?P<space>\s+) | (?P<sign>.)""",
    re.DOTALL | re.VERBOSE,
)
_SIGNS = {sign: sign for sign in ".,/-:'()"} | {"|": ",", "[": "(", "]": ")", "°": "o", "&": "f", "~": "-"}
_LETTERS = frozenset(ascii_letters)
# By the number of digits: the letters of the values that can be part of a date.
_NUMBER_KINDS: tuple[tuple[tuple[str, range], ...], ...] = (
    (("d", range(1, 10)),),
    (("D", range(1, 32)), ("y", range(100))),
    (("T", range(80, 140)),),
    (("Y", range(1900, 2101)), ("Y", range(1900 + 543, 2101 + 543))),
    (),
    (),
    (),
    (("C", range(100_000_000)),),
)
_NUMERALS = {"〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_ROMAN = {name: at for at, name in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)}
_LONG_NAMES = (5, 3)  # tokens of a name of three words and of two, with the spaces
_CJK = {"年": "Q", "년": "Q", "月": "E", "월": "E", "日": "F", "号": "F", "號": "F", "일": "F"}


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one stretch of text: ``shape`` has one letter for each; ``spans`` count from the text's start.

    ``values`` holds a number, a month from 1, a weekday from 0, or the years that an era adds; 0 for other tokens.
    """

    shape: str
    spans: tuple[tuple[int, int], ...]
    values: tuple[int, ...]


def normalise(text: str) -> str:
    """The same text, character for character, with plain digits, dashes and dots; ``元年`` is an era's year 1."""
    return text if text.isascii() else text.translate(_CHARACTERS).replace("元年", "1年")


def tokenise(text: str, start: int, end: int, language: str | None) -> Tokens:
    """Tokens of ``text[start:end]``, which ``normalise`` has been over."""
    shape: list[str] = []
    spans: list[tuple[int, int]] = []
    values: list[int] = []
    for match in _TOKEN.finditer(text, start, end):
        kind, token = match.lastgroup, match[0]
        if kind == "word":
            letter, value = word_meaning(token, language, after_number=bool(shape) and shape[-1] in "dDY")
        elif kind == "space":
            letter, value = "_", 0
        elif kind == "number":
            # Letters that run into a number make it a code (B2016), unless they are a month's name (13Apr2016).
            code = bool(shape) and shape[-1] in "xhfg" and text[match.start() - 1] in _LETTERS
            letter, value = ("N", 0) if code else _number(token)
        elif kind == "sign":
            letter, value = _SIGNS.get(token, "x"), 0
        elif kind == "numeral":
            letter, value = _number(_arabic(token))
        else:
            letter, value = _CJK[token], 0
        shape.append(letter)
        spans.append(match.span())
        values.append(value)
    return _joined(text, Tokens("".join(shape), tuple(spans), tuple(values)), language)


@lru_cache(maxsize=4096)
def _number(token: str) -> tuple[str, int]:
    if len(token) > len(_NUMBER_KINDS):
        return "N", 0
    value = int(token)
    return next((letter for letter, allowed in _NUMBER_KINDS[len(token) - 1] if value in allowed), "N"), value


def _arabic(numeral: str) -> str:
    """Digits for a Chinese numeral: place by place (``二〇一六``) or with ten (``二十三``)."""
    if "十" not in numeral:
        return "".join(str(_NUMERALS.get(sign, 0)) for sign in numeral)
    tens, _, ones = numeral.partition("十")
    return str(_NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0))


def _joined(text: str, tokens: Tokens, language: str | None) -> Tokens:
    """Month names of several words (``tháng mười hai``) and numbered ones (``tháng 12``) become one token."""
    at = tokens.shape.find("H")
    while at >= 0:
        letter, length, month = _long_name(text, tokens, at, language)
        end = at + length
        tokens = Tokens(
            tokens.shape[:at] + letter + tokens.shape[end:],
            (*tokens.spans[:at], (tokens.spans[at][0], tokens.spans[end - 1][1]), *tokens.spans[end:]),
            (*tokens.values[:at], month, *tokens.values[end:]),
        )
        at = tokens.shape.find("H", at)
    return tokens


def _long_name(text: str, tokens: Tokens, at: int, language: str | None) -> tuple[str, int, int]:
    """The letter, the number of tokens and the month of the name that starts with the head at ``at``."""
    for length in _LONG_NAMES:
        words = text[tokens.spans[at][0] : tokens.spans[min(at + length, len(tokens.spans)) - 1][1]]
        name = fold(" ".join(words.split()))
        month = month_of(name, language) or month_of(name[:-2], language)  # Mongolian puts the month in the genitive
        if month is not None:
            return "M", min(length, len(tokens.spans) - at), month[0]
    numbered = tokens.shape[at + 1 : at + 3] in {"_d", "_D"} and tokens.values[at + 2] in range(1, 13)
    if numbered and fold(text[slice(*tokens.spans[at])]) in NUMBERED_MONTH:
        return "M", 3, tokens.values[at + 2]
    return "x", 1, 0
