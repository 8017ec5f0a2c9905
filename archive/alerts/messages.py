"""What a message says: a subject on one line, plain text and HTML for people, JSON for webhooks. Pure.

What a site wrote is never trusted: control characters and marks that turn text round go, a subject has no line feeds,
HTML is escaped, links are web addresses alone, and nobody is called.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal

import msgspec
from msgspec import Struct

from archive.alerts.entries import ChangeView, EntryView
from archive.queries.rows import time_text

__all__ = ["AlertView", "Message", "html_of", "json_of", "subject_of", "test_message", "text_of"]

_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_CALLS = re.compile(r"(?<!\w)@(?=(?:all|channel|everyone|here|room|team)\b)|<(?=[!@#])", re.IGNORECASE)
_JOINER = "\u2060"  # of no width
_WEB = re.compile(r"https?://", re.IGNORECASE)
_LONGEST_SUBJECT = 150
_REST = 200  # characters kept for the count of what is left out, and for the last line
_HEADINGS = {
    "new": "New",
    "edited": "Edited",
    "removed": "Removed",
    "restored": "Restored",
    "suspect": "A crawl looks wrong",
    "failing": "Crawls fail",
    "silent": "Silent",
}
_OVER = {
    "suspect": "Crawls look right again",
    "failing": "Crawls succeed again",
    "silent": "There is news again",
}
_MARKS = {"both": ("", ""), "old": ("[-", "-]"), "new": ("{+", "+}")}
_TAGS = {"both": ("", ""), "old": ("<del>[-", "-]</del>"), "new": ("<ins>{+", "+}</ins>")}
"""With the marks of text: mails bear a plain part that apprise makes of the HTML, without its tags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be told: by which rule, under which id, and what. ``test``: nothing happened, the channel is tried."""

    id: str
    rule: str
    digest: str
    created_at: dt.datetime
    entries: Sequence[EntryView]
    test: bool = False


class AlertData(Struct, frozen=True, kw_only=True):
    """What a webhook is told: by which rule, under which id, and what happened. A test has no entries."""

    delivery: str
    rule: str
    digest: str
    entries: Sequence[EntryView]


class AlertView(Struct, frozen=True, kw_only=True):
    """The body of a webhook. ``timestamp`` is when the delivery was made, the same in a repeat."""

    type: Literal["aimcrawl.alert", "aimcrawl.test"]
    timestamp: str
    data: AlertData


def test_message(id_: str, channel: str, *, now: dt.datetime) -> Message:
    """Return a message that says that it is none."""
    return Message(id=id_, rule=f"test of {channel}", digest="immediate", created_at=now, entries=(), test=True)


def subject_of(message: Message) -> str:
    """Return one line: what happened, where it is one thing, else how much of what kind."""
    if message.test:
        return "AimCrawl: a test, nothing happened"
    names = list(dict.fromkeys(_line(entry.source_name) for entry in message.entries))
    where = names[0] if len(names) == 1 else f"{len(names)} sources"
    if len(message.entries) == 1:
        return _cut(f"{where}: {_headline(message.entries[0])}", _LONGEST_SUBJECT)
    kinds = [entry.kind for entry in message.entries]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    return _cut(f"{where}: {counts}", _LONGEST_SUBJECT)


def text_of(message: Message, *, limit: int) -> str:
    """Return plain text of no more than ``limit`` characters; what has no room is counted at the end."""
    return _compose(message, _TEXT, limit)[:limit]


def html_of(message: Message, *, limit: int) -> str:
    """Return HTML of no more than ``limit`` characters; what has no room is counted at the end."""
    return _compose(message, _HTML, limit)


def json_of(message: Message) -> bytes:
    """Return the body of a webhook. Each time that a message is sent it is the same, but for what was erased since."""
    data = AlertData(delivery=message.id, rule=message.rule, digest=message.digest, entries=message.entries)
    kind: Literal["aimcrawl.alert", "aimcrawl.test"] = "aimcrawl.test" if message.test else "aimcrawl.alert"
    return msgspec.json.encode(AlertView(type=kind, timestamp=time_text(message.created_at), data=data))


@dataclass(frozen=True, slots=True)
class _Style:
    """How the parts of a message are written: a source's heading, an entry in full and in brief, a remark."""

    heading: Callable[[str], str]
    full: Callable[[EntryView], str]
    brief: Callable[[EntryView], str]
    remark: Callable[[str], str]


