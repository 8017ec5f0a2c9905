"""From the tree of a search to SQL. All that a person typed travels as bound parameters.

On SQLite words are found by an FTS5 expression: as much of the tree as can be goes into one, which then drives the
query. On PostgreSQL as much as can be goes into one ``tsquery``; a phrase is all of its words and their row in the
folded text, since a ``tsvector`` forgets positions in long texts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Join,
    Select,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from archive.models import SearchEntry
from archive.models import Source as SourceRow
from archive.search.language import And, Column, Marked, Node, Not, Or, Since, Source, Until, Words

__all__ = ["KEY_BITS", "Plan", "plan", "positive_words", "rows_of"]

KEY_BITS: Final = 32
"""A key is the published day (its ordinal, 0 where unknown) above this many bits, which hold the revision's id."""

_FTS = table("search_text", column("search_text"), column("rowid"))
_TEXT = table("search_text", column("key"), column("title"), column("text"), column("words"))
_BM25: ColumnElement[Any] = literal_column("-bm25(search_text, 5.0, 1.0, 0.0)")  # a word in the title counts five times
_PLANNING = text("SELECT set_config('enable_seqscan', :scans, TRUE), set_config('plan_cache_mode', :plans, TRUE)")


@dataclass(frozen=True, slots=True)
class Plan:
    """How one database finds what a search means: entries are joined in ``source``, with these conditions.

    ``score`` is greater for better hits; None where a hit need hold no word that was asked for.
    """

    source: FromClause
    key: ColumnElement[int]
    conditions: tuple[ColumnElement[bool], ...]
    score: ColumnElement[Any] | None

    def select(self, *columns: Any) -> Select[Any]:
        """Return the query for these columns of what is found."""
        return select(*columns).select_from(self.source).where(true(), *self.conditions)


def plan(node: Node, dialect: str) -> Plan:
    """Return the plan of a search for a database (``sqlite`` or ``postgresql``)."""
    return _sqlite_plan(node) if dialect == "sqlite" else _postgres_plan(node)


def rows_of(connection: Connection, query: Select[Any]) -> Sequence[Any]:
    """Return what a query of a plan finds.

    PostgreSQL must not scan the whole table for it (it thinks that cheap, since it leaves out what unpacking each
    ``tsvector`` costs), nor plan once for all words: rare ones are found in another way than frequent ones.
    """
    if connection.dialect.name == "sqlite":
        return connection.execute(query).all()
    connection.execute(_PLANNING, {"scans": "off", "plans": "force_custom_plan"})
    rows = connection.execute(query).all()
    connection.execute(_PLANNING, {"scans": "on", "plans": "auto"})
    return rows


def positive_words(node: Node) -> list[Words]:
    """Return the words that a hit can hold because they were asked for: not those that it must lack."""
    if isinstance(node, Words):
        return [node]
    if isinstance(node, And | Or):
        return [found for part in node.parts for found in positive_words(part)]
    return []


def _parts(node: Node) -> tuple[Node, ...]:
    """Return what must all hold."""
    return node.parts if isinstance(node, And) else (node,)


def _ranking_words(node: Node) -> list[Words]:
    """Return by which words hits are ranked: none where dates or a NOT can make a hit without them.

    The same for both databases, though PostgreSQL could rank such hits too.
    """
    sayable = And(tuple(part for part in _parts(node) if _expression(part) is not None))
    return positive_words(node) if positive_words(sayable) else []


