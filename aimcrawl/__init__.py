"""Archive what organisations publish on their news pages, and know when they change it."""

__version__ = "0.1.0"