def _compose(message: Message, style: _Style, limit: int) -> str:
    """Write the entries by source, each in full or, where that has no room, in brief."""
    number = f"Rule: {_line(message.rule)}. Delivery {message.id}; a repeat of it bears the same number."
    parts, end = list[str](), style.remark(number)
    room, told = limit - len(end) - _REST, 0
    if message.test:
        parts.append(style.remark("This is a test of this channel. Nothing happened."))
    for name, entries in _by_source(message.entries):
        heading = style.heading(name)
        for entry in entries:
            ways = (heading + write(entry) for write in (style.full, style.brief))
            part = next((part for part in ways if len(part) <= room), None)
            if part is None:
                break
            parts.append(part)
            room, told, heading = room - len(part), told + 1, ""
    if rest := len(message.entries) - told:
        parts.append(style.remark(f"And {rest} more, for which there is no room here; see: aimcrawl changes"))
    return "".join([*parts, end])


def _by_source(entries: Sequence[EntryView]) -> Iterator[tuple[str, Iterator[EntryView]]]:
    for _, found in groupby(sorted(entries, key=lambda entry: entry.source), key=lambda entry: entry.source):
        first, *others = found
        yield f"{_line(first.source_name)} ({first.source})", iter([first, *others])


def _headline(entry: EntryView) -> str:
    if entry.item is None:
        return _OVER[str(entry.trouble)] if entry.kind == "recovered" else _HEADINGS[entry.kind]
    return f"{_HEADINGS[entry.kind]}: {_line(entry.title or '') or '(without a title)'}"


def _facts(entry: EntryView) -> str:
    """Return when it was published, when it was seen, and which item it is."""
    published = f"published {_line(entry.published)}, " if entry.published else ""
    last = f", last there {entry.last_seen}" if entry.last_seen else ""
    item = f", item {entry.item}" if entry.item else f", crawl {entry.crawl}"
    return f"{published}seen {entry.at}{last}{item}"


def _links(entry: EntryView) -> list[str]:
    """Return the web addresses of the item and of the page where it stood."""
    found = (address for address in (entry.url, entry.page_url) if address and _WEB.match(address))
    return list(dict.fromkeys(_line(address) for address in found))


def _text_full(entry: EntryView) -> str:
    told = [f"  {change.field}: {_marked(change, _MARKS, _indented)}" for change in entry.changes]
    if entry.kind in ("new", "restored") and entry.excerpt:
        told = [f"  {_line(entry.excerpt)}"]
    if entry.reason:
        told = [f"  {_line(entry.reason)}"]
    lines = [_headline(entry), f"  {_facts(entry)}", *told, *(f"  {link}" for link in _links(entry))]
    return "\n".join(lines) + "\n\n"


def _html_full(entry: EntryView) -> str:
    told = [f"<p>{change.field}: {_marked(change, _TAGS, _html)}</p>" for change in entry.changes]
    if entry.kind in ("new", "restored") and entry.excerpt:
        told = [f"<p>{_html(_line(entry.excerpt))}</p>"]
    if entry.reason:
        told = [f"<p>{_html(_line(entry.reason))}</p>"]
    return _html_brief(entry) + "".join(told)


def _html_brief(entry: EntryView) -> str:
    links = "<br>".join(f'<a href="{escape(link)}">{escape(link)}</a>' for link in _links(entry))
    return f"<h3>{_html(_headline(entry))}</h3><p>{_html(_facts(entry))}<br>{links}</p>"


_TEXT = _Style(
    heading=lambda name: f"{name}\n{'=' * min(len(name), 70)}\n\n",
    full=_text_full,
    brief=lambda entry: "\n  ".join([_cut(_headline(entry), _LONGEST_SUBJECT), *_links(entry)]) + "\n\n",
    remark=lambda text: f"{text}\n",
)
_HTML = _Style(
    heading=lambda name: f"<h2>{_html(name)}</h2>",
    full=_html_full,
    brief=_html_brief,
    remark=lambda text: f"<p>{_html(text)}</p>",
)


def _marked(change: ChangeView, marks: Mapping[str, tuple[str, str]], safe: Callable[[str], str]) -> str:
    """Return what differs in a field, with marks around what went and what came."""
    parts = (f"{marks[kind][0]}{safe(text)}{marks[kind][1]}" for kind, text in change.runs)
    return "".join(parts) + (" (and more)" if change.cut else "")


def _clean(text: str) -> str:
    """Return text that steers no terminal and no mail, and calls nobody in a chat (``@everyone``, ``<!here>``)."""
    return _CALLS.sub(lambda match: match[0] + _JOINER, _UNSAFE.sub(" ", text))


def _indented(text: str) -> str:
    """Return text whose further lines stand below the first: none of them can pass for an entry."""
    return "\n    ".join(_clean(text).split("\n"))


def _html(text: str) -> str:
    return escape(_clean(text)).replace("\n", "<br>")


def _line(text: str) -> str:
    """Return text on one line, so that none of it can pass for another line or header."""
    return " ".join(_clean(text).split())


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