def _condition(
    node: Node, key: ColumnElement[int], find: Callable[[Words | Marked], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """Return a tree as conditions on an entry; ``find`` says how words are found."""
    match node:
        case Words() | Marked():
            return find(node)
        case Not(part):
            return not_(_condition(part, key, find))
        case And(parts):
            return and_(true(), *(_condition(part, key, find) for part in parts))
        case Or(parts):
            return or_(*(_condition(part, key, find) for part in parts))
        case Source() | Since() | Until():
            return _limit(node, key)


def _limit(node: Source | Since | Until, key: ColumnElement[int]) -> ColumnElement[bool]:
    match node:
        case Source(slug):
            return SearchEntry.source_id.in_(select(SourceRow.id).where(SourceRow.slug == slug))
        case Since(day):
            return key >= _first_key(day)
        case Until(day):
            return key.between(_first_key(dt.date.min), _first_key(day) + (1 << KEY_BITS) - 1)


def _first_key(day: dt.date) -> int:
    return day.toordinal() << KEY_BITS


# --- SQLite


class _InOrder(Join):
    """A join whose left side SQLite must walk: else it may look each entry up in the index of words."""

    inherit_cache = True


@compiles(_InOrder)
def _compile_in_order(join: _InOrder, compiler: SQLCompiler, **options: Any) -> str:
    left, right = (compiler.process(side, **options | {"asfrom": True}) for side in (join.left, join.right))
    return f"{left} CROSS JOIN {right} ON {compiler.process(join.onclause, **options)}"  # type: ignore[arg-type] # it was given one


def _sqlite_plan(node: Node) -> Plan:
    parts = _parts(node)
    words = [part for part in parts if _expression(part) is not None]
    lacks = [part for part in parts if isinstance(part, Not) and _expression(part.part) is not None]
    expression = _expression(And((*words, *lacks))) if words else None
    if expression is None:
        key = cast("ColumnElement[int]", SearchEntry.key)
        return Plan(SearchEntry.__table__, key, (_condition(node, key, _among_found),), None)
    others = [part for part in parts if part not in words and part not in lacks]
    conditions = [_condition(part, _FTS.c.rowid, _among_found) for part in others]
    joined = _InOrder(_FTS, SearchEntry.__table__, SearchEntry.key == _FTS.c.rowid)
    score = _BM25 if _ranking_words(node) else None
    return Plan(joined, _FTS.c.rowid, (_matches(expression), *conditions), score)


def _matches(expression: str) -> ColumnElement[bool]:
    return _FTS.c.search_text.bool_op("MATCH")(expression)


def _among_found(node: Words | Marked) -> ColumnElement[bool]:
    found = select(_FTS.c.rowid).where(_matches(_phrase(node))).correlate(None)
    return SearchEntry.key.in_(found)


def _expression(node: Node) -> str | None:
    """Return a tree as an FTS5 expression; None where it cannot say it (dates, a lone NOT)."""
    match node:
        case Words() | Marked():
            return _phrase(node)
        case And(parts):
            found = [_expression(part) for part in parts if not isinstance(part, Not)]
            lacks = [_expression(part.part) for part in parts if isinstance(part, Not)]
            if not found or None in found or None in lacks:
                return None
            return _joined(" NOT ", [_joined(" AND ", found), *lacks])
        case Or(parts):
            found = [_expression(part) for part in parts]
            return None if None in found else _joined(" OR ", found)
        case _:
            return None


def _joined(operator: str, expressions: Sequence[str | None]) -> str:
    return f"({operator.join(map(str, expressions))})"


def _phrase(node: Words | Marked) -> str:
    if isinstance(node, Marked):
        return f'marks : "{node.mark}"'
    return f'{node.column or "{title text}"} : "{" ".join(node.words)}"{" *" if node.prefix else ""}'


# --- PostgreSQL

_LABELS: Final[dict[Column | None, str]] = {None: "", "title": "A", "text": "D"}


def _postgres_plan(node: Node) -> Plan:
    key, parts, ranking = cast("ColumnElement[int]", SearchEntry.key), _parts(node), _ranking_words(node)
    said = {part: query for part in parts if (query := _query(part)) is not None}
    conditions = [_condition(part, key, _holds) for part in parts if part not in said]
    if said:
        conditions.append(_has(" & ".join(said.values())))
    joined = SearchEntry.__table__.join(_TEXT, SearchEntry.key == _TEXT.c.key)
    source = joined if _looks_at_words(node) else SearchEntry.__table__
    return Plan(source, key, tuple(conditions), _rank(ranking) if ranking else None)


def _looks_at_words(node: Node) -> bool:
    match node:
        case And(parts) | Or(parts):
            return any(map(_looks_at_words, parts))
        case Not(part):
            return _looks_at_words(part)
        case _:
            return isinstance(node, Words | Marked)


def _query(node: Node) -> str | None:
    """Return a tree as a ``tsquery``; None where it cannot say it (dates, sources by name, phrases)."""
    match node:
        case Words(words):
            return _lexemes(node) if len(words) == 1 else None
        case Marked(mark):
            return f"'{mark}'"
        case Not(part):
            query = _query(part)
            return None if query is None else f"!{query}"
        case And(parts) | Or(parts):
            queries = [_query(part) for part in parts]
            return None if None in queries else _joined(" & " if isinstance(node, And) else " | ", queries)
        case _:
            return None


def _rank(wanted: Sequence[Words]) -> ColumnElement[Any]:
    query = _tsquery(" | ".join(f"({_lexemes(words)})" for words in wanted))
    weights: ColumnElement[Any] = literal_column("'{0.2,0.2,0.2,1.0}'::real[]")
    return func.ts_rank(weights, _TEXT.c.words, query, literal_column("1"))  # 1: by the logarithm of the length


def _holds(node: Words | Marked) -> ColumnElement[bool]:
    if isinstance(node, Marked) or len(node.words) == 1:
        return _has(str(_query(node)))
    row = f" {' '.join(node.words)}" + ("" if node.prefix else " ")
    columns = [node.column] if node.column else ["title", "text"]
    return and_(_has(_lexemes(node)), or_(*(_TEXT.c[name].contains(row) for name in columns)))


def _has(query: str) -> ColumnElement[bool]:
    return _TEXT.c.words.bool_op("@@")(_tsquery(query))


def _lexemes(words: Words) -> str:
    label, last = _LABELS[words.column], len(words.words) - 1
    marks = (f":*{label}" if words.prefix and place == last else f":{label}" for place in range(last + 1))
    return " & ".join(f"'{word}'{mark.rstrip(':')}" for word, mark in zip(words.words, marks, strict=True))


def _tsquery(query: str) -> ColumnElement[Any]:
    return bindparam(None, query).cast(TSQUERY)
