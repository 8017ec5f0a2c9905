"""What a word means in a date: the small words between numbers, and the letters that ``tokens`` gives to words.

Names of months and weekdays come from ``words``. Not here: numbers and signs (``tokens``).
"""
# ruff: noqa: RUF001 - words of many scripts

from __future__ import annotations

from functools import lru_cache

from aimcrawl.reading.dates.words import fold, inflected_month, month_of, names, weekday_of

__all__ = ["NUMBERED_MONTH", "word_meaning"]


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


# Between a day, a month and a year ("13 de abril de 2016", "the 13th of April").
_FILLERS = _folded(
    "of the de del d di do da dal du le el den der dem dne на от u od v w ta ta' tal no i a ng o e y "
    "năm ve och og ja und and et и և และ"
)
_UNTIL = _folded("to till until bis au al tot til до по")  # between the days of a range
_YEAR_WORDS = _folded(
    "г год года году година р року рік m metu metai gada gads god godine yil жылы жылғы ж წ წლის թ թվականի ko eko оны"
)
_CLOCK_WORDS = _folded("h hrs hours uhr klo kl ч час часов годин godz óra ore ip น")
_HALVES = frozenset({"am", "pm"})  # German dates begin with "am": of the day's half only with dots, or on a number
_ORDINALS = _folded(
    "st nd rd th er re e o a º ª ro do to mo ος η го й ая я ого ше ти ви ри ми লা ই শে ঠা রা à ste de an én a'"
)
_AFTER_NUMBER = dict.fromkeys(_ORDINALS, "o") | dict.fromkeys((*_HALVES, "h"), "h")
_ROMAN = {name: at for at, name in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)}
# Years that an era adds: the Republic of China's, Japan's three last, the Buddhist and the common era in Thai.
_ERAS = {"民國": 1911, "民国": 1911, "令和": 2018, "平成": 1988, "昭和": 1925, "พศ": -543, "คศ": 0}
NUMBERED_MONTH = _folded("tháng thg")  # Vietnamese words before a month's number


@lru_cache(maxsize=8192)
def word_meaning(token: str, language: str | None, *, after_number: bool) -> tuple[str, int]:
    """The letter and the value of a word on a page in ``language``; ``after_number`` where it is written onto one."""
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
    era = None if token.isascii() else next((era for era in _ERAS if name.endswith(era)), None)
    if era is not None:
        return "e", _ERAS[era]
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
        month = month_of(name, language)
        if month is not None:
            both = weekday_of(name, language) is not None
            words[name] = ("B" if both else "M" if month[1] else "m"), month[0]
    return words | dict.fromkeys(names().heads | NUMBERED_MONTH, ("H", 0))
