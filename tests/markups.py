"""One list of news in many markups: what a site's makers have done to the same items since 1998.

``page(items, markup)`` gives the whole page, with the chrome that surrounds such lists: a menu, "Print this page", a
box of events to come, a log-in box, a pager, a footer with a date and a visitor counter. No item depends on its markup:
a reader of any of these pages sees the same dates, titles and paragraphs. Texts of items come from the tests.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["ITEMS", "MARKUPS", "PAGERS", "Item", "invent", "page"]


@dataclass(frozen=True)
class Item:
    """A date as the page words it, a title, and the paragraphs; a tuple among them is a bullet list."""

    date: str
    title: str
    body: tuple[str | tuple[str, ...], ...]

    @property
    def paragraphs(self) -> list[str]:
        """Paragraphs and bullets in reading order."""
        return [text for part in self.body for text in ((part,) if isinstance(part, str) else part)]


ITEMS = (
    Item(
        "13 April 2016",
        "Harbour Foods joins the network",
        ("The network is pleased to say that Harbour Foods has joined. It serves “forty million” people & more.",),
    ),
    Item(
        "07 April 2016",
        "Training deck on land and water released",
        (
            "The guide has changed how companies look at risk – it is no longer about business alone.",
            "To help its members, the network held two workshops in 2015, and now releases the deck.",
            "The deck can be had from the members’ area.",
        ),
    ),
    Item(
        "04 March 2016",
        "Measuring what audits change for workers",
        (
            "The project has named indicators in three areas: 1) conditions; 2) job satisfaction; 3) quality of life.",
            "Next steps:",
            ("Three pilots in the second quarter", "A report to members", "A common method by 30 June 2017"),
            "The work ends in the second half of the year.",
        ),
    ),
    Item(
        "15 January 2016",
        "Joint resolution against forced labour",
        ("A new resolution was announced.", "It calls on the industry to act together.", "Next steps:"),
    ),
    Item(
        "08 January 2016",
        "Partner newsletter, January issue",
        ("Take a look at the latest newsletter of our partner.",),
    ),
)
"""Invented items of the shape that the first source had: a date line, a title, one or many paragraphs, a list."""


_WORDS = """audit council guide harbour joint labour market member network partner plan price project region release
    report rights season study supply training union water workshop year""".split()


def invent(choose: random.Random, count: int) -> list[Item]:
    """Return items of random words, with titles and bodies of many lengths."""
    months = "January March April June July August October December".split()
    return [
        Item(
            f"{choose.randint(1, 28):02d} {choose.choice(months)} {choose.randint(2009, 2016)}",
            _sentence(choose, choose.randint(3, 9)),
            tuple(_sentence(choose, choose.randint(10, 40)) + "." for _ in range(choose.randint(1, 5))),
        )
        for _ in range(count)
    ]


def _sentence(choose: random.Random, words: int) -> str:
    return " ".join(choose.choice(_WORDS) for _ in range(words)).capitalize()


def page(items: Sequence[Item], markup: str, *, pager: str = "numbers", number: int = 2, last: int = 26) -> bytes:
    """Return the page numbered ``number`` of ``last`` with ``items`` in ``markup`` and chrome all round."""
    links = PAGERS[pager](number, last)
    return (_HEAD + MARKUPS[markup](items, links) + _FOOT).encode()


_HEAD = """<!DOCTYPE html><html lang="en"><head><title>News - Example network</title><style>p{margin:0}</style></head>
<body><div id="top"><a href="/">Example network</a> | <a href="javascript:print()">Print this page</a></div>
<ul id="menu"><li><a href="/about.php">About us</a></li><li><a href="/news.php?pmenu=3">Latest News</a></li>
<li><a href="/events.php">Events</a></li><li><a href="/contact.php">Contact</a></li></ul>
<div id="events"><h4>Upcoming events</h4><ul><li>12 May 2027 <a href="/events.php?id=7">Spring meeting</a></li>
<li>03 June 2027 <a href="/events.php?id=8">Webinar on audits</a></li>
<li>21 September 2027 <a href="/events.php?id=9">General assembly</a></li></ul></div>
"""
_LOGIN = """<div id="login"><form action="/login.php" method="post"><b>Members only</b><br>
Name <input name="user"><br>Password <input type="password" name="word"><br><input type="submit" value="Log in"><br>
Forgot your password?<br><a href="/password.php">Click here</a> and we'll send it in a few seconds.</form></div>
"""
_FOOT = (
    _LOGIN
    + """<div id="footer">Example network, Rue de la Paix 1 | Last updated: 2 May 2016 | You are visitor 0012345</div>
