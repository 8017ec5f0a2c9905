"""The layouts that a list may have, and what stands in its way: each test is one page and what it must yield."""

from __future__ import annotations

import pytest

from aimcrawl.reading.listing import read_listing

ADDRESS = "https://org.example/news/"


def read(body: str, *, head: str = "", url: str = ADDRESS) -> list[tuple[str | None, str | None, str | None]]:
    page = f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{body}</body></html>'
    return [(item.published, item.title, item.url) for item in read_listing(page.encode(), url).items]


def test_a_date_heading_holds_for_the_items_below_it() -> None:
    body = """<div><h3>12 May 2016</h3><ul><li><a href="a">Bridge opens early</a></li>
    <li><a href="b">Ferry stays in port</a></li></ul><h3>10 May 2016</h3><ul>
    <li><a href="c">Mayor visits school</a></li></ul><h3>9 May 2016</h3><ul><li><a href="d">Library gets a roof</a></li>
    <li><a href="e">Park is closed</a></li></ul></div>"""
    assert read(body) == [
        ("2016-05-12", "Bridge opens early", ADDRESS + "a"),
        ("2016-05-12", "Ferry stays in port", ADDRESS + "b"),
        ("2016-05-10", "Mayor visits school", ADDRESS + "c"),
        ("2016-05-09", "Library gets a roof", ADDRESS + "d"),
        ("2016-05-09", "Park is closed", ADDRESS + "e"),
    ]


def test_a_table_under_each_date_is_read_by_rows() -> None:
    table = "<table><thead><tr><th>No.</th><th>Title</th></tr></thead><tbody>{}</tbody></table>"
    row = '<tr><td>S-{0}</td><td><a href="{0}">{1}</a></td></tr>'
    body = "".join(
        f"<div class=day><h4>{date}</h4>{table.format(''.join(row.format(n, t) for n, t in rows))}</div>"
        for date, rows in (
            ("3 June 2024", [(1, "Stone against Water"), (2, "Hill against Vale")]),
            ("2 June 2024", [(3, "Oak against Elm"), (4, "Fire against Ice")]),
        )
    )
    assert [(date, title) for date, title, _ in read(body)] == [
        ("2024-06-03", "Stone against Water"),
        ("2024-06-03", "Hill against Vale"),
        ("2024-06-02", "Oak against Elm"),
        ("2024-06-02", "Fire against Ice"),
    ]


def test_items_without_a_date_among_dated_ones_are_kept() -> None:
    item = '<li class="item"><a href="{0}">{1}</a> {2}</li>'
    rows = [("a", "Pinned: how to reach us", ""), ("b", "Roof is finished", "<i>5 May 2016</i>"),
            ("c", "Roof is begun", "<i>4 May 2016</i>"), ("d", "Money for the roof", "<i>1 May 2016</i>")]  # fmt: skip
    found = read("<ul>" + "".join(item.format(*row) for row in rows) + "</ul>")
    assert [date for date, _, _ in found] == [None, "2016-05-05", "2016-05-04", "2016-05-01"]
    assert found[0][1] == "Pinned: how to reach us"


def test_year_headings_do_not_become_items_and_give_the_year() -> None:
    body = """<h2>2016</h2><ul><li>12 May <a href="a">Bridge opens early</a></li>
    <li>3 March <a href="b">Ferry stays in port</a></li></ul>
    <h2>2015</h2><ul><li>30 December <a href="c">Mayor visits school</a></li></ul>"""
    assert read(f"<main>{body}</main>") == [
        ("2016-05-12", "Bridge opens early", ADDRESS + "a"),
        ("2016-03-03", "Ferry stays in port", ADDRESS + "b"),
        ("2015-12-30", "Mayor visits school", ADDRESS + "c"),
    ]


def test_a_category_and_a_button_are_no_title() -> None:
    item = """<article><a href="/c/press">Press</a><h2><a href="{0}">{1}</a></h2><time datetime="{2}">{2}</time>
    <p>{1}, say those who should know.</p><a href="{0}">Read more</a></article>"""
    rows = [("a", "Bridge opens early", "2016-05-12"), ("b", "Ferry stays in port", "2016-05-10"),
            ("c", "Mayor visits school", "2016-05-09")]  # fmt: skip
    page = "<main>" + "".join(item.format(*row) for row in rows) + "</main>"
    reading = read_listing(page.encode(), ADDRESS)
    assert [item.title for item in reading.items] == [title for _, title, _ in rows]
    assert [item.text for item in reading.items] == [f"{title}, say those who should know." for _, title, _ in rows]


