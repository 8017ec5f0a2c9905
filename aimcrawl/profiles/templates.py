"""The profiles that come with the package: patterns to copy into a home, never read by a crawl from here."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["shipped"]


def shipped() -> dict[str, str]:
    """Return the text of each shipped profile by its slug, sorted."""
    found = [file for file in files("aimcrawl.profiles").joinpath("shipped").iterdir() if file.name.endswith(".toml")]
    return {file.name.removesuffix(".toml"): file.read_text("utf-8") for file in sorted(found, key=lambda f: f.name)}
