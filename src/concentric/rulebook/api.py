"""The door of the rulebook: load, check, compute, compare, write back. Pure; works in a notebook.

>>> from concentric.rulebook.api import default_paths, load
>>> book = load(default_paths())
"""

from concentric.rulebook.cases import run_case, run_cases
from concentric.rulebook.changes import what_changes
from concentric.rulebook.evaluation import evaluate
from concentric.rulebook.exporting import as_yaml, dump
from concentric.rulebook.formulas import (
    bound_of_extreme,
    bound_of_quotient,
    bound_of_sum,
    derive,
    evaluate_derived,
    growth,
    median,
    quantile,
    quotient,
    rank,
    top_n,
    weighted,
)
from concentric.rulebook.keeping import from_kept, kept_text
from concentric.rulebook.linting import check
from concentric.rulebook.loading import default_paths, load, load_default
from concentric.rulebook.planning import base_measures, base_of, plan, shape_of

__all__ = [
    "as_yaml",
    "base_measures",
    "base_of",
    "bound_of_extreme",
    "bound_of_quotient",
    "bound_of_sum",
    "check",
    "default_paths",
    "derive",
    "dump",
    "evaluate",
    "evaluate_derived",
    "from_kept",
    "growth",
    "kept_text",
    "load",
    "load_default",
    "median",
    "plan",
    "quantile",
    "quotient",
    "rank",
    "run_case",
    "run_cases",
    "shape_of",
    "top_n",
    "weighted",
    "what_changes",
]
