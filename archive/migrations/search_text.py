"""The search index that migration 0001 makes: the table ``search_text``, and triggers that note what is to be indexed.

Each database has an index of its own kind, which no model describes. The triggers see every writer: what adds a
revision or changes which one is current needs no line of code for searching.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, Final

__all__ = ["CREATE", "DROP", "is_described"]

_NOTE: Final = "INSERT INTO search_pending (item_id) VALUES (NEW.item_id) ON CONFLICT DO NOTHING;"
_NOTE_ITEM: Final = "INSERT INTO search_pending (item_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;"
_FORGET: Final = """
DELETE FROM search_text WHERE {key} = (SELECT key FROM search_entries WHERE revision_id = OLD.id);
DELETE FROM search_entries WHERE revision_id = OLD.id;
"""
_CONTENT: Final = "item_id, number, sort_date, title, text"
_STANDING: Final = "revision, merged_into"

# Words come folded and parted by blanks, so the simplest tokenizer does. What is stored is the folded text: a row can
# then be deleted whatever the folding of today makes of the revision.
_SQLITE: Final = (
    "CREATE VIRTUAL TABLE search_text USING fts5 (title, text, marks, tokenize = 'ascii')",
    f"CREATE TRIGGER search_note_revision AFTER INSERT ON revisions BEGIN {_NOTE} END",
    f"""CREATE TRIGGER search_forget_edited AFTER UPDATE OF {_CONTENT} ON revisions
        BEGIN {_FORGET.format(key="rowid")} {_NOTE} END""",
    f"""CREATE TRIGGER search_forget_deleted BEFORE DELETE ON revisions
        BEGIN {_FORGET.format(key="rowid")} END""",
    f"""CREATE TRIGGER search_note_item AFTER UPDATE OF {_STANDING} ON items
        WHEN OLD.revision IS NOT NEW.revision OR OLD.merged_into IS NOT NEW.merged_into
        BEGIN {_NOTE_ITEM} END""",
)
_POSTGRESQL: Final = (
    """CREATE TABLE search_text (
        key bigint CONSTRAINT pk_search_text PRIMARY KEY,
        title text NOT NULL, text text NOT NULL, words tsvector NOT NULL)""",
    "CREATE INDEX ix_search_text_words ON search_text USING gin (words)",
    # How frequent 5,000 words are instead of 1,000: rare ones are then known to be rare, and looked up in the index.
    "ALTER TABLE search_text ALTER words SET STATISTICS 500",
    f"CREATE FUNCTION search_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_NOTE} RETURN NULL; END $$",
    f"CREATE FUNCTION search_note_item() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_NOTE_ITEM} RETURN NULL; END $$",
    f"""CREATE FUNCTION search_forget() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {_FORGET.format(key="key")} RETURN coalesce(NEW, OLD); END $$""",
    f"""CREATE TRIGGER search_note_revision AFTER INSERT OR UPDATE OF {_CONTENT} ON revisions
        FOR EACH ROW EXECUTE FUNCTION search_note()""",
    f"""CREATE TRIGGER search_forget_edited BEFORE UPDATE OF {_CONTENT} ON revisions
        FOR EACH ROW EXECUTE FUNCTION search_forget()""",
    """CREATE TRIGGER search_forget_deleted BEFORE DELETE ON revisions
        FOR EACH ROW EXECUTE FUNCTION search_forget()""",
    f"""CREATE TRIGGER search_note_item AFTER UPDATE OF {_STANDING} ON items FOR EACH ROW
        WHEN (OLD.revision IS DISTINCT FROM NEW.revision OR OLD.merged_into IS DISTINCT FROM NEW.merged_into)
        EXECUTE FUNCTION search_note_item()""",
)
CREATE: Final = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
"""The statements of each database, to be run when all other tables are there. The first makes ``search_text``."""

_TRIGGERS: Final = {
    "search_note_revision": "revisions",
    "search_forget_edited": "revisions",
    "search_forget_deleted": "revisions",
    "search_note_item": "items",
}
DROP: Final = {
    "sqlite": (*(f"DROP TRIGGER {name}" for name in _TRIGGERS), "DROP TABLE search_text"),
    "postgresql": (
        *(f"DROP TRIGGER {name} ON {table}" for name, table in _TRIGGERS.items()),
        *(f"DROP FUNCTION {name}()" for name in ("search_note", "search_note_item", "search_forget")),
        "DROP TABLE search_text",
    ),
}
"""The statements that take all of it away, before any other table is dropped."""


def is_described(name: str | None, kind: str, _parents: MutableMapping[Any, str | None]) -> bool:
    """Tell Alembic whether the models describe a thing: all but the index and the tables that FTS5 keeps for it."""
    return kind != "table" or not (name or "").startswith("search_text")
