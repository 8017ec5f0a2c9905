"""The next page is found in any language and markup; where there is none, or it leads back, nothing is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimcrawl.reading.pager import NextPage, find_next, likely_next
from aimcrawl.reading.tree import parse, parse_text

HERE = "http://example.org/news"


def found(html: str, url: str = HERE) -> NextPage | None:
    return find_next(parse(html.encode()), url)


def next_url(html: str, url: str = HERE) -> str | None:
    page = found(html, url)
    return page.url if page else None


NEXT_PAGE = [
    "Next page", "Nächste Seite", "Page suivante", "Página siguiente", "Próxima página", "Pagina successiva",
    "Volgende pagina", "Następna strona", "Další stránka", "Ďalšia stránka", "Следующая страница", "Наступна сторінка",
    "Следваща страница", "Следна страница", "Sljedeća stranica", "Naslednja stran", "Következő oldal",
    "Pagina următoare", "Επόμενη σελίδα", "Sonraki sayfa", "Nästa sida", "Næste side", "Neste side", "Seuraava sivu",
    "Järgmine leht", "Nākamā lapa", "Kitas puslapis", "Pàgina següent", "الصفحة التالية", "صفحه بعدی", "לעמוד הבא",
    "अगला पृष्ठ", "পরবর্তী পাতা", "หน้าถัดไป", "Trang sau", "Halaman berikutnya", "下一页", "下一頁", "次のページ",
    "다음 페이지",
]  # fmt: skip
OLDER_POSTS = [
    "Older posts", "Ältere Beiträge", "Articles plus anciens", "Entradas más antiguas", "Postagens mais antigas",
    "Articoli più vecchi", "Oudere berichten", "Starsze wpisy", "Starší příspěvky", "Старые записи",
    "Régebbi bejegyzések", "Παλαιότερα άρθρα", "Äldre inlägg", "Ældre indlæg", "Eldre innlegg", "Vanhemmat artikkelit",
    "较旧的文章", "過去の記事",
]  # fmt: skip


@pytest.mark.parametrize("label", [*NEXT_PAGE, *OLDER_POSTS])
def test_next_and_older_in_any_language(label: str) -> None:
    pager = f'<div class="pager"><a href="?page=1">«</a> <a href="?page=3">{label}</a></div>'
    assert next_url(pager, HERE + "?page=2") == HERE + "?page=3"


@pytest.mark.parametrize(
    "link",
    [
        '<a rel="next" href="?page=2"><img src="r.png" alt=""></a>',
        '<a aria-label="Next page" href="?page=2">&rsaquo;</a>',
        '<a title="Zur nächsten Seite" href="?page=2"><i class="icon"></i></a>',
        '<a href="?page=2"><i class="fa fa-chevron-right"></i></a>',
        '<a href="?page=2"><i class="material-icons">chevron_right</i></a>',
        '<li class="pager__item--next"><a class="next" href="?page=2"></a></li>',
        '<a href="?page=2"><img src="r.png" alt="Next"></a>',
        '<button data-url="/news?page=2">Load more</button>',
        '<button hx-get="/news?page=2">Load more</button>',
        '<a href="#" data-next-page-url="?page=2">Load more</a>',
        """<button onclick="window.location.href='/news?page=2'">Load more</button>""",
        '<form action="/news"><input type="hidden" name="page" value="2"><button>Show more</button></form>',
    ],
)
def test_a_link_may_say_it_without_words_of_its_own(link: str) -> None:
    assert next_url(f'<div class="pagination">{link}</div>') == HERE + "?page=2"


def test_older_posts_under_the_name_of_previous() -> None:
    blog = '<div class="nav-previous"><a href="/news/page/2/">&larr; Older posts</a></div>'
    assert next_url(blog) == "http://example.org/news/page/2/"
    assert next_url('<div class="navigation"><a href="/news/page/2/">« Previous Entries</a></div>') == HERE + "/page/2/"


def test_older_posts_of_a_list_that_counts_back_in_time() -> None:
    board = '<p><a href="/board/176">Newer posts</a> <a href="/board/174">Older posts</a></p>'
    assert next_url(board, "http://example.org/board/175") == "http://example.org/board/174"


def test_numbers_without_arrows() -> None:
    page = found(
        '<p>1&nbsp;<a href="?offset=5">2</a>&nbsp;<a href="?offset=10">3</a>&nbsp;<a href="?offset=15">4</a></p>'
    )
    assert page is not None
    assert (page.kind, page.url) == ("numbered", HERE + "?offset=5")
    assert (page.parameter, page.first, page.step) == ("offset", 0, 5)


@pytest.mark.parametrize("current", ["<b>3</b>", "3", '<a class="current" href="#">3</a>', '<a href="/x3">3</a>'])
def test_the_number_of_this_page_however_it_is_marked(current: str) -> None:
    row = f'<a href="/x1">1</a> <a href="/x2">2</a> {current} <a href="/x4">4</a> <a href="/x5">5</a>'
    assert next_url(f'<div class="pages">{row}</div>', "http://example.org/x3") == "http://example.org/x4"


def test_a_row_that_counts_from_zero_with_arrows_round_it() -> None:
    row = '<p><a href="?menu=3&offset=0">back</a> <a href="?menu=3&offset=0">1</a> 2 <a href="?menu=3&offset=2">3</a>'
    page = found(
        row + ' … <a href="?menu=3&offset=25">26</a> <a href="?menu=3&offset=2">next</a></p>', HERE + "?menu=3&offset=1"
    )
    assert page is not None
    assert page.url == HERE + "?menu=3&offset=2"
    assert (page.kind, page.parameter, page.first, page.step) == ("next", "offset", 0, 1)


def test_a_double_arrow_may_lead_to_the_last_page() -> None:
    numbers, arrows = (
        '1 <a href="?page=2">2</a> <a href="?page=3">3</a>',
        '<a href="?page=2">›</a> <a href="?page=9">»</a>',
    )
    assert next_url(f'<div class="pager">{numbers} {arrows}</div>') == HERE + "?page=2"


def test_an_arrow_past_the_numbers_where_their_addresses_count_nothing_known() -> None:
    numbers = "".join(f'<a href="/calendar/{number}">{number}</a>' for number in range(2, 11))
    html = f'<div class="pager"><b>1</b>{numbers}<a aria-label="Next" href="/calendar/11">»</a></div>'
    assert next_url(html, "http://example.org/calendar") == "http://example.org/calendar/2"


def test_what_an_arrow_says_of_the_visit_makes_it_no_other_page() -> None:
    html = (
        '<div class="pager"><b>1</b><a href="?topic=3&page=2&from=two">2</a><a href="?topic=3&page=3&from=three">3</a>'
        '<a href="?topic=3&page=2&from=one">Next</a></div>'
    )
    assert next_url(html, HERE + "?topic=all") == HERE + "?topic=3&page=2&from=one"


def test_a_page_that_is_another_than_its_address_says() -> None:
    numbers = "".join(f'<a href="/news/p{number}">{number}</a> ' for number in (1, 2, 3, 5, 6, 7, 27))
    html = f'<div>{numbers}<a href="/news/p3">&lt; Prev</a> <a href="/news/p5">Next &gt;</a></div>'
    assert next_url(html, HERE + "/p188") == HERE + "/p5"


@pytest.mark.parametrize(
    ("here", "there", "template", "first", "step"),
    [
        ("/news", "/news/page/2/", "/news/page/{}/", 1, 1),
        ("/news/page/4", "/news/page/5", "/news/page/{}", 1, 1),
        ("/list_7.html", "/list_7_2.html", "/list_7_{}.html", 1, 1),
        ("/news/0", "/news/20", "/news/{}", 0, 20),
        ("/index.html", "/index2.html", "/index{}.html", 1, 1),
    ],
)
def test_a_count_in_the_path(here: str, there: str, template: str, first: int, step: int) -> None:
    page = found(f'<div class="pager"><a href="{there}">Next page</a></div>', "http://example.org" + here)
    assert page is not None
    assert (page.template, page.first, page.step) == (template, first, step)


def test_a_head_is_believed_where_a_script_alone_knows_the_way() -> None:
    head = '<html><head><link rel="next" href="/news?page=2"></head><body>{}</body></html>'
    assert next_url(head.format('<button type="button">Load more</button>')) == HERE + "?page=2"
    assert next_url(head.format("<p>The whole list.</p>")) is None


def test_links_go_out_from_the_base_of_the_page() -> None:
    page = '<head><base href="http://example.org/archive/"></head><div class="pager"><a href="p2">next</a></div>'
    assert next_url(page) == "http://example.org/archive/p2"


def test_what_stands_round_a_pager_may_bear_any_name() -> None:
    pager = '<nav class="pagination"><a href="/news/2">Siguiente</a></nav>'
    assert next_url(f'<div class="related">{pager}</div>') == "http://example.org/news/2"
    assert next_url(f'<div class="comments">{pager}</div>') is None


@pytest.mark.parametrize(
    "html",
    [
        "",
        '<div class="pager">2015 <a href="/list?until=2016">2016</a> <a href="/list?until=2017">2017</a></div>',
        '<div class="pager">April <a href="/calendar/5">»</a></div>',
        '<div class="pager"><a href="#">Next</a> <a href="javascript:go(2)">Next page</a></div>',
        '<div class="pager"><a href="?page=1">« Newer posts</a></div>',
        '<div class="pager"><span class="next disabled"><a href="?page=3">Next</a></span></div>',
        '<nav class="post-navigation"><a rel="next" href="/2016/04/harvest">The harvest is in »</a></nav>',
        '<a href="/2016/04/harvest">Next article</a>',
        '<div class="carousel"><a class="carousel-control-next" href="/slide/2">Next</a></div>',
        '<table class="calendar"><tr><td><a href="?month=5">»</a></td></tr></table>',
        '<div id="comments"><a href="?cpage=2">Older comments</a><a href="?cpage=2">Next page</a></div>',
        '<div class="pager"><a href="http://elsewhere.test/news?page=2">Next page</a></div>',
        '<ul><li><a href="/a">Read more</a></li><li><a href="/b">Read more</a></li></ul>',
        '<p>© <a href="/2015">2015</a> <a href="/2016">2016</a></p>',
        '<p>Issues: <a href="/news/1">1</a> <a href="/news/2">2</a> <a href="/news/3">3</a></p>',
        '<p>Was this of use? <a href="?vote=1">1</a> <a href="?vote=2">2</a> <a href="?vote=3">3</a></p>',
        '<ul class="nav-links"><li><a href="/terms/45">45</a></li><li><a href="/vote-2020">2020</a></li> © 2019</ul>',
    ],
)
def test_none_where_there_is_none(html: str) -> None:
    assert next_url(html) is None


@pytest.mark.parametrize("stem", ["/news/{}.htm", "/news/index_{}.html", "/news/list_{}.shtml"])
@pytest.mark.parametrize(("previous", "following"), [("上页", "下页"), ("« Previous", "Next »"), ("上一页", "下一页")])
def test_files_that_are_numbered_from_the_oldest(stem: str, previous: str, following: str) -> None:
    def pager(newer: str, older: str) -> str:
        return f'<div class="pager"><a href="{newer}">{previous}</a> <a href="{older}">{following}</a></div>'

    first = "/news.htm" if stem == "/news/{}.htm" else "/news/"
    site = "http://example.org"
    page_2 = found(pager("#", stem.format(119)), site + first)
    assert page_2
    assert (page_2.url, page_2.template) == (site + stem.format(119), None)
    assert next_url(pager(first, stem.format(118)), page_2.url) == site + stem.format(118)
    assert next_url(pager(stem.format(119), stem.format(117)), site + stem.format(118)) == site + stem.format(117)
    assert next_url(pager(stem.format(2), "#"), site + stem.format(1)) is None


@pytest.mark.parametrize("label", ["Next", "Older", "Next »"])
def test_next_to_another_article_is_no_next_page(label: str) -> None:
    html = f'<div class="pagination"><a class="next" href="/2016/04/harvest-is-in.html">{label}</a></div>'
    assert next_url(html, "http://example.org/2016/05/frost-in-may.html") is None
    assert next_url(html, "http://example.org/2016/harvest-is-in-2.html") is not None


def test_never_back() -> None:
    last = '<div class="pager"><a href="?page=8">« Previous</a> <a href="?page=7">7</a> <a href="?page=8">8</a> 9</div>'
    assert next_url(last, HERE + "?page=9") is None
    newest_last = (
        '<div class="nav"><a href="/news/page/3/">Newer posts →</a> <a href="/news/page/5/">← Older posts</a></div>'
    )
    assert next_url(newest_last, HERE + "/page/4/") == HERE + "/page/5/"


BOARD = '<p><a href="/b/1.html">{}</a> <a href="/b/{}.html">{}</a> <a href="/b/{}.html">{}</a> <a href="/b/">{}</a></p>'


@pytest.mark.parametrize(
    ("oldest", "previous", "following", "newest"),
    [("Oldest posts", "‹ Prev", "Next ›", "Newest"), ("最舊", "‹ 上頁", "下頁 ›", "最新")],
)
def test_a_board_that_is_numbered_from_the_oldest(oldest: str, previous: str, following: str, newest: str) -> None:
    page = BOARD.format(oldest, 49, previous, 51, following, newest)
    assert next_url(page, "http://example.org/b/50.html") == "http://example.org/b/49.html"
    ordered = BOARD.format("First", 49, previous, 51, following, "Last")
    assert next_url(ordered, "http://example.org/b/50.html") == "http://example.org/b/51.html"


def test_a_pager_that_names_both_ends_pages_through_pieces() -> None:
    ends = '<a href="/2011/the-first-of-all">« First</a> {} <a href="/2016/the-last-of-all">Last »</a>'
    steps = '<a href="/2013/home-of-the-hare">‹ Prev</a> <a href="/2013/where-geese-winter">Next ›</a>'
    here = "http://example.org/2013/frost-in-may"
    assert next_url(f"<p>{ends.format(steps)}</p>", here) == "http://example.org/2013/where-geese-winter"
    assert next_url(f"<p>{steps}</p>", here) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("前月分", "次月"),
        ("‹ Previous month", "Next month ›"),
        ("Vormonat", "Folgemonat"),
        ("mois précédent", "mois suivant"),
    ],
)
@pytest.mark.parametrize(
    ("here", "earlier", "later"),
    [
        ("/news/2016/03/", "/news/2016/02/", "/news/2016/04/"),
        ("/news?ym=201601", "/news?ym=201512", "/news?ym=201602"),
        ("/news/", "/news/2016-02.html", "/news/2016-04.html"),
        ("/news?y=2016&m=3", "/news?y=2016&m=2", "/news?y=2016&m=4"),
    ],
)
def test_archives_by_months_go_back(before: str, after: str, here: str, earlier: str, later: str) -> None:
    site = "http://example.org"
    assert (
        next_url(f'<p><a href="{earlier}">{before}</a> <a href="{later}">{after}</a></p>', site + here)
        == site + earlier
    )
    assert next_url(f'<p><a href="{later}">{after}</a></p>', site + here) is None
    calendar = f'<table class="calendar"><caption><a href="{earlier}">{before}</a></caption></table>'
    assert next_url(calendar, site + here) is None


@pytest.mark.parametrize("label", ["Next", "›", "Load more", "前月分"])
def test_a_bare_word_is_likely_and_no_more(label: str) -> None:
    root = parse_text(f'<p><a href="/terms">Terms</a> <a href="p2.html">{label}</a></p>')
    likely = likely_next(root, "http://example.org/")
    assert [(page.url, page.kind) for page in likely] == [("http://example.org/p2.html", "next")]


def test_where_the_next_page_is_known_nothing_else_is_likely() -> None:
    root = parse_text('<p><a href="?page=2">Next page</a> <a href="/a">More</a></p>')
    assert likely_next(root, HERE) == ()


_MARKUP = st.lists(
    st.sampled_from(
        ["<a href='?page=2'>", "<a href='/x'>", "</a>", "2", "3", "next", "»", "<li class=pager>", "</li>", "<form>"]
    )
    | st.text(max_size=5)
)


@given(_MARKUP.map("".join), st.sampled_from([HERE, "http://[x", "", "http://example.org/?page=1"]))
def test_nothing_on_a_page_makes_it_fail(html: str, url: str) -> None:
    page = found(html, url)
    assert page is None or page.url.startswith("http")


def test_the_head_names_the_next_page_where_a_link_whose_words_are_not_known_leads_there() -> None:
    head = '<head><link rel="next" href="/news/page/2/"></head>'
    assert (
        next_url(f"<html>{head}<body><a href='/news/page/2/'>All that we wrote</a></body></html>") == f"{HERE}/page/2/"
    )
    assert next_url(f"<html>{head}<body><a href='/news/page/9/'>All that we wrote</a></body></html>") is None


def test_an_arrow_that_says_how_far_it_leaps_gives_way_to_the_number_beside_it() -> None:
    numbers = "<strong>1</strong>" + "".join(f'<a href="/news?pageIndex={n}">{n}</a>' for n in (2, 3, 4))
    ends = '<a href="/news?pageIndex=1" class="first">처음</a>{}<a href="/news?pageIndex=42" class="last">마지막</a>'
    leap = '<a href="/news?pageIndex=11" class="next">다음 10페이지</a>'
    assert next_url(f'<div class="paging">{ends.format(numbers + leap)}</div>') == f"{HERE}?pageIndex=2"


@pytest.mark.parametrize(
    ("label", "address"),
    [
        ("« Entrées précédentes", "/news/page/2/?et_blog"),
        ("<< Infos plus anciennes", "/news2.html"),
        ("過去の新着情報", "/news/index_2.html"),
        ("Vanhemmat tekstit", "/search?updated-max=2015-03-10T03:12:00%2B03:00&max-results=8"),
    ],
)
def test_what_systems_write_on_the_link_to_older_items(label: str, address: str) -> None:
    assert next_url(f'<p><a href="{address}">{label.replace("<", "&lt;")}</a></p>') == f"http://example.org{address}"
