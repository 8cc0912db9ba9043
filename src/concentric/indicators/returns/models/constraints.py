"""Constraints that several tables of returns use."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models


def is_one_of(name: str, column: str, values: Iterable[str]) -> models.CheckConstraint:
    """A text column that holds one of an enum's values."""
    return models.CheckConstraint(
        name=name, condition=models.Q(**{f"{column}__in": [str(value) for value in values]})
    )
