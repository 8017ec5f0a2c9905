"""Text into tokens, and tokens into letters: a date's shape becomes a short string that patterns can read.

Each token of a text gets one letter for its kind, so that the grammar (``grammar``) is written once for all
languages: ``Monday, 13th of April 2016`` has the shape ``W,_Do_f_M_Y``. Kinds:

====  ======================================================  ====  ========================================
d     number of one digit, 1 to 9                             M     month name; ``m`` one that may be a mere word; ``R`` Roman
D     two digits, 01 to 31                                    W     weekday; ``B`` is month and weekday (``mar``)
y     other two digits: the year of a date at most            o     ordinal ending on a number (``th``, ``er``)
Y     four digits that can be a year                          f     filler (``of``, ``de``, ``the``)
T     three digits that can be a year of the Republic (ROC)   g     the word year after a year (``г.``, ``gada``)
C     eight digits                                            h     a mark of clock time (``Uhr``, ``am``)
N     any other number                                        QEF   year, month, day signs of Chinese, Japanese, Korean
x     any other word or sign                                  era   ``e``: an era's name before a year
r     word between the days of a range (``to``, ``bis``)
====  ======================================================  ====  ========================================

Spaces are one ``_``; ``. , / - : '`` stand for themselves. Not here: what the letters mean together.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from aimcrawl.reading.dates.words import fold, inflected_month, month_of, names, weekday_of

__all__ = ["SUPERSCRIPTS", "Tokens", "normalise", "tokenise"]


class _Characters(dict[int, str]):
    """One character for one, so that offsets hold: any digit to ASCII, any dash to ``-``, signs to their plain form."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        digit = unicodedata.digit(char, None) if char.isdecimal() or char in SUPERSCRIPTS else None
        self[point] = char if digit is None else str(digit)
        return self[point]


SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u061c"
_PLAIN = {
    "‐‑‒–—―−－～〜﹣ー": "-",
    "⁄∕／": "/",
    "．。・·∙•｡": ".",
    "，、،﹐": ",",
    "：": ":",
    "’‘ʼ´′ʹ": "'",
    _INVISIBLE: " ",
}
_CHARACTERS = _Characters({ord(char): plain for chars, plain in _PLAIN.items() for char in chars})
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d\u0a70\u0a71\u0a81-\u0a83\u0abc-\u0acd\u0b82\u0bbe-\u0bcd\u0c00-\u0c03\u0c3e-\u0c4d\u0c82\u0c83\u0cbc-\u0ccd\u0d02\u0d03\u0d3e-\u0d4d\u0d82\u0d83\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u1056-\u1059\u17b4-\u17d3"
_L = rf"(?:[^\W\d_]|[{_MARKS}])"
_TOKEN = re.compile(
    rf"(?P<number>\d+)|(?P<numeral>[〇零○一二三四五六七八九十]{{1,4}}(?=[年月日]))|(?P<cjk>年|月(?!曜)|日(?!曜)|[号號년]|월(?!요)|일(?!요))"
    rf"|(?P<word>{_L}{{1,3}}(?:\.{_L}{{1,3}})+(?!{_L})|{_L}+)|(?P<space>\s+)|(?P<sign>.)",
    re.DOTALL,
)
_SIGNS = {sign: sign for sign in ".,/-:'()"} | {"|": ",", "[": "(", "]": ")", "°": "o", "&": "f", "~": "-"}
_NUMERALS = {"〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_ROMAN = {name: at for at, name in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)}
_CJK = {"年": "Q", "년": "Q", "月": "E", "월": "E", "日": "F", "号": "F", "號": "F", "일": "F"}
_FILLERS = frozenset(
    map(
        fold,
        "of the de del d di do da dal du le el den der dem dne am на от u od v w ta ta' tal no al i a den di ng o "
        "năm ve och og ja und and et y e और".split(),
    )
)
_YEAR_WORDS = frozenset(
    map(
        fold,
        "г год года году р року рік m metu metai gada gads god godine year yil жылы ж წ წლის թ թվականի თ ko eko жылғы оны година".split(),
    )
)
_HALVES = frozenset({"am", "pm"})  # German dates begin with "am": of the day's half only with dots, or on a number
_UNTIL = frozenset("to till until bis au al tot til до по".split())
_NUMBERED = frozenset(map(fold, ("tháng", "thg")))  # Vietnamese numbers its months
_CLOCK_WORDS = frozenset("h hrs hours uhr am pm klo kl ч час часов годин godz óra ore ip de du น".split())
_ORDINALS = frozenset(
    "st nd rd th er re e o a º ª ro do to mo ος η го й ая я ого ше ти ти ви ри ми лা ই লা ই শে ঠা রা à ste de an én a'".split()
)
_AFTER_NUMBER = dict.fromkeys(map(fold, _ORDINALS), "o") | dict.fromkeys(("am", "pm", "h"), "h")
_ERAS = {"民國": 1911, "民国": 1911, "令和": 2018, "平成": 1988, "昭和": 1925, "พศ": -543, "ปี": 0}


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one stretch of text: ``shape`` has one letter for each; ``spans`` count from the whole text's start.

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
        kind = match.lastgroup
        token = match[0]
        if kind == "number":
            # Letters that run into a number make it a code (B2016), unless they are a month's name (13Apr2016).
            code = (
                bool(shape)
                and shape[-1] == "x"
                and text[match.start() - 1].isascii()
                and text[match.start() - 1].isalnum()
            )
            letter, value = ("N", 0) if code else _number(token)
        elif kind == "numeral":
            letter, value = _number(_arabic(token))
        elif kind == "word":
            letter, value = _word(token, language, after_number=bool(spans) and shape[-1] in "dDY")
        elif kind == "cjk":
            letter, value = _CJK[token], 0
        else:
            letter, value = "_" if kind == "space" else _SIGNS.get(token, "x"), 0
        shape.append(letter)
        spans.append(match.span())
        values.append(value)
    return _joined(text, "".join(shape), spans, values, language)


def _number(token: str) -> tuple[str, int]:
    if len(token) > 8:
        return "N", 0
    value = int(token)
    if len(token) == 1:
        return ("d" if value else "N"), value
    if len(token) == 2:
        return ("D" if 1 <= value <= 31 else "y"), value
    if len(token) == 3:
        return ("T" if 80 <= value <= 139 else "N"), value
    if len(token) == 4:
        return ("Y" if 1900 <= value <= 2100 or 2440 <= value <= 2643 else "N"), value
    return ("C" if len(token) == 8 else "N"), value


def _arabic(numeral: str) -> str:
    """Digits for a Chinese numeral: place by place (``二〇一六``) or with ten (``二十三``)."""
    if "十" not in numeral:
        return "".join(str(_NUMERALS.get(sign, 0)) for sign in numeral)
    tens, _, ones = numeral.partition("十")
    return str(_NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0))


