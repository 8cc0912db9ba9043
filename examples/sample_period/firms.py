"""The fictional firms: codes, kinds, sizes, groups and branch companies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sample_period.chance import Chance

ALL_FIRMS = 140
RETURN_FIRMS = 104
UNDERWRITING = range(90, 95)
ASSET_MANAGEMENT = range(95, 100)
JOINT_VENTURE = range(80, 90)
MIDDLE_SIZED = (17, 23, 31, 40, 41)
"""Firms with a planted fault: they stand high enough in the order to have deals of every kind."""


def firm_code(number: int) -> str:
    """F001 for 1."""
    return f"F{number:03d}"


@dataclass(frozen=True, slots=True)
class Firm:
    """A fictional firm. `size` is its weight in the trade, `place` its order by size, from 0."""

    number: int
    code: str
    kind: str
    place: int
    size: int

    @property
    def underwrites(self) -> bool:
        """Whether it may lead listings and bonds."""
        return self.kind != "asset_management"


def _kind(number: int) -> str:
    if number in UNDERWRITING:
        return "underwriting"
    if number in ASSET_MANAGEMENT:
        return "asset_management"
    if number in JOINT_VENTURE or number in (112, 124, 136):
        return "joint_venture"
    return "comprehensive"


@cache
def firms() -> tuple[Firm, ...]:
    """All members in the order of their codes; sizes fall off like one over the place."""
    order = Chance("sizes").shuffled(range(1, RETURN_FIRMS + 1))
    for wanted, number in zip((12, 16, 20, 24, 28), MIDDLE_SIZED, strict=True):
        here = order.index(number)
        order[here], order[wanted] = order[wanted], order[here]
    order += range(RETURN_FIRMS + 1, ALL_FIRMS + 1)
    places = {number: place for place, number in enumerate(order)}
    return tuple(
        Firm(n, firm_code(n), _kind(n), places[n], 1_000_000 // (places[n] + 3))
        for n in range(1, ALL_FIRMS + 1)
    )


def return_firms() -> tuple[Firm, ...]:
    """The firms of the yearly returns."""
    return firms()[:RETURN_FIRMS]


def groups() -> dict[str, tuple[str, ...]]:
    """Group code -> parent first, then its subsidiaries; every subsidiary returns on its own."""
    subsidiaries = [*UNDERWRITING, *ASSET_MANAGEMENT]
    by_size = sorted(
        (f for f in return_firms() if f.kind == "comprehensive"), key=lambda f: f.place
    )
    parents = [firm.number for firm in by_size[:6]]
    found: dict[str, tuple[str, ...]] = {}
    for index, parent in enumerate(parents):
        children = subsidiaries[index :: len(parents)]
        found[f"GR{index + 1:02d}"] = (firm_code(parent), *map(firm_code, children))
    return found


_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def sample_uscc(number: int) -> str:
    """A credit code whose check characters are right and whose division, 999900, exists nowhere."""
    body = f"EX{number:06d}"
    total = sum(_ALNUM.index(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    organisation = body + "0123456789X0"[11 - total % 11]
    head = "91" + "999900" + organisation
    total = sum(_USCC.index(c) * pow(3, i, 31) for i, c in enumerate(head))
    return head + _USCC[-total % 31]
