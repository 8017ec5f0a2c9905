"""The words of dates in the languages of news pages: months and weekdays.

Month and weekday names are dateparser's (which takes them from CLDR and has people mend them): its data modules are
read once, at the first date that is not plain numbers. Only what a page writes and that data lacks is added here.
Not here: small words (``vocabulary``), phrases such as "three days ago" (``relative``).
"""
# ruff: noqa: RUF001 - names in many scripts

from __future__ import annotations

import importlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

__all__ = [
    "LANGUAGES",
    "Names",
    "base_language",
    "fold",
    "inflected_month",
    "language_data",
    "month_of",
    "names",
    "weekday_of",
]

# In the order in which a name that two languages share is given away when the page names no language.
LANGUAGES = (
    "en es fr de pt it ru nl pl tr id ja zh zh-Hant ko ar vi uk cs sv hu ro el da fi nb nn sk bg hr sr sr-Latn bs sl "
    "ca lt lv et th he fa hi bn ms mk be is ka hy az kk uz gl eu cy ga mt sq lb af sw fil ur mr ta te gu pa kn ml ne "
    "si my km lo mn ky fo fy eo am az-Cyrl uz-Cyrl bs-Cyrl"
).split()

_RANKS = {language.split("-")[0]: rank for rank, language in reversed(list(enumerate(LANGUAGES)))}

_SHORT = 2  # letters of an alphabet that are too few to be a name on their own

_UNSURE = 4  # letters of a foreign month's name that may as well be another word
_STEM = 4  # letters that must be a month's before its ending can be forgiven
_ENDING = 3  # letters that a case ending may add

_MONTHS = "january february march april may june july august september october november december".split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

# Names that pages use and dateparser 1.5 lacks: Levantine and Maghreb months, Austrian German, spellings without marks.
_MORE_MONTHS: dict[str, tuple[str, ...]] = {
    "ar": (
        "كانون الثاني|جانفي|جانفييه",
        "شباط|فيفري|فبراير",
        "آذار|اذار|مارس",
        "نيسان|أفريل|ابريل|إبريل",
        "أيار|ايار|ماي|مايو",
        "حزيران|جوان|يونيه|يونيو",
        "تموز|جويلية|يوليوز|يوليه|يوليو",
        "آب|أوت|غشت|اغسطس|أغسطس",
        "أيلول|ايلول|شتنبر|شتمبر|سبتمبر",
        "تشرين الأول|تشرين الاول|اكتوبر|أكتوبر",
        "تشرين الثاني|نونبر|نوفمبر",
        "كانون الأول|كانون الاول|دجنبر|دجمبر|ديسمبر",
    ),
    "de": ("Jänner|Jaenner", "Feber", "Maerz|Mrz", "", "", "", "", "", "", "", "", ""),
}


# Accents of European scripts, signs over Arabic letters, dots and joiners go; in Indic scripts the marks are vowels.
_UNMARKED = dict.fromkeys([*range(0x300, 0x370), *range(0x64B, 0x656), *map(ord, ".׳॰\u200c\u200d")]) | {ord("ı"): "i"}


@dataclass(frozen=True, slots=True)
class Names:
    """Folded names and what they mean: ``months`` count from 1, ``weekdays`` from 0.

    ``heads`` are the first words of month names of several words; ``stems`` index month names by their first letters.
    """

    months: dict[str, dict[int, set[str]]]
    weekdays: dict[str, tuple[int, frozenset[str]]]
    heads: frozenset[str]
    stems: dict[str, tuple[tuple[str, int, str], ...]]


def fold(word: str) -> str:
    """Small letters without accents and dots: ``MÄRZ`` and ``març.`` become ``marz`` and ``marc``."""
    if word.isascii():
        return word.lower().replace(".", "")
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return decomposed.translate(_UNMARKED)


@lru_cache(maxsize=256)
def base_language(language: str | None) -> str | None:
    """``pt`` of ``pt-BR`` or ``pt_BR``; Norwegian's bare ``no`` is Bokmål; None stays None."""
    if not language:
        return None
    base = language.replace("_", "-").split("-")[0].lower()
    return {"no": "nb", "iw": "he", "in": "id", "tl": "fil", "sh": "hr"}.get(base, base)


