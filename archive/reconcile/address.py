"""Addresses as comparing sees them: without what changes from visit to visit. Nothing here fetches or resolves.

Noise is of two sorts: query parameters whose names say it (sessions, counters, campaigns, the pager's offset), and
parameters that bear one value in all links of a page: what is the same for all tells no item from another.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from archive.reconcile.model import Sighting

__all__ = ["address_key", "file_name", "noise_of"]

_NOISE = re.compile(
    r"(utm_|mc_|pk_|piwik_|matomo_|hsa_|_ga)\w*|(php|asp|j)?sess(ion)?_?(id|key)?|s?sid|phpsessid|jsessionid|aspsessionid\w*"
    r"|cfid|cftoken|zenid|fbclid|gclid|msclkid|dclid|igshid|yclid|_+|ts|timestamp|nocache|no_cache|cache|cachebuster|cb"
    r"|rand(om)?|rnd|nonce|token|csrf\w*|ref(erer|errer)?|back|return(url|to)?|chash",
    re.IGNORECASE,
)
_COUNTERS = re.compile(
    r"hits?|views?|clicks?|count(er)?|visits?|offset|paged?|start|from_?page|pos(ition)?", re.IGNORECASE
)
_PATH_SESSION = re.compile(r";[^/]*|/\([SAF]\([^)]*\)\)", re.IGNORECASE)
_INDEX = re.compile(r"/(index\.(html?|php)|default\.aspx?)?$", re.IGNORECASE)
_FEWEST = 3  # links of a page that must agree before a parameter counts as the page's and not the item's


@lru_cache(maxsize=65536)
def address_key(url: str, noise: frozenset[str] = frozenset()) -> str:
    """Return what of an absolute address tells one document from another.

    Without scheme, ``www.``, session, counter, fragment and index file; parameters in sorted order. ``noise`` names
    further parameters to leave out.
    """
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    path = _INDEX.sub("", unquote(_PATH_SESSION.sub("", parts.path)))
    if not parts.query:
        return host + path
    kept = sorted((n, v) for n, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_noise(n, v, noise))
    return f"{host}{path}?{urlencode(kept)}" if kept else host + path


def file_name(url: str) -> str:
    """Return the last part of the path, by which a document that moved to another folder or host is still known."""
    return unquote(urlsplit(url).path.rstrip("/")).rpartition("/")[2]


def noise_of(listing: Sequence[Sighting]) -> frozenset[str]:
    """Return the names of query parameters that have one value in all permalinks of each page."""
    values: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for sighting in listing:
        for name, value in _parameters(sighting.listed.url):
            values[name][sighting.page].append(value)
    return frozenset(name for name, pages in values.items() if _is_constant(pages.values()))


def _parameters(url: str | None) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True) if url and "?" in url else []


def _is_constant(pages: Iterable[list[str]]) -> bool:
    pages = list(pages)
    return max(map(len, pages)) >= _FEWEST and all(len(set(values)) == 1 for values in pages)


def _is_noise(name: str, value: str, noise: frozenset[str]) -> bool:
    if name in noise or _NOISE.fullmatch(name):
        return True
    return value.isdecimal() and _COUNTERS.fullmatch(name) is not None
