"""Selectors that a person would have chosen for given rows of a page, the best first.

They are proposals: whoever asks proves each on the page. None counts children from the top of the page: the only
positions are a table's column, and, where nothing in an item has a name, a place next to a sibling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import islice
from typing import NamedTuple

from aimcrawl.reading.induction.names import Worth, worth
from aimcrawl.reading.listing.outline import Outline

__all__ = ["field_selectors", "proposals"]

_MOST = 120
_MOST_CONTEXTS = 12
_NO_CONTEXT = frozenset("div td tr span tbody".split())
_TELLING = frozenset("article time h1 h2 h3 h4 h5 h6 dt dd main table ul ol dl section blockquote address".split())
_COMMON = frozenset("li tr p td b strong em i font a".split())
_ATTRIBUTES = ("itemprop", "rel", "role", "property")
_NESTED = ("tr", "table", "li", "div")
_MOST_COLUMNS = 8
_VAGUE, _OTHER = 1.7, 1.2
"""What it costs to stand for other things too, and to say something else than what the field is."""
_NAMEABLE = re.compile(r"[a-z][a-z0-9-]*")


class _Part(NamedTuple):
    cost: float
    text: str


def proposals(out: Outline, targets: Sequence[int], *, holding: Sequence[Sequence[int]] = ()) -> Iterator[str]:
    """Yield selectors for exactly ``targets`` on the whole page.

    ``holding`` are rows that stand in the targets, one in each (the dates, the titles): what a target may be known by.
    """
    if not targets:
        return
    simple = _simple(out, targets)
    simple += [part for inner in holding for part in _by_content(out, targets, inner, simple)]
    parents = [out.parent[row] for row in targets]
    found = _alone(simple)
    for above in islice(_shared(out, targets), _MOST_CONTEXTS):
        step = " > " if all(parent == above for parent in parents) else " "
        context = min(_simple(out, [above]), default=None)
        if context and context.text not in _NO_CONTEXT:
            found += [_Part(context.cost + part.cost + 0.8, context.text + step + part.text) for part in simple]
    if all(parent >= 0 for parent in parents):
        over = _simple(out, parents)
        found += [_Part(one.cost + part.cost + 1.0, f"{one.text} > {part.text}") for one in over for part in simple]
    yield from _cheapest(found)


def _by_content(out: Outline, targets: Sequence[int], inner: Sequence[int], simple: list[_Part]) -> Iterator[_Part]:
    """Yield ``simple`` narrowed to elements that hold such an element as each of ``inner`` is: a child, or deeper."""
    tag = out.tags[targets[0]]
    own = [part for part in simple if part.text in (tag, f"{tag}:not(:has({tag}))")]
    chains = [_between(out, target, row) for target, row in zip(targets, inner, strict=True)]
    for level in range(min(map(len, chains), default=0)):
        step = "> " if level == 0 else ""
        for part in _simple(out, [chain[level] for chain in chains]):
            yield from (_Part(one.cost + part.cost + 1.2, f"{one.text}:has({step}{part.text})") for one in own)


def _between(out: Outline, target: int, row: int) -> list[int]:
    """Return the rows from below ``target`` down to ``row``."""
    chain = []
    while row > target:
        chain.append(row)
        row = out.parent[row]
    return chain[::-1]


def field_selectors(out: Outline, targets: Sequence[int], meaning: re.Pattern[str]) -> Iterator[tuple[float, str]]:
    """Yield selectors for ``targets`` with what they cost: names that say what the field is (``meaning``) the least."""
    simple = [*_simple(out, targets, meaning), *_placed(out, targets), *_in_column(out, targets)]
    parents = [out.parent[row] for row in targets]
    over = [*_simple(out, parents, meaning), *_placed(out, parents), *_in_column(out, parents)]
    deeper = [_Part(one.cost + part.cost + 0.9, f"{one.text} {part.text}") for one in over for part in simple]
    costs: dict[str, float] = {}
    for part in sorted([*_alone(simple), *deeper], key=_order)[:_MOST]:
        costs.setdefault(part.text, part.cost)
    yield from ((cost, text) for text, cost in costs.items())


def _alone(parts: Iterable[_Part]) -> list[_Part]:
    """Let what stands on pages for other things too cost more where nothing else narrows it: ``a``, ``.col-md-4``."""
    return [
        part._replace(cost=part.cost + _VAGUE) if part.text in _COMMON or part.cost >= Worth.LOOKS else part
        for part in parts
    ]


def _order(part: _Part) -> tuple[float, int, str]:
    return part.cost, len(part.text), part.text


def _cheapest(found: Iterable[_Part]) -> Iterator[str]:
    yield from islice(dict.fromkeys(part.text for part in sorted(found, key=_order)), _MOST)


def _simple(out: Outline, rows: Sequence[int], meaning: re.Pattern[str] | None = None) -> list[_Part]:
    """Return what all ``rows`` have in common: names, attributes, the tag.

    Names that say something else than ``meaning`` cost more: "content" is good for an item, not for its title.
    """
    if min(rows) < 0:
        return []
    tag = _tag(out, rows)
    parts = []
    for name in sorted(_common(set((out.elements[row].get("class") or "").split()) for row in rows)):
        value = _cost(name, meaning)
        if value < Worth.NONE:
            parts += [_Part(value, f".{name}"), _Part(value + 0.3, f"{tag}.{name}")]
    if len(rows) == 1 and (name := out.elements[rows[0]].get("id")) and worth(name) is not Worth.NONE:
        parts.append(_Part(min(worth(name), Worth.WORD), f"#{name}"))
    for attribute in _ATTRIBUTES:
        said = {out.elements[row].get(attribute) or "" for row in rows}
        if len(said) == 1 and (word := said.pop()).isalpha() and word.isascii():
            parts.append(_Part(0.6, f"{tag if tag == 'a' else ''}[{attribute}={word}]"))
    if tag and tag != "html":
        parts.append(_Part(0.5 if tag in _TELLING else 1.5 if tag in _COMMON else 4.0, tag))
    if tag == "tr":
        parts += _rows(out, rows)
    if tag in _NESTED:
        parts.append(_Part(2.4, f"{tag}:not(:has({tag}))"))
    return parts


def _cost(name: str, meaning: re.Pattern[str] | None) -> float:
    value = float(worth(name))
    if meaning is None or value >= Worth.LOOKS:
        return value
    return 0.0 if meaning.search(name) else value + _OTHER


def _tag(out: Outline, rows: Sequence[int]) -> str:
    """Return the tag that all ``rows`` have; an empty string where they differ, or CSS cannot name it."""
    tags = {out.tags[row] for row in rows}
    tag = tags.pop()
    return tag if not tags and _NAMEABLE.fullmatch(tag) else ""


def _rows(out: Outline, rows: Sequence[int]) -> Iterator[_Part]:
    """Yield what tells table rows from a table's head, from rows that span it, and from those of other tables.

    That is: cells, and how many; a column in which all have a link; a row before them; a table that has a head.
    """
    cells = [[cell for cell in out.children(row) if out.tags[cell] == "td"] for row in rows]
    least = min(map(len, cells))
    columns = range(min(least, _MOST_COLUMNS))
    linked = [n + 1 for n in columns if all("a" in out.tags[own[n] : out.end[own[n]]] for own in cells)]
    known = [_Part(2.0, "tr:has(> td)")]
    known += [_Part(2.2, f"tr:has(> td:nth-child({least}))")] * (least > 1)
    known += [_Part(2.5, f"tr:has(> td:nth-child({number}) a)") for number in linked]
    yield from known
    if {_tag_before(out, row) for row in rows} == {"tr"}:
        yield from (_Part(part.cost + 0.4, f"tr + {part.text}") for part in known)
    if all(_has_head(out, row) for row in rows):
        yield from (_Part(part.cost + 0.3, f"table:has(th) {part.text}") for part in known)


def _has_head(out: Outline, row: int) -> bool:
    table = next((above for above in out.ancestors(row) if out.tags[above] == "table"), None)
    return table is not None and "th" in out.tags[table : out.end[table]]


def _placed(out: Outline, rows: Sequence[int]) -> list[_Part]:
    """Return where all ``rows`` stand among their siblings: the last resort where nothing in an item has a name."""
    tag = _tag(out, rows) if min(rows) > 0 else ""
    before = {_tag_before(out, row) for row in rows}
    if not tag or len(before) > 1:
        return []
    other = before.pop()
    if not other:
        return [_Part(3.5, f"{tag}:first-child")]
    return [_Part(3.5, f"{other} + {tag}")] if _NAMEABLE.fullmatch(other) else []


def _tag_before(out: Outline, row: int) -> str:
    previous = out.elements[row].getprevious()
    return "" if previous is None else str(previous.tag)


def _shared(out: Outline, targets: Sequence[int]) -> Iterator[int]:
    """Yield the rows that hold all ``targets``, from the innermost."""
    low, high = min(targets), max(targets)
    for row in out.ancestors(out.parent[low]) if out.parent[low] >= 0 else ():
        if out.contains(row, high):
            yield row


def _common(sets: Iterable[set[str]]) -> set[str]:
    return reduce(set.intersection, sets)


def _in_column(out: Outline, rows: Sequence[int]) -> Iterator[_Part]:
    """Yield the column that all ``rows`` are cells of."""
    columns = {_column(out, row) for row in rows}
    column = columns.pop()
    if not columns and column:
        yield _Part(2.0, f"td:nth-child({column})" if column > 1 else "td:first-child")


def _column(out: Outline, row: int) -> int:
    """Return the column of a table cell, from 1; 0 for everything else."""
    if row < 0 or out.tags[row] != "td":
        return 0
    return sum(1 for cell in out.children(out.parent[row]) if cell <= row)
