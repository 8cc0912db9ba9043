"""Values every room speaks in: periods, exact quantities, codes, identifiers, Actor, errors.

Used by every room. Pure: the standard library only; no clock is read except to make identifiers;
English message ids are translated above. It holds no business rule and no code list.
"""
