"""The home: the folder of one archive with its configuration, profiles, database and captures.

What the files in it hold is read by :mod:`aimcrawl.config`, :mod:`aimcrawl.profiles` and the archive.
"""

from aimcrawl.home.creation import create_home
from aimcrawl.home.place import Home, find_home, open_archive, open_home

__all__ = ["Home", "create_home", "find_home", "open_archive", "open_home"]
