"""The door of the rulebook: load, check, compute, compare, write back. Pure; works in a notebook.

>>> from concentric.rulebook.api import default_paths, load
>>> book = load(default_paths())
"""

from concentric.rulebook.loading import default_paths, load
from concentric.rulebook.types import Problem, Rulebook

__all__ = [
    "Problem",
    "Rulebook",
    "default_paths",
    "load",
]
