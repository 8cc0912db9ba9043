"""Deterministic chance in whole numbers, so that every machine draws the same demo period."""

from __future__ import annotations

import random
from collections.abc import Sequence

SEED = "concentric-demo-2020"


class Chance:
    """A named stream of draws; the same name always gives the same draws."""

    def __init__(self, topic: str) -> None:
        self._random = random.Random(f"{SEED}:{topic}")

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return self._random.randrange(low, high + 1)

    def percent(self, chances: int) -> bool:
        """True in `chances` of a hundred draws."""
        return self._random.randrange(100) < chances

    def pick(self, weights: Sequence[int]) -> int:
        """An index, drawn in proportion to its weight."""
        target = self._random.randrange(sum(weights))
        for index, weight in enumerate(weights):
            target -= weight
            if target < 0:
                return index
        raise ValueError("weights must be positive")

    def picks(self, weights: Sequence[int], size: int) -> list[int]:
        """`size` different indexes, drawn in proportion to their weights."""
        left = list(weights)
        chosen: list[int] = []
        for _ in range(size):
            index = self.pick(left)
            chosen.append(index)
            left[index] = 0
        return chosen

    def shuffled(self, items: Sequence[int]) -> list[int]:
        """A copy in another order."""
        copy = list(items)
        for last in range(len(copy) - 1, 0, -1):
            other = self._random.randrange(last + 1)
            copy[last], copy[other] = copy[other], copy[last]
        return copy

    def skewed(self) -> int:
        """A positive weight with a long tail: many small, few large."""
        return self.between(2, 40) * self.between(2, 40) * self.between(1, 12)


def apportion(total: int, weights: Sequence[int], least: int = 0) -> list[int]:
    """Whole parts of `total`, by weight, each at least `least`; they add up exactly."""
    rest = total - least * len(weights)
    if rest < 0:
        raise ValueError("the total is smaller than the least parts")
    whole = sum(weights)
    parts = [rest * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(rest * weights[i] % whole), i))
    for index in by_remainder[: rest - sum(parts)]:
        parts[index] += 1
    return [least + part for part in parts]
