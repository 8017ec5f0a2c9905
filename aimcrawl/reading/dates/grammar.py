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
    "GAP": r"[_.,/\-]{0,3}(?:[f']_?){0,3}",  # between a day, a month name and a year
    "MON": "[MmB]",
    "DAY": "[dD]",
    "YEAR": r"'?(?P<y>Y(?:_?g\.?)?|[Dy](?!{TIME}))",
    "SHORT": r"(?P<y>[Dy])(?!{TIME})",
    "TIME": r"o|_?[:h]|[.,]?[dDyYN]|[_.]{1,2}(?:f_)?[MmB]",  # after two digits that are an hour or a day, and no year
    "TO": r"o?\.?_?[-fr/]_?(?:[WB][_.,]{1,2})?",  # from the first day to the last
    "ALONE": r"(?<![dDyYNTC][.,/\-:])(?<![dDyYNTCo])",  # a number that is not the tail of another
    "END": r"(?![.,/\-:]?[dDyNTC]|[.,:]?Y)",
}

# In order of trust: the first that fits at the leftmost place wins.
_FOUND = {
    # with a month's name
    "day_range": r"{ALONE} (?P<d>{DAY}) {TO} (?P<e>{DAY}) o?\.? {GAP} (?P<m>{MON}) {GAP} {YEAR}",
    "day_month_year": r"{ALONE} (?P<d>{DAY}) _?o?\.? {GAP} (?P<m>{MON}|R) o? {GAP} {YEAR}",
    "month_day_range": r"(?P<m>{MON}) [_.]{0,2} (?P<d>{DAY}) {TO} (?P<e>{DAY}) o?,?_? (?P<y>Y) {END}",
    "month_day_year": r"(?P<m>{MON}) [_.,/\-()]{0,3}(?:f_)? (?P<d>{DAY}) o? [_.,/\-]{0,3}(?:f_)? (?P<y>Y) {END}",
    "month_day_clock_year": r"(?P<m>{MON}) _(?P<d>{DAY})_ [dDy]:[dDy](?::[dDy])? _(?:[xh]_)? (?P<y>Y) {END}",
    "month_day_short": r"(?P<m>{MON}) [_.]{0,2} (?P<d>{DAY}) o? (?:,_?'?|_?'|[/\-]) {SHORT}",
    "year_month_day": r"{ALONE} (?P<y>Y) (?:\([xf]\))?_?g?\.? [_.,/\-]{0,3} (?P<m>{MON}|R) [_.,/\-]{0,3} (?P<d>{DAY}) {END}",
    "year_day_month": r"{ALONE} (?P<y>Y) \.?_?g [_.,]{0,2} (?P<d>{DAY}) \.?_? (?P<m>{MON})",
    # with the signs of Chinese, Japanese and Korean
    "signs": r"(?:(?P<era>e)[_.]{0,2})? (?P<y>[YTDyd]) _?Q_? (?P<m>{DAY}) _?E_? (?:(?P<d>{DAY}) (?:_?F (?:_?-_?(?P<e>{DAY})_?F)?)?)?",
    "signs_no_year": r"{ALONE} (?P<m>{DAY}) _?E_? (?P<d>{DAY}) _?F",
    "era": r"(?P<era>e)[_.]{0,2} (?P<y>[YTDyd]) [./\-] (?P<m>{DAY}) [./\-] (?P<d>{DAY}) {END}",
    "day_month_era": r"{ALONE} (?P<d>{DAY}) _? (?P<m>{MON}) _? (?P<era>e)[_.]{0,2} (?P<y>[YDy])",
    # numbers alone
    "year_first": r"""{ALONE} (?P<y>Y) (?:-(?P<m>{DAY})-(?P<d>{DAY}) | _?/_?(?P<m2>{DAY})_?/_?(?P<d2>{DAY})
        | _?\._{0,2}(?P<m3>{DAY})_?\._{0,2}(?P<d3>{DAY})) {END}""",
    "republic": r"{ALONE} (?P<y>T) (?:-(?P<m>{DAY})-(?P<d>{DAY}) | ([/.])(?P<m2>{DAY})[/.](?P<d2>{DAY})) {END}",
    "number_range": r"{ALONE} (?P<d>{DAY})\.?_?[\-fr/]_?(?P<e>{DAY})[./]_?(?P<m>{DAY})[./]_?(?P<y>Y) {END}",
    "year_last": r"""{ALONE} (?P<a>{DAY}) (?:_?-_?(?P<b>{DAY})_?-_? | _?/_?(?P<b2>{DAY})_?/_?
        | _?\._{0,2}(?P<b3>{DAY})_?\._{0,2} | _(?P<b4>D)_) (?P<y>Y) {END}""",
    "short": r"""{ALONE} (?P<a>[dDy]) (?: -(?P<b>{DAY})- | /(?P<b2>{DAY})/ | \._?(?P<b3>{DAY})\._?)
        '?(?P<y>[Dy]) (?!o|_?[:h]) {END}""",
    # a month
    "month_year": r"(?P<m>{MON}) [_.,/\-]{0,3}(?:[f']_?){0,2} (?P<y>Y) {END}",
    "year_month": r"{ALONE} (?P<y>Y) _?g?\.?_ (?P<m>{MON}) (?![_.]?[dD])",
    # without a year
    "day_month": r"{ALONE} (?P<d>{DAY}) _?o?\.? [_.,/\-]{0,2}(?:f_?){0,2} (?P<m>[MB])",
    "month_day": r"(?P<m>[MB]) [_.]{0,2} (?P<d>{DAY}) (?!_?[:h]|o?\.?[_.,/\-]{0,3}(?:f_)?[MmB]) {END}",
    "weekday_numbers": r"(?<=[WB][_.,(]) _? (?P<a>{DAY}) [./] (?P<b>{DAY}) {END}",
    "dotted": r"{ALONE} (?P<d>{DAY}) \._? (?P<m>{DAY}) \. (?!_?[dDyYNTC])",
}

