"""What is dated and regular, and is no news: comments, threads, guest books, timetables. None gets a claim."""

from __future__ import annotations

import pytest

from aimcrawl.reading.listing import CLAIM, ListingReading, read_listing

WORDS = "harvest barley valley rain farmers river market council school bridge mill orchard".split()


def text(start: int, length: int) -> str:
    return " ".join(WORDS[(start * 5 + n * n) % len(WORDS)] for n in range(length)).capitalize() + "."


def read(title: str, items: str) -> ListingReading:
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{items}</body></html>"
    return read_listing(page.encode(), "http://example.org/page")


def repeated(item: str, times: int = 9) -> str:
    return "".join(item.format(n=n, day=n + 2, name=text(n, 2), text=text(n, 25)) for n in range(times))


TALK = {
    "called so": '<div class="comment"><a href="/u/{n}">{name}</a> <i>{day} May 2016</i><p>{text}</p></div>',
    "schema.org": '<div itemscope itemtype="https://schema.org/Comment"><a href="/u/{n}">{name}</a>'
    " <i>{day} May 2016</i><p>{text}</p></div>",
    "buttons": '<div><a href="/u/{n}">{name}</a> <i>{day} May 2016</i><p>{text}</p><a href="?r={n}">Reply</a></div>',
    "German buttons": '<div><a href="/u/{n}">{name}</a> <i>{day}. Mai 2016</i><p>{text}</p><a>Antworten</a></div>',
    "answers": '<div><h3><a href="#p{n}">Re: {name}</a></h3><i>{day} May 2016, 10:00</i><p>{text}</p></div>',
    "said": "<div><b>{name}</b> wrote on {day} May 2016:<p>{text}</p></div>",
    "topics": '<div><h3><a href="/t/{n}">{text}</a></h3>Last post by {name} on {day} May 2016</div>',
    "topics with answers": '<li><a href="/t/{n}">{text}</a> by {name}, 1{n} replies, {day} May 2016</li>',
    "topics counted": '<li><a href="/t/{n}">{text}</a><p>Replies: {n} Views: {n}22</p><p>{day} May 2016</p></li>',
    "German topics": '<li><a href="/t/{n}">{text}</a><p>{n} Antworten</p><p>{day}. Mai 2016</p></li>',
    "reviews": "<div><h3>{text}</h3>4 out of 5 <i>{day} May 2016</i><p>{text}</p></div>",
    "stars": "<div><h3>{text}</h3><b>★★★★☆</b> <i>{day} May 2016</i><p>{text}</p></div>",
}


@pytest.mark.parametrize("item", TALK.values(), ids=TALK)
def test_what_visitors_wrote_is_no_news(item: str) -> None:
    reading = read("The harvest is in", repeated(item))
    assert reading.confidence < CLAIM
    assert any("visitors" in reason for reason in reading.reasons)


def test_a_table_with_a_column_of_replies_holds_topics() -> None:
    head = "<tr><th>Topic</th><th>Replies</th><th>Latest</th></tr>"
    row = '<tr><td><a href="/t/{n}">{text}</a></td><td>{n}3</td><td>{day} May 2016</td></tr>'
    assert read("The harvest", f"<table>{head}{repeated(row)}</table>").confidence < CLAIM
    assert read("The harvest", f"<table>{head.replace('Replies', 'Views')}{repeated(row)}</table>").confidence >= CLAIM


def test_articles_that_rate_something_are_news() -> None:
    item = '<div><h3><a href="/books/{n}">{text}</a></h3>4/5 <i>{day} May 2016</i><p>{text}</p></div>'
    assert read("New books", repeated(item)).confidence >= CLAIM


TIMES = {
    "Ferry": "<tr><td>{day} June 2016</td><td>{day}:30</td><td>{day}:55</td><td>MS {name}</td></tr>",
    "Ferry timetable": "<tr><td>{day} June 2016</td><td>{day}:30</td><td>North Quay to {name}</td></tr>",
}


@pytest.mark.parametrize("title", TIMES)
def test_a_timetable_is_no_news(title: str) -> None:
    reading = read(title, f"<table>{repeated(TIMES[title])}</table>")
    assert reading.confidence < CLAIM
    assert any("timetable" in reason for reason in reading.reasons)


@pytest.mark.parametrize(
    "items",
    [
        repeated(
            '<div class="has-comments"><h2><a href="/{n}">{text}</a></h2>{day} May 2016 <a>{n} comments</a></div>'
        ),
        "<table>"
        + repeated("<tr><td>{day} May 2016</td><td>18:30</td><td><a href=/{n}>{text}</a></td></tr>")
        + "</table>",
        repeated('<div><h2><a href="/{n}">{text}</a></h2><p>{day} May 2016</p><p>What the mayor said</p></div>'),
        repeated('<div><h2><a href="/{n}">The mayor answers: {text}</a></h2><p>{day} May 2016</p></div>'),
    ],
)
def test_news_with_comments_and_times_stays_news(items: str) -> None:
    assert read("News", items).confidence >= CLAIM


def test_an_article_is_called_one() -> None:
    reading = read("The harvest is in", "<p>1 May 2016</p>" + repeated("<p>{text} {text} {text} {text}</p>"))
    assert any("article" in reason for reason in reading.reasons)
    assert (reading.kind, reading.confidence) == ("article", 0.0)


BOX = "<div class=box><h4>Latest</h4><ul>" + repeated("<li><a href=/{n}>{text}</a> {day} May 2016</li>") + "</ul></div>"


@pytest.mark.parametrize("mount", ["<div id=root></div>", "<app-root><i></i></app-root>", "<div id=__next> </div>"])
def test_a_list_beside_an_application_that_is_not_there_yet_is_no_claim(mount: str) -> None:
    page = f"<html><body>{mount}{BOX}<script src=/app.js></script></body></html>"
    reading = read_listing(page.encode(), "http://example.org/news")
    assert reading.confidence < CLAIM
    assert "the page's main part is empty until scripts fill it" in reading.reasons


def test_a_list_in_an_application_is_one() -> None:
    page = f"<html><body><div id=root><h1>News</h1>{BOX.replace('h4', 'h2')}<div id=app></div></div></body></html>"
    assert read_listing(page.encode(), "http://example.org/news").confidence >= CLAIM
