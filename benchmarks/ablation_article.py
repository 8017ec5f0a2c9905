"""What each rule of reading an article is worth: the article score without it, all in one run.

python benchmarks/ablation_article.py ../shared/corpora
"""

from __future__ import annotations

import argparse
import importlib.util
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import aimcrawl

_ARTICLE = "aimcrawl.reading.article"
RULES: dict[str, tuple[str, Callable[..., object] | tuple[str, ...]]] = {
    "the claims that confirm `h1`": (f"{_ARTICLE}.title._nearest", lambda *_: ""),
    "taking the site's name off": (f"{_ARTICLE}.title._without_site", lambda title, *_: title),
    "titles made for those who cite": (f"{_ARTICLE}.title._CITED", ()),
    "the `name` in JSON-LD": (f"{_ARTICLE}.title._named", lambda *_: []),
    "the breadcrumb that confirms an `h2`": (f"{_ARTICLE}.metadata._last_step", lambda _: ""),
    "`og:title` that is only how the headline begins": (f"{_ARTICLE}.title._begins", lambda *_: False),
    "date lines": (f"{_ARTICLE}.published._date_lines", lambda *_: iter(())),
    "joining pieces": (f"{_ARTICLE}.body.join_pieces", lambda _: None),
    "leaving out the title and date at the head": (f"{_ARTICLE}.body._drop_head", lambda *_: None),
}
"""Each rule's name, and what stands in its place where it is left out."""


def scorer(corpora: Path) -> ModuleType:
    """Load the scoring script that lies beside the pages."""
    spec = importlib.util.spec_from_file_location("score", corpora / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no score.py in {corpora}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lines(score: ModuleType, pages: Path) -> Iterator[str]:
    """Yield a line of a table for each rule."""
    yield "| without | title | date | body |\n|---|---|---|---|"
    yield _line(score, "(all rules)", pages)
    for name, (target, instead) in RULES.items():
        with patch(target, instead):
            yield _line(score, name, pages)


def _line(score: ModuleType, name: str, pages: Path) -> str:
    rows = score.article(aimcrawl, pages)
    return f"| {name} | " + " | ".join(f"{score.macro(rows, key):.3f}" for key in ("title", "date", "body")) + " |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="What each rule of reading an article is worth.")
    parser.add_argument("corpora", type=Path)
    corpora: Path = parser.parse_args().corpora
    warnings.simplefilter("ignore")
    for line in lines(scorer(corpora), corpora / "article"):
        print(line, flush=True)


if __name__ == "__main__":
    main()
