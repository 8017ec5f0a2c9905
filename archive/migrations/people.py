"""The views that migration 0001 makes for people who open the database in other tools: no joins to find out.

``current_items``: every item as it stands. ``item_history``: every version of every item, with the place of its raw
capture. ``changes``: what crawls showed, with the title. The same statements for both databases.
"""

from __future__ import annotations

from typing import Final

__all__ = ["CREATE", "DROP"]

_VIEWS: Final = {
    "current_items": """
        SELECT i.id, s.slug AS source, r.published, r.title, r.text, r.url, i.page_url, r.language, i.status,
               i.first_seen, i.last_seen, r.number AS revision, r.content_hash
          FROM items i
          JOIN sources s ON s.id = i.source_id
          JOIN revisions r ON r.item_id = i.id AND r.number = i.revision
         WHERE i.merged_into IS NULL""",
    "item_history": """
        SELECT r.item_id AS item, s.slug AS source, r.number AS revision, r.cause, r.captured_at, r.recorded_at,
               r.published, r.title, r.text, r.url, r.content_hash, r.crawl_id AS crawl, c.record_id AS capture,
               c.file AS warc_file, c."offset" AS warc_offset
          FROM revisions r
          JOIN items i ON i.id = r.item_id
          JOIN sources s ON s.id = i.source_id
          LEFT JOIN captures c ON c.id = r.capture_id""",
    "changes": """
        SELECT e.id, e.at, e.kind, s.slug AS source, e.item_id AS item, r.title, e.fields, e.trivial, e.revision,
               e.previous, e.last_seen, e.recorded_at, e.crawl_id AS crawl
          FROM events e
          JOIN sources s ON s.id = e.source_id
          JOIN items i ON i.id = e.item_id
          JOIN revisions r ON r.item_id = i.id AND r.number = i.revision""",
}

CREATE: Final = tuple(f"CREATE VIEW {name} AS {query}" for name, query in _VIEWS.items())
DROP: Final = tuple(f"DROP VIEW {name}" for name in reversed(_VIEWS))
