"""Concentric: one record, confirmed once, becomes every number an association publishes."""

__version__ = "0.1.0"