# Too little to be told from any number inside a sentence: only where the text holds nothing else.
_WHOLE = {
    "compact": r"(?P<c>C)(?:xNx?)?",
    "year": r"(?P<y>Y)_?[gQ]?\.?",
    "year_month_numbers": r"(?P<y>Y)_?[\-/.]_?(?P<m>{DAY})",
    "month_year_numbers": r"(?P<m>{DAY})_?[\-/.]_?(?P<y>Y)",
    "month_short_year": r"(?P<m>{MON})[_.\-]{0,2}'(?P<y>[Dy])",
    "month_day_numbers": r"\(?(?P<m>D)[\-/](?P<d>D)\)?",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape found: its name, the tokens it covers, and the index of the token for each part (``d``, ``m``, ``y`` …)."""

    name: str
    start: int
    end: int
    parts: dict[str, int]


_Grammar = tuple[re.Pattern[str], dict[str, dict[str, int]]]


def _compiled(patterns: dict[str, str]) -> _Grammar:
    """One alternation of all patterns, and the group numbers of each pattern's parts."""
    alternatives = []
    for name, pattern in patterns.items():
        written = re.sub(r"\{([A-Z]+)\}", lambda part: _PARTS[part[1]], pattern)
        written = re.sub(r"\{([A-Z]+)\}", lambda part: _PARTS[part[1]], written)
        alternatives.append(written.replace("(?P<", f"(?P<{name}__") + f"(?P<{name}>)")
    compiled = re.compile("|".join(alternatives), re.VERBOSE)
    groups: dict[str, dict[str, int]] = {name: {} for name in patterns}
    for group, index in compiled.groupindex.items():
        name, _, part = group.partition("__")
        if part:
            groups[name][part] = index
    return compiled, groups


_WEEKDAY_BEFORE = re.compile(r"[WB][_.,(]{0,3}(?:f_)?\Z")
_WEEKDAY_AFTER = re.compile(r"[_.,(]{0,3}[WB]\)?")
_REACH = 6  # letters within which a weekday stands before a date

_FINDER = _compiled(_FOUND)
_WHOLE_FINDER = _compiled(_WHOLE)


def shapes(letters: str) -> Iterator[Shape]:
    """The shapes in a string of letters, from the left, none overlapping another."""
    finder, groups = _FINDER
    for match in finder.finditer(letters):
        yield _shape(match, groups)


def whole_shape(letters: str) -> Shape | None:
    """The shape of a text that is nothing but a date of few numbers."""
    finder, groups = _WHOLE_FINDER
    match = finder.fullmatch(letters)
    return None if match is None else _shape(match, groups)


def weekday_beside(letters: str, shape: Shape) -> tuple[int, int, int] | None:
    """The token of a weekday just before or after a shape, and the first and the end token of both; None where none stands."""
    near = max(0, shape.start - _REACH)
    before = _WEEKDAY_BEFORE.search(letters[near : shape.start])
    if before:
        return near + before.start(), near + before.start(), shape.end
    after = _WEEKDAY_AFTER.match(letters, shape.end)
    if after:
        at = letters.index(after[0].strip("_.,()"), shape.end)
        return at, shape.start, after.end()
    return None


def _shape(match: re.Match[str], groups: dict[str, dict[str, int]]) -> Shape:
    name = match.lastgroup or ""
    parts = {part.rstrip("234"): match.start(group) for part, group in groups[name].items() if match[group] is not None}
    return Shape(name, match.start(), match.end(), parts)
