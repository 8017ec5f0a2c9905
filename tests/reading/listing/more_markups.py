"""More markups of the same items: dates at the end, dates in titles, bare paragraphs, tables of many kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import markups
from markups import PAGERS, Item, _blocks, _broken, _iso, _text

__all__ = ["MORE", "more_page"]


def more_page(items: Sequence[Item], markup: str, *, pager: str = "numbers") -> bytes:
    """Return page 2 of 26 with the chrome of ``markups.page``."""
    return (markups._HEAD + MORE[markup](items, PAGERS[pager](2, 26)) + markups._FOOT).encode()


def _each(items: Sequence[Item], item: Callable[[Item], str], *, around: str = "<div class=c>{}</div>") -> str:
    return around.format("".join(map(item, items)))


def _spans(item: Item) -> str:
    return "<br>".join(f"<span>{_text(text)}</span>" for text in item.paragraphs)


def _paragraphs(item: Item, tag: str = "<p>") -> str:
    return "".join(f"{tag}{_text(text)}</p>" for text in item.paragraphs)


MORE: dict[str, Callable[[Sequence[Item], str], str]] = {
    "details": lambda items, pager: (
        _each(items, lambda i: f"<details><summary>{i.date} – {_text(i.title)}</summary>{_blocks(i)}</details>") + pager
    ),
    "date in the heading": lambda items, pager: (
        _each(items, lambda i: f"<h3>{_text(i.title)} <span class=d>{i.date}</span></h3>{_blocks(i)}") + pager
    ),
    "rowspan": lambda items, pager: (
        _each(
            items,
            lambda i: (
                f"<tr><td rowspan=2>{i.date}</td><td><b>{_text(i.title)}</b></td></tr><tr><td>{_blocks(i)}</td></tr>"
            ),
            around="<table class=n>{}</table>",
        )
        + pager
    ),
    "date last": lambda items, pager: (
        _each(items, lambda i: f"<h3>{_text(i.title)}</h3>{_blocks(i)}<p class=date>{i.date}</p>")
        + f"<div>{pager}</div>"
    ),
    "date last, breaks": lambda items, pager: (
        _each(items, lambda i: f"<b>{_text(i.title)}</b><br>{_broken(i)}<br><i>{i.date}</i><br><br>")
        + f"<div>{pager}</div>"
    ),
    "one bold line": lambda items, pager: (
        _each(items, lambda i: f"<p><b>{i.date}: {_text(i.title)}</b></p>{_blocks(i)}") + f"<div>{pager}</div>"
    ),
    "by-line": lambda items, pager: (
        _each(
            items,
            lambda i: (
                f"<div class=post><h2>{_text(i.title)}</h2>"
                f"<p class=meta>Published on {i.date} by the office in <span>News</span></p>{_blocks(i)}</div>"
            ),
        )
        + f"<div>{pager}</div>"
    ),
    "category": lambda items, pager: (
        _each(
            items,
            lambda i: (
                f"<div class=post><span class=cat>Press release</span><div class=hd>{_text(i.title)}</div>"
                f"<span>{i.date}</span>{_blocks(i)}</div>"
            ),
        )
        + f"<div>{pager}</div>"
    ),
    "ruled": lambda items, pager: _each(
        items,
        lambda i: f"<p>{i.date}<br><b>{_text(i.title)}</b></p>{_blocks(i)}<hr>",
        around="<div>{}" + pager + "</div>",
    ),
    "paragraphs alone": lambda items, pager: _each(
        items,
        lambda i: f"<p>{i.date}</p><p>{_text(i.title)}</p>{_paragraphs(i)}",
        around="<div>{}<p>" + pager + "</p></div>",
    ),
    "one paragraph an item": lambda items, pager: (
        _each(items, lambda i: f"<p><u>{i.date}</u> <b>{_text(i.title)}</b><br>{_broken(i)}</p>") + pager
    ),
    "utility classes": lambda items, pager: (
        _each(
            items,
            lambda i: (
                f'<div class="w-full px-4 md:w-1/2"><div class="flex"><div class="text-sm text-gray-500">'
                f'{i.date}</div></div><div class="mt-2"><div class="text-xl font-bold">{_text(i.title)}</div>'
                f'<div class="prose">{_blocks(i)}</div></div></div>'
            ),
        )
        + pager
    ),
    "spans": lambda items, pager: (
        _each(items, lambda i: f"<span>{i.date}</span><br><span>{_text(i.title)}</span><br>{_spans(i)}<br><br>") + pager
    ),
    "date as a definition": lambda items, pager: (
        _each(items, lambda i: f"<dt>{_text(i.title)}</dt><dd>{i.date}</dd><dd>{_blocks(i)}</dd>", around="<dl>{}</dl>")
        + pager
    ),
    "block quotes": lambda items, pager: (
        _each(items, lambda i: f"<h4>{i.date}</h4><h3>{_text(i.title)}</h3><blockquote>{_blocks(i)}</blockquote>")
        + pager
    ),
    "two tables an item": lambda items, pager: (
        _each(
            items,
            lambda i: (
                f"<table><tr><td><small>{i.date}</small></td></tr></table>"
                f"<table><tr><td><h3>{_text(i.title)}</h3>{_blocks(i)}</td></tr></table>"
            ),
            around="{}",
        )
        + pager
    ),
    "ISO dates": lambda items, pager: (
        _each(
            items,
            lambda i: f"<li><time>{_iso(i.date)}</time><h3>{_text(i.title)}</h3>{_blocks(i)}</li>",
            around="<ul>{}</ul>",
        )
        + pager
    ),
    "centred": lambda items, pager: _each(
        items,
        lambda i: (
            f"<p align=left><b><font color=red>{i.date}</font></b><p align=left><font size=4>{_text(i.title)}</font>"
            + _paragraphs(i, "<p align=left>")
        ),
        around="<center>{}<p>" + pager + "</center>",
    ),
}
"""Markups by name; each takes the items and the pager's markup."""
