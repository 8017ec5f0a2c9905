"""Dates that count from now: ``yesterday``, ``3 days ago``, ``vor einer Woche``, ``2天前``.

The phrases are dateparser's, in all languages at once, turned into a table from wording to (unit, amount) with ``#``
for a number, so that a look-up replaces its parser (which takes milliseconds). Only short texts are read: in a
sentence such words tell a story and not when it was published. Not here: dates with a month or a year.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from dateutil.relativedelta import relativedelta

from aimcrawl.reading.dates.model import DateMatch, ParsedDate
from aimcrawl.reading.dates.words import LANGUAGES, fold, language_data

__all__ = ["find_relative"]

LONGEST = 60  # characters of a text in which a relative date can be its date
_MOST_WORDS = 6
_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
_LAST = "last "  # before the unit of phrases such as "last week": known to the month, and only where they stand alone
_MORE_LAST: dict[str, dict[str, tuple[str, ...]]] = {
    "de": {
        "week": ("vergangene woche", "vorige woche", "letzten woche"),
        "month": ("vergangenen monat", "letzter monat"),
    },
    "fr": {"week": ("semaine dernière",), "month": ("mois dernier",)},
    "es": {"week": ("semana pasada",), "month": ("mes pasado",)},
    "it": {"week": ("la settimana scorsa", "scorsa settimana"), "month": ("il mese scorso", "scorso mese")},
    "pt": {"week": ("semana passada",), "month": ("mês passado",)},
}  # what dateparser's table lacks
_NUMBER = r"(\d++[.,]?\d*+)"  # as dateparser's data writes "a number"
_SURE = 4  # a single word of more letters is a phrase where the page names no language
_AROUND_NUMBER = re.compile(r"\S*#\S*")
_WORD = re.compile(r"[^\s()\[\]|,;:!?·\u2013\u2014•/]+")
_UNSPACED = ("zh", "zh-Hant", "ja", "ko", "th", "my", "km", "lo")  # languages that write phrases without spaces
_UNSPACED_SCRIPT = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


_Meaning = tuple[str, int, frozenset[str]]  # unit, amount or sign, languages


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Folded phrases and what they mean; words for numbers; a search for phrases of languages that set no spaces.

    ``telling`` has each phrase with its longest word, in small letters but not folded.
    """

    meanings: dict[str, _Meaning]
    telling: frozenset[tuple[str, str]]
    numbers: dict[str, int]
    unspaced: re.Pattern[str]


def find_relative(text: str, base: dt.datetime | None, language: str | None) -> DateMatch | None:
    """The relative date that a short text is about, resolved against ``base``; undated where that is None.

    ``language`` is a base language: phrases of one word count in it and in English only, since ``more``, ``hier`` and
    ``leo`` are other words elsewhere.
    """
    if len(text) > LONGEST:
        return None
    found = _spaced(text, language) if _may_hold(text, language) else None
    if found is None and not text.isascii() and _UNSPACED_SCRIPT.search(text):
        found = _unspaced(text)
    if found is None:
        return None
    start, end, unit, amount = found
    share = 1.0 if unit.startswith(_LAST) else _share(text[start:end], amount)
    if _letters(text[start:end]) < _letters(text) * share:
        return None
    return DateMatch(start, end, _resolved(text[start:end], unit, amount, base))


def _may_hold(text: str, language: str | None) -> bool:
    """A cheap test that most texts fail: a word without which no phrase is whole, and a number if it needs one."""
    words = _WORD.findall(text.lower())
    plain, counting = _telling(language)
    if not plain.isdisjoint(words):
        return True
    if counting.isdisjoint(words):
        return False
    return any(map(str.isdigit, text)) or not _phrases().numbers.keys().isdisjoint(words)


def _share(phrase: str, amount: int) -> float:
    """The share of a text's letters that a phrase must have to be its date.

    "Posted yesterday" is one; "join us today", "The Tomorrow War" and a word that begins with the sign for tomorrow
    are none.
    """
    if amount > 0 or (_UNSPACED_SCRIPT.search(phrase) and not any(map(str.isdigit, phrase))):
        return 0.9
    if any(map(str.isdigit, phrase)):
        return 0.3
    return 0.6 if amount == 0 else 0.5


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _spaced(text: str, language: str | None) -> tuple[int, int, str, int] | None:
    """The longest phrase of whole words: where it stands, its unit and amount."""
    words = [(match.start(), match.end(), fold(match[0])) for match in _WORD.finditer(text)]
    for first, (start, _, _) in enumerate(words):
        for last in range(min(len(words), first + _MOST_WORDS), first, -1):
            for key, number in _keys([folded for _, _, folded in words[first:last]]):
                meaning = _phrases().meanings.get(key)
                if meaning is not None and _spoken(key, meaning[2], language):
                    return start, words[last - 1][1], meaning[0], meaning[1] * number
    return None


def _spoken(phrase: str, languages: frozenset[str], language: str | None) -> bool:
    if " " in phrase or "#" in phrase or "en" in languages or language in languages:
        return True
    return language is None and len(phrase) > _SURE


