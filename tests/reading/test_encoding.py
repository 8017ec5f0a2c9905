"""Whatever the bytes and whoever lies about them, the text is what the writer meant."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimcrawl.reading.encoding import decode, known_encoding

QUOTED = "“Fair pay” – it’s time for cafés"


@pytest.mark.parametrize(
    ("body", "header", "codec"),
    [
        (QUOTED.encode(), None, "utf-8"),
        (QUOTED.encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (codecs.BOM_UTF8 + QUOTED.encode(), "text/html; charset=shift_jis", "utf-8"),
        (codecs.BOM_UTF16_LE + QUOTED.encode("utf-16-le"), None, "utf-16-le"),
        (QUOTED.encode("cp1252"), None, "cp1252"),
        (QUOTED.encode("cp1252"), "text/html; charset=latin-1", "cp1252"),
        (QUOTED.encode("cp1252"), "text/html; charset=nonsense", "cp1252"),
        (QUOTED.encode("cp1252"), "text/html; charset=utf-8", "utf-8"),
        (QUOTED.encode()[:-1] + b"s \x93and\x94", "text/html; charset=utf-8", "utf-8"),
    ],
)
def test_the_order_is_mark_then_valid_utf8_then_header_then_meta_then_windows_1252(
    body: bytes, header: str | None, codec: str
) -> None:
    text, encoding = decode(body, header=header)
    assert encoding == codec
    assert text.startswith("“Fair pay” – it’s time for caf")
    assert "\ufffd" not in text


def test_the_header_wins_over_the_meta() -> None:
    body = '<meta charset="windows-1250"><p>Новости'.encode("cp1251")
    assert decode(body, header="text/html; charset=windows-1251")[0].endswith("Новости")


def test_the_meta_is_believed_where_nothing_better_speaks() -> None:
    body = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Новости'.encode("cp1251")
    assert decode(body)[0].endswith("Новости")


def test_a_profile_pins_the_encoding_against_all_signs() -> None:
    assert decode("ÖVRIGT".encode(), pinned="iso-8859-1") == ("Ã–VRIGT", "cp1252")


def test_utf8_that_the_end_of_the_page_cuts_is_still_utf8() -> None:
    assert decode("Nestlé, café".encode()[:-1])[1] == "utf-8"


@pytest.mark.parametrize("label", ["hex", "rot13", "idna", "undefined", "zip", "", "  ", "x" * 5000, "a\0b", None])
def test_a_label_that_names_no_text_encoding_is_unknown(label: str | None) -> None:
    assert known_encoding(label) is None


@given(st.binary(max_size=300), st.none() | st.text(max_size=30), st.none() | st.text(max_size=30))
def test_no_bytes_and_no_labels_raise(body: bytes, pinned: str | None, header: str | None) -> None:
    text, encoding = decode(body, pinned=pinned, header=header)
    assert isinstance(text, str)
    assert codecs.lookup(encoding)
