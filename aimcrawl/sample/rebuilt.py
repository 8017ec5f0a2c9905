"""The sample site after its relaunch: cards with teasers, a page for each item at its slug, numbers in the path.

``/news/`` and ``/news/page/2/`` hold nine ``article.card`` each; ``/<slug>`` holds the whole item. The old address
redirects to the new list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from aimcrawl.sample.items import SampleItem, long_date
from aimcrawl.sample.replies import Reply, html, moved, not_found

__all__ = ["ENTRY", "PER_PAGE", "page_number", "respond"]

ENTRY = "/news/"
PER_PAGE = 9
TEASER = 150  # letters of the first paragraph that a card shows


def respond(items: Sequence[SampleItem], path: str, query: str) -> Reply:  # noqa: ARG001 - one signature for all layouts
    """Return what this layout has at ``path`` for the items as they are now, newest first."""
    if path == "/news.php":
        return moved(ENTRY)
    pages = -(-len(items) // PER_PAGE)
    page = page_number(path)
    if page is not None:
        return html(_news(items, page, pages)) if page <= max(pages, 1) else not_found()
    item = next((item for item in items if f"/{item.slug}" == path), None)
    return html(_frame(item.title, _whole(item))) if item else not_found()


def page_number(path: str, query: str = "") -> int | None:  # noqa: ARG001 - one signature for all layouts
    """Return which list page, from 1, an address shows; None where it shows none."""
    found = re.fullmatch(r"/news/(?:page/(\d+)/)?", path)
    return int(found[1] or 1) if found else None


def _news(items: Sequence[SampleItem], page: int, pages: int) -> str:
    cards = "\n".join(map(_card, items[(page - 1) * PER_PAGE : page * PER_PAGE]))
    return _frame("News", f'<div class="cards">\n{cards}\n</div>\n{_pager(page, pages)}')


def _card(item: SampleItem) -> str:
    first = item.paragraphs[0] if item.paragraphs else ""
    teaser = first if len(first) <= TEASER else first[:TEASER].rsplit(" ", 1)[0] + " …"
    return (
        f'<article class="card"><time datetime="{item.date}">{long_date(item.date)}</time>'
        f'<h2><a href="/{item.slug}">{escape(item.title)}</a></h2><p class="teaser">{escape(teaser)}</p></article>'
    )


def _whole(item: SampleItem) -> str:
    body = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in item.paragraphs)
    bullets = "".join(f"<li>{escape(bullet)}</li>\n" for bullet in item.bullets)
    body += f"<ul>\n{bullets}</ul>\n" if bullets else ""
    return (
        f'<article class="news"><h1>{escape(item.title)}</h1><time datetime="{item.date}">{long_date(item.date)}</time>'
        f'\n<div class="body">\n{body}</div></article>'
    )


def _pager(page: int, pages: int) -> str:
    newer = f'<a rel="prev" href="{_address(page - 1)}">Newer</a>' if page > 1 else ""
    older = f'<a rel="next" href="{_address(page + 1)}">Older</a>' if page < pages else ""
    return f'<nav class="pagination">{newer} <span>Page {page} of {pages}</span> {older}</nav>'


def _address(page: int) -> str:
    return ENTRY if page == 1 else f"{ENTRY}page/{page}/"


def _frame(title: str, content: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{escape(title)} | Cordage Forward</title></head>
<body>
<header><a href="/">Cordage Forward</a><nav><a href="/news/">News</a> <a href="/members">Log in</a></nav></header>
<main>
{content}
</main>
<footer>© 2017 Cordage Forward</footer>
</body>
</html>
"""