def _keys(words: list[str]) -> Iterator[tuple[str, int]]:
    """The ways to look up a phrase, with its number: as it stands, its digits as ``#``, or one of its number words."""
    joined = " ".join(words)
    digits = re.search(r"\d{1,4}", joined)
    if digits:
        yield joined[: digits.start()] + "#" + joined[digits.end() :], int(digits[0])
        return
    yield joined, 1
    numbers = _phrases().numbers
    for at, word in enumerate(words):
        if word in numbers:
            yield " ".join([*words[:at], "#", *words[at + 1 :]]), numbers[word]


def _unspaced(text: str) -> tuple[int, int, str, int] | None:
    match = _phrases().unspaced.search(fold(text)) if len(fold(text)) == len(text) else None
    if match is None:
        return None
    digits = re.search(r"\d{1,4}", match[0])
    key = re.sub(r"\s*\d{1,4}\s*", "#", match[0], count=1)
    unit, amount, _ = _phrases().meanings[key]
    return match.start(), match.end(), unit, amount * (int(digits[0]) if digits else 1)


def _resolved(raw: str, unit: str, amount: int, base: dt.datetime | None) -> ParsedDate:
    """Months and years ago are known as months and years, last week as its month; all else to the day."""
    coarse = unit.startswith(_LAST) or unit in {"month", "year"}
    unit = unit.removeprefix(_LAST)
    try:
        day = None if base is None else base + relativedelta(**{unit + "s": amount})  # type: ignore[arg-type] # a unit of time
    except (OverflowError, ValueError):
        day = None
    if day is None:
        return ParsedDate(raw=raw, year=None, relative=True)
    month = None if unit == "year" else day.month
    return ParsedDate(raw=raw, year=day.year, month=month, day=None if coarse else day.day, relative=True)


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    """All languages' phrases; about 20 ms at the first call, once the names are read."""
    meanings: dict[str, _Meaning] = {}
    telling: set[tuple[str, str]] = set()
    numbers: dict[str, int] = {}
    unspaced: set[str] = set()
    for language in LANGUAGES:
        for phrase, unit, amount in _language_phrases(language):
            key = _folded(phrase)
            known = meanings.get(key, (unit, amount, frozenset()))
            meanings[key] = (*known[:2], known[2] | {language.split("-")[0]})
            telling.add((key, max(_AROUND_NUMBER.sub(" ", phrase.lower()).split() or [key], key=len)))
            if language in _UNSPACED:
                meanings.setdefault(key.replace(" ", ""), meanings[key])
                unspaced |= {key, key.replace(" ", "")}
        for rule in language_data(language).get("simplifications", ()):
            for word, value in rule.items():
                if value.isdigit() and word.replace(" ", "").replace("'", "").isalpha():
                    numbers.setdefault(fold(word), int(value))
    return _Phrases(meanings, frozenset(telling), numbers, _alternation(unspaced))


@lru_cache(maxsize=64)
def _telling(language: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """Words without which a text in ``language`` holds no relative date: of phrases without and with a number."""
    phrases = _phrases()
    spoken = [(key, word) for key, word in phrases.telling if _spoken(key, phrases.meanings[key][2], language)]
    plain = {word for key, word in spoken if "#" not in key}
    counting = {word for key, word in spoken if "#" in key}
    return frozenset(plain | set(map(fold, plain))), frozenset(counting | set(map(fold, counting)))


def _alternation(phrases: set[str]) -> re.Pattern[str]:
    """The longest phrase at the leftmost place; a look ahead spares the places where none begins."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    starts = "".join(sorted({re.escape(phrase[0]) for phrase in phrases})).replace(r"\#", r"\d")
    patterns = (re.escape(phrase).replace(r"\#", r"\s?\d{1,4}\s?").removeprefix(r"\s?") for phrase in longest_first)
    return re.compile(f"(?=[{starts}])(?:{'|'.join(patterns)})")


def _language_phrases(language: str) -> Iterator[tuple[str, str, int]]:
    """(phrase, unit, amount) of one language: single days, last week and month, and any number of any unit.

    "This week" is left out: on a page it names a section more often than a date; so is "in 5 minutes", the time that a
    text takes to read.
    """
    data = language_data(language)
    for key, written in data.get("relative-type", {}).items():
        match = re.fullmatch(r"(?:(in) )?(\d) day(?: ago)?", key)
        if match:
            for phrase in written:
                yield phrase, "day", int(match[2]) * (1 if match[1] else -1)
    yield from _last_phrases(language, data.get("relative-type", {}))
    for key, patterns in data.get("relative-type-regex", {}).items():
        match = re.fullmatch(r"(?:(in) )?\\1 (\w+)(?: ago)?", key)
        if match and match[2] in _UNITS and not (match[1] and match[2] in _UNITS[:3]):
            for pattern in patterns:
                yield pattern.replace(_NUMBER, "#").replace(r"\s*", " "), match[2], 1 if match[1] else -1
    # The table lacks some plurals ("3 dni temu"): each form of each unit, before and after each word for "ago".
    for unit in _UNITS:
        for form, ago in product(data.get(unit, ()), data.get("ago", ())):
            yield f"# {form} {ago}", unit, -1
            yield f"{ago} # {form}", unit, -1


def _last_phrases(language: str, known: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, int]]:
    for unit in ("week", "month"):
        for phrase in (*known.get(f"1 {unit} ago", ()), *_MORE_LAST.get(language, {}).get(unit, ())):
            yield phrase, _LAST + unit, -1


def _folded(phrase: str) -> str:
    return " ".join(fold(word) for word in phrase.split())
