"""The sample site's first layout, a table page of its time: a flat list without permalinks and a numbered pager.

The list stands in ``td#content`` as siblings: ``p.newsdate``, ``h3``, then ``p`` and ``ul``, nothing round an item.
``offset`` counts pages from 0 and may be absent; every ``pmenu`` shows the same list under another menu.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import parse_qs

from aimcrawl.sample.items import SampleItem, long_date
from aimcrawl.sample.replies import Reply, html, not_found

__all__ = ["ENTRY", "PER_PAGE", "page_number", "respond"]

ENTRY = "/news.php?pmenu=3"
PER_PAGE = 5
MENU = (("index.php", "Home"), ("about.php", "About us"), ("events.php", "Events"), ("news.php", "Latest News"))


def respond(items: Sequence[SampleItem], path: str, query: str, *, per_page: int = PER_PAGE) -> Reply:
    """Return what this layout has at ``path`` for the items as they are now, newest first."""
    parameters = {name: values[-1] for name, values in parse_qs(query).items()}
    if path == "/news.php":
        return html(_news(items, _page(parameters), per_page, parameters.get("pmenu", "0")))
    titles = {"/" + file: title for file, title in MENU} | {"/": "Home"}
    return html(_frame(titles[path], "<p>Makers of rope, sail and net.</p>")) if path in titles else not_found()


def page_number(path: str, query: str) -> int | None:
    """Return which list page, from 1, an address shows; None where it shows none."""
    parameters = {name: values[-1] for name, values in parse_qs(query).items()}
    return _page(parameters) if path == "/news.php" else None


def _page(parameters: dict[str, str]) -> int:
    offset = parameters.get("offset", "0")
    return int(offset) + 1 if offset.isdecimal() else 1


def _news(items: Sequence[SampleItem], page: int, per_page: int, menu: str) -> str:
    shown = items[(page - 1) * per_page : page * per_page]
    pages = -(-len(items) // per_page)
    return _frame("Latest News", "\n<br />\n".join(map(_item, shown)) + _pager(page, pages, menu))


def _item(item: SampleItem) -> str:
    paragraphs = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in item.paragraphs)
    bullets = "".join(f"<li>{escape(bullet)}</li>\n" for bullet in item.bullets)
    return (
        f'<p class="newsdate">{long_date(item.date)}</p>\n<h3>{escape(item.title)}</h3>\n{paragraphs}\n'
        + (f"<ul>\n{bullets}</ul>\n" if bullets else "")
    )  # fmt: skip


def _pager(page: int, pages: int, menu: str) -> str:
    def link(number: int, label: str) -> str:
        if number == page or not 1 <= number <= pages:
            return label
        return f'<a href="news.php?pmenu={escape(menu)}&amp;offset={number - 1}">{label}</a>'

    numbers = "&nbsp;".join(link(number, str(number)) for number in range(1, pages + 1))
    back, onward = link(page - 1, "back"), link(page + 1, "next")
    return f'\n<p class="pages">{back}&nbsp; {numbers} &nbsp;&nbsp;{onward}</p>'


def _frame(title: str, content: str) -> str:
    menu = "\n".join(
        f'<li><a href="{file}?pmenu={number}">{label}</a></li>' for number, (file, label) in enumerate(MENU)
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
 "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head><title>CORDAGE-FORWARD - Makers of rope, sail and net for responsible sourcing</title></head>
<body>
<table width="900" cellpadding="0" cellspacing="0">
<tr><td colspan="3" id="head">CORDAGE-FORWARD - Makers of rope, sail and net for responsible sourcing</td></tr>
<tr>
<td id="menu" valign="top"><ul>
{menu}
</ul></td>
<td id="content" valign="top">
<a class="print" href="javascript:window.print()">Print this page</a>
<h1>{title}</h1>
{content}
</td>
<td id="members" valign="top"><h4>Members only</h4>
<form action="members/login.php" method="post"><input name="user" /><input name="password" type="password" />
<input type="submit" value="Log in" /></form>
<p>Forgot your password?<br /><a href="members/password.php">Click here</a><br />and a new one is on its way.</p></td>
</tr>
</table>
</body>
</html>
"""