@cache
def language_data(language: str) -> dict[str, Any]:
    """The table of dateparser for one language (names, relative phrases); empty where it has none."""
    try:
        module = importlib.import_module(f"dateparser.data.date_translation_data.{language}")
    except ModuleNotFoundError:
        return {}
    info: dict[str, Any] = module.info
    return info


@lru_cache(maxsize=1)
def names() -> Names:
    """All names of all languages; about 0.1 s at the first call."""
    months: dict[str, dict[int, set[str]]] = {}
    weekdays: dict[str, tuple[int, frozenset[str]]] = {}
    for language in LANGUAGES:
        base = language.split("-")[0]
        for number, name in _month_names(language):
            months.setdefault(name, {}).setdefault(number, set()).add(base)
        for number, key in enumerate(_WEEKDAYS):
            for name in language_data(language).get(key, ()):
                if len(name) > 1 or not _is_latin(name):
                    known, speakers = weekdays.get(fold(name), (number, frozenset()))
                    weekdays[fold(name)] = known, speakers.union((base,))
    stems: dict[str, list[tuple[str, int, str]]] = {}
    for name, meanings in months.items():
        for number, languages in meanings.items():
            for language in languages:
                stems.setdefault(name[:3], []).append((name, number, language))
    heads = frozenset(name.split(" ")[0] for name in months if " " in name)
    return Names(months, weekdays, heads, {stem: tuple(found) for stem, found in stems.items()})


def _month_names(language: str) -> Iterator[tuple[int, str]]:
    data = language_data(language)
    more = _MORE_MONTHS.get(language, ("",) * 12)
    for number, (key, added) in enumerate(zip(_MONTHS, more, strict=True), 1):
        for raw in [*data.get(key, ()), *filter(None, added.split("|"))]:
            name = fold(raw).removeprefix("de ").removeprefix("d'")
            if (len(name) > 1 or not _is_latin(name)) and not any(
                c.isdigit() or c in "月월" for c in name
            ):  # numbered months are numbers
                yield number, name


def _is_latin(name: str) -> bool:
    return name < "\u0250"


def weekday_of(name: str, language: str | None) -> int | None:
    """The weekday of a folded name, 0 for Monday; names of two letters only where the page speaks their language."""
    number, languages = names().weekdays.get(name, (None, frozenset()))
    if len(name) > _SHORT or not _is_latin(name) or language in languages:
        return number
    return None


def month_of(name: str, language: str | None) -> tuple[int, bool] | None:
    """(month, sure) of a folded name that a table has, or None.

    ``sure`` is False for short names of a language that is neither the page's nor English (``des``, ``out``, ``set``
    are words before they are months), and for the page's own of two letters, which another page has not at all.
    """
    meanings = names().months.get(name)
    if meanings is None:
        return None
    spoken = next((number for number, languages in meanings.items() if language in languages), None)
    short = len(name) <= _SHORT and _is_latin(name)
    if spoken is not None:
        return spoken, not short
    if short:
        return None
    number = min(meanings, key=lambda meaning: min(map(_RANKS.__getitem__, meanings[meaning])))
    return number, "en" in meanings[number] or len(name) > _UNSURE or not _is_latin(name)


_UNINFLECTED = frozenset("en de fr es it pt nl sv da nb nn ca gl ro id ms vi".split())


@lru_cache(maxsize=4096)
def inflected_month(name: str, language: str | None) -> int | None:
    """The month of a folded name with an ending that the tables lack (``aprīlī``, ``априла``), or cut (``листоп``)."""
    if len(name) < _STEM or language in _UNINFLECTED or (language is None and _is_latin(name)):
        return None
    found = set()
    for known, number, spoken in names().stems.get(name[:3], ()):
        if language in {None, spoken}:
            shared = _shared(name, known)
            if shared == len(name) or (shared >= max(_STEM, len(known) - 2) and len(name) - shared <= _ENDING):
                found.add(number)
    return found.pop() if len(found) == 1 else None


def _shared(left: str, right: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
