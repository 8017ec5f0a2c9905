"""Which character set a page is in: bytes in, text out, never an error. Not here: parsing (``tree``)."""

from __future__ import annotations

import codecs

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

__all__ = ["decode", "known_encoding"]

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_FALLBACK = "cp1252"


def decode(body: bytes, *, pinned: str | None = None, header: str | None = None) -> tuple[str, str]:
    """Return the text of ``body`` and the name of the Python codec that read it.

    The order is DESIGN's: ``pinned`` (the profile's word), a byte order mark, strictly valid UTF-8 with multibyte
    sequences, the ``header`` (a Content-Type value or a bare label), the page's own ``meta``, windows-1252. Labels mean
    what browsers take them to mean (https://encoding.spec.whatwg.org/#names-and-labels: latin-1 is windows-1252).
    A byte that the chosen codec cannot read becomes U+FFFD; in UTF-8 it is read as windows-1252, since that is what a
    stray byte in such a page nearly always is.
    """
    encoding = known_encoding(pinned)
    for mark, name in _BOMS:
        if body.startswith(mark):
            encoding, body = encoding or name, body[len(mark) :]
            break
    encoding = encoding or _valid_utf8(body) or _declared(body, header) or _FALLBACK
    return body.decode(encoding, "windows-1252-bytes" if encoding == "utf-8" else "replace"), encoding


def known_encoding(label: str | None) -> str | None:
    """Return the Python codec that a web page's ``label`` stands for; None for a label that names no text encoding."""
    name = resolve_encoding(label.strip()) if label else None
    if name is None:
        return None
    try:
        b"a ".decode(name, "replace").encode(name, "replace")
        codec = codecs.lookup(name)
    except (LookupError, UnicodeError, ValueError):
        return None
    return codec.name if getattr(codec, "_is_text_encoding", True) else None


def _valid_utf8(body: bytes) -> str | None:
    """Return ``utf-8`` where the bytes themselves say so; the end of the page may cut a sequence off."""
    if body.isascii():
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _declared(body: bytes, header: str | None) -> str | None:
    label = http_content_type_encoding(header) if header else None
    return known_encoding(label or header) or known_encoding(html_body_declared_encoding(body))


def _read_as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode(_FALLBACK, "replace"), error.end


codecs.register_error("windows-1252-bytes", _read_as_windows_1252)
