"""The index of words against the revisions: does it hold each of them, in its place, with its words?

That each revision is there is checked of all; what the index holds of it, of a few hundred spread over the archive.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from archive.evidence.model import Finding
from archive.models import Item, Revision, SearchEntry, SearchPending
from archive.queries.rows import STREAM
from archive.search.conditions import plan
from archive.search.folding import indexed_words
from archive.search.index import indexed, key_of
from archive.search.language import And, Marked, Node, Words
from archive.search.marks import source_mark

__all__ = ["index_faults"]

_ADVICE: Final = "Make the index again with `aimcrawl search --reindex`"
_LOOKED_UP: Final = 300  # revisions
_WORDS: Final = 10  # of each of them that the index must find


def index_faults(connection: Connection) -> Iterator[Finding]:
    """Yield what is wrong with the index of words. What waits to be indexed by the next command is no fault."""
    held = indexed(connection)
    entries = connection.execute(select(func.count()).select_from(SearchEntry)).scalar_one()
    if held != entries:
        yield _finding("search_text", f"it holds the words of {held} revisions, and should hold those of {entries}")
    every = max(1, entries // _LOOKED_UP)
    for place, row in enumerate(connection.execution_options(**STREAM).execute(_revisions())):
        problem = _entry_problem(row)
        if problem is None and place % every == 0:
            problem = _words_problem(connection, row.id)
        if problem is not None:
            yield _finding(f"revision {row.item_id}/{row.number}", problem)


def _revisions() -> Any:
    """Return the query for the revisions of items that do not wait, with their entries and how they should be."""
    waiting = select(SearchPending.item_id)
    should: list[Any] = [Revision.id, Revision.item_id, Revision.number, Revision.sort_date, Item.revision]
    is_: list[Any] = [Item.merged_into, SearchEntry.key, SearchEntry.current]
    joined = select(*should, *is_).join(Item, Item.id == Revision.item_id)
    return joined.outerjoin(SearchEntry, SearchEntry.revision_id == Revision.id).where(Item.id.not_in(waiting))


def _entry_problem(row: Row[Any]) -> str | None:
    if row.key is None:
        return "the index of words does not hold it"
    if row.key != key_of(row.sort_date, row.id):
        return "the index of words holds it under another day"
    if row.current != (row.merged_into is None and row.number == row.revision):
        return "the index of words is wrong about whether it is current"
    return None


def _words_problem(connection: Connection, revision: int) -> str | None:
    """Return what is wrong with the words of a revision: the mark of its source and its first ones must find it."""
    content = select(Revision.title, Revision.text, SearchEntry.key, SearchEntry.source_id).join(
        SearchEntry, SearchEntry.revision_id == Revision.id
    )
    row = connection.execute(content.where(Revision.id == revision)).one()
    words: list[Node] = [
        Marked(source_mark(row.source_id)),
        *(Words((word,), column="title") for word in indexed_words(row.title or "")[:_WORDS]),
        *(Words((word,), column="text") for word in indexed_words(row.text)[:_WORDS]),
    ]
    found = plan(And(tuple(words)), connection.dialect.name)
    if connection.execute(found.select(SearchEntry.number).where(found.key == row.key)).first() is None:
        return "the index of words does not find it by what it says"
    return None


def _finding(where: str, problem: str) -> Finding:
    return Finding(kind="database", where=where, problem=problem, advice=_ADVICE)