</body></html>"""
)


def _address(number: int) -> str:
    return f"news.php?pmenu=3&amp;offset={number - 1}"


def _numbers(number: int, last: int) -> str:
    pages = [str(n) if n == number else f'<a href="{_address(n)}">{n}</a>' for n in range(1, last + 1)]
    back = f'<a href="{_address(number - 1)}">back</a>' if number > 1 else "back"
    more = f'<a href="{_address(number + 1)}">next</a>' if number < last else "next"
    return f"{back}&nbsp; {'&nbsp;'.join(pages)} &nbsp;&nbsp;{more}"


def _next_only(number: int, last: int) -> str:
    parts = [f'<a href="{_address(number - 1)}">&laquo; Newer</a>'] if number > 1 else []
    parts += [f'<a href="{_address(number + 1)}">Older &raquo;</a>'] if number < last else []
    return " ".join(parts)


def _listed(number: int, last: int) -> str:
    pages = "".join(
        f'<li class="active"><span>{n}</span></li>' if n == number else f'<li><a href="{_address(n)}">{n}</a></li>'
        for n in range(1, last + 1)
    )
    return f'<ul class="pagination">{pages}</ul>'


def _of(number: int, last: int) -> str:
    more = f'<a href="{_address(number + 1)}">Next page</a>' if number < last else ""
    return f'<p class="pages">Page {number} of {last} {more}</p>'


def _none(number: int, last: int) -> str:
    return ""


PAGERS: dict[str, Callable[[int, int], str]] = {
    "numbers": _numbers,
    "next": _next_only,
    "list": _listed,
    "of": _of,
    "none": _none,
}
"""Pager styles by name; each gives the markup for one page. ``offset`` counts pages from 0."""


def _blocks(item: Item) -> str:
    """The body in paragraphs and lists."""
    return "".join(
        f"<p>{_text(part)}</p>"
        if isinstance(part, str)
        else f"<ul>{''.join(f'<li>{_text(t)}</li>' for t in part)}</ul>"
        for part in item.body
    )


def _broken(item: Item) -> str:
    """The body parted by line breaks alone."""
    return "<br><br>".join(map(_text, item.paragraphs))


def _text(text: str) -> str:
    return escape(text, quote=False)


def _siblings(items: Sequence[Item], pager: str) -> str:
    body = "".join(f"<p>{i.date}</p><h3>{_text(i.title)}</h3>{_blocks(i)}" for i in items)
    return f'<div id="content"><h1>Latest News</h1>{body}<div>{pager}</div></div>'


def _one_cell(items: Sequence[Item], pager: str) -> str:
    body = "<br><br><br>".join(f"{i.date}<br>{_text(i.title)}<br><br>{_broken(i)}" for i in items)
    cell = f"<b>Latest News</b><br><br>{body}<br><br>{pager}"
    return f"<table width=760><tr><td width=150>&nbsp;</td><td>{cell}</td></tr></table>"


def _three_rows(items: Sequence[Item], pager: str) -> str:
    rows = "".join(
        f"<tr><td>{i.date}</td></tr><tr><td><b>{_text(i.title)}</b></td></tr><tr><td>{_blocks(i)}</td></tr>"
        for i in items
    )
    return f'<table class="news">{rows}<tr><td>{pager}</td></tr></table>'


def _font(items: Sequence[Item], pager: str) -> str:
    body = "".join(
        f'<font size="1" color="#999999">{i.date}</font><br><font size="3"><b>{_text(i.title)}</b></font><br><br>'
        f'<font size="2">{_broken(i)}</font><br><br><br>'
        for i in items
    )
    return f"<center><font size=4>Latest News</font></center><div>{body}</div><center>{pager}</center>"


def _definitions(items: Sequence[Item], pager: str) -> str:
    body = "".join(f"<dt>{i.date}</dt><dd><strong>{_text(i.title)}</strong>{_blocks(i)}</dd>" for i in items)
    return f"<h2>News</h2><dl>{body}</dl>{pager}"


def _cards(items: Sequence[Item], pager: str) -> str:
    body = "".join(
        f'<div class="card"><div class="card-date">{i.date}</div><h3 class="card-title">{_text(i.title)}</h3>'
        f'<div class="card-text">{_blocks(i)}</div></div>'
        for i in items
    )
    return f'<main><div class="cards">{body}</div><nav>{pager}</nav></main>'


def _articles(items: Sequence[Item], pager: str) -> str:
    body = "".join(
        f'<article><header><h2>{_text(i.title)}</h2><time datetime="{_iso(i.date)}">{i.date}</time></header>'
        f"{_blocks(i)}</article>"
        for i in items
    )
    return f'<main id="main">{body}</main><div class="nav-links">{pager}</div>'


def _list_items(items: Sequence[Item], pager: str) -> str:
    body = "".join(
        f'<li><span class="date">{i.date}</span> <strong>{_text(i.title)}</strong>{_blocks(i)}</li>' for i in items
    )
    return f'<ul class="news-list">{body}</ul>{pager}'


def _grouped(items: Sequence[Item], pager: str) -> str:
    body = "".join(
        f'<h3 class="day">{i.date}</h3><div class="entry"><h4>{_text(i.title)}</h4>{_blocks(i)}</div>' for i in items
    )
    return f'<div class="days">{body}</div><div>{pager}</div>'


def _date_in_title(items: Sequence[Item], pager: str) -> str:
    body = "".join(f"<h2>{i.date} &ndash; {_text(i.title)}</h2>{_blocks(i)}" for i in items)
    return f'<div class="content">{body}</div><p>{pager}</p>'


def _title_first(items: Sequence[Item], pager: str) -> str:
    body = "".join(f'<h3>{_text(i.title)}</h3><p class="meta">{i.date}</p>{_blocks(i)}' for i in items)
    return f'<div class="main-column">{body}</div><div>{pager}</div>'


def _two_rows(items: Sequence[Item], pager: str) -> str:
    rows = "".join(
        f'<tr class="head"><td class="d">{i.date}</td><td class="t">{_text(i.title)}</td></tr>'
        f'<tr class="body"><td colspan="2">{_blocks(i)}</td></tr>'
        for i in items
    )
    return f'<table border="0">{rows}</table>{pager}'


def _one_row(items: Sequence[Item], pager: str) -> str:
    rows = "".join(f"<tr><td>{i.date}</td><td><b>{_text(i.title)}</b>{_blocks(i)}</td></tr>" for i in items)
    return f"<table><tr><th>Date</th><th>News</th></tr>{rows}</table>{pager}"


def _hashed(items: Sequence[Item], pager: str) -> str:
    body = "".join(
        f'<div class="css-1x{n}k9q"><div class="css-9ab3f"><div class="css-d4t3z">{i.date}</div></div>'
        f'<div class="css-77aa1"><div class="css-t1tl3 sc-bdVaJa">{_text(i.title)}</div>'
        f'<div class="css-b0dy0">{_blocks(i)}</div></div></div>'
        for n, i in enumerate(items)
    )
    return f'<div class="css-root1"><div class="css-a1b2c">{body}</div><div class="css-p4g3r">{pager}</div></div>'


def _layout_tables(items: Sequence[Item], pager: str) -> str:
    body = "".join(
        '<table width="100%" cellpadding="2"><tr><td bgcolor="#eeeeee"><font color="#cc0000">'
        f"{i.date}</font></td></tr><tr><td><b>{_text(i.title)}</b><br><br>{_broken(i)}</td></tr></table><br>"
        for i in items
    )
    return f'<table width="800"><tr><td valign="top">{body}</td></tr><tr><td align="center">{pager}</td></tr></table>'


def _strong_lines(items: Sequence[Item], pager: str) -> str:
    body = "".join(f"<p><em>{i.date}</em><br><strong>{_text(i.title)}</strong></p>{_blocks(i)}<hr>" for i in items)
    return f'<td id="maintext">{body}{pager}</td>'


def _sections(items: Sequence[Item], pager: str) -> str:
    body = "".join(
        f'<section class="post"><h2 class="post-title">{_text(i.title)}</h2><div class="post-body">{_blocks(i)}</div>'
        f'<footer class="post-meta">Posted on <span>{i.date}</span></footer></section>'
        for i in items
    )
    return f'<div class="posts">{body}</div><div class="pager">{pager}</div>'


def _anchored(items: Sequence[Item], pager: str) -> str:
    body = "".join(
        f'<a name="n{n}"></a><p class="newsdate">{i.date}</p><p class="newstitle">{_text(i.title)}</p>{_blocks(i)}'
        for n, i in enumerate(items)
    )
    return f'<div class="news">{body}<p>{pager}</p></div>'


def _unclosed(items: Sequence[Item], pager: str) -> str:
    body = "".join(
        f"<p>{i.date}<h3>{_text(i.title)}</h3>"
        + "".join(
            f"<p>{_text(part)}"
            if isinstance(part, str)
            else "<ul>" + "".join(f"<li>{_text(t)}" for t in part) + "</ul>"
            for part in i.body
        )
        for i in items
    )
    return f"<div class=text>{body}<p align=center>{pager}</div>"


def _upper(items: Sequence[Item], pager: str) -> str:
    body = "".join(
        f"<DIV CLASS=NewsItem><SPAN CLASS=NewsDate>{i.date}</SPAN><BR><SPAN CLASS=NewsTitle>{_text(i.title)}</SPAN>"
        f"<DIV CLASS=NewsBody>{_broken(i)}</DIV></DIV>"
        for i in items
    )
    return f"<DIV ID=News>{body}</DIV><DIV>{pager}</DIV>"


def _split_date(items: Sequence[Item], pager: str) -> str:
    body = ""
    for i in items:
        day, month, year = i.date.split(" ")
        body += (
            f'<div class="row item"><div class="when"><i class="day">{day}</i> <i class="month">{month}</i> '
            f'<i class="year">{year}</i></div><div class="what"><h4>{_text(i.title)}</h4>{_blocks(i)}</div></div>'
        )
    return f'<div class="list">{body}</div><div>{pager}</div>'


def _columns(items: Sequence[Item], pager: str) -> str:
    columns = [items[: (len(items) + 1) // 2], items[(len(items) + 1) // 2 :]]
    body = "".join(
        '<div class="col-md-6">'
        + "".join(
            f'<div class="teaser"><span class="teaser-date">{i.date}</span><h3>{_text(i.title)}</h3>{_blocks(i)}</div>'
            for i in column
        )
        + "</div>"
        for column in columns
    )
    return f'<div class="row">{body}</div><div>{pager}</div>'


def _iso(date: str) -> str:
    day, month, year = date.split(" ")
    names = "January February March April May June July August September October November December".split()
    return f"{year}-{names.index(month) + 1:02d}-{int(day):02d}"


MARKUPS: dict[str, Callable[[Sequence[Item], str], str]] = {
    "siblings": _siblings,
    "one-cell": _one_cell,
    "three-rows": _three_rows,
    "font": _font,
    "definitions": _definitions,
    "cards": _cards,
    "articles": _articles,
    "list-items": _list_items,
    "grouped": _grouped,
    "date-in-title": _date_in_title,
    "title-first": _title_first,
    "two-rows": _two_rows,
    "one-row": _one_row,
    "hashed": _hashed,
    "layout-tables": _layout_tables,
    "strong-lines": _strong_lines,
    "sections": _sections,
    "anchored": _anchored,
    "unclosed": _unclosed,
    "upper-case": _upper,
    "split-date": _split_date,
    "columns": _columns,
}
"""Markups by name; each takes the items and the pager's markup."""
