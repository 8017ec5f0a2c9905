"""The shapes that dates have: patterns over the letters that ``tokens`` gives, the same for all languages.

Each shape names the tokens that are day, month and year; what they mean as a date is decided in ``resolve``. All
repetitions are bounded, so that matching takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Shape", "shapes", "weekday_beside", "whole_shape"]

# What the names in braces below stand for.
_PARTS = {
    "GAP": r"[_.,/\-]{0,3}(?:[f']_?){0,3}",  # between a day, a month's name and a year
    "SEP": r"[_.,/\-]{0,3}",
    "MONTH": r"(?P<m>[MmB])",
    "ROMAN": r"(?P<m>[MmBR])",
    "NAME": r"(?P<m>[MB])",  # a month's name that is hardly another word
    "DAY": r"(?P<d>[dD])",
    "LAST": r"(?P<e>[dD])",  # the last day of a range
    "YEAR": r"(?P<y>Y)",
    "ANY_YEAR": r"'?(?P<y>Y(?:_?g\.?)?|[Dy](?!{TIME}))",
    "TIME": r"o|_?[:h]|[.,]?[dDyYN]|[_.]{1,2}(?:f_)?[MmB]",  # after two digits that are an hour or a day, and no year
    "TO": r"o?\.?_?[-fr/]_?(?:[WB][_.,]{1,2})?",  # from the first day to the last
    "END": r"(?![.,/\-:]?[dDyNTC]|[.,:]?Y)",  # no number runs on
}

# Of the patterns that fit at the leftmost place the first wins: those that name a year, a month, more, before others.
_MONTH_FIRST = {
    "month_day_range": r"{MONTH} [_.]{0,2} {DAY} {TO} {LAST} o?,?_? {YEAR} {END}",
    "month_day_year": r"{MONTH} [_.,/\-()]{0,3}(?:f_)? {DAY} o? {SEP}(?:f_)? {YEAR} {END}",
    "month_day_clock_year": r"{MONTH} _{DAY}_ [dDy]:[dDy](?::[dDy])? _(?:[xh]_)? {YEAR} {END}",
    "month_day_short_year": r"{MONTH} [_.]{0,2} {DAY} o? (?:,_?'?|_?'|[/\-]) (?P<y>[Dy])(?!{TIME})",
    "months_year": r"{MONTH} _?[-/fr]_? [MmB] {SEP} {YEAR} {END}",
    "month_year": r"{MONTH} {SEP}(?:[f']_?){0,2} {YEAR} {END}",
    "month_day": r"{NAME} [_.]{0,2} {DAY} (?!_?[:h]|o?\.?{SEP}(?:f_)?[MmB]) {END}",
}
_NUMBER_FIRST = {
    # with a month's name
    "day_range": r"{DAY} {TO} {LAST} o?\.? {GAP} {MONTH} {GAP} {ANY_YEAR}",
    "day_month_year": r"{DAY} _?o?\.? {GAP} {ROMAN} (?:/[MmB])? o? {GAP} {ANY_YEAR}",
    "year_month_day": r"{YEAR} (?:\([xf]\))?_?g?\.? {SEP} {ROMAN} {SEP} {DAY} {END}",
    "year_day_month": r"{YEAR} [.\-_]{0,2}g [_.,]{0,3} {DAY} [.\-_]{0,2} {MONTH}",
    "day_month_era": r"{DAY} _? {MONTH} _? (?P<era>e)[_.]{0,2} (?P<y>[YDy])",
    # with the signs of Chinese, Japanese and Korean
    "signs": r"""(?:(?P<era>e)[_.]{0,2})? (?P<y>[YTDyd]) _?Q_? (?P<m>[dD]) _?E_?
        (?:{DAY} (?:_?F (?:_?-_?{LAST}_?F)?)?)?""",
    "signs_no_year": r"(?P<m>[dD]) _?E_? {DAY} _?F",
    "signs_month_year": r"(?P<m>[dD]) _?E_ {YEAR} (?!_?Q) {END}",
    "era": r"(?P<era>e)[_.]{0,2} (?P<y>[YTDyd]) [./\-] (?P<m>[dD]) [./\-] {DAY} {END}",
    # numbers alone: one kind of sign between them
    "year_first": r"""{YEAR} (?:-(?P<m>[dD])-{DAY} | _?/_?(?P<m2>[dD])_?/_?(?P<d2>[dD])
        | _?\._{0,2}(?P<m3>[dD])_?\._{0,2}(?P<d3>[dD])) {END}""",
    "republic": r"(?P<y>T) (?:-(?P<m>[dD])-{DAY} | /(?P<m2>[dD])/(?P<d2>[dD]) | \.(?P<m3>[dD])\.(?P<d3>[dD])) {END}",
    "number_range": r"{DAY}\.?_?[\-fr/]_?{LAST}[./]_?(?P<m>[dD])[./]_?{YEAR} {END}",
    "year_last": r"""(?P<a>[dD]) (?:_?-_?(?P<b>[dD])_?-_? | _?/_?(?P<b2>[dD])_?/_?
        | _?\._{0,2}(?P<b3>[dD])_?\._{0,2} | _(?P<b4>D)_ | /(?P<b5>[dD])-) {YEAR} {END}""",
    "short": r"""(?P<a>[dDy]) (?: -(?P<b>[dD])- | /(?P<b2>[dD])/ | \._?(?P<b3>[dD])\._?)
        '?(?P<y>[Dy]) (?!o|_?[:h]) {END}""",
    "short_year_first": r"""(?P<y>[Dy]) (?: -(?P<m>[dD])-{DAY} | /(?P<m2>[dD])/(?P<d2>[dD])
        | \._?(?P<m3>[dD])\._?(?P<d3>[dD])) {END}""",
    # a month, or no year
    "year_month": r"{YEAR} _?g?\.?_ {MONTH} (?![_.]?[dD])",
    "day_month": r"{DAY} _?o?\.? [_.,/\-]{0,2}(?:f_?){0,2} {NAME}",
    "weekday_numbers": r"(?: (?<=[WB][_.,(]) | (?<=[WB][.,]_) ) (?P<a>[dD]) [./] (?P<b>[dD]) {END}",
    "dotted": r"{DAY} \._? (?P<m>[dD]) \. (?!_?[dDyYNTC])",
}

