"""``python -m aimcrawl`` is ``aimcrawl``."""

from aimcrawl.cli import main

main()
