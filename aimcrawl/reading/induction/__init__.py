"""Induction: from one reading of a list to a short profile that a person could have written.

``induce`` proposes selectors (``selectors``, by ``names``), tries them on the page (``lists``, ``parts``, ``paging``)
and proves the whole by reading the page with it; ``write_profile`` makes it a file with a comment for each choice.
"""

from aimcrawl.reading.induction.induce import Induced, agreement, induce
from aimcrawl.reading.induction.write import write_profile

__all__ = ["Induced", "agreement", "induce", "write_profile"]