# Too little to be told from any number inside a sentence: only where the text holds nothing else.
_WHOLE = {
    "compact": r"(?P<c>C)(?:xNx?)?",
    "year": r"{YEAR}_?[gQ]?\.?",
    "year_month_numbers": r"{YEAR}_?[\-/.]_?(?P<m>[dD])",
    "month_year_numbers": r"(?P<m>[dD])_?[\-/.]_?{YEAR}",
    "month_short_year": r"{MONTH}[_.\-]{0,2}'(?P<y>[Dy])",
    "month_day_numbers": r"\(?(?P<m>D)[\-/](?P<d>D)\)?",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape found: its name, the tokens it covers, and which token is each part (``d``, ``m``, ``y`` and others)."""

    name: str
    start: int
    end: int
    parts: dict[str, int]


_Groups = dict[str, dict[str, int]]


def _alternatives(patterns: dict[str, str]) -> str:
    """The patterns as alternatives; an empty group at each one's end tells by its name which one matched."""
    written = []
    for name, pattern in patterns.items():
        outer = re.sub(r"\{([A-Z_]+)\}", lambda part: _PARTS[part[1]], pattern)
        inner = re.sub(r"\{([A-Z_]+)\}", lambda part: _PARTS[part[1]], outer)  # a part may be made of parts
        written.append(inner.replace("(?P<", f"(?P<{name}__") + f"(?P<{name}>)")
    return "|".join(written)


def _groups(pattern: re.Pattern[str]) -> _Groups:
    """For each alternative the numbers of the groups that hold its parts."""
    found: _Groups = {}
    for group, index in pattern.groupindex.items():
        name, _, part = group.partition("__")
        if part:
            found.setdefault(name, {})[part] = index
    return found


# A look ahead saves trying all alternatives at a letter with which none begins. A number that begins a date is not the
# tail of another number.
_FINDER = re.compile(
    rf"""(?=[MmB]) (?:{_alternatives(_MONTH_FIRST)})
    |(?=[dDyYTe]) (?<![dDyYNTC][.,/\-:])(?<![dDyYNTCo]) (?:{_alternatives(_NUMBER_FIRST)})""",
    re.VERBOSE,
)
_WHOLE_FINDER = re.compile(rf"(?:{_alternatives(_WHOLE)})(?=_?\Z)", re.VERBOSE)
_FINDER_GROUPS, _WHOLE_GROUPS = _groups(_FINDER), _groups(_WHOLE_FINDER)
# What every shape has: a month's name, a sign for one, or two numbers near each other.
_NEEDED = re.compile(r"[MmBRE]|[dDyYT][_.]{0,2}[./\-_][_.]{0,2}[dD]|e[_.]{0,2}[YTDyd]")

_WEEKDAY_BEFORE = re.compile(r"[WB][_.,(]{0,3}(?:f_)?\Z")
# Not the first word of a sentence that follows: "9.10.2025 Mit großer Freude", "30. Okt. 2025 Die Verwaltung".
_WEEKDAY_AFTER = re.compile(r"_?\([WB]\.?\)|[_.,]{0,3}[WB](?=[_.)]*(?:\Z|[,|/\-:dDh]))")
_REACH = 6  # letters within which a weekday stands before a date


def shapes(letters: str) -> Iterator[Shape]:
    """The shapes in a string of letters, from the left, none overlapping another."""
    if _NEEDED.search(letters):
        for match in _FINDER.finditer(letters):
            yield _shape(match, _FINDER_GROUPS)


def whole_shape(letters: str) -> Shape | None:
    """The shape of a text that is nothing but a date of few numbers, spaces round it apart."""
    bare = letters.strip("_")
    match = _WHOLE_FINDER.match(letters, letters.index(bare))
    return _shape(match, _WHOLE_GROUPS) if match and len(match[0]) == len(bare) else None


def weekday_beside(letters: str, shape: Shape) -> tuple[int, int, int] | None:
    """The token of a weekday just before or after a shape, and the first and the end token of both, or None."""
    near = max(0, shape.start - _REACH)
    before = _WEEKDAY_BEFORE.search(letters[near : shape.start])
    if before:
        return near + before.start(), near + before.start(), shape.end
    after = _WEEKDAY_AFTER.match(letters, shape.end)
    if after:
        at = letters.index(after[0].strip("_.,()"), shape.end)
        return at, shape.start, after.end()
    return None


def _shape(match: re.Match[str], groups: _Groups) -> Shape:
    name = match.lastgroup or ""
    parts = {part.rstrip("2345"): match.start(group) for part, group in groups[name].items() if match[group]}
    return Shape(name, match.start(), match.end(), parts)
