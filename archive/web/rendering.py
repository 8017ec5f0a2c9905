"""Templates into answers: what every page knows, and addresses of ours in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from archive.search.language import MOST_CHARACTERS
from archive.web.words import FILTERS, query

__all__ = ["here", "prepare", "render"]

_TEMPLATES: Final = Environment(
    loader=PackageLoader("archive.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= FILTERS
_TEMPLATES.globals |= {"query": query, "most_characters": MOST_CHARACTERS}


def prepare() -> None:
    """Compile all templates, so that nobody waits for it."""
    for name in _TEMPLATES.list_templates():
        _TEMPLATES.get_template(name)


def render(
    request: Request, name: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """Return a page made of a template and what it shows."""
    page = _TEMPLATES.get_template(name).render(path=request.url.path, **values)
    return HTMLResponse(page, status_code=status, headers=headers)


def here(request: Request, path: str) -> str:
    """Return the full address of a path of ours, under the name by which we were asked."""
    return str(request.base_url).rstrip("/") + path
