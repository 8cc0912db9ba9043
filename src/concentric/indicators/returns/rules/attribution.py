"""Shares of one deal: read as typed, and the firm's own part, which adds up with the others' to the fen."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from concentric.kernel.api import Invalid, largest_remainder, msgid

Shares = tuple[tuple[str, Fraction], ...]


def read_shares(text: str, firm: str) -> Shares:
    """`F001:1/2;F002:1/2` as pairs in the order of codes; empty: the firm alone.

    Raises `Invalid` when it cannot be read, names a partner twice, leaves the firm out, or does not make 1.
    """
    plain = text.translate(_WIDE).replace(" ", "").strip(";")
    if not plain:
        return ((firm, Fraction(1)),)
    shares: dict[str, Fraction] = {}
    for part in plain.split(";"):
        code, _, share = part.partition(":")
        if code.upper() in shares:
            raise Invalid(
                msgid("The partner %(code)s stands twice."), remedy=_HOW, code=code.upper()
            )
        shares[code.upper()] = _share(share, text)
    if firm not in shares:
        raise Invalid(
            msgid("The firm %(code)s itself is not among the partners."), remedy=_HOW, code=firm
        )
    if sum(shares.values()) != 1:
        raise Invalid(
            msgid("The shares make %(sum)s, not 1."), remedy=_HOW, sum=str(sum(shares.values()))
        )
    return tuple(sorted(shares.items()))


def shares_text(shares: Shares) -> str:
    """Shares as they are typed; the firm alone is an empty text."""
    if len(shares) == 1:
        return ""
    return ";".join(f"{code}:{share}" for code, share in shares)


def own_part(amount: Decimal, shares: Shares, firm: str) -> Decimal:
    """The firm's part of a whole amount in yuan, by largest remainder in fen."""
    if len(shares) == 1:
        return amount
    return largest_remainder(amount, shares)[firm]


def _share(text: str, whole: str) -> Fraction:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if share <= 0:
        raise Invalid(msgid("The partners %(text)s cannot be read."), remedy=_HOW, text=whole)
    return share


_HOW = msgid("Write every partner with its share, the firm itself included: F001:1/2;F002:1/2.")
_WIDE = str.maketrans({"\uff1a": ":", "\uff1b": ";", "\uff0f": "/", ",": ";", "\uff0c": ";"})
