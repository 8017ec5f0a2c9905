"""The files in what a person names: WARC files, saved pages, and folders of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from aimcrawl.errors import UsageError
from aimcrawl.replay.importing.found import Found, Problem, Spool
from aimcrawl.replay.importing.saved import MANIFESTS, PAGE_ENDINGS, Dating, Marks, manifest_of, read_saved
from aimcrawl.replay.importing.warcs import WARC_ENDINGS, Limits, read_warc

__all__ = ["File", "files_of", "read_file"]

File = tuple[Path, Mapping[Path, Marks], Path | None]
"""A file, what the manifest beside it says of the files in its folder, and the folder that was named, if one was."""


def files_of(paths: Sequence[Path]) -> list[File]:
    """Return the files in paths, in their order; in folders by name, without what browsers keep beside a page.

    Raises:
        UsageError: a path is not there, or neither a folder nor of a kind that can be read.
        ConfigurationError: a manifest is none.
    """
    return [file for path in paths for file in _files(path)]


def read_file(file: File, spool: Spool, limits: Limits, dating: Dating) -> Iterator[Found | Problem | str]:
    """Yield what a file holds: what is wanted, the addresses of what is not, and what cannot be used."""
    path, manifest, folder = file
    if folder is not None and not path.resolve().is_relative_to(folder.resolve()):
        yield Problem(path=str(path), problem="a link that leads out of the folder; name its file to import that")
        return
    if path.name.lower().endswith(WARC_ENDINGS):
        yield from read_warc(path, spool, limits)
    else:
        yield read_saved(path, spool, limits, manifest=manifest, dating=dating)


def _files(path: Path) -> Iterator[File]:
    if path.is_dir():
        manifest = manifest_of(path)
        inside = (one for one in sorted(path.rglob("*")) if not _is_beside(one.relative_to(path)))
        yield from ((one, manifest, path) for one in inside if one.is_file() and _is_known(one))
    elif not path.is_file():
        raise UsageError(f"{path}: there is no such file or folder")
    elif not _is_known(path):
        kinds = " ".join((*WARC_ENDINGS, *PAGE_ENDINGS))
        raise UsageError(f"{path}: expected a folder, or a file of one of these kinds: {kinds}")
    else:
        yield path, manifest_of(path.parent), None


def _is_known(path: Path) -> bool:
    return path.name.lower().endswith((*WARC_ENDINGS, *PAGE_ENDINGS)) and path.name not in MANIFESTS


def _is_beside(path: Path) -> bool:
    """Tell whether a file lies in a folder of what a browser saved with a page (frames, pictures)."""
    return any(part.endswith(("_files", ".fld")) for part in path.parts[:-1])
