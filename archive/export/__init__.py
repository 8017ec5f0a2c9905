"""Snapshots and exports: deterministic files for other tools."""
