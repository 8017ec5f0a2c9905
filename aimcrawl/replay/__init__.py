"""Captures through the reader again: reread, rebuild, import, deep verify."""
