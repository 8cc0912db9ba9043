"""The cohort layer: exact arithmetic over figures, shared by every engine.

Values are fractions; nothing is rounded before the end; *not reported* (None) is never zero.
"""

from concentric.rulebook.formulas.bounds import bound_of_extreme, bound_of_quotient, bound_of_sum
from concentric.rulebook.formulas.cohort import (
    median,
    quantile,
    rank,
    top_n,
    weighted,
)
from concentric.rulebook.formulas.quotients import growth, quotient
from concentric.rulebook.formulas.steps import derive, evaluate_derived

__all__ = [
    "bound_of_extreme",
    "bound_of_quotient",
    "bound_of_sum",
    "derive",
    "evaluate_derived",
    "growth",
    "median",
    "quantile",
    "quotient",
    "rank",
    "top_n",
    "weighted",
]