def test_a_number_is_no_title_where_a_name_stands_beside_it() -> None:
    row = "<tr><td>{0}</td><td><a href='{1}.pdf'>{1}</a></td><td>{2}</td></tr>"
    rows = [("5/13/2016", "24-CF-0738", "Sutton v. Miller"), ("5/12/2016", "24-CF-0758", "Phillips v. Rowe"),
            ("5/2/2016", "24-CF-0828", "Martin v. Lane")]  # fmt: skip
    found = read("<table>" + "".join(row.format(*values) for values in rows) + "</table>")
    assert [(date, title) for date, title, _ in found] == [
        ("2016-05-13", "Sutton v. Miller"),
        ("2016-05-12", "Phillips v. Rowe"),
        ("2016-05-02", "Martin v. Lane"),
    ]


def test_documents_that_an_item_links_to_are_kept_with_it() -> None:
    item = '<li>{0} <b>{1}</b> <a href="files/{2}.pdf">Minutes</a> <a href="files/{2}.xlsx">Figures</a></li>'
    rows = [("5 May 2016", "Board met", "m5"), ("4 May 2016", "Council met", "m4"), ("1 May 2016", "Members met", "m1")]
    page = "<ul>" + "".join(item.format(*row) for row in rows) + "</ul>"
    links = read_listing(page.encode(), ADDRESS).items[0].links
    assert [(link.url, link.text, link.type) for link in links] == [
        (ADDRESS + "files/m5.pdf", "Minutes", "application/pdf"),
        (ADDRESS + "files/m5.xlsx", "Figures", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ]


def test_a_list_that_a_script_will_show_is_read() -> None:
    item = '<li><i>{1}</i> <a href="{0}">{2}</a></li>'
    rows = [("a", "5 May 2016", "Roof is finished"), ("b", "4 May 2016", "Roof is begun"), ("c", "1 May 2016", "Money")]
    assert len(read('<ul style="display: none">' + "".join(item.format(*row) for row in rows) + "</ul>")) == 3


def test_a_json_document_is_a_list_too() -> None:
    page = b"""{"total": 2, "posts": [
      {"id": 7, "date": "2016-05-12T10:00:00", "modified": "2020-01-01", "title": {"rendered": "Bridge &amp; ferry"},
       "link": "/a", "excerpt": {"rendered": "<p>It opens.</p><p>Early.</p>"}},
      {"id": 6, "date": "2016-05-10T09:00:00", "title": {"rendered": "Ferry"}, "link": "/b"}]}"""
    reading = read_listing(page, ADDRESS)
    assert [(item.published, item.title, item.url, item.text) for item in reading.items] == [
        ("2016-05-12T10:00:00", "Bridge & ferry", "https://org.example/a", "It opens.\n\nEarly."),
        ("2016-05-10T09:00:00", "Ferry", "https://org.example/b", ""),
    ]
    assert reading.confidence >= 0.5


TEXT = "<p>" + "The council of the town has decided after a long debate what it had put off for a year. " * 3 + "</p>"


@pytest.mark.parametrize(
    ("kind", "page", "url"),
    [
        ("article", f"<meta property='article:published_time' content='2016-05-12'><h1>Bridge</h1>{TEXT * 5}", "/a"),
        ("contact", "<h1>Contact</h1><p>Main street 1</p><p>Tel. 555 1234</p>", "/contact"),
        ("login", "<form>Name <input name=n> Password <input type=password name=p></form>", "/news"),
        ("script-only", "<div id=root></div><script src=app.js></script><p>Please enable JavaScript.</p>", "/news"),
        ("home", f"<h1>Welcome</h1>{TEXT}", "/"),
        ("none", "<h1>Rules</h1><p>None are known.</p>", "/rules"),
    ],
)
def test_a_page_without_a_list_is_named_for_what_it_is(kind: str, page: str, url: str) -> None:
    reading = read_listing(page.encode(), "https://org.example" + url)
    assert (reading.kind, reading.items) == (kind, ())
    assert reading.confidence < 0.5


def test_an_article_with_a_dated_list_beside_it_makes_no_claim() -> None:
    beside = "".join(f'<li><a href="{n}">Other story {n}</a> <i>{n} May 2016</i></li>' for n in range(9, 4, -1))
    page = f"""<head><script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Bridge"}}</script></head>
    <article><h1>Bridge opens</h1><p>12 May 2016</p>{TEXT * 8}</article>
    <aside><h3>Latest</h3><ul>{beside}</ul></aside>"""
    reading = read_listing(page.encode(), "https://org.example/2016/05/12/bridge-opens-at-long-last/")
    assert reading.kind == "article"
    assert reading.confidence < 0.5
    assert "the page calls itself one article" in reading.reasons


def test_rows_that_were_not_closed_are_rows_nevertheless() -> None:
    row = "<tr><td>{0}<td><a href={1}>{2}</a><td><font size=2>Judge"
    rows = [("13 May 2016", "a", "Sutton v. Miller"), ("12 May 2016", "b", "Phillips v. Rowe"),
            ("2 May 2016", "c", "Martin v. Lane"), ("1 May 2016", "d", "Stone v. Hill")]  # fmt: skip
    page = "<table>" + "".join(row.format(*values) for values in rows) + "</table>"
    items = read_listing(page.encode(), ADDRESS).items
    assert [(item.published, item.title) for item in items] == [
        ("2016-05-13", "Sutton v. Miller"),
        ("2016-05-12", "Phillips v. Rowe"),
        ("2016-05-02", "Martin v. Lane"),
        ("2016-05-01", "Stone v. Hill"),
    ]
    assert "Rowe" not in items[0].html


def test_dates_under_the_same_words_are_one_list_in_any_element() -> None:
    days = [(12, "abc"), (11, "de"), (10, "f"), (9, "ghi"), (5, "jk"), (4, "l"), (3, "mno"), (2, "pq")]
    lists = ["".join(f"<li><a href=/{n}>Decree on the harbour of {n}</a></li>" for n in names) for _, names in days]
    heads = [f"Published in the Gazette of Tarn of {day} May 2016:" for day, _ in days]
    first = "".join(f"<b>{head}</b><ul>{items}</ul>" for head, items in zip(heads[:4], lists[:4], strict=True))
    rest = "".join(f"<p><i>{head}</i></p><ul>{items}</ul>" for head, items in zip(heads[4:], lists[4:], strict=True))
    expected = [(f"2016-05-{day:02}", f"Decree on the harbour of {n}") for day, names in days for n in names]
    assert [(date, title) for date, title, _ in read(f"<div>{first}<div>{rest}</div></div>")] == expected


@pytest.mark.parametrize(
    "item",
    [
        "<p><a href={0}>SC-{0}7</a> - {1}</p>",
        "<p><a href={0}>SC-{0}7 Dissent</a>: {1}</p>",
        "<p><b>Title:</b> <a href={0}>{1}</a></p>",
        "<p><b>Title:</b> {1}<br><b>Judge:</b> Lane <a href={0}>Text</a></p>",
    ],
)
def test_a_number_or_label_in_an_element_of_its_own_is_no_part_of_the_title(item: str) -> None:
    rows = [(5, "Sutton against Miller"), (4, "Phillips against Rowe"), (1, "In the matter of 12 boats"),
            (3, "Hill against Vale"), (2, "Oak against Elm")]  # fmt: skip
    days = [(date, [item.format(n, title)]) for date, (n, title) in zip(range(12, 1, -2), rows, strict=False)]
    body = "".join(f"<section><h5>{day} May 2016</h5>{''.join(items)}</section>" for day, items in days)
    assert read(body) == [
        (f"2016-05-{day:02}", title, f"{ADDRESS}{n}") for (day, _), (n, title) in zip(days, rows, strict=True)
    ]


def test_a_number_that_begins_a_title_stays() -> None:
    item = "<li><i>{0} May 2016</i> <a href={0}><b>{1}</b> {2}</a></li>"
    rows = [(9, "5", "boats leave"), (8, "Two", "bells ring"), (7, "G20", "meets at the lake"), (6, "The", "ice melts")]
    assert [title for _, title, _ in read("".join(item.format(*row) for row in rows))] == [
        f"{first} {rest}" for _, first, rest in rows
    ]


def test_days_with_which_teasers_begin_are_no_items() -> None:
    item = """<li><div class="text"><h2><a href="{0}">{1}</a></h2><p class="teaser">{3} {1}, as was said.</p>
    <p class="time">{2} 14:05:00</p></div></li>"""
    rows = [(n, f"Story of the {name}", f"2016-05-{20 - n:02}", f"{n} May 2016" if n % 2 else "Long ago")
            for n, name in enumerate(("bridge", "ferry", "mill", "lock", "weir", "oak"), start=1)]  # fmt: skip
    hidden = "".join(item.format(*row) for row in rows[4:])
    body = f'<ul class="list">{"".join(item.format(*row) for row in rows[:4])}</ul><ul class="list old">{hidden}</ul>'
    assert read(body) == [(f"{day}T14:05:00", title, f"{ADDRESS}{n}") for n, title, day, _ in rows]


def test_an_item_that_bears_its_date_in_another_way_is_dated_too() -> None:
    row = "<tr><td>{0}</td><td><a href={1}>{2}</a></td><td>Hall of the {1}</td></tr>"
    rows = [("12 May 2016", "ferry", "Board of the ferry meets"), ("10 May 2016", "mill", "Board of the mill meets"),
            ("3 May 2016", "lock", "Board of the lock meets")]  # fmt: skip
    odd = "<tr><td><b>Moved to</b><p>8 May 2016</p></td><td><a href=weir>Board of the weir meets</a></td><td></td></tr>"
    parts = [row.format(*each) for each in rows]
    found = read(f"<table>{parts[0]}{parts[1]}{odd}{parts[2]}</table>")
    assert [date for date, _, _ in found] == ["2016-05-12", "2016-05-10", "2016-05-08", "2016-05-03"]
