"""The words for how a figure is computed."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concentric.rulebook.types import Formula

FORMULAS: Mapping[Formula, Promise] = {
    Formula.SUM: _("Sum"),
    Formula.COUNT: _("Count"),
    Formula.DISTINCT: _("Count of different ones"),
    Formula.MIN: _("Smallest"),
    Formula.MAX: _("Largest"),
    Formula.RATIO: _("Ratio"),
    Formula.SHARE: _("Share"),
    Formula.GROWTH: _("Growth on the year before"),
    Formula.PER_HEAD: _("Per head"),
    Formula.CUMULATIVE: _("Running total"),
    Formula.STATE_AT: _("State at the date"),
    Formula.MEDIAN: _("Median"),
    Formula.QUANTILE: _("Quantile"),
    Formula.RANK: _("Rank"),
    Formula.TOP_N: _("Total of the first so many"),
    Formula.WEIGHTED: _("Weighted total"),
}