def _word(token: str, language: str | None, *, after_number: bool) -> tuple[str, int]:
    name = token.lower() if token.isascii() and "." not in token else fold(token)
    if after_number and name in _AFTER_NUMBER:
        return _AFTER_NUMBER[name], 0
    if token in _ROMAN:
        return "R", _ROMAN[token]
    if name in _HALVES:
        return ("h" if "." in token else "f"), 0
    known = _vocabulary(language).get(name)
    if known is not None:
        return known
    if not token.isascii():
        for era, years in _ERAS.items():
            if name.endswith(era):
                return "e", years
    month = inflected_month(name, language)
    return ("x", 0) if month is None else ("M", month)


@lru_cache(maxsize=64)
def _vocabulary(language: str | None) -> dict[str, tuple[str, int]]:
    """Letter and value of every folded word that means something in dates on a page in ``language``."""
    words = dict.fromkeys(_CLOCK_WORDS, ("h", 0)) | dict.fromkeys(_UNTIL, ("r", 0))
    words |= dict.fromkeys(_FILLERS, ("f", 0)) | dict.fromkeys(_YEAR_WORDS, ("g", 0))
    for name in names().weekdays:
        weekday = weekday_of(name, language)
        if weekday is not None:
            words[name] = ("W", weekday)
    for name in names().months:
        month, sure = month_of(name, language) or (0, False)
        words[name] = ("B" if weekday_of(name, language) is not None else "M" if sure else "m"), month
    return words | dict.fromkeys(names().heads, ("H", 0))


def _joined(text: str, shape: str, spans: list[tuple[int, int]], values: list[int], language: str | None) -> Tokens:
    """Month names of several words (``tháng mười hai``) and numbered ones (``tháng 12``) become one token."""
    at = shape.find("H")
    while at >= 0:
        letter, length, month = _long_name(text, shape, spans, values, at, language)
        shape = shape[:at] + letter + shape[at + length :]
        spans[at : at + length] = [(spans[at][0], spans[at + length - 1][1])]
        values[at : at + length] = [month]
        at = shape.find("H")
    return Tokens(shape, tuple(spans), tuple(values))


def _long_name(
    text: str, shape: str, spans: list[tuple[int, int]], values: list[int], at: int, language: str | None
) -> tuple[str, int, int]:
    """The letter, the number of tokens and the month of the name that starts with the head at ``at``."""
    for length in (5, 3):
        if at + length <= len(shape):
            month = month_of(fold(" ".join(text[spans[at][0] : spans[at + length - 1][1]].split())), language)
            if month is not None:
                return "M", length, month[0]
    if shape[at + 1 : at + 3] in {"_d", "_D"} and values[at + 2] <= 12 and fold(text[slice(*spans[at])]) in _NUMBERED:
        return "M", 3, values[at + 2]
    return "x", 1, 0
