"""Pure decisions of `__room__`: values in, values out; no Django, no clock, no query."""

from __future__ import annotations

from concentric.kernel.api import Invalid, msgid

LONGEST_NAME = 200


def checked_name(name: str) -> str:
    """The name without spaces around it. Raises Invalid if nothing is left or it is too long."""
    kept = name.strip()
    if 0 < len(kept) <= LONGEST_NAME:
        return kept
    raise Invalid(
        msgid("The name does not fit."),
        why=msgid("A name has between 1 and %(longest)s characters."),
        remedy=msgid("Change the name and save again."),
        longest=LONGEST_NAME,
    )
