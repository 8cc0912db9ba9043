"""The small codes of a fact in one number of the lake: cheap to group by, cheap to combine.

| bits | meaning |
|---|---|
| 0–4 | the bound, one bit each: GT, GE, LT, LE, ABOUT; none of them: exactly as stated |
| 5 | consolidated |
| 6 | confirmed by the other side |
| 7 | recorded by the room that did the work, not declared |
| 8 | the value is zero: a report that there was nothing |

Bits of many facts are combined with "or"; the bound of a sum is read from the five bits.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from concentric.facts.types import Basis, Boundary, Confirmation
from concentric.kernel.types import Bound

BOUND_BITS: Mapping[Bound, int] = {
    Bound.GT: 1,
    Bound.GE: 2,
    Bound.LT: 4,
    Bound.LE: 8,
    Bound.ABOUT: 16,
}
BOUNDS = 0b11111
CONSOLIDATED = 1 << 5
TWO_SIDED = 1 << 6
FROM_ROOM = 1 << 7
ZERO = 1 << 8
TOLD_APART = BOUNDS | CONSOLIDATED | ZERO
"""What decides where and how a fact counts."""


def packed(table: pa.Table) -> pa.Array:
    """The flags of exported facts, from their columns bound, boundary, confirmation, basis and value."""
    parts = (
        _bits(table["bound"], {str(bound): bit for bound, bit in BOUND_BITS.items()}),
        _bits(table["boundary"], {str(Boundary.CONSOLIDATED): CONSOLIDATED}),
        _bits(table["confirmation"], {str(Confirmation.TWO_SIDED): TWO_SIDED}),
        _bits(table["basis"], {str(Basis.ROOM): FROM_ROOM}),
        pc.multiply(
            pc.equal(table["value"], Decimal(0)).cast(pa.uint16()), pa.scalar(ZERO, pa.uint16())
        ),
    )
    whole = parts[0]
    for part in parts[1:]:
        whole = pc.bit_wise_or(whole, part)
    return whole


def _bits(column: pa.ChunkedArray, bits: Mapping[str, int]) -> pa.Array:
    texts = column.cast(pa.string()).combine_chunks().dictionary_encode()
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    values = pa.array([bits.get(text, 0) for text in texts.dictionary.to_pylist()], pa.uint16())
    return values.take(texts.indices)


def bounds_of(bits: int) -> tuple[Bound, ...]:
    """The bounds that occur in combined flags; exact ones leave no trace and are not named."""
    return tuple(bound for bound, bit in BOUND_BITS.items() if bits & bit)
