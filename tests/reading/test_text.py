"""Text comes out as a reader sees it on the page: in lines and paragraphs, in order, without what is hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimcrawl.reading.text import block_text, fold, fragment, inline_text, inner_html, lines
from aimcrawl.reading.tree import parse


def text(html: str) -> str:
    return block_text(parse(html.encode()))


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<p>Two<p>Three", "One\n\nTwo\n\nThree"),
        ("One<br>still one<br><br>Two<br> &nbsp;<br>Three", "One\nstill one\n\nTwo\n\nThree"),
        ("<ul><li>a<li>b</ul>after", "a\n\nb\n\nafter"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a\n\nb\n\nc"),
        ("<dl><dt>13 April<dd>News</dl>", "13 April\n\nNews"),
        ("in<b>li</b>ne <i>mark</i>up", "inline markup"),
        ("a&nbsp;\u2009b\u3000c\u00adc\u200bc\n\td", "a b ccc d"),
        ("<p>a<script>b</script><style>c</style><template>d</template>e</p>", "ae"),
        ("<p>a <span hidden>b</span><span style='Display : none'>c</span><i class='x sr-only'>d</i>e", "a e"),
        ("<pre>a\n  b\n\nc</pre>", "a\nb\n\nc"),
        ("<my-card>a</my-card><my-card>b</my-card>", "a\n\nb"),
        ("<p>One<br></p><p>Two</p>", "One\n\nTwo"),
    ],
)
def test_blocks_and_breaks_part_what_the_eye_parts(html: str, seen: str) -> None:
    assert text(html) == seen


def test_the_text_of_several_elements_is_theirs_alone() -> None:
    one, two = parse(b"<div><p>a</p>tail<p>b</p>tail</div>").iter("p")
    assert block_text([one, two]) == "a\n\nb"


def test_inline_text_is_one_line() -> None:
    assert inline_text(parse(b"<h3>A<br>title <a>of</a><p>two</p></h3>")) == "A title of two"


def test_a_line_knows_its_block_its_links_and_its_nodes() -> None:
    root = parse(b"<td>13 April<br><b>Title</b> with <a href=x>link</a><br><a name=y>text</a></td>")
    date, title, rest = lines(root)
    assert [line.text for line in (date, title, rest)] == ["13 April", "Title with link", "text"]
    assert {line.block.tag for line in (date, title, rest)} == {"td"}
    assert [link.get("href") for link in title.links] == ["x"]
    assert not rest.links
    assert [run.text for run in title.runs] == ["Title", " with ", "link"]
    assert [(run.element.tag, run.tail) for run in title.runs] == [("b", False), ("b", True), ("a", False)]
    assert [line.paragraph for line in (date, title, rest)] == [True, False, False]


@pytest.mark.parametrize(
    ("html", "first", "last", "cut"),
    [
        ("<p>a</p><h3>b</h3><p>c</p><p>d</p>", 0, 2, "<p>a</p><h3>b</h3><p>c</p>"),
        ("<div>a<br><b>b</b><br>c &amp; c<br>d</div>", 1, 2, "<b>b</b><br>c &amp; c"),
        ("<table><tr><td>a<td>b<tr><td>c<tr><td>d</table>", 1, 2, "<tr><td>b</td></tr><tr><td>c</td></tr>"),
        ("<div><p>a<br>b</p>c<ul><li>d<li>e</ul></div>", 1, 3, "<p>b</p>c<ul><li>d</li></ul>"),
        ("<div><p>a</p><p>b <img src='i.png'> c</p></div>", 1, 1, 'b <img src="i.png"> c'),
    ],
)
def test_a_run_of_lines_is_cut_out_with_its_markup(html: str, first: int, last: int, cut: str) -> None:
    found = list(lines(parse(html.encode())))
    assert inner_html(fragment(found[first].runs[0], found[last].runs[-1])) == cut


def test_a_cut_keeps_the_elements_below_the_one_that_is_named() -> None:
    root = parse(b"<div><section><p>a <b>b</b></p></section></div>")
    [line] = lines(root)
    [div] = root.iter("div")
    assert inner_html(fragment(line.runs[0], line.runs[-1], div)) == "<section><p>a <b>b</b></p></section>"


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<br>",
        "<b>",
        "</b>",
        "<ul><li>",
        "</ul>",
        "<table><tr><td>",
        "one",
        "two ",
        "&lt;",
    ]
)


@given(st.lists(PIECES, max_size=30), st.data())
def test_what_is_cut_out_reads_as_it_read_in_the_page(pieces: list[str], data: st.DataObject) -> None:
    found = list(lines(parse("".join(pieces).encode())))
    if found:
        begin = data.draw(st.integers(0, len(found) - 1))
        end = data.draw(st.integers(begin, len(found) - 1))
        chosen = found[begin : end + 1]
        again = lines(fragment(chosen[0].runs[0], chosen[-1].runs[-1]))
        assert [line.text for line in again] == [line.text for line in chosen]


@given(st.text())
def test_folding_twice_is_folding_once(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)
