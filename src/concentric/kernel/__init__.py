"""Kernel: the small exact things every room speaks in.

Periods, quantities, codes, identifiers, the Actor, and one family of errors. Pure: no framework, no clock that is
not passed in, no database. It holds no business rule and nothing that only one room needs.
"""
