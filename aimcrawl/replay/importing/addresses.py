"""Which pages from elsewhere are list pages of a source, by their addresses alone.

Scheme and ``www.`` do not count: sites change both. A pager that counts tells a page's number by its address; one that
follows links tells only that an address may be a list page, and reading must prove it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from aimcrawl.profiles.model import Profile
from aimcrawl.reading.addresses import canonical_url, same_site

__all__ = ["key_of", "list_number", "may_be_list", "may_be_page"]

_COUNTED_PATH: Final = re.compile(r"/(?:page/?)?\d{1,5}/?$")
_LONGEST_COUNT: Final = 7  # digits
_COUNT: Final = "0000000"  # stands for the count in a template


def key_of(profile: Profile, url: str) -> str:
    """Return what tells one page of a source from another."""
    pager = profile.pager
    defaults = {pager.parameter: str(pager.first)} if pager.parameter else {}
    parts = urlsplit(canonical_url(url, parameters=pager.parameters, defaults=defaults))
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def list_number(profile: Profile, url: str) -> int | None:
    """Return the number (from 1) of the list page at an address; None where the address does not tell it."""
    pager = profile.pager
    if key_of(profile, url) == key_of(profile, profile.url):
        return 1
    count = None
    if pager.kind == "parameter" and pager.parameter:
        base, _ = _parted(key_of(profile, profile.url), pager.parameter)
        rest, count = _parted(key_of(profile, url), pager.parameter)
        count = count if rest == base else None
    elif pager.kind == "path" and pager.template:
        counted = urljoin(profile.url, pager.template.replace("{}", _COUNT))
        before, _, after = key_of(profile, counted).partition(_COUNT)
        key = key_of(profile, url)
        if key.startswith(before) and key.endswith(after):
            count = key[len(before) : len(key) - len(after)]
    if count is None or not (count.isascii() and count.isdecimal()) or len(count) > _LONGEST_COUNT:
        return None
    steps, rest_of_step = divmod(int(count) - pager.first, pager.step)
    return steps + 1 if steps >= 0 and not rest_of_step else None


def may_be_list(profile: Profile, url: str) -> bool:
    """Tell whether an address is, or by its form may be, one of a list page."""
    if list_number(profile, url) is not None:
        return True
    if profile.pager.kind not in ("next", "numbered"):
        return False
    path, _, _ = key_of(profile, url).partition("?")
    base, _, _ = key_of(profile, profile.url).partition("?")
    return path == base or (path.startswith(f"{base}/") and _COUNTED_PATH.fullmatch(path[len(base) :]) is not None)


def may_be_page(profile: Profile, url: str) -> bool:
    """Tell whether an address may be a list page, or a detail page where the profile reads such."""
    with suppress(ValueError):
        own = same_site(url, profile.url) or urlsplit(url).hostname in profile.hosts
        return own and (may_be_list(profile, url) or profile.detail.follow)
    return False


def _parted(key: str, parameter: str) -> tuple[str, str | None]:
    """Return a key without a query parameter, and that parameter's value."""
    path, _, query = key.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    values = [value for name, value in pairs if name == parameter]
    return f"{path}?{urlencode([pair for pair in pairs if pair[0] != parameter])}", values[-1] if values else None
