"""Pages that others captured become part of the history: found, grouped, read by a fitting profile, taken in.

``warcs`` and ``saved`` find exchanges in files, ``addresses`` and ``sources`` say whose they are, ``sessions`` groups
them, ``layouts`` chooses the profile, ``taking`` writes. Nothing here fetches, and what the captures mean is for the
archive to say (:mod:`archive.store.importing`).
"""

from aimcrawl.replay.importing.run import Asked, ImportedView, ImportRun
from aimcrawl.replay.importing.saved import Dating

__all__ = ["Asked", "Dating", "ImportRun", "ImportedView"]
