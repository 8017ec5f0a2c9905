"""Addresses: one page, one address; one site; and what kind of document an address names.

The form that ``canonical_url`` gives is for comparing and for remembering; what ``asked_url`` gives is for fetching:
some sites mind the order of their parameters. How a pager makes the next address is told in ``aimcrawl.reading.pager``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qsl, quote_plus, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement
from w3lib.url import canonicalize_url

from aimcrawl.reading.tree import searching

__all__ = ["absolute_url", "asked_url", "canonical_url", "document_type", "make_absolute", "same_site", "split_url"]

_NO_ADDRESS = urlsplit("")
_NO_DEFAULTS: Mapping[str, str] = MappingProxyType({})
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_ADDRESSES = ("href", "src", "cite")  # the attributes with one address that sanitised markup may keep
_ADDRESSED = searching(f"descendant-or-self::*[{' or '.join('@' + name for name in _ADDRESSES)}]")

# Parameters that say who came from where and who is asking, never what stands on the page.
_TRACKING = re.compile(
    r"""utm_\w+ | pk_(?:campaign|kwd|source|medium|content) | mtm_\w+ | matomo_\w+ | piwik_\w+ | hsa_\w+
    | gclid | gclsrc | dclid | gbraid | wbraid | _gl | _ga | fbclid | fb_(?:action_ids|source|ref) | igshid | msclkid
    | twclid | ttclid | li_fat_id | yclid | ymclid | _openstat | mc_[ce]id | mkt_tok | _hsenc | _hsmi | vero_(?:id|conv)
    | oly_(?:enc|anon)_id | wickedid | s_cid | _branch_match_id
    | PHPSESSID | jsessionid | ASPSESSIONID\w* | ASP\.NET_SessionId | CFID | CFTOKEN | sessionid | session_id
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SIGN_OF_ADDRESS = re.compile(r"[/?.=#&%]")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/?#;]*", re.IGNORECASE)

# The media types of what is linked for itself. The standard library would ask the machine's own table.
_OFFICE = "application/vnd.openxmlformats-officedocument"
_DOCUMENTS = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "epub": "application/epub+zip",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "json": "application/json",
    "xml": "application/xml",
    "zip": "application/zip",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
}


def split_url(url: str) -> SplitResult:
    """Return the parts of an address; all are empty where it is none (``http://[bad``), for nothing is raised."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return _NO_ADDRESS
    return parts


@lru_cache(maxsize=4096)
def absolute_url(base: str, address: str) -> str | None:
    """Return where a link leads, or None where it leads to no page: scripts, mail, fragments, words, what is broken."""
    address = address.strip()
    if not address or address.startswith("#"):
        return None
    if len(address.split(maxsplit=1)) > 1 and not _SIGN_OF_ADDRESS.search(address):  # a label in an address's place
        return None
    try:
        absolute = urljoin(base, address)
        return absolute if urlsplit(absolute).scheme in {"http", "https"} else None
    except ValueError:
        return None


def make_absolute(element: HtmlElement, base: str) -> None:
    """Make the addresses in ``element`` and below it absolute, in place, so that they hold wherever its markup goes.

    What leads to no page (a script, mail, a fragment, what is broken) stays as it is: others judge whether it may.
    """
    for part in _ADDRESSED(element):
        for name in _ADDRESSES:
            value = part.get(name)
            url = absolute_url(base, value) if value else None
            if url and url != value:
                with suppress(ValueError):  # a control character, which lxml reads but does not write
                    part.set(name, url)


def canonical_url(
    url: str, *, parameters: tuple[str, ...] | None = None, defaults: Mapping[str, str] = _NO_DEFAULTS
) -> str:
    """Return the one address of the page at ``url``: what does not tell pages apart is taken away, the rest ordered.

    The fragment, the default port, session ids and tracking parameters go; scheme and host are in lower case, percent
    encoding as RFC 3986 has it (section 6.2.2), the query sorted. ``parameters`` names the only query parameters to
    keep; ``defaults`` gives the values that are as good as absent (``{"offset": "0"}``). What is no address is
    returned as it came, but for its fragment and blanks: nothing is raised.
    """
    url = url.strip()
    try:
        parts = urlsplit(canonicalize_url(_SESSION_IN_PATH.sub("", url)))
    except ValueError:  # a broken port or IPv6 host: other than itself it is like nothing
        return url.partition("#")[0]
    if not parts.netloc:
        return url.partition("#")[0]
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, encoding="latin-1")
        if not _is_noise(name, parameters) and defaults.get(name) != value
    ]
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in kept)
    return urlunsplit(
        parts._replace(netloc=parts.netloc.removesuffix(_DEFAULT_PORTS.get(parts.scheme, "")), query=query)
    )


def asked_url(url: str) -> str:
    """Return ``url`` as the site wrote it, without its fragment and what says who is asking (tracking, session ids)."""
    address, mark, query = _SESSION_IN_PATH.sub("", url.strip()).partition("#")[0].partition("?")
    kept = [part for part in query.split("&") if not _is_noise(part.partition("=")[0], None)]
    return address + (mark if kept else "") + "&".join(kept)


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are of one site: the same host but for ``www.``, or one host beneath the other."""
    a, b = _site(one), _site(other)
    return bool(a and b) and (a == b or a.endswith("." + b) or b.endswith("." + a))


def document_type(url: str) -> str | None:
    """Return the media type that the ending of an address names (``.pdf``, ``.xlsx``, ``.jpg``), None for pages."""
    name = split_url(url).path.rpartition("/")[2]
    _, dot, ending = name.rpartition(".")
    return _DOCUMENTS.get(ending.lower()) if dot else None


def _is_noise(name: str, parameters: tuple[str, ...] | None) -> bool:
    return name not in parameters if parameters is not None else _TRACKING.fullmatch(name) is not None


def _quoted(text: str) -> str:
    """Percent-encode the very bytes that latin-1 decoding carried through, whatever character set they were in."""
    return quote_plus(text, encoding="latin-1")


def _site(url: str) -> str:
    return (split_url(url).hostname or "").removeprefix("www.")
