"""A page that is one article: its title without the site's name, its day, its body in order, its documents."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimcrawl.reading.article import ArticleReading, read_article

URL = "http://harbour.example.org/news/crane"
PROSE = (
    "The harbour office has put the new crane into service after eleven weeks of trials on the southern quay.",
    "It lifts forty tonnes, needs a crew of two, and replaces three that had served since the harbour was built.",
    "Ships that called on the first day were unloaded in half the time, said the harbour master, who watched it all.",
)


def page(body: str, *, head: str = "", html: str = "<html lang='en'>") -> bytes:
    return f"<!doctype html>{html}<head>{head}</head><body>{body}</body></html>".encode()


def article(*, head: str = "", before: str = "<h1>New crane in service</h1>", after: str = "") -> ArticleReading:
    prose = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    return read_article(page(f"<nav><a href='/'>Home</a></nav><main>{before}{prose}{after}</main>", head=head), URL)


def linked_data(**article: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **article})}</script>'


def breadcrumb(steps: object) -> str:
    found = {"@type": "BreadcrumbList", "itemListElement": steps}
    return f'<script type="application/ld+json">{json.dumps(found)}</script>'


IN_THE_TRAIL = "<nav><a href='/quay'>Quay</a><h1>Crane harbour 2016 price</h1></nav><h2>New crane in service</h2>"
SEARCHED = (
    "<title>Crane harbour 2016 price</title><meta property='og:title' content='Crane harbour 2016 price'>"
    + linked_data(headline="New crane in service")
)


def test_paragraphs_stand_apart_and_the_title_is_not_among_them() -> None:
    reading = article(after="<ul><li>Forty tonnes of load, tested twice.</li><li>Two drivers a shift.</li></ul>")
    assert reading.text.split("\n\n") == [*PROSE, "Forty tonnes of load, tested twice.", "Two drivers a shift."]
    assert reading.title == "New crane in service"
    assert reading.html.startswith("<p>The harbour office")
    assert "<li>Two drivers a shift.</li>" in reading.html
    assert reading.language == "en"


@pytest.mark.parametrize("separator", [" | ", " - ", " – ", " :: ", "｜", "："])
def test_the_name_of_the_site_is_no_part_of_the_title(separator: str) -> None:
    told = f"<meta property='og:title' content='New crane in service{separator}Harbour News'>"
    assert article(head=told, before="").title == "New crane in service"
    assert article(head=f"<title>New crane in service{separator}Harbour News</title>").title == "New crane in service"


def test_a_heading_that_is_no_title() -> None:
    two = "<h1>Log in</h1><h1>New crane in service</h1>"
    assert article(head="<title>New crane in service</title>", before=two).title == "New crane in service"


def test_a_headline_that_the_heading_confirms_wins_over_one_for_machines() -> None:
    head = "<title>Crane harbour 2016 price</title><meta property='og:title' content='Crane harbour 2016 price'>"
    assert article(head=head + linked_data(headline="New crane in service")).title == "New crane in service"


@pytest.mark.parametrize("shared", ["Harbour News", "A crane at last!"])
def test_heading_and_page_title_outvote_what_is_made_for_sharing(shared: str) -> None:
    head = f"<title>New crane in service | Harbour News</title><meta property='og:title' content='{shared}'>"
    assert article(head=head + "<meta property='og:site_name' content='Harbour News'>").title == "New crane in service"


@pytest.mark.parametrize("name", ["citation_title", "DC.title"])
def test_a_heading_that_is_cited_wins_over_a_title_made_for_sharing(name: str) -> None:
    head = "<title>New crane in service</title><meta property='og:title' content='A crane at last!'>"
    head += linked_data(headline="New crane in service")
    assert article(head=head).title == "A crane at last!"
    assert article(head=f"{head}<meta name='{name}' content='New crane in service'>").title == "New crane in service"


def test_the_name_of_the_article_says_which_claim_is_its_title() -> None:
    shared = "Harbour budget 2016: forty tonnes for the southern quay"
    head = f"<title>{shared} | Quay news</title><meta property='og:title' content='{shared}'>"
    assert article(head=head + linked_data(headline="New crane in service")).title == "New crane in service"
    assert article(head=head + linked_data(headline="New crane in service", name=shared)).title == shared


@pytest.mark.parametrize("name", ["{} | Quay News", "f3a1-77c0-crane", "Port of Tarn", 16, None, ""])
def test_a_name_that_is_the_title_of_the_page_or_an_id_says_nothing(name: object) -> None:
    shared = (
        "Harbour budget 2016: forty tonnes for the southern quay, three cranes for the museum, and two more drivers"
    )
    head = f"<title>{shared} | Quay News</title><meta property='og:title' content='{shared}'>"
    head += "<meta property='og:site_name' content='Quay News'>"
    head += linked_data(headline="New crane in service", name=name.format(shared) if isinstance(name, str) else name)
    assert article(head=head).title == "New crane in service"


@pytest.mark.parametrize(("last", "item"), [("New crane in service", False), ("New crane in service", True)])
def test_a_headline_below_a_breadcrumb_that_holds_the_first_heading(last: str, item: bool) -> None:
    step = {"item": {"name": last}} if item else {"name": last, "item": URL}
    reading = article(head=SEARCHED + breadcrumb([{"name": "Home"}, step]), before=IN_THE_TRAIL)
    assert reading.title == "New crane in service"
    assert reading.text.split("\n\n") == list(PROSE)


def test_a_first_heading_that_is_the_headline_stands_before_one_below_it() -> None:
    twice = "<h1>New crane in service!</h1><h2>NEW CRANE IN SERVICE</h2>"
    head = SEARCHED + breadcrumb([{"name": "New crane in service"}])
    assert article(head=head, before=twice).title == "New crane in service!"


@pytest.mark.parametrize(
    "steps", [None, [], [None], "Quay", {}, [{"name": "Quay"}], [{"name": 7}], [{"item": {"name": ["x"]}}]]
)
def test_a_breadcrumb_that_does_not_end_in_the_headline_tells_nothing(steps: object) -> None:
    assert article(head=SEARCHED + breadcrumb(steps), before=IN_THE_TRAIL).title == "Crane harbour 2016 price"


def test_what_is_shared_of_a_headline_is_not_its_beginning_alone() -> None:
    whole = "New crane in service, and three that had served since 1912 go to the museum"
    told = (
        f"<title>{whole}</title>{linked_data(headline=whole)}<meta property='og:title' content='New crane in service'>"
    )
    assert article(head=told, before=f"<h1>{whole}</h1>").title == whole
    late = "Southern quay at last: new crane in service"
    told = f"<title>{late}</title>{linked_data(headline=late)}<meta property='og:title' content='New crane in service'>"
    assert article(head=told, before=f"<h1>{late}</h1>").title == "New crane in service"


def test_a_word_beside_the_title_does_not_make_it_longer() -> None:
    short = "New crane in service on the southern quay since Wednesday"
    head = f"<title>{short}</title><meta property='og:title' content='{short}'>{linked_data(headline=short)}"
    assert article(head=head, before=f"<h1>{short} Print</h1>").title == short


def test_the_name_that_all_pages_of_a_site_share_is_no_title() -> None:
    head = "<meta property='og:site_name' content='Harbour'><meta property='og:title' content='Harbour'>"
    assert article(head=head).title == "New crane in service"


def test_a_section_that_is_a_heading_too_is_no_title() -> None:
    head = "<meta property='og:title' content='Opinion | New crane in service'>"
    assert article(head=head, before="<h2>Opinion</h2><h1>New crane in service</h1>").title == "New crane in service"


@pytest.mark.parametrize("cut", ["Master calls crane…", "Master calls crane ...", "Master calls crane"])
def test_a_title_that_was_cut_is_read_in_full_where_it_stands_in_full(cut: str) -> None:
    head = f"<meta property='og:title' content='{cut}'>"
    assert article(head=head, before='<h1>Master calls crane "a wonder"</h1>').title == 'Master calls crane "a wonder"'


@pytest.mark.parametrize(
    ("head", "before", "published"),
    [
        (linked_data(headline="x", datePublished="2016-04-13T10:30:00+02:00"), "", "2016-04-13T10:30:00+02:00"),
        (linked_data(dateModified="2016-05-01", datePublished="2016-04-13"), "", "2016-04-13"),
        ("<meta property='article:published_time' content='2016-04-13T10:30'>", "", "2016-04-13T10:30"),
        ("<meta name='DC.date.issued' content='2016-04'>", "", "2016-04"),
        ("", "<span itemprop='datePublished' content='2016-04-13'>today</span>", "2016-04-13"),
        ("", "<time datetime='2016-04-13'>Wednesday</time>", "2016-04-13"),
        ("", "<h1>New crane in service</h1><p>13 April 2016</p>", "2016-04-13"),
        ("", "<p class='post-date'>Posted on April 13, 2016</p><h1>New crane in service</h1>", "2016-04-13"),
        ("<meta property='article:modified_time' content='2016-04-14'>", "<h1>A crane</h1>", "2016-04-14"),
        ("", "", None),
    ],
)
def test_the_day_wherever_it_stands(head: str, before: str, published: str | None) -> None:
    reading = article(head=head, before=before)
    assert reading.published == published
    assert reading.date == (dt.date.fromisoformat((published + "-01")[:10]) if published else None)


def test_the_day_in_the_address() -> None:
    assert read_article(page("<p>Short.</p>"), "http://example.org/2016/04/13/crane").published == "2016-04-13"


def test_a_relative_day_counts_from_the_fetch_and_from_no_clock() -> None:
    html = page(f"<main><h1>New crane</h1><p class='date'>3 days ago</p><p>{' '.join(PROSE)}</p></main>")
    assert read_article(html, URL).date is None
    fetched = dt.datetime(2016, 4, 16, 12, tzinfo=dt.UTC)
    assert read_article(html, URL, fetched_at=fetched).date == dt.date(2016, 4, 13)


def test_links_in_the_text_and_documents_beside_it() -> None:
    reading = article(after="<p><a href='/crane.pdf'>Data sheet</a></p><ul><li><a href='load.xlsx'>Loads</a></li></ul>")
    kinds = {link.url: (link.text, (link.type or "").rpartition(".")[2]) for link in reading.links}
    assert kinds["http://harbour.example.org/crane.pdf"] == ("Data sheet", "application/pdf")
    assert kinds["http://harbour.example.org/news/load.xlsx"] == ("Loads", "sheet")
    assert "http://harbour.example.org/" not in kinds


def test_addresses_in_the_markup_are_those_of_the_links() -> None:
    reading = article(after="<p>Its <a href='docs/crane.pdf'>data sheet</a> was printed for all.</p>")
    assert '<a href="http://harbour.example.org/news/docs/crane.pdf">data sheet</a>' in reading.html
    assert [link.url for link in reading.links] == ["http://harbour.example.org/news/docs/crane.pdf"]


def test_a_short_piece_of_news_is_no_menu() -> None:
    menu = "".join(f"<li><a href='/{number}'>Entry {number} of the menu</a></li>" for number in range(12))
    news = (
        "<div class='text'><h2>Crane in service</h2><div>13 April 2016</div><div>The crane is in service.</div></div>"
    )
    html = page(f"<ul>{menu}</ul>{news}<p>© 2015 Harbour</p>", head="<title>Harbour – Crane in service</title>")
    reading = read_article(html, URL)
    assert (reading.title, reading.published, reading.text) == (
        "Crane in service",
        "2016-04-13",
        "The crane is in service.",
    )


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    reading = read_article(page(f"<h1>New crane</h1><div>{PROSE[0]}<br><br>{PROSE[1]}<br>{PROSE[2]}</div>"), URL)
    assert reading.text.split("\n\n") == [PROSE[0], f"{PROSE[1]} {PROSE[2]}"]


def test_links_to_other_articles_are_no_part_of_the_body() -> None:
    line = (
        "<p><a href='/{0}'>Another thing happened on quay {0}, and it was watched by many who had come for it</a>!</p>"
    )
    related = "<h3>Related</h3>" + "".join(line.format(number) for number in range(5))
    assert article(after=related).text.split("\n\n") == list(PROSE)
    assert article(after=line.format(1)).text.count("\n\n") == len(PROSE)


def test_an_article_that_advertisements_cut_into_pieces() -> None:
    long = [f"{number}. {' '.join(PROSE)}" for number in range(9)]
    pieces = ["".join(f"<p>{paragraph}</p>" for paragraph in long[start : start + 3]) for start in (0, 3, 6)]
    cut = "<div class='ad'><a href='/buy'>Buy</a></div>".join(
        f"<div><div class='article-body'>{piece}</div></div>" for piece in pieces
    )
    reading = read_article(page(f"<h1>New crane</h1><div class='story'>{cut}</div>"), URL)
    assert [paragraph[0] for paragraph in reading.text.split("\n\n")] == [str(number) for number in range(9)]


@pytest.mark.parametrize("html", [b"", b"\x00\xff\xfe<", b"<p>", b"<div>" * 100_000, b"<a href=x>1</a>" * 200_000])
def test_a_page_that_is_nothing_gives_nothing(html: bytes) -> None:
    reading = read_article(html, URL)
    assert (reading.date, reading.published) == (None, None)


_PARTS = st.sampled_from(
    [
        b"<p>",
        b"</p>",
        b"<h1>",
        b"<title>",
        b"<time datetime='",
        b"'>",
        b"2016-02-31",
        b"<table><tr><td>",
        b"<meta name=date content=",
        b'<script type="application/ld+json">',
        b'{"@type":"NewsArticle","headline":[1],"datePublished":{}}',
        b'{"@type":"BreadcrumbList","itemListElement":[{"item":[]}]}',
        b"</script>",
        b"<a href='http://[",
    ]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)
@given(
    st.lists(_PARTS | st.binary(max_size=12), max_size=30).map(b"".join),
    st.sampled_from([URL, "", "http://[x", "http://e.org/2016/02/31/x"]),
)
def test_no_bytes_make_it_fail(html: bytes, url: str) -> None:
    reading = read_article(html, url)
    assert (reading.published is None) == (reading.date is None)
